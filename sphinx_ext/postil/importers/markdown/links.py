"""Find what the links and images in a text mean: documents and files of the site."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from postil.file_names import MARKDOWN_SUFFIXES
from postil.importers.markdown.code import code_spans, outside
from postil.importers.model import Asset, Reference
from postil.importers.reference_marks import OPEN
from postil.importers.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postil.importers.markdown.conversion import Conversion
    from postil.importers.source import Source

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".heic")
_MEDIA = (*IMAGES, ".pdf", ".mp4", ".webm", ".mov", ".mp3", ".ogg", ".m4a", ".wav", ".zip")
_SPACED = "|".join(re.escape(suffix) for suffix in _MEDIA)
_LINK = re.compile(
    rf"""
    \]\(\s*(?:<(?P<angle>[^<>\n]*)>
        | (?P<spaced>[^\s()<>"]+(?:\ [^\s()<>"]+)+(?:{_SPACED}))(?=\s*\)|\s+["'])
        | (?P<plain>[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*))
    | ^\ {{0,3}}\[(?!\^)[^\]\n]+\]:\s*(?:<(?P<angle_definition>[^<>\n]*)>|(?P<definition>[^\s<>]+))
    | (?<=[\s"'])(?:href|src|poster|data-src)\s*=\s*(?P<quote>["'])(?P<attribute>[^"'<>\n]*)(?P=quote)
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)


@dataclass
class SiteIndex:
    """The documents and files of a site."""

    source: Source
    site_url: str = ""
    roots: Sequence[str] = ("",)
    """The folders in which paths that start with a slash are looked up, each empty or with a slash at its end."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """The folders that the first characters of a target mean: `@/` in Zola."""
    used: set[str] = field(default_factory=set)
    """The files that some document has."""
    _by_url: dict[str, str] = field(default_factory=dict)
    _by_path: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _files: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._files = frozenset(
            path for path in self.source.files if not any(part.startswith(".") for part in path.split("/"))
        )

    def add(self, path: str, url: str, *others: str) -> None:
        """Add a document with its URL and its aliases; without a URL, nothing leads to it."""
        self._by_path[path] = url
        if not url:
            return
        for each in (url, *others):
            key = _key(each)
            self._by_url.setdefault(key, url)
            self._by_url.setdefault(key.removesuffix(".html"), url)
        stem = _stem(path)
        for name in {stem, posixpath.basename(stem), posixpath.basename(path)}:
            self._names.setdefault(name.casefold(), url)

    def url_of(self, path: str) -> str:
        """Return the URL of the document at a path, which may lack its suffix or be a folder; empty if none is."""
        candidates = [path, *(path + suffix for suffix in MARKDOWN_SUFFIXES), f"{path.rstrip('/')}/index.md"]
        return next((self._by_path[each] for each in candidates if each in self._by_path), "")

    def url_of_name(self, name: str) -> str:
        """Return the URL of the document with a name, in whatever folder; empty if there is none."""
        return self._names.get(name.casefold(), "")

    def asset(self, path: str) -> Asset | None:
        """Return a file of the site; None if there is none, or if it is a document."""
        if path not in self._files or path in self._by_path:
            return None
        self.used.add(path)
        return Asset(path, posixpath.basename(path), partial(self.source.read, path))

    def is_unused(self, path: str) -> bool:
        """Return whether a file is neither a document nor one that a document has."""
        is_text = path.lower().endswith((*MARKDOWN_SUFFIXES, ".html", ".htm"))
        return path in self._files and path not in self._by_path and path not in self.used and not is_text

    def resolve(self, target: str, *, path: str, url: str) -> Reference | None:
        """Return what a target means in the document at `path` with the URL `url`; None if it is not in the site."""
        target = target.strip()
        if not target or target.startswith("#") or OPEN in target:
            return None
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            is_web = parts.scheme in ("http", "https", "") and bool(parts.netloc)
            if not is_web or not self.site_url or host_of(target) != host_of(self.site_url):
                return None
        file_path, fragment = unquote(parts.path), f"#{parts.fragment}" if parts.fragment else ""
        for prefix, folder in self.prefixes.items():
            if file_path.startswith(prefix):
                return self._at([folder + file_path.removeprefix(prefix)], fragment)
        if parts.netloc or file_path.startswith("/"):
            return self._from_root(file_path, fragment)
        here = posixpath.normpath(posixpath.join(posixpath.dirname(path), file_path)) if file_path else path
        found = self._at([here], fragment) or self._from_root(urljoin(url or "/", parts.path), fragment)
        return found or self._at([root + posixpath.normpath(file_path) for root in self.roots if file_path], fragment)

    def _from_root(self, path: str, fragment: str) -> Reference | None:
        path = unquote(path)
        base = urlsplit(self.site_url).path.rstrip("/")
        if base and path.startswith(f"{base}/"):
            path = path.removeprefix(base)
        if found := self._by_url.get(_key(path)):
            return Reference(found + fragment)
        inner = posixpath.normpath(path).lstrip("/")
        return self._at([root + inner for root in self.roots], fragment)

    def _at(self, paths: Sequence[str], fragment: str) -> Reference | None:
        for path in paths:
            if url := self.url_of(path):
                return Reference(url + fragment)
            if asset := self.asset(path):
                return Reference(f"/{path}", asset, is_image=path.lower().endswith(IMAGES))
        return None


def _key(url: str) -> str:
    return re.sub(r"(?:/index\.html?|/)$", "", re.sub("/+", "/", f"/{unquote(url)}")).casefold() or "/"


def _stem(path: str) -> str:
    stem = path.rpartition(".")[0] or path
    return posixpath.dirname(stem) if posixpath.basename(stem) == "index" else stem


def replace_links(text: str, resolve: Callable[[str], Reference | None], conversion: Conversion) -> str:
    """Return a text in which the targets that `resolve` knows are references; code is not changed."""

    def replaced(found: re.Match[str]) -> str:
        """Return a link with the mark of its reference."""
        name = next(name for name in _GROUPS if found[name] is not None)
        reference = resolve(found[name])
        if reference is None:
            return found[0]
        mark = conversion.reference(reference)
        start, end = found.start(name) - found.start(), found.end(name) - found.start()
        if name.startswith("angle"):
            start, end = start - 1, end + 1
        return found[0][:start] + mark + found[0][end:]

    parts, position = [], 0
    for start, end in outside(code_spans(text), len(text)):
        parts += [text[position:start], _LINK.sub(replaced, text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


_GROUPS = ("angle", "spaced", "plain", "angle_definition", "definition", "attribute")
