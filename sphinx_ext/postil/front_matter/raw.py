"""What front matter is before anybody decides what it means: keys, the text of their values, and their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Values are what the author typed: text, nothing, or lists and mappings of these.
Value = str | None | Sequence["Value"] | Mapping[str, "Value"]

# More values than any front matter needs; anchors let a few lines of YAML stand for billions of them.
MAX_VALUES = 30_000
# How many characters those values have at most, beside what stands in the file: one anchor can repeat a long text.
MAX_CHARACTERS = 1_000_000
# How deep lists and mappings stand in each other at most.
MAX_DEPTH = 50
# Longer numbers are text: Python refuses to convert them (4,300 digits), or takes long to.
LONGEST_NUMBER = 200


class InvalidFrontMatterError(ValueError):
    """The front matter cannot be read at all. `line` is the line in the file, from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class RawFrontMatter:
    """What stands before a post's text."""

    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key, from 1."""
    duplicates: Sequence[tuple[str, int]] = ()
    """Keys that stand there twice, with the line of the second."""
    span: tuple[int, int] = (0, 0)
    """Where the front matter starts and ends in the text, in characters."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """The values that are not postil's as YAML types them, for extensions that read keys of their own."""
    empty_is_true: bool = False
    """Whether a key without a value means yes, as in reStructuredText."""
    problems: Sequence[tuple[int, str]] = ()
    """What was understood otherwise than the format has it: line and message."""


def as_strings(value: Any, line: int = 1, depth: int = 0) -> Value:
    """Return what a parser made of TOML or JSON as text, lists and mappings of text. Raises BrokenFrontMatterError."""
    if depth > MAX_DEPTH:
        raise InvalidFrontMatterError("the front matter has lists or keys too deep in each other", line)
    if isinstance(value, dict):
        return {str(key): as_strings(item, line, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [as_strings(item, line, depth + 1) for item in value]
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
