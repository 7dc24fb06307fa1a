"""Front matter before its values are typed: keys, the text of their values, and their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from postil.frozen import frozen

# Values as the author typed them: text, nothing, or lists and mappings of these.
Value = str | None | Sequence["Value"] | Mapping[str, "Value"]

# More values than any front matter needs. With anchors, a few lines of YAML can mean billions of them.
MAX_VALUES = 30_000
# How many characters those values can have, in addition to those in the file: anchors can repeat a long text.
MAX_CHARACTERS = 1_000_000
# How deep lists and mappings can be nested.
MAX_DEPTH = 50
# Longer numbers are text: Python does not convert more than 4,300 digits, and is slow before that.
MAX_NUMBER_LENGTH = 200


class InvalidFrontMatterError(ValueError):
    """The front matter can't be parsed. `line` is the line in the file, from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@frozen
class RawFrontMatter:
    """The front matter of a file, not yet typed."""

    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key, from 1."""
    duplicates: Sequence[tuple[str, int]] = ()
    """Keys that appear again, with the line of the repetition."""
    span: tuple[int, int] = (0, 0)
    """Where the front matter starts and ends in the file, in characters."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """The values of keys that are not postil's, typed as in YAML, for extensions that read keys of their own."""
    empty_is_true: bool = False
    """Whether a key without a value means true, as in reStructuredText."""
    problems: Sequence[tuple[int, str]] = ()
    """Where the text is not valid in its format, but can be understood: line and message."""


@frozen
class Syntax:
    """How the site's parsers read metadata in source files."""

    rst_suffixes: Sequence[str] = (".rst",)
    """The suffixes of files in reStructuredText."""
    fields_below_title: bool = True
    """Whether a field list right below the title is read as well; for docutils it is text."""
    markdown_fields: bool = False
    """Whether MyST parses field lists in Markdown: its syntax extension `fieldlist`."""
    notebook_metadata: bool = True
    """Whether the metadata of a notebook is that of the document."""


def as_strings(value: Any, line: int = 1, depth: int = 0) -> Value:
    """Convert parsed TOML or JSON to text, lists and mappings of text. Raises InvalidFrontMatterError."""
    if depth > MAX_DEPTH:
        raise InvalidFrontMatterError("the front matter is nested too deeply", line)
    if isinstance(value, dict):
        return {str(key): as_strings(item, line, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [as_strings(item, line, depth + 1) for item in value]
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
