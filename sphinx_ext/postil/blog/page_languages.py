"""The languages of a site's documents, posts or not, and the same page in other languages."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping


class PageLanguages:
    """The languages of documents, by their names."""

    def __init__(
        self, documents: Mapping[str, tuple[str, str]] | None = None, *, unlisted: Container[str] = (), site: str = ""
    ) -> None:
        """`documents` have a tag, empty for the language of the site, and the key of their translations.

        `unlisted` documents are not among the versions of a page. `site` is the tag of the language of the site.
        """
        self._documents = documents or {}
        self._unlisted, self.site = unlisted, site

    def __contains__(self, docname: str) -> bool:
        return docname in self._documents

    def tag(self, docname: str) -> str:
        """Return the tag of a document's language; empty if it is that of the site."""
        return self._documents[docname][0] if docname in self._documents else ""

    def versions(self, docname: str) -> Mapping[str, str]:
        """Return the names of a page's versions by their tags, without those that are unlisted."""
        key = self._documents[docname][1] if docname in self._documents else ""
        return self._versions.get(key, {}) if key else {}

    def versions_of(self, docnames: Iterable[str]) -> set[str]:
        """Return the names of the other versions of pages."""
        return {name for docname in docnames for name in self.versions(docname).values() if name != docname}

    def in_language(self, tag: str, docname: str) -> str:
        """Return the version of a page in a language; the page itself if there is none."""
        return self.versions(docname).get(tag, docname)

    @cached_property
    def _versions(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for docname, (tag, key) in sorted(self._documents.items()):
            if docname not in self._unlisted:
                found[key].setdefault(tag, docname)
        return found
