"""The lines of a file and its front matter, for changes of single values."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.source import InvalidFrontMatterError, RawFrontMatter, normalize, read_raw_front_matter
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_END = re.compile(r"(?:\r\n|\r|\n)\Z")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class EditError(ValueError):
    """A change that can't be made safely. `line` is the line of the front matter that a person can change."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Format(StrEnum):
    """The formats of front matter in which lines can be changed."""

    YAML = "yaml"
    TOML = "toml"
    HEADER = "header"
    """`Title: …` lines without fences."""
    FIELDS = "fields"
    """The field list of reStructuredText."""
    NONE = "none"
    """A file without front matter."""
    OTHER = "other"


@frozen
class EditedSource:
    """The lines of a file, and where its front matter is."""

    lines: Sequence[str]
    raw: RawFrontMatter
    format: Format
    end: int
    """The number of the line that ends the front matter, from 1: the closing fence, or the first line after it."""

    @property
    def newline(self) -> str:
        """How the lines of the file end."""
        found = LINE_END.search(self.lines[0]) if self.lines else None
        return found[0] if found else "\n"

    def spelling(self, key: str) -> str:
        """Return how the file spells a key; empty if the front matter does not have it."""
        if key in self.raw.lines:
            return key
        own = [name for name in self.raw.values if NAMES.get(normalize_key(name), name) == key]
        return next((name for name in own if name in self.raw.lines), own[0] if own else "")

    def extent(self, name: str) -> tuple[int, int]:
        """Return the first line of a key, and the line after its value, as indices."""
        first = self.raw.lines[name]
        last = min([line for line in self.raw.lines.values() if line > first] + [self.end]) - 1
        while last > first and re.match(r"\s*(?:#.*)?\s*\Z", self.lines[last - 1]):
            last -= 1
        return first - 1, last


def split_lines(text: str) -> list[str]:
    """Return the lines of a text with their endings; they end only where lines of files do, not as `splitlines`."""
    return _LINES.findall(text)


def read_source(text: str, suffix: str) -> EditedSource:
    """Return the lines of a text and its front matter. Raises EditError."""
    try:
        raw = read_raw_front_matter(text, suffix)
    except InvalidFrontMatterError as error:
        raise EditError(str(error), error.line) from error
    start = normalize(text)[raw.span[0] :].lstrip("\n \t")
    if suffix == ".rst":
        found = Format.FIELDS
    elif suffix == ".ipynb":
        found = Format.OTHER
    elif not raw.span[1]:
        found = Format.NONE if not raw.values else Format.OTHER
    else:
        kind = re.match(r"(---|\+\+\+|;;;|\{)[ \t]*(yaml|toml|json)?", start)
        default = {"---": Format.YAML, "+++": Format.TOML}.get(kind[1], Format.OTHER) if kind else Format.HEADER
        found = Format(kind[2]) if kind and kind[2] in ("yaml", "toml") else default
        if kind and kind[2] == "json":
            found = Format.OTHER
        if found is Format.HEADER and normalize(text)[: raw.span[1]].rstrip().endswith("\n---"):
            found = Format.YAML
    lines = split_lines(text)
    end = 1 + normalize(text)[: raw.span[1]].rstrip("\n").count("\n")
    if found in (Format.HEADER, Format.FIELDS):
        end = max(raw.lines.values(), default=0) + 1
        while end <= len(lines) and re.match(r"[ \t]+\S", lines[end - 1]):
            end += 1
    return EditedSource(lines, raw, found, end)
