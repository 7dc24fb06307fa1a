"""The links to the page in the other languages of the site, in the header; without one, to the language's home page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postil.build.page_versions import pages_in_languages
from postil.build.text_language import page_language
from postil.html_builders import builds_book_theme_pages, builds_html_pages
from postil.i18n import text_direction
from postil.theme.header import shows_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

STYLE_SHEET = "postil-languages.css"
TEMPLATE = "postil/language-switch.html"
# Options of themes based on PyData's, for parts of the header.
_BOOK_THEME_PARTS, _PYDATA_PARTS = "theme_article_header_end", "theme_navbar_end"


class LanguageLink(NamedTuple):
    """A link to a page in a language, as the template has it."""

    tag: str
    name: str
    direction: str
    docname: str
    current: bool


def language_links(app: Sphinx, pagename: str) -> Sequence[LanguageLink]:
    """Return the links from a page to its versions in all languages, in the owner's order; none if there is one."""
    current = page_language(app.env, pagename)
    names = app.config.postil.languages
    return [
        LanguageLink(tag, names[tag].name, text_direction(tag), docname, tag == current)
        for tag, docname in pages_in_languages(app.env, pagename).items()
    ]


def add_style_sheet(app: Sphinx) -> None:
    """Let the pages of a site with several languages load the style sheet."""
    if len(app.config.postil.languages) > 1 and builds_html_pages(app.builder):
        app.add_css_file(STYLE_SHEET)


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Set the variable of the template, and add the template to the theme's header unless postil's header has it."""
    if len(app.config.postil.languages) < 2 or not builds_html_pages(app.builder):  # noqa: PLR2004 - nothing to choose
        return
    context["postil_languages"] = language_links(app, pagename)
    if builds_book_theme_pages(app):
        name = "" if shows_header(app, context) else _BOOK_THEME_PARTS
    else:
        name = _PYDATA_PARTS if _PYDATA_PARTS in context else ""
    if name:
        parts = context.get(name) or []
        parts = [part.strip() for part in parts.split(",")] if isinstance(parts, str) else list(parts)
        context[name] = [TEMPLATE, *parts]


def setup(app: Sphinx) -> None:
    """Change each page before the theme looks at the parts of its header."""
    app.connect("builder-inited", add_style_sheet)
    app.connect("html-page-context", set_context, priority=470)
