"""The list of files that builds have written into an output folder, kept in that folder itself.

It outlives the cache: when that is gone, damaged or of another version, what an earlier build wrote and is no longer
part of the site is still removed. A file that is not in the list is somebody else's and stays.

The list is published with the pages, so it holds digests in place of names: it tells nobody of an unlisted post.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import cached_property
from typing import TYPE_CHECKING

from postil.cache_files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MANIFEST = ".postil-manifest"
_HEADING = "# Digests of the names of the files that postil wrote here, so that it can remove those that go.\n"
_DIGEST = re.compile(r"[0-9a-f]{32}")


class Manifest:
    """The list of one output folder. A file is in it before it is written, and until after it is removed."""

    def __init__(self, outdir: Path) -> None:
        """Take the list of a folder, which is read when it is asked for."""
        self._outdir, self._path = outdir, outdir / MANIFEST

    @property
    def names(self) -> set[str]:
        """The files of the list that are in the folder, relative to it."""
        return {name for name in _files_in(self._outdir) if name != MANIFEST and _digest(name) in self._digests}

    @cached_property
    def _digests(self) -> set[str]:
        """The lines of the list. One that is not as it was written, as the last one of a killed build, is left out."""
        try:
            lines = self._path.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        return {line for line in lines if _DIGEST.fullmatch(line)}

    def announce(self, names: Iterable[str]) -> None:
        """Add files that are about to be written."""
        new = set(map(_digest, names)) - self._digests
        if not new:
            return
        self._digests |= new
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8", newline="\n") as file:
            # A line of a killed build may have no end.
            file.write("\n" + "".join(f"{line}\n" for line in sorted(new)))

    def settle(self, names: Iterable[str]) -> None:
        """Let the list be that of a complete build."""
        self._digests = set(map(_digest, names))
        write_if_changed(self._path, _content(self._digests))

    def is_settled(self, names: Iterable[str]) -> bool:
        """Return whether the list is that of a complete build with these files."""
        try:
            return self._path.read_bytes() == _content(set(map(_digest, names)))
        except OSError:
            return False


def _content(digests: Iterable[str]) -> bytes:
    return (_HEADING + "".join(f"{line}\n" for line in sorted(digests))).encode()


def _digest(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:32]


def _files_in(folder: Path) -> Iterator[str]:
    """Yield the files below a folder, relative to it, with slashes."""
    for path, _folders, files in os.walk(folder):
        below = os.path.relpath(path, folder).replace(os.sep, "/")
        yield from files if below == "." else (f"{below}/{name}" for name in files)
