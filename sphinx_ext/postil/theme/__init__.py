"""Adapt sphinx-book-theme: accessible pages that load little, with a header, fonts, icons and a table of contents.

Enters: The theme's templates and static files, and the options for appearance.
Leaves: One style sheet, one script and fonts, and the parts of a page around its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.theme import (
        accessibility,
        book_theme_compat,
        fonts,
        footer,
        header,
        inline_toc,
        language_switch,
        math_font,
        page_assets,
        palettes,
        pydata_theme_compat,
        pydata_toc_compat,
        reader_settings,
        script_styles,
        sphinx_compat,
    )

    for module in (
        book_theme_compat,
        pydata_theme_compat,
        header,
        footer,
        reader_settings,
        script_styles,
        fonts,
        math_font,
        palettes,
        accessibility,
        sphinx_compat,
        pydata_toc_compat,
        inline_toc,
        language_switch,
        page_assets,
    ):
        module.setup(app)
