"""Mark the places of references in a text while it is converted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.importers.model import Body, Reference

# Around the number of a reference; no text has these characters, see `without_marks`.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(rf"{OPEN}(\d+){CLOSE}")
_MARKS = re.compile(f"[{OPEN}{CLOSE}]")


def mark(number: int) -> str:
    """Return what stands for the reference with a number."""
    return f"{OPEN}{number}{CLOSE}"


def without_marks(text: str) -> str:
    """Return a text without characters that would be read as marks of references."""
    return _MARKS.sub("", text)


def split_at_marks(text: str, references: Sequence[Reference]) -> Body:
    """Return a text in parts, with its references."""
    parts: list[str | Reference] = []
    for number, part in enumerate(_MARK.split(text)):
        if number % 2:
            parts.append(references[int(part)])
        elif part:
            parts.append(part)
    return tuple(parts)
