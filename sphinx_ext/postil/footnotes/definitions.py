"""Footnote definitions: merge those with the same label, find empty ones, remove them from where they were written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.diagnostics import Subtype, warn
from postil.footnotes.labels import display_name, label_of
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_COMMENTS = lazy_regex("<!--.*?-->", re.DOTALL)
# Elements that are removed if they contain nothing but footnote definitions.
_CONTAINERS = (nodes.block_quote, nodes.list_item, nodes.bullet_list, nodes.enumerated_list)


def merge_duplicates(footnotes: Sequence[nodes.footnote]) -> list[nodes.footnote]:
    """Return the footnotes; those that share a label are joined into the first of them, with a warning."""
    unique: list[nodes.footnote] = []
    by_label: dict[str, nodes.footnote] = {}
    for footnote in footnotes:
        label = label_of(footnote)
        first = by_label.setdefault(label, footnote) if label else footnote
        if first is footnote:
            unique.append(footnote)
            continue
        if not footnote["dupnames"]:  # docutils has warned of those
            name = display_name(footnote)
            message = f"duplicate footnote {name}; its text is added to the first one, in line {first.line}"
            warn(Subtype.NOTE, message, footnote)
        first.extend(child for child in list(footnote.children) if not isinstance(child, nodes.label))
        footnote.children = []
        remove_definition(footnote)
    return unique


def warn_about_empty(footnotes: Iterable[nodes.footnote]) -> None:
    """Warn of footnotes without text: their text may not be indented enough."""
    for footnote in footnotes:
        if not has_text(footnote):
            message = f"the footnote {display_name(footnote)} has no text; indent its lines by four spaces"
            warn(Subtype.NOTE, message, footnote)


def has_text(footnote: nodes.footnote) -> bool:
    """Return whether a footnote has any content apart from comments."""
    parts = [child for child in footnote.children if not isinstance(child, nodes.label | nodes.comment)]
    return any(not (isinstance(part, nodes.raw) and not _COMMENTS.sub("", part.astext()).strip()) for part in parts)


def remove_definition(footnote: nodes.footnote) -> None:
    """Remove a footnote from where it was written, together with elements that are empty without it."""
    parent = footnote.parent
    parent.remove(footnote)
    element: nodes.Element = footnote
    while not parent.children and isinstance(parent, _CONTAINERS):
        element, parent = parent, parent.parent
        parent.remove(element)
