"""A cache of rendered HTML between builds, in an SQLite file, so that a build only reads what it needs."""

from __future__ import annotations

import sqlite3
import weakref
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from postil.cache_files import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FILE_IS_FINE = tuple(f"SQLITE_{name}" for name in ("BUSY", "LOCKED", "READONLY", "CANTOPEN", "PERM", "FULL", "IOERR"))
_TABLE = "CREATE TABLE IF NOT EXISTS rows (name TEXT PRIMARY KEY, source TEXT, html TEXT, checksum TEXT) WITHOUT ROWID"


class HTMLCache:
    """HTML by name, each with a digest of its sources. For one build in one process."""

    def __init__(self, path: Path) -> None:
        """`path` is the file; it is opened when something is requested."""
        self._path = path
        self._current: dict[str, str] = {}
        self._new: dict[str, str] = {}

    def get(self, name: str, source: str, render: Callable[[], str]) -> str:
        """Return the HTML with a name; `render` it unless the cache has it with the same digest of its sources.

        With an empty `source`, it is rendered in each build.
        """
        if name not in self._current:
            row = self._row(name)
            if source and row and row[0] == source:
                self._current[name] = row[1]
            else:
                self._current[name], self._new[name] = render(), source
        return self._current[name]

    def save(self, is_needed: Callable[[str], bool] | None = None) -> None:
        """Save what was rendered, and remove everything that the site no longer needs, if that is known."""
        if not self._current or self._file is None:
            return
        try:
            self._write(self._file, is_needed)
            self._file.close()
        except sqlite3.Error as error:
            self._close_broken(error)
        del self._file
        self._new = {}

    def _write(self, file: sqlite3.Connection, is_needed: Callable[[str], bool] | None) -> None:
        names = file.execute("SELECT name FROM rows") if is_needed else ()
        unused = [row for row in names if not (isinstance(row[0], str) and is_needed and is_needed(row[0]))]
        rows = [
            (name, source, html, _checksum(name, source, html))
            for name, source in self._new.items()
            if source and (is_needed is None or is_needed(name)) and (html := self._current[name]) is not None
        ]
        if unused or rows:
            file.executemany("DELETE FROM rows WHERE name = ?", unused)
            file.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", rows)
            file.commit()

    def _row(self, name: str) -> tuple[str, str] | None:
        if self._file is None:
            return None
        try:
            row = self._file.execute("SELECT source, html, checksum FROM rows WHERE name = ?", (name,)).fetchone()
        except sqlite3.Error as error:
            self._close_broken(error)
            return None
        if not row or not all(isinstance(value, str) for value in row) or row[2] != _checksum(name, row[0], row[1]):
            return None  # damaged; SQLite does not detect this
        return row[0], row[1]

    @cached_property
    def _file(self) -> sqlite3.Connection | None:
        """The open file; None if this build cannot use it."""
        for _attempt in range(2):
            try:
                file = _open(self._path)
            except sqlite3.Error as error:
                _remove_if_broken(self._path, error)
            else:
                weakref.finalize(self, file.close)
                return file
        return None

    def _close_broken(self, error: sqlite3.Error) -> None:
        """Close the file, which is broken or cannot be written, and continue without it."""
        if self._file is not None:
            self._file.close()
        self._file = None
        _remove_if_broken(self._path, error)


def _checksum(name: str, source: str, html: str) -> str:
    """Return a digest of a row, which shows whether it is damaged."""
    return digest_of(f"{name}\0{source}\0{html}".encode("utf-8", "surrogatepass"))


def _remove_if_broken(path: Path, error: sqlite3.Error) -> None:
    """Remove a truncated file or one that is not a database, but not one that is in use or read-only."""
    if not getattr(error, "sqlite_errorname", "").startswith(_FILE_IS_FINE):
        with suppress(OSError):  # then the next build does not use the file either
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    # The garbage collector may close the connection in another thread.
    file = sqlite3.connect(path, timeout=1, check_same_thread=False)
    try:
        # What is lost in a crash is rendered again.
        file.execute("PRAGMA synchronous = OFF")
        # A build that is killed during a commit leaves the journal, and the next one rolls the commit back.
        file.execute("PRAGMA journal_mode = DELETE")
        file.execute(_TABLE)
        file.execute("SELECT name, source, html, checksum FROM rows LIMIT 1").fetchone()
    except sqlite3.Error:
        file.close()
        raise
    return file
