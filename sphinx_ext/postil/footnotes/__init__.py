"""Read footnotes: the syntax that MyST lacks, joining references and notes, numbering.

Enters: Markdown tokens and doctrees.
Leaves: Doctrees whose footnotes are numbered, in order, at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.footnotes import latex, numbering

    for module in (numbering, latex):
        module.setup(app)
