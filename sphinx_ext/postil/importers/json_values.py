"""Read JSON that nobody has checked: each value has the type that is asked for, or is empty."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping


def parse_json(text: str, file: str) -> Any:
    """Return the value in a text; raise SourceError, with the line of the error, if it is not JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"{file}:{error.lineno}: this is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, or 100,000 brackets
        raise SourceError(f"{file}: this JSON can't be read: {error}") from error


def mapping(value: object, *names: str) -> Mapping[str, Any]:
    """Return the mapping at the path `names` in `value`; empty if there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return a list; empty if `value` is none."""
    return value if isinstance(value, list) else []


def mappings(value: object) -> list[Mapping[str, Any]]:
    """Return the mappings in a list."""
    return [item for item in items(value) if isinstance(item, dict)]


def text(value: object, *names: str) -> str:
    """Return the first of these values of a mapping that is a text or a number, as text; empty if there is none."""
    for name in names:
        found = value.get(name) if isinstance(value, dict) else None
        if isinstance(found, bool) or not isinstance(found, str | int | float):
            continue
        # half of a character, as programs that count in UTF-16 cut texts, is none
        if shown := str(found).encode("utf-8", "replace").decode():
            return shown
    return ""


def is_true(value: object) -> bool:
    """Return whether a value means yes: `true`, or the 1 of databases."""
    return value in (True, 1, "1", "true")


class LineFinder:
    """Finds the lines of values in a text of JSON, if they are asked for in order."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._line = 1

    def line_of(self, value: str) -> int:
        """Return the line of a text; that of the value before if it is not found after that."""
        found = self._source.find(json.dumps(value, ensure_ascii=False), self._position) if value else -1
        if found >= 0:
            self._line += self._source.count("\n", self._position, found)
            self._position = found
        return self._line
