"""Make the pages of sphinx-book-theme light and accessible: CSS, icons, fonts, header, table of contents.

Enters: The theme's templates and static files.
Leaves: One style sheet, one script, fonts, and the parts around a page's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.theme import accessibility, book_theme_compat, fonts, header, page_assets, page_toc

    for module in (book_theme_compat, header, fonts, accessibility, page_toc, page_assets):
        module.setup(app)
