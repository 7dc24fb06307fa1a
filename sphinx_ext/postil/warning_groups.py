"""Group warnings: problems of the same kind in the same file are one message, with a count and the first lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

# What differs between two messages of the same kind: quoted words, paths and URLs, and numbers.
_VALUE = re.compile(r"""`[^`]*` | “[^”]*” | (?<!\w)'[^']*'(?!\w) | "[^"]*" | \S*[/\\.]\S+ | \d+""", re.VERBOSE)
# How many line numbers a message names.
_MAX_LINES = 3


@dataclass(frozen=True)
class Location:
    """A place in a file; `line` is None if only the file is known."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        """Return the location as Sphinx writes it: `path:line`."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class LocatedWarning:
    """A warning about a file."""

    location: Location
    message: str
    type: Hashable = ""
    """The type of the warning, as in `suppress_warnings`, and its level."""


@dataclass(frozen=True)
class WarningGroup:
    """Warnings of the same kind about the same file."""

    first: LocatedWarning
    """The warning with the smallest line number."""
    lines: Sequence[int]
    """The sorted line numbers, each of them once."""
    count: int

    @property
    def message(self) -> str:
        """The message of the first warning, with the number of warnings and their first lines."""
        if self.count == 1:
            return self.first.message
        lines = ", ".join(str(line) for line in self.lines[:_MAX_LINES])
        lines += ", …" if len(self.lines) > _MAX_LINES else ""
        where = f": line{'s' if len(self.lines) > 1 else ''} {lines}" if lines else ""
        text, newline, rest = self.first.message.partition("\n")
        return f"{text} ({self.count} of this kind{where}){newline}{rest}"


def parse_location(text: str) -> Location:
    """Parse a location as Sphinx writes it: `path:line`, `path:` or `path`."""
    path, colon, line = text.rpartition(":")
    if colon and line.isdecimal():
        return Location(path, int(line))
    return Location(path) if colon and not line else Location(text)


def kind_of_message(message: str) -> str:
    """Return a message without what differs from one to the next of its kind."""
    return _VALUE.sub("…", message.partition("\n")[0])


def group_warnings(warnings: Iterable[LocatedWarning]) -> list[WarningGroup]:
    """Group warnings by their file and kind, in the order in which each kind was first met."""
    groups: dict[Hashable, list[LocatedWarning]] = {}
    for each in warnings:
        kind = (each.location.path, each.type, kind_of_message(each.message))
        groups.setdefault(kind, []).append(each)
    return [_group(members) for members in groups.values()]


def _group(members: Sequence[LocatedWarning]) -> WarningGroup:
    first = min(members, key=lambda each: each.location.line or 0)
    lines = sorted({each.location.line for each in members if each.location.line})
    return WarningGroup(first, lines, len(members))


def count_advice(notes: Iterable[LocatedWarning]) -> list[str]:
    """Return one line for each message, with how often and where it was said: `3 images without …: a.md:3, b.md:7`."""
    places: dict[str, list[str]] = {}
    for each in notes:
        places.setdefault(each.message, []).append(str(each.location))
    lines = []
    for message, where in places.items():
        named = list(dict.fromkeys(where))
        more = ", …" if len(named) > _MAX_LINES else ""
        lines.append(f"{len(where)} {message}: {', '.join(named[:_MAX_LINES])}{more}")
    return lines
