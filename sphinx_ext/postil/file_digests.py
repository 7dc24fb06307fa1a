"""Tell by its content whether a file changed, and read no file whose size and time stamps say that it did not."""

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

    # Size, time of the last change of the content, that of the content or the name, and the number in the file system;
    # when it was looked at; its digest.
    Known = tuple[tuple[int, int, int, int], int, bytes]

# In place of a digest.
MISSING = b""
UNREADABLE = b"unreadable"
UNCERTAIN = b"uncertain"
# A file can change without a new time stamp as long as the clock of its file system, which may count in two seconds,
# does not move on. Git calls such files "racily clean". In nanoseconds.
_TICK = 2_000_000_000
# The system's own clock of files moves on once in four or ten milliseconds.
_SYSTEM_TICK = 20_000_000
_hash = partial(hashlib.blake2b, digest_size=16)


class FileDigests:
    """The digests of files. What is `known` of them is kept from one build to the next."""

    def __init__(self, known: dict[str, Known]) -> None:
        """Take over what earlier builds knew; `known` is changed in place."""
        self.known = known
        self._asked: set[str] = set()

    def of(self, path: str) -> bytes:
        """Return the digest of the content of a file; `MISSING` if there is no such file.

        Of a folder, whose path ends with a slash, it is where the folder really is: links to folders are switched.
        """
        if path.endswith(os.sep):
            return os.fsencode(os.path.realpath(path))
        self._asked.add(path)
        found = _stamp(path)
        known = self.known.get(path)
        if known and known[0] == found and known[1] - _latest(known[0]) > _TICK:
            return known[2]
        if found is None:
            self.known.pop(path, None)
            return MISSING
        looked = time.time_ns()
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - as often as there are files
                digest = hashlib.file_digest(file, _hash).digest()
        except OSError:
            digest = UNREADABLE
        self.known[path] = (found, looked, digest)
        return digest

    def of_text(self, path: str, text: str, *, encoding: str) -> bytes:
        """Return the digest of a file from which `text` was just read; `UNCERTAIN` if the file holds another by now."""
        self._asked.add(path)
        found, looked = _stamp(path), time.time_ns()
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - once for each document
                content = file.read()
            same = content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n") == text
        except (OSError, ValueError):
            return UNCERTAIN
        if not same or found is None:
            return UNCERTAIN
        digest = _hash(content).digest()
        self.known[path] = (found, looked, digest)
        return digest

    def of_used(self, path: str, *, since: int) -> bytes:
        """Return the digest of a file that was used after `since`; `UNCERTAIN` if it may have changed after its use."""
        digest = self.of(path)
        known = self.known.get(path)
        changed_since = known is not None and since - _SYSTEM_TICK <= _latest(known[0]) <= time.time_ns() + _SYSTEM_TICK
        return UNCERTAIN if changed_since else digest

    def forget_others(self) -> None:
        """Forget the files that nobody asked for in this process."""
        for path in self.known.keys() - self._asked:
            del self.known[path]


def files_below(folders: Iterable[str], *, hidden: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the files of `folders` in order: the path from the folder, and the whole path. A file is its own folder.

    `hidden`: also those whose name starts with a dot, which Sphinx copies from some folders only.
    """
    for folder in folders:
        if os.path.isfile(folder):  # noqa: PTH113
            yield os.path.basename(folder), folder  # noqa: PTH119
        for place, names, files in os.walk(folder, followlinks=True):
            names[:] = sorted(name for name in names if name != "__pycache__" and (hidden or name[0] != "."))
            for name in sorted(files):
                if hidden or name[0] != ".":
                    path = os.path.join(place, name)  # noqa: PTH118 - for each file of a theme
                    yield path[len(folder) :].lstrip(os.sep), path


def path_of_file(env: BuildEnvironment, docname: str, target: str) -> str:
    """Return the path of a file as a document names it, links in it as they are; Sphinx follows them."""
    folder = env.srcdir if target.startswith("/") else env.doc2path(docname).parent
    return os.path.normpath(os.path.join(folder, target.lstrip("/")))  # noqa: PTH118 - a name may be any text


def _stamp(path: str) -> tuple[int, int, int, int] | None:
    """Return what the system tells of a file without reading it; None if it is not there or is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - as often as there are files
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None  # to read a pipe may take for ever
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _latest(found: tuple[int, int, int, int]) -> int:
    return max(found[1], found[2])
