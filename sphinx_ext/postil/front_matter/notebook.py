"""Read the parts of a notebook that can have front matter or `post` directives."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The formats of raw cells that Sphinx parses.
_RST_FORMATS = frozenset({"text/restructuredtext", "text/x-rst"})


@frozen
class Notebook:
    """The metadata of a notebook, and the texts of its cells."""

    metadata: Mapping[str, Any] = field(default_factory=dict)
    first_cell: str = ""
    """The text of the first cell; empty if there is none."""
    markdown: Sequence[str] = ()
    """The texts of the cells with Markdown."""
    rst: Sequence[str] = ()
    """The texts of the raw cells with reStructuredText."""


def read_notebook(text: str) -> Notebook:
    """Return the parts of a notebook; an empty one if `text` is none: the parser warns about it."""
    try:
        data = json.loads(text)
        metadata, cells = data.get("metadata", {}), data.get("cells", [])
        texts = [(str(cell.get("cell_type")), _format_of(cell), _source_of(cell)) for cell in cells]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return Notebook()
    return Notebook(
        metadata if isinstance(metadata, dict) else {},
        texts[0][2] if texts else "",
        tuple(source for kind, _format, source in texts if kind == "markdown"),
        tuple(source for kind, format_, source in texts if kind == "raw" and format_ in _RST_FORMATS),
    )


def _format_of(cell: Mapping[str, Any]) -> str:
    """Return the format of a raw cell, which has two names; empty if it has none."""
    metadata = cell.get("metadata") or {}
    return str(metadata.get("raw_mimetype") or metadata.get("format") or "").lower()


def _source_of(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(map(str, source))
