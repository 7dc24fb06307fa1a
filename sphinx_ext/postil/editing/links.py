"""Change the links in a text to files that move, and those of a text that moves itself.

Links are found in the syntax of Markdown, reStructuredText and HTML: in brackets, definitions, attributes, roles,
arguments of directives, entries of toctrees, front matter and wikilinks. Code is left alone.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_LINKS = re.compile(
    r"""
    (?:\]\(\s*<(?P<angle>[^>\r\n]+)>)                                    # [text](<a b.md>)
    | (?:\]\(\s*(?P<inline>[^\s()<>]+))                                  # [text](a.md "title")
    | (?:^[ \t]{0,3}\[(?!\^)[^\]\r\n]+\]:[ \t]*<?(?P<definition>[^\s<>]+))  # [label]: a.md
    | (?:<(?=(?:project|path):)(?P<autolink>[^<>\r\n]+)>)                # <project:a.md>
    | (?:\bsrcset\s*=\s*["'](?P<srcset>[^"'<>]+)["'])                   # "a.png 1x, b.png 2x"
    | (?:\b(?:src|href|poster|data)\s*=\s*["'](?P<attribute>[^"'\r\n]+)["'])
    | (?:\b(?:src|href|poster)=(?P<bare>[^\s"'<>`]+))                    # <img src=a.png>
    | (?:(?:\{|:)(?:doc|download|any|ref)(?:\}|:)`(?:[^`<\r\n]*<)?(?P<role>[^`<>\r\n]+)>?`)
    | (?:^[ \t]*(?:[`~:]{3,}\{|\.\.[ ])(?:image|figure|include|literalinclude|video|audio|image-gallery)(?:\}|::)
        [ \t]*(?P<argument>[^\r\n]+?)[ \t]*\r?$)
    | (?:^[ \t]*(?:[^<>\r\n]+[ ]<)?(?P<entry>[\w./%~-]+)>?[ \t]*\r?$)          # an entry of a toctree
    | (?:^[ \t]*(?:-[ \t]+|:)?[\w-]+[ \t]*[:=][ \t]*["']?(?P<value>[^\s"'\r\n]+)["']?[ \t]*\r?$)  # front matter
    | (?:\[\[(?P<wiki>[^\]|\\\#\r\n]+))                                  # [[a]]
    """,
    re.VERBOSE | re.MULTILINE,
)
# MyST's own: the target is a file.
_FILE_SCHEME = re.compile(r"(?:project|path):")
_SUFFIX = re.compile(r"\.(?:md|markdown|qmd|ipynb|rst)$")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\r\n]*)\r?$", re.MULTILINE)
# Where a single word is the name of a file: front matter, and toctrees.
_NAMES = re.compile(
    r"\A\ufeff?(?P<mark>---|\+{3})[ \t]*\r?$.*?^(?P=mark)[ \t]*\r?$|\A(?:[\w-]+:[^\r\n]*(?:\r\n|\n|\Z))+"
    r"|^[ \t>]*(?P<fence>[`~:]{3,})\{toctree\}.*?^[ \t>]*(?P=fence)"
    r"|^(?P<indent>[ \t]*)\.\. toctree::[^\r\n]*(?:\r?\n(?:(?P=indent)[ \t]+[^\r\n]*|[ \t]*(?=\r?$)))*",
    re.MULTILINE | re.DOTALL,
)
_CODE_DIRECTIVE = re.compile(r"\{(?:code|code-block|code-cell|sourcecode|math|mermaid|raw|eval-rst)\}")
_CODE_SPAN = re.compile(r"(?<![`}:\\])(`+)(?!`)[^\r\n]*?[^`\r\n]\1(?!`)")


@frozen
class Site:
    """Where the files of a site are: a path in the site, such as `posts/a.md`, can be elsewhere on disk."""

    source: Path
    mounts: Mapping[str, Path]
    suffixes: Sequence[str]
    """The suffixes of source files."""

    def path_of(self, file: Path) -> str | None:
        """Return the path of a file in the site; None if it is outside of it."""
        for prefix, folder in self.mounts.items():
            if file.is_relative_to(folder):
                return posixpath.join(prefix, file.relative_to(folder).as_posix())
        return file.relative_to(self.source).as_posix() if file.is_relative_to(self.source) else None

    def file_of(self, path: str) -> Path:
        """Return the file with a path in the site."""
        for prefix, folder in self.mounts.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                return Path(posixpath.normpath(folder / path.removeprefix(prefix).lstrip("/")))
        return Path(posixpath.normpath(self.source / path))


@frozen
class Mover:
    """Finds what links mean before files move, and how to write them afterwards."""

    site: Site
    new_path: Callable[[Path], Path]
    """Returns where a file or folder is afterwards."""
    new_urls: Mapping[str, str]
    """The new URL of each page that moves, by its old one, both from the root of the site without a slash."""
    new_names: Mapping[str, str]
    """The new name for wikilinks of each document that is renamed, by the old one in lower case, without suffix."""
    base_url: str = ""
    """The URL of the site."""

    def change(self, text: str, file: Path) -> str:
        """Return the text of a file, which may move itself, with its links changed."""
        skipped, named = list(_code_spans(text)), [match.span() for match in _NAMES.finditer(text)]
        parts, position = [], 0
        for match in _LINKS.finditer(text):
            kind = match.lastgroup or ""
            start, end = match.span(kind)
            if _within(start, skipped):
                continue
            is_word = kind in ("entry", "value") and "/" not in match[kind] and not match[0].lstrip().startswith(":")
            if is_word and not _within(start, named):
                continue
            new = self._new_target(match[kind], file, kind)
            if new is not None:
                parts += [text[position:start], new]
                position = end
        return "".join([*parts, text[position:]])

    def _new_target(self, target: str, file: Path, kind: str) -> str | None:
        """Return the new target of a link; None if it stays as it is."""
        if kind == "wiki":
            return self._new_name(target)
        if kind == "srcset":
            parts = re.split(r"(\s*,\s+|\s+)", target)
            new_parts = [self._new_target(part, file, "") or part for part in parts]
            return "".join(new_parts) if new_parts != parts else None
        if scheme := _FILE_SCHEME.match(target):
            new = self._new_target(target[scheme.end() :], file, "")
            return None if new is None else scheme[0] + new
        if self.base_url and target.startswith(self.base_url):
            new = self._new_url(*_split(target.removeprefix(self.base_url)))
            return None if new is None else self.base_url + new
        if _SCHEME.match(target) or target.startswith(("#", "{", "?")):
            return None
        written, tail = _split(target)
        path = unquote(written)
        return (
            self._from_root(path, written, tail) if path.startswith("/") else self._relative(path, written, tail, file)
        )

    def _relative(self, path: str, written: str, tail: str, file: Path) -> str | None:
        """Return the new target of a link that is relative to the file in which it is."""
        here = self.site.path_of(file)
        if here is not None:  # as in the site, where folders are mounted
            joined = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
            if not joined.startswith("..") and (found := self._existing(self.site.file_of(joined))):
                new_here, new_file = self.site.path_of(self.new_path(file)), self.new_path(found)
                new_target = self.site.path_of(new_file)
                if new_here is not None and new_target is not None:
                    return self._written(path, written, found, new_target, posixpath.dirname(new_here), tail)
        if found := self._existing(Path(posixpath.normpath(file.parent / path))):
            new_target, start = self.new_path(found).as_posix(), self.new_path(file).parent.as_posix()
            return self._written(path, written, found, new_target, start, tail)
        return None

    def _from_root(self, path: str, written: str, tail: str) -> str | None:
        """Return the new target of a link that starts at the root of the site."""
        url = path.lstrip("/")
        if (new := self._new_url(url, tail)) is not None:
            return f"/{new}"
        folder = urlsplit(self.base_url).path  # of a site that is not at the root of its host
        if path.startswith(folder) and (new := self._new_url(path.removeprefix(folder), tail)) is not None:
            return folder + new
        found = self._existing(self.site.file_of(url))
        new_target = self.site.path_of(self.new_path(found)) if found else None
        if found is None or new_target is None or self.new_path(found) == found:
            return None
        return "/" + self._shortened(path, new_target, found, written) + tail

    def _new_url(self, url: str, tail: str) -> str | None:
        """Return the new URL of a page that moves, from the root of the site and written as the old one."""
        for end in ("", ".html", "/index.html", "/"):
            if (new := self.new_urls.get(f"{url.rstrip('/') if end else url}{end}")) is not None:
                slash = "/" if end and url.endswith("/") else ""
                return f"{quote(new.removesuffix(end)) if end else quote(new)}{slash}{tail}"
        return None

    def _new_name(self, target: str) -> str | None:
        """Return the new target of a wikilink, with a suffix if the old one has it."""
        name = target.strip()
        stem = _SUFFIX.sub("", name)
        new = self.new_names.get(stem.casefold())
        return None if new is None else target.replace(name, f"{new}{name.removeprefix(stem)}")

    def _existing(self, file: Path) -> Path | None:
        """Return the file or folder that a path means, also without suffix; None if there is none."""
        stems = dict.fromkeys((file.name, file.name.removesuffix(".html")))
        names = [
            file.name,
            *(f"{stem}{suffix}" for stem in stems for suffix in self.site.suffixes),
        ]
        return next((found for name in names if name and _exists(found := file.with_name(name))), None)

    def _written(self, path: str, written: str, found: Path, new_target: str, start: str, tail: str) -> str | None:
        """Return a relative path to `new_target`, written as the old one; None if it is the same."""
        relative = posixpath.relpath(new_target, start or ".")
        new = self._shortened(path, relative, found, written)
        if path.startswith("./") and not new.startswith("."):
            new = f"./{new}"
        old = posixpath.normpath(path)
        return None if posixpath.normpath(unquote(new)) == old else new + tail

    def _shortened(self, path: str, new: str, found: Path, written: str) -> str:
        """Return a path without suffix, with a slash at its end, and encoded, if the old one is."""
        if not path.rstrip("/").endswith(found.suffix):
            new = new.removesuffix(PurePosixPath(new).suffix) + (".html" if path.endswith(".html") else "")
        if path.endswith("/"):
            new += "/"
        return quote(new) if unquote(written) != written or " " in new else new


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= position < last for first, last in spans)


def _exists(file: Path) -> bool:
    """Return whether there is a file; what looks like a path in a text can be too long for one."""
    return os.path.exists(file)  # noqa: PTH110 - Path.exists raises OSError


def _split(target: str) -> tuple[str, str]:
    """Return a target without fragment and query, and these."""
    match = re.match(r"([^#?]*)(.*)", target, re.DOTALL)
    return (match[1], match[2]) if match else (target, "")


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where code is: blocks without a directive, those of code, and code in the line, but not roles."""
    position, directives = 0, list[str]()
    while fence := _FENCE.search(text, position):
        mark, info = fence["fence"], fence["info"].strip()
        if directives and not info and mark.startswith(directives[-1]):
            directives.pop()
            position = fence.end()
            continue
        closing = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*\r?$", re.MULTILINE)
        end = closing.search(text, fence.end())
        stop = end.end() if end else len(text)
        is_code = not info.startswith("{") or bool(_CODE_DIRECTIVE.match(info))
        if is_code:
            yield fence.end(), stop
        else:
            directives.append(mark)
        position = stop if is_code else fence.end()
    yield from (match.span() for match in _CODE_SPAN.finditer(text))
