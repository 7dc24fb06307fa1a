"""Load the style sheet for text in Chinese, Japanese, Korean, Arabic and Hebrew on pages that have such text.

Web fonts for these scripts would be megabytes; the style sheet names fonts of operating systems.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postil.html_builders import builds_html_pages
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

STYLE_SHEET = "postil-scripts.css"
# The languages that the style sheet names.
_LANGUAGES = "ja|zh|yue|ko|ar|fa|ps|ckb|sd|ug|ur|he|yi"
_LANGUAGE = lazy_regex(rf"(?:{_LANGUAGES})(?:[-_]|$)", re.IGNORECASE)
# It begins with characters that have no case, which `re` finds ten times as fast as spaces: it is matched on each page.
_ATTRIBUTE = lazy_regex(rf'="(?<=\slang=")(?:{_LANGUAGES})[-"]', re.IGNORECASE)


def has_own_rules(language: str) -> bool:
    """Return whether the style sheet has rules for a language."""
    return _LANGUAGE.match(language) is not None


def add_to_all_pages(app: Sphinx) -> None:
    """Let all pages of a site in such a language load the style sheet as a part of the combined one."""
    if builds_html_pages(app.builder) and has_own_rules(app.config.language):
        app.add_css_file(STYLE_SHEET)


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let a page that has such text load the style sheet."""
    if not builds_html_pages(app.builder) or has_own_rules(app.config.language):
        return
    if has_own_rules(str(context.get("language") or "")) or _ATTRIBUTE.search(str(context.get("body") or "")):
        app.add_css_file(STYLE_SHEET)


def setup(app: Sphinx) -> None:
    """Begin once there is a builder; look at each page when its text is complete."""
    app.connect("builder-inited", add_to_all_pages, priority=910)
    app.connect("html-page-context", add_to_page, priority=940)
