"""Which builders write a blog: those that write a site of HTML pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

if TYPE_CHECKING:
    from sphinx.builders import Builder

# Subclasses of the HTML builder that write a book, one long page or data for other programs; so do theirs.
_WITHOUT_BLOG = frozenset({"singlehtml", "epub", "json", "pickle", "htmlhelp", "qthelp", "devhelp", "applehelp"})


def builds_html_pages(builder: Builder) -> bool:
    """Return whether a builder writes a site that can have listings: `html`, `dirhtml` and the like."""
    return isinstance(builder, StandaloneHTMLBuilder) and not any(
        vars(base).get("name") in _WITHOUT_BLOG for base in type(builder).__mro__
    )
