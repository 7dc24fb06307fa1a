"""Files that a build writes: each as a whole, and with what tells a later build whether it is still as it was written.

A build can be killed at any moment. What it was writing then is not there, or is not what the last complete record
says, and is written again. Nothing waits for the disk (`fsync`): what a crash of the whole machine loses shows as
another size, or fails its digest, and is made anew as well.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What a file is called while it is written ends in this.
PART = ".postil-part"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or not at all: under another name first, then under its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Short, as file systems limit names to 255 bytes; the same each time, so that killed builds leave one file at most.
    part = path.with_name(f".{zlib.crc32(path.name.encode(errors='surrogateescape')):08x}{PART}")
    try:
        part.write_bytes(content)
        os.replace(part, path)  # noqa: PTH105 - the same, and a subclass of Path may write itself by this
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def write_if_changed(path: Path, content: bytes) -> None:
    """Write a file unless it holds `content` already."""
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)


def remove_parts(folder: Path) -> None:
    """Remove what a killed build was writing somewhere below `folder`."""
    for root, _folders, names in os.walk(folder):
        for name in names:
            if name.endswith(PART):
                Path(root, name).unlink(missing_ok=True)


def remove_file(folder: Path, name: str) -> None:
    """Remove a file below `folder` with the folders that become empty; what lies outside stays."""
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
    """Remove a folder of a cache, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def digest_of(content: bytes) -> str:
    """Return what stands for `content` where only a change of it matters."""
    return blake2b(content, digest_size=16).hexdigest()


def save_checked(path: Path, value: Mapping[str, Any]) -> None:
    """Write `value` as JSON, with a digest by which `load_checked` tells whether it is whole."""
    content = json.dumps(value, separators=(",", ":")).encode()
    write_if_changed(path, f"{digest_of(content)}\n".encode() + content)


def load_checked(path: Path) -> dict[str, Any]:
    """Return what `save_checked` wrote; nothing if the file is not there, cut off, or damaged otherwise."""
    try:
        expected, _newline, content = path.read_bytes().partition(b"\n")
        if expected == digest_of(content).encode():
            value = json.loads(content)
            return value if isinstance(value, dict) else {}
    except (OSError, ValueError):
        pass  # made anew
    return {}


class FileStates:
    """What files below a folder were like when they were noted: size, times and a digest of the content.

    A file with the same size and times is not opened.
    """

    def __init__(self, folder: Path, kept: Mapping[str, Any] | None = None) -> None:
        """Take over `kept`, which is the `data` of an earlier one."""
        self._folder = os.fspath(folder)
        self.data: dict[str, list[Any]] = dict(kept or {})
        self.refreshed = False
        """Whether a file had other times and the same content, so that `data` is better than what was taken over."""

    def intact(self, name: str) -> bool:
        """Return whether a file was noted and has the same content still."""
        known = self.data.get(name)
        if known is None:
            return False
        stamp = self._stamp(name)
        if stamp is None or stamp[0] != known[0]:
            return False
        if stamp != known[:3]:
            if self._digest(name) != known[3]:
                return False
            self.data[name], self.refreshed = [*stamp, known[3]], True
        return True

    def damaged(self) -> set[str]:
        """Return the noted files that are gone or have another content."""
        return {name for name in list(self.data) if not self.intact(name)}

    def note(self, names: Iterable[str], *, only: bool = False) -> None:
        """Note files as they are now, those that are not there excepted; with `only`, forget all others."""
        found = {} if only else self.data
        for name in names:
            stamp = self._stamp(name)
            known = self.data.get(name)
            if stamp is not None and known is not None and stamp == known[:3]:
                found[name] = known
            elif stamp is not None and (digest := self._digest(name)):
                found[name] = [*stamp, digest]
            else:
                found.pop(name, None)
        self.data = found

    def _stamp(self, name: str) -> list[int] | None:
        try:
            stat = os.stat(f"{self._folder}/{name}")  # noqa: PTH116 - of each file of the site
        except (OSError, ValueError):
            return None
        return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]

    def _digest(self, name: str) -> str:
        try:
            return digest_of(Path(self._folder, name).read_bytes())
        except OSError:
            return ""  # a folder, or not readable
