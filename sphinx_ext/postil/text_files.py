"""Read and write text files that people edit, without changing their line endings or their byte order mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_text(file: Path) -> str:
    """Return the text of a UTF-8 file with its line endings and byte order mark; raise ValueError if it is not."""
    return file.read_bytes().decode("utf-8")


def write_text(file: Path, text: str) -> None:
    """Write a text as it is. The file keeps its permissions, and stays a link if it is one."""
    file.write_bytes(text.encode("utf-8"))
