"""Accessibility of the theme's pages: text direction, keyboard focus, forced colors, color mode.

The templates `sections/sidebar-primary.html`, `search-button-field.html` and `search.html` fix its landmarks and
labels, and `postil-access.css` fixes its style.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from postil.build.text_language import page_language
from postil.html_builders import builds_html_pages
from postil.i18n import CATALOG, text_direction, theme_text
from postil.theme.pydata_theme_compat import use_system_color_mode, without_console_messages

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx


_ = get_translation(CATALOG)
_of_sphinx = get_translation("sphinx")
# Words of the theme that it has not translated into all of postil's languages, for postil's catalogue.
_THEME_WORDS = (
    _("Contents"),
    _("Skip to main content"),
    _("previous page"),
    _("next page"),
    _("Home"),
    _("Breadcrumb"),
    _("Site navigation"),
)
_BOOK_THEME_CATALOG = "booktheme"
# The defaults of sphinx-book-theme and of pydata-sphinx-theme, which are not translated.
_SEARCH_TEXTS = ("Search...", "Search the docs ...")


def add_style_sheet(app: Sphinx) -> None:
    """Let HTML pages load the style sheet for accessibility."""
    if builds_html_pages(app.builder):
        app.add_css_file("postil-access.css")


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the variables that postil's `layout.html` and `search.html` use, and the language of the page."""
    if builds_html_pages(app.builder):
        language = page_language(app.env, pagename)
        context |= {
            "language": language,  # Sphinx's variable, for the element `html`
            "postil_text_direction": text_direction(language),
            "postil_use_system_color_mode": use_system_color_mode,
            "postil_without_console_messages": without_console_messages,
        }


def translate_theme(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Translate words of sphinx-book-theme where it has no translation, and the text in the search field."""
    if "translate" in context:
        context["translate"] = partial(theme_text, catalog=_BOOK_THEME_CATALOG)
    if context.get("theme_search_bar_text") in _SEARCH_TEXTS and (word := _of_sphinx("Search")) != "Search":
        context["theme_search_bar_text"] = f"{word}…"


def setup(app: Sphinx) -> None:
    """Add the style sheet once there is a builder, and the variables to each page."""
    app.connect("builder-inited", add_style_sheet, priority=910)
    app.connect("html-page-context", set_context)
    # After the theme has set it.
    app.connect("html-page-context", translate_theme, priority=880)
