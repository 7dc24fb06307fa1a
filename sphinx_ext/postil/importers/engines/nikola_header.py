"""Nikola: what is said about a post at its start, or in a file next to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.front_matter.raw import RawFrontMatter
from postil.importers.rst import REMOVED

if TYPE_CHECKING:
    from postil.front_matter.raw import Value

_ROW = re.compile(r"[ \t]*\.\.[ \t]+(?P<key>[A-Za-z][\w-]*):[ \t]*(?P<value>.*)$")
_COMMENT_START = re.compile(r"[ \t]*<!--[ \t]*$")
_COMMENT_END = re.compile(r"[ \t]*-->[ \t]*$")
_LISTS = ("tags", "category", "author")
# In the order of lines in the oldest kind of `.meta` files.
_POSITIONS = ("title", "slug", "date", "tags", "link", "description", "type")


def read_meta(text: str) -> RawFrontMatter:
    """Return what a `.meta` file says: rows with a name, or seven rows in their order."""
    lines = text.split("\n")
    values: dict[str, Value] = {}
    numbers: dict[str, int] = {}
    for number, line in enumerate(lines):
        if row := _ROW.match(line):
            _add(values, numbers, row["key"], row["value"], number + 1)
    if not values:
        for number, (key, line) in enumerate(zip(_POSITIONS, lines, strict=False)):
            if line.strip():
                _add(values, numbers, key, line, number + 1)
    return _raw(values, numbers)


def read_header(text: str) -> tuple[RawFrontMatter, str, int]:
    """Return what the start of a post says, its text, and the line in which that begins."""
    lines = text.split("\n")
    values: dict[str, Value] = {}
    numbers: dict[str, int] = {}
    end = 0
    in_comment = False
    for number, line in enumerate(lines):
        row = _ROW.match(line)
        if row:
            _add(values, numbers, row["key"], row["value"], number + 1)
        elif _COMMENT_START.match(line) and not values:
            in_comment = True
        elif _COMMENT_END.match(line) and in_comment:
            end = number + 1
            break
        elif line.strip() and line.strip() != REMOVED:
            break
        end = number + 1
    if not values:
        return RawFrontMatter(), text, 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    return _raw(values, numbers), "\n".join(lines[end:]), end + 1


def _add(values: dict[str, Value], numbers: dict[str, int], key: str, value: str, line: int) -> None:
    name = key.lower()
    if value.strip() and name not in values:
        values[name], numbers[name] = value.strip(), line


def _raw(values: dict[str, Value], numbers: dict[str, int]) -> RawFrontMatter:
    for name in _LISTS:
        value = values.get(name)
        if isinstance(value, str):
            values[name] = [item.strip() for item in value.split(",") if item.strip()]
    return RawFrontMatter(values, numbers, (), (0, 0), dict(values))
