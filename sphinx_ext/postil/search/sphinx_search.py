"""Sphinx's own search: excerpts of the text alone, and a message that repeats what was searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from postil.html_builders import builds_html_pages
from postil.i18n import CATALOG
from postil.search.pagefind import PAGE, uses_pagefind

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_ = get_translation(CATALOG)
SCRIPT = "postil-sphinx-search.js"
# The variable of an option of pydata-sphinx-theme and of the themes that are based on it.
_AS_YOU_TYPE = "theme_search_as_you_type"
# Parts of a page that are not its text.
_IGNORED = (
    ".postil-byline, .postil-contents, .postil-tags, .postil-further, .postil-neighbours, .postil-author-box, "
    ".postil-cite, .postil-comments, .postil-mark, .postil-back, .postil-note > .label, .postil-notes-title"
)


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on the search page, or on all pages if they show results as the reader types."""
    is_search_page = pagename == PAGE and doctree is None
    shows_results = is_search_page or str(context.get(_AS_YOU_TYPE)).lower() in ("true", "1", "yes", "on")
    if shows_results and builds_html_pages(app.builder) and not uses_pagefind(app):
        words: dict[str, Any] = {"data-none": _("Nothing found for “%s”."), "data-ignored": _IGNORED}
        app.add_js_file(SCRIPT, loading_method="defer", **words)


def setup(app: Sphinx) -> None:
    """Load the script when the page is written."""
    app.connect("html-page-context", load_script)
