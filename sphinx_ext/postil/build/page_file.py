"""Files of pages in the output: written completely or not at all, and compared with what they were before."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    _ConcretePath = Path
else:
    _ConcretePath = type(Path())


class PageFile(_ConcretePath):
    """A page in the output folder. If the disk is full, no incomplete file is left.

    It is written under its own name, not renamed to it: Pagefind numbers pages in the order in which the folder lists
    them, and some file systems list a renamed file last.
    """

    def write_text(
        self, data: str, encoding: str | None = None, errors: str | None = None, newline: str | None = None
    ) -> int:
        """Write the page; if that fails, remove the file and raise OSError."""
        with self.open("wb") as file:
            try:
                file.write(data.encode(encoding or "utf-8", errors or "strict"))
                file.flush()
            except OSError:
                self.unlink(missing_ok=True)
                raise
        return len(data)


def file_signature(path: Path) -> object:
    """Return a value that changes whenever a file is written; None if there is no file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def relative_name(path: Path, folder: Path) -> str:
    """Return the path of a file relative to `folder`, with forward slashes."""
    return Path(os.path.relpath(path, folder)).as_posix()


def is_newer_than(path: Path, start: float) -> bool:
    """Return whether a file was written or renamed at or after `start`, in seconds since the epoch."""
    stat = path.stat()
    return max(stat.st_ctime, stat.st_mtime) >= start
