"""Footnotes: their Markdown syntax, pairing references with footnotes, numbering, links both ways.

Enters: Markdown, and doctrees as parsed.
Leaves: Doctrees whose footnotes are numbered, linked, and at the end in the order of their references.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.footnotes import latex, transforms

    for module in (transforms, latex):
        module.setup(app)
