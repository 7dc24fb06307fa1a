"""The URLs of Hugo's pages."""

from __future__ import annotations

import posixpath
import re
from dataclasses import field
from typing import TYPE_CHECKING

from postil.blog.permalink import PermalinkFields, expand
from postil.front_matter.permalink_key import permalink_pattern
from postil.frozen import frozen
from postil.post_slug import SlugStyle, slug_of_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.markdown.documents import Document


@frozen
class HugoUrls:
    """The rules of a site's URLs and terms."""

    patterns: Mapping[str, str] = field(default_factory=dict)
    """Hugo's patterns by section."""
    ugly: bool = False
    lower: bool = True
    taxonomies: tuple[str, ...] = ()
    """The site's own taxonomies, by the keys that pages use."""

    def url_of(self, document: Document, docname: str, *, prefix: str = "") -> str:
        """Return the path of a page; `docname` is its path in the content folder without suffix and language."""
        front = document.front
        section, _slash, rest = docname.partition("/")
        hugo_pattern = self.patterns.get(posixpath.dirname(docname)) or self.patterns.get(section if rest else "", "")
        fields = PermalinkFields(
            front.slug,
            document_title(document),
            front.date.when if front.date else None,
            style=SlugStyle.UNICODE,
        )
        pattern = front.permalink or self.pattern(hugo_pattern, section if rest else "")
        path = expand(pattern, docname, fields) if pattern else None
        is_own = bool(front.permalink)
        if path is None:
            parts = docname.split("/")
            if parts[-1] == "index":
                parts.pop()
            if front.slug and parts:
                parts[-1] = front.slug
            path = "/".join(slug_of_title(part, SlugStyle.UNICODE) if self.lower else part for part in parts)
        if is_own:
            return f"/{prefix}{path}"
        path = path.lower() if self.lower else path
        path = path.strip("/")
        ending = ".html" if self.ugly and path else "/" if path else ""
        return f"/{prefix}{path}" + ("" if path.endswith((".html", ".htm")) else ending)

    def pattern(self, text: str, section: str) -> str:
        """Return a pattern of Hugo as one of postil; empty if it has a field that postil does not know."""
        text = re.sub(r":section(?![a-z])", section, text)
        return permalink_pattern(text, "url") if text else ""


def document_title(document: Document) -> str:
    """Return the title of a page, for its URL."""
    return document.front.title or document.stem
