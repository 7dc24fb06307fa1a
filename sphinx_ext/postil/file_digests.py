"""Digests of files, cached by size and time stamps, to find out by their content which files have changed."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment

    # Size, mtime, ctime and inode; the time of the check; the digest.
    CachedDigest = tuple[tuple[int, int, int, int], int, bytes]

# Instead of a digest.
MISSING = b""
UNREADABLE = b"unreadable"
UNCERTAIN = b"uncertain"
# In nanoseconds: FAT has time stamps of two seconds, and a file can change twice within one. Git calls such files
# "racily clean".
_TICK = 2_000_000_000
# Linux updates its clock for time stamps every four or ten milliseconds.
_SYSTEM_TICK = 20_000_000
# In bytes: a file that is not read into memory at once.
_LARGE = 1_000_000
_hash = partial(hashlib.blake2b, digest_size=16)


class FileDigests:
    """The digests of files. `known` is kept from one build to the next."""

    def __init__(self, known: dict[str, CachedDigest]) -> None:
        """Use the digests of earlier builds; `known` is changed in place."""
        self.known = known
        self._requested: set[str] = set()

    def of(self, path: str) -> bytes:
        """Return the digest of the content of a file; `MISSING` if there is no such file.

        For a folder, whose path ends with a slash, it is the target of symbolic links, which can be switched.
        """
        if path.endswith(os.sep):
            return os.fsencode(os.path.realpath(path))
        self._requested.add(path)
        stamp = _stamp(path)
        known = self.known.get(path)
        if known and known[0] == stamp and known[1] - _latest(known[0]) > _TICK:
            return known[2]
        if stamp is None:
            self.known.pop(path, None)
            return MISSING
        checked = time.time_ns()
        try:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as often as there are files
                large = stamp[0] > _LARGE
                digest = (hashlib.file_digest(file, _hash) if large else _hash(file.readall())).digest()
        except OSError:
            digest = UNREADABLE
        self.known[path] = (stamp, checked, digest)
        return digest

    def of_text(self, path: str, text: str, *, encoding: str) -> bytes:
        """Return the digest of a file from which `text` was just read; `UNCERTAIN` if it has changed since."""
        self._requested.add(path)
        stamp, checked = _stamp(path), time.time_ns()
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - once for each document
                content = file.read()
            same = content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n") == text
        except (OSError, ValueError):
            return UNCERTAIN
        if not same or stamp is None:
            return UNCERTAIN
        digest = _hash(content).digest()
        self.known[path] = (stamp, checked, digest)
        return digest

    def of_used(self, path: str, *, since: int) -> bytes:
        """Return the digest of a file that was used after `since`; `UNCERTAIN` if it may have changed after its use."""
        digest = self.of(path)
        known = self.known.get(path)
        changed_since = known is not None and since - _SYSTEM_TICK <= _latest(known[0]) <= time.time_ns() + _SYSTEM_TICK
        return UNCERTAIN if changed_since else digest

    def forget_others(self) -> None:
        """Remove the files that were not requested in this process."""
        for path in self.known.keys() - self._requested:
            del self.known[path]


def files_below(folders: Iterable[str], *, hidden: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the files in `folders` in order: the path relative to the folder, and the path. Also accepts files.

    `hidden`: include files whose name starts with a dot; Sphinx copies them from some folders only.
    """
    for folder in folders:
        if os.path.isfile(folder):  # noqa: PTH113
            yield os.path.basename(folder), folder  # noqa: PTH119
        for parent, names, files in os.walk(folder, followlinks=True):
            names[:] = sorted(name for name in names if name != "__pycache__" and (hidden or name[0] != "."))
            for name in sorted(files):
                if hidden or name[0] != ".":
                    path = os.path.join(parent, name)  # noqa: PTH118 - for each file of a theme
                    yield path[len(folder) :].lstrip(os.sep), path


def path_of_file(env: BuildEnvironment, docname: str, target: str) -> str:
    """Return the path of a file that a document refers to, without resolving symbolic links, as Sphinx does."""
    folder = env.srcdir if target.startswith("/") else env.doc2path(docname).parent
    return os.path.normpath(os.path.join(folder, target.lstrip("/")))  # noqa: PTH118 - a name may be any text


def _stamp(path: str) -> tuple[int, int, int, int] | None:
    """Return size, time stamps and inode of a file; None if there is no such file."""
    try:
        status = os.stat(path)  # noqa: PTH116 - as often as there are files
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None  # reading a pipe could block
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _latest(stamp: tuple[int, int, int, int]) -> int:
    return max(stamp[1], stamp[2])
