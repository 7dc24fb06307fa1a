"""The table of contents at the head of a post, folded, for windows without room for one beside the text.

The theme's own opens from the header there, which needs JavaScript.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from postil.build.domain import post_domain
from postil.html_builders import builds_book_theme_pages
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

# Where the text of a post starts (`pages/nodes.py`).
_TEXT = '<div class="e-content">'
_CLASSES = lazy_regex(r' class="[^"]*"')
# Fewer headings are seen sooner than a table of contents is opened.
_MIN_HEADINGS = 3


def insert_toc(body: str, toc: str, title: str) -> str:
    """Return the HTML of a post with its table of contents before the text, unless that has few headings."""
    if toc.count("<li") < _MIN_HEADINGS or _TEXT not in body:
        return body
    # Without the theme's classes, which are for the one beside the text.
    entries = Markup(_CLASSES.sub("", toc))  # noqa: S704 - HTML from Sphinx
    details = Markup(
        '<details class="postil-contents"><summary>{}</summary><nav aria-label="{}">{}</nav></details>\n'
    ).format(title, title, entries)
    before, _, after = body.partition(_TEXT)
    return f"{before}{details}{_TEXT}{after}"


def add_toc(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the table of contents to posts, if they have one beside the text."""
    if not builds_book_theme_pages(app) or doctree is None:
        return
    is_post = any(not post.anchor for post in post_domain(app.env).index.by_docname.get(pagename, ()))
    if is_post and "page-toc.html" in (context.get("secondary_sidebar_items") or []):
        title = context["translate"](context["theme_toc_title"])
        context["body"] = insert_toc(context["body"], str(context["generate_toc_html"]()), title)


def setup(app: Sphinx) -> None:
    """Change each page after the module that generates the table of contents."""
    app.connect("html-page-context", add_toc, priority=530)
