"""The reader's settings, in the header of sphinx-book-theme's pages, with an inline script that applies them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from postil.html_builders import builds_book_theme_pages
from postil.theme.pydata_theme_compat import without_color_switch

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

STYLE_SHEET = "postil-reader.css"
SCRIPT = "postil-reader.js"
# Runs before the page is painted, so that nothing flashes. Browsers without storage for the site throw an error.
_APPLY = Markup(
    "<script>try{const d=document.documentElement,"
    's={postilSize:"1",...JSON.parse(localStorage.getItem("postil-reader"))};'
    'Object.assign(d.dataset,s);d.style.setProperty("--postil-scale",s.postilSize)}catch{}</script>'
)


def has_settings(app: Sphinx) -> bool:
    """Return whether pages of the site can have the settings."""
    is_enabled: bool = app.config.postil.postil_reader_settings
    return is_enabled and builds_book_theme_pages(app)


def add_style_sheet(app: Sphinx) -> None:
    """Let pages load the style sheet."""
    if has_settings(app):
        app.add_css_file(STYLE_SHEET)


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the variable of the templates, and load the script, on pages with postil's header."""
    if has_settings(app) and "postil_menu" in context:
        context["postil_reader_settings"] = _APPLY
        fonts = app.config.postil.postil_fonts
        context["postil_has_own_font"] = isinstance(fonts, Mapping) and "text" in fonts
        context["postil_without_color_switch"] = without_color_switch
        app.add_js_file(SCRIPT, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Change each page once it is known whether it has postil's header."""
    app.connect("builder-inited", add_style_sheet)
    app.connect("html-page-context", set_context, priority=895)
