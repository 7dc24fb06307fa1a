"""Group warnings: problems of the same kind in the same file are one message, with a count and the first lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

# What differs between two messages of the same kind: quoted words, paths and URLs, and numbers; not the key of a value.
_VALUE = lazy_regex(
    r"""`(?P<key>[\w.-]+:\ )?[^`]*` | “[^”]*” | (?<!\w)'[^']*'(?!\w) | "[^"]*" | \S*[/\\.]\S+ | \d+""", re.VERBOSE
)
# How many lines and values a message names.
_MAX_NAMED = 3


@frozen
class Location:
    """A place in a file; `line` is None if only the file is known."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        """Return the location as Sphinx writes it: `path:line`."""
        return f"{self.path}:{self.line}" if self.line else self.path


@frozen
class LocatedWarning:
    """A warning about a file."""

    location: Location
    message: str
    type: Hashable = ""
    """The type of the warning, as in `suppress_warnings`, and its level."""


@frozen
class WarningGroup:
    """Warnings of the same kind about the same file."""

    members: Sequence[LocatedWarning]
    """The warnings, by line."""

    @property
    def first(self) -> LocatedWarning:
        """The warning with the smallest line number."""
        return self.members[0]

    @property
    def message(self) -> str:
        """What the warnings say, with their number, their first lines, and the first words in which they differ."""
        if len(self.members) == 1:
            return self.first.message
        messages = [each.message.partition("\n")[0] for each in self.members]
        _text, newline, rest = self.first.message.partition("\n")
        lines = sorted({each.location.line for each in self.members if each.location.line})
        where = f": line{'s' if len(lines) > 1 else ''} {_first(lines)}" if lines else ""
        return f"{_merge(messages)} ({len(messages)} of this kind{where}){newline}{rest}"


def parse_location(text: str) -> Location:
    """Parse a location as Sphinx writes it: `path:line`, `path:` or `path`."""
    path, colon, line = text.rpartition(":")
    if colon and line.isdecimal():
        return Location(path, int(line))
    return Location(path) if colon and not line else Location(text)


def kind_of_message(message: str) -> str:
    """Return a message without what differs from one to the next of its kind."""
    return _VALUE.sub(lambda match: f"{match['key'] or ''}…", message.partition("\n")[0])


def group_warnings(warnings: Iterable[LocatedWarning]) -> list[WarningGroup]:
    """Group warnings by their file and kind, in the order in which each kind was first met."""
    groups: dict[Hashable, list[LocatedWarning]] = {}
    for each in warnings:
        kind = (each.location.path, each.type, kind_of_message(each.message))
        groups.setdefault(kind, []).append(each)
    return [WarningGroup(sorted(members, key=lambda each: each.location.line or 0)) for members in groups.values()]


def _merge(messages: Sequence[str]) -> str:
    """Return one message for several of the same kind: where they differ it names the first values."""
    values = zip(*([match[0] for match in _VALUE.finditer(message)] for message in messages), strict=True)
    merged = iter([_first(dict.fromkeys(each)) for each in values])
    return _VALUE.sub(lambda _match: next(merged), messages[0])


def _first(values: Iterable[object]) -> str:
    """Return the first values as a list in words."""
    listed = [str(value) for value in values]
    return ", ".join([*listed[:_MAX_NAMED], *(["…"] if len(listed) > _MAX_NAMED else [])])


def count_advice(notes: Iterable[LocatedWarning]) -> list[str]:
    """Return one line for each message, with how often and where it was said: `images without …: 3 (a.md:3, …)`."""
    places: dict[str, list[str]] = {}
    for each in notes:
        places.setdefault(each.message, []).append(str(each.location))
    return [f"{message}: {len(where)} ({_first(dict.fromkeys(where))})" for message, where in places.items()]
