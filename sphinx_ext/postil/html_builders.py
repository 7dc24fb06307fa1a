"""Which builders write a blog: those that write a site of HTML pages; and whether these have postil's default theme."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

BOOK_THEME = "sphinx_book_theme"
# Subclasses of the HTML builder that write a book, one long page or data for other programs; so do theirs.
_WITHOUT_BLOG = frozenset({"singlehtml", "epub", "json", "pickle", "htmlhelp", "qthelp", "devhelp", "applehelp"})


def builds_html_pages(builder: Builder) -> bool:
    """Return whether a builder writes a site that can have listings: `html`, `dirhtml` and the like."""
    return _writes_site(type(builder))  # type: ignore[arg-type]


@cache  # asked a dozen times for each page
def _writes_site(kind: type) -> bool:
    return issubclass(kind, StandaloneHTMLBuilder) and not any(
        vars(base).get("name") in _WITHOUT_BLOG for base in kind.__mro__
    )


def builds_book_theme_pages(app: Sphinx) -> bool:
    """Return whether the build writes pages in sphinx-book-theme."""
    return builds_html_pages(app.builder) and app.config.html_theme == BOOK_THEME
