"""Quarto: its shortcodes, those that postil does not read."""

from __future__ import annotations

import posixpath
import re
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.markdown.config import text_of
from postil.importers.markdown.conversion import Conversion
from postil.importers.markdown.tags import replace_tags
from postil.importers.model import Place
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.importers.markdown.tags import Call
    from postil.importers.source import Source

_FRONT_MATTER = re.compile(r"\A---\n.*?^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_INCLUDE = re.compile(r"""\{\{<\s*include\s+["']?([^"'>]+?)["']?\s*>\}\}""")
# The most characters that files can include: those of 100,000 lines. Included files can include each other again.
_MAX_LENGTH = 5_000_000
# Shortcodes for decoration: icons and page breaks.
_DROPPED = frozenset({"fa", "bi", "iconify", "ai", "pagebreak", "version"})
_READ = frozenset({"video", "audio", "figure", "img", "image", "youtube", "vimeo", "tweet", "gist"})


@frozen
class Shortcodes:
    """Replaces the shortcodes of one document."""

    path: str
    """The file that has them: the document, or one that it includes."""
    base: str
    """The folder of the project, with a slash at its end."""
    source: Source
    conversion: Conversion
    front_matter: Mapping[str, Any]
    variables: Mapping[str, Any]
    target: Callable[[str], str]
    """Returns what stands for a path in the text."""
    outer: tuple[str, ...] = ()
    """The files that include this one."""
    lengths: list[int] = field(default_factory=list)
    """The lengths of all included files."""

    def replace_all(self, text: str) -> str:
        """Return a text in which the shortcodes are replaced."""
        return replace_tags(text, self._replaced, self.conversion)

    def _replaced(self, call: Call) -> str | None:
        """Return what replaces a shortcode; None if it is not understood."""
        if not call.source.startswith("{{<"):
            return call.kept()
        tag = call.tag
        name, arguments = call.name, tag.arguments if tag else ()
        if name in _READ and tag:
            file = tag.first("src", "url", "0")
            return call.kept().replace(file, self.target(file), 1) if file else call.kept()
        if name in _DROPPED:
            return ""
        if included := _INCLUDE.fullmatch(call.source):
            return self._included(included[1])
        if name in ("meta", "var") and arguments:
            return text_of(self.front_matter if name == "meta" else self.variables, arguments[0]) or None
        if name == "kbd" and arguments:
            keys = [key for key in re.split(r"[-+]", arguments[0]) if re.fullmatch(r"[\w ]+", key)]
            return "+".join(f"<kbd>{key}</kbd>" for key in keys) or None
        return None

    def _included(self, name: str) -> str | None:
        """Return a file that is included; None if it is missing, too long, or includes itself."""
        folder = posixpath.dirname(self.path)
        path = posixpath.normpath(
            self.base + name.lstrip("/") if name.startswith("/") else posixpath.join(folder, name)
        )
        if path in (*self.outer, self.path) or path not in self.source.files:
            return None
        try:
            text = _FRONT_MATTER.sub("", self.source.read_text(path))
        except SourceError:
            return None
        self.lengths.append(len(text))
        if sum(self.lengths) > _MAX_LENGTH:
            return None
        inner = Conversion(Place(path), self.conversion.references)
        content = replace(self, path=path, conversion=inner, outer=(*self.outer, self.path)).replace_all(text)
        self.conversion.problems += inner.problems
        return content.strip("\n")
