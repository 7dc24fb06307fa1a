"""Write files completely or not at all, and check later whether they are unchanged.

A build can be killed at any moment. The file that it was writing then is missing, or differs from the last complete
record, and is written again. Nothing waits for the disk (`fsync`): a file that was lost in a crash of the whole machine
has another size or another digest, and is written again as well.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# The number of files from which on they are checked in several threads.
MANY_FILES = 200
# The suffix of a file while it is written.
PART = ".postil-part"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file completely or not at all: first under another name, then rename it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Short, because file systems limit names to 255 bytes; constant, so that killed builds leave at most one file.
    part = path.with_name(f".{zlib.crc32(path.name.encode(errors='surrogateescape')):08x}{PART}")
    try:
        part.write_bytes(content)
        os.replace(part, path)  # noqa: PTH105 - equivalent, and a subclass of Path may override `replace`
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_if_changed(path: Path, content: bytes) -> None:
    """Write a file unless it already has this content."""
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)


def files_in(folder: Path) -> Iterator[str]:
    """Yield the files below a folder, relative to it, with slashes."""
    for path, _folders, files in os.walk(folder):
        below = os.path.relpath(path, folder).replace(os.sep, "/")
        yield from files if below == "." else (f"{below}/{name}" for name in files)


def remove_parts(folder: Path) -> None:
    """Remove the incomplete files of a killed build below `folder`."""
    for root, _folders, names in os.walk(folder):
        for name in names:
            if name.endswith(PART):
                Path(root, name).unlink(missing_ok=True)


def remove_file(folder: Path, name: str) -> None:
    """Remove a file below `folder`, and the folders that become empty; ignore files outside of it."""
    path = folder / name
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        return
    with suppress(IsADirectoryError, NotADirectoryError, PermissionError):
        path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            break
        parent.rmdir()


def remove_folder(folder: Path) -> None:
    """Remove a folder of a cache, if it exists."""
    shutil.rmtree(folder, ignore_errors=True)


def digest_of(content: bytes) -> str:
    """Return a digest of `content`, to detect changes; it is not for security."""
    return blake2b(content, digest_size=16).hexdigest()


def save_checked(path: Path, value: Mapping[str, Any]) -> None:
    """Write `value` as JSON, with a digest by which `load_checked` detects damage."""
    content = json.dumps(value, separators=(",", ":")).encode()
    write_if_changed(path, f"{digest_of(content)}\n".encode() + content)


def load_checked(path: Path) -> dict[str, Any]:
    """Return what `save_checked` wrote; an empty dict if the file is missing or damaged."""
    try:
        expected, _newline, content = path.read_bytes().partition(b"\n")
        if expected == digest_of(content).encode():
            value = json.loads(content)
            return value if isinstance(value, dict) else {}
    except (OSError, ValueError):
        pass  # computed again
    return {}


class FileStates:
    """The recorded states of files below a folder: size, times and a digest of the content.

    A file with the same size and times is not opened.
    """

    def __init__(self, folder: Path, data: Mapping[str, Any] | None = None) -> None:
        """Load `data`, the attribute of an earlier instance."""
        self._folder = os.fspath(folder)
        self.data: dict[str, list[Any]] = dict(data or {})
        self.refreshed = False
        """Whether a file had other times but the same content, so that saving `data` again saves time later."""

    def is_unchanged(self, name: str) -> bool:
        """Return whether a file was recorded and still has the same content."""
        if self._has_same_times(name):
            return True
        known, stamp = self.data.get(name), self._size_and_times(name)
        if known is None or stamp is None or stamp[0] != known[0] or self._digest(name) != known[3]:
            return False
        self.data[name], self.refreshed = [*stamp, known[3]], True
        return True

    def _has_same_times(self, name: str) -> bool:
        """Return whether a file was recorded with its size and times."""
        known = self.data.get(name)
        if known is None:
            return False
        try:
            stat = os.stat(f"{self._folder}/{name}")  # noqa: PTH116 - for each file of the site
        except (OSError, ValueError):
            return False
        return bool(stat.st_mtime_ns == known[1] and stat.st_ctime_ns == known[2] and stat.st_size == known[0])

    def damaged(self) -> set[str]:
        """Return the recorded files that are missing or have another content."""
        return self.changed(list(self.data))

    def changed(self, names: Iterable[str]) -> set[str]:
        """Return the files that were not recorded, are missing, or have another content."""
        touched = [name for name in names if not self._has_same_times(name)]
        if len(touched) < MANY_FILES:
            return {name for name in touched if not self.is_unchanged(name)}
        # In a fresh checkout, all files have other times. Python can read and hash several at once.
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - seldom needed

        threads = os.cpu_count() or 1
        with ThreadPoolExecutor(threads) as pool:
            found = pool.map(self._changed_in_turn, [touched[start::threads] for start in range(threads)])
            return set().union(*found)

    def _changed_in_turn(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if not self.is_unchanged(name)}

    def record(self, names: Iterable[str], *, only: bool = False) -> None:
        """Record the current states of files, except missing ones; with `only`, drop all others."""
        found = {} if only else self.data
        for name in names:
            stamp = self._size_and_times(name)
            known = self.data.get(name)
            if stamp is not None and known is not None and stamp == known[:3]:
                found[name] = known
            elif stamp is not None and (digest := self._digest(name)):
                found[name] = [*stamp, digest]
            else:
                found.pop(name, None)
        self.data = found

    def _size_and_times(self, name: str) -> list[int] | None:
        try:
            stat = os.stat(f"{self._folder}/{name}")  # noqa: PTH116 - called for each file of the site
        except (OSError, ValueError):
            return None
        return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]

    def _digest(self, name: str) -> str:
        try:
            with open(f"{self._folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 - for each file of the site
                # Processors have instructions for SHA-256: of all files of a site, it takes half the time of BLAKE2.
                return sha256(file.readall(), usedforsecurity=False).hexdigest()[:32]
        except OSError:
            return ""  # a folder, or unreadable
