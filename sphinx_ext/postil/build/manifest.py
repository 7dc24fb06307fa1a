"""The list of files that builds have written into an output folder, kept in that folder itself.

It outlives the cache: when that is gone, damaged or of another version, what an earlier build wrote and is no longer
part of the site is still removed. A file that is not in the list is somebody else's and stays.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from postil.cache_files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST = ".postil-manifest"
_HEADING = "# The files that postil wrote into this folder. It removes those that are no longer part of the site.\n"


class Manifest:
    """The list of one output folder. A file is in it before it is written, and until after it is removed."""

    def __init__(self, outdir: Path) -> None:
        """Take the list of a folder, which is read when it is asked for."""
        self._path = outdir / MANIFEST

    @cached_property
    def names(self) -> set[str]:
        """The files, relative to the folder.

        A line that is not as it was written, such as the last one of a killed build, is left out.
        """
        try:
            lines = self._path.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        return {name for line in lines if (name := _read_line(line))}

    def announce(self, names: Iterable[str]) -> None:
        """Add files that are about to be written."""
        new = set(names) - self.names
        if not new:
            return
        self.names |= new
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8", newline="\n") as file:
            # A line of a killed build may have no end.
            file.write("\n" + "".join(map(_line, sorted(new))))

    def settle(self, names: Iterable[str]) -> None:
        """Let the list be that of a complete build."""
        self.names = set(names)
        write_if_changed(self._path, _content(self.names))

    def is_settled(self, names: Iterable[str]) -> bool:
        """Return whether the list is that of a complete build with these files."""
        try:
            return self._path.read_bytes() == _content(names)
        except OSError:
            return False


def _content(names: Iterable[str]) -> bytes:
    return (_HEADING + "".join(map(_line, sorted(names)))).encode()


def _line(name: str) -> str:
    return f"{json.dumps(name)}\n"


def _read_line(line: str) -> str:
    """Return the file that a line names; empty if it is none, or lies outside the folder."""
    try:
        name = json.loads(line)
    except ValueError:
        return ""
    if not isinstance(name, str) or not name or _line(name).strip() != line.strip():
        return ""
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts or Path(name).is_absolute() or "\0" in name
    return "" if outside or name == MANIFEST else name
