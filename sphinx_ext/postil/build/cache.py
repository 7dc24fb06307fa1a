"""HTML that was made for one build and is good for the next, in a file of SQLite: a build reads what it asks for."""

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

_NOT_BROKEN = tuple(f"SQLITE_{name}" for name in ("BUSY", "LOCKED", "READONLY", "CANTOPEN", "PERM", "FULL", "IOERR"))
_TABLE = "CREATE TABLE IF NOT EXISTS rows (name TEXT PRIMARY KEY, look TEXT, html TEXT, sum TEXT) WITHOUT ROWID"


class HTMLCache:
    """HTML by name, each with a digest of what it was made from. Lives for one build; belongs to one process."""

    def __init__(self, path: Path) -> None:
        """Take over what earlier builds left in the file, once something is asked for."""
        self._path = path
        self._fresh: dict[str, str] = {}
        self._new: dict[str, str] = {}

    def get(self, name: str, look: str, make: Callable[[], str]) -> str:
        """Return what has `name`; `make` makes it, unless it was made before from what `look` is a digest of.

        With no `look` it is made anew in each build.
        """
        if name not in self._fresh:
            row = self._row(name)
            if look and row and row[0] == look:
                self._fresh[name] = row[1]
            else:
                self._fresh[name], self._new[name] = make(), look
        return self._fresh[name]

    def save(self, stays: Callable[[str], bool]) -> None:
        """Keep for the next build what was made in this one, and of the rest what `stays`."""
        if not self._fresh or self._file is None:
            return
        try:
            self._write(self._file, stays)
            self._file.close()
        except sqlite3.Error as error:
            self._give_up(error)
        del self._file
        self._new = {}

    def _write(self, file: sqlite3.Connection, stays: Callable[[str], bool]) -> None:
        gone = [row for row in file.execute("SELECT name FROM rows") if not (isinstance(row[0], str) and stays(row[0]))]
        rows = [
            (name, look, html, _sum(name, look, html))
            for name, look in self._new.items()
            if look and stays(name) and (html := self._fresh[name]) is not None
        ]
        if gone or rows:
            file.executemany("DELETE FROM rows WHERE name = ?", gone)
            file.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", rows)
            file.commit()

    def _row(self, name: str) -> tuple[str, str] | None:
        if self._file is None:
            return None
        try:
            row = self._file.execute("SELECT look, html, sum FROM rows WHERE name = ?", (name,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if not row or not all(isinstance(value, str) for value in row) or row[2] != _sum(name, row[0], row[1]):
            return None  # a page of the file was damaged, and SQLite cannot tell
        return row[0], row[1]

    @cached_property
    def _file(self) -> sqlite3.Connection | None:
        """The file, open; None if this build has to do without."""
        for _attempt in range(2):
            try:
                file = _open(self._path)
            except sqlite3.Error as error:
                _remove_if_broken(self._path, error)
            else:
                weakref.finalize(self, file.close)
                return file
        return None

    def _give_up(self, error: sqlite3.Error) -> None:
        """Do without the file, as it turns out to be broken, or cannot be written."""
        if self._file is not None:
            self._file.close()
        self._file = None
        _remove_if_broken(self._path, error)


def _sum(name: str, look: str, html: str) -> str:
    """Return a digest of a row, by which a damaged one is told from a good one."""
    return digest_of(f"{name}\0{look}\0{html}".encode("utf-8", "surrogatepass"))


def _remove_if_broken(path: Path, error: sqlite3.Error) -> None:
    """Remove a file that was cut off, or is something else; not one that another process has, or that is read-only."""
    if not getattr(error, "sqlite_errorname", "").startswith(_NOT_BROKEN):
        with suppress(OSError):  # then it is made without in the next build, too
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    # What is left over may be closed by another thread, whichever it is that looks for garbage.
    file = sqlite3.connect(path, timeout=1, check_same_thread=False)
    try:
        # What is lost in a crash is made again.
        file.execute("PRAGMA synchronous = OFF")
        # A build that is killed as it commits leaves the journal, and the next one takes back what was half written.
        file.execute("PRAGMA journal_mode = DELETE")
        file.execute(_TABLE)
        file.execute("SELECT name, look, html, sum FROM rows LIMIT 1").fetchone()
    except sqlite3.Error:
        file.close()
        raise
    return file
