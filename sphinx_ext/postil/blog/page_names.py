"""The names of pages in wikilinks, `[[The gate]]`: of their files, their titles, and their other names."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from postil.file_names import normalize_unicode
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# How the target of a wikilink is written, after the notation of Pelican: `{wiki}The gate#the-wall`.
WIKI = "{wiki}"
_SUFFIX = lazy_regex(r"\.(?:md|markdown|qmd|ipynb|rst)$")
_DATE = lazy_regex(r"\d{4}-\d{1,2}-\d{1,2}[-_ ]+")
# What docutils replaces in titles.
_TYPED = str.maketrans({
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u2039\u203a", "'"),
    "\u2013": "--",
    "\u2014": "---",
    "\u2026": "...",
})  # fmt: skip


class PageNames:
    """Finds pages by their names, without regard to case."""

    def __init__(
        self, documents: Mapping[str, str], title: Callable[[str], str], aliases: Iterable[tuple[str, str]]
    ) -> None:
        """`documents` are the paths by docname, without suffix; `aliases` are docnames and other names."""
        paths = sorted(documents.items(), key=lambda item: (item[1].count("/"), item[1]))
        self._files: dict[str, str] = {}
        self._others: dict[str, str] = {}
        for docname, path in paths:
            parts = _without_index(path).split("/")
            for start in range(len(parts)):
                self._files.setdefault(_key("/".join(parts[start:])), docname)
        for docname, _path in paths:
            self._others.setdefault(_key(title(docname)), docname)
        for docname, name in aliases:
            self._others.setdefault(_key(name.strip("/")), docname)
        for docname, path in paths:
            self._others.setdefault(_key(_DATE.sub("", posixpath.basename(_without_index(path)))), docname)

    def find(self, name: str, path: str) -> str:
        """Return the docname of the page with a name, in a link from the file at `path`; empty if there is none."""
        key = _key(_SUFFIX.sub("", name.strip()))
        relative = posixpath.normpath(posixpath.join(posixpath.dirname(path), key)).casefold()
        found = self._files.get(_key(relative)) or self._files.get(key.strip("/")) or self._others.get(key)
        return found or "" if key else ""


def _key(name: str) -> str:
    """Return a name without case, and with the quotation marks and dashes that are typed."""
    return " ".join(normalize_unicode(name).translate(_TYPED).casefold().split())


def _without_index(path: str) -> str:
    return re.sub(r"/_?index$", "", path)
