"""Find out which static files extensions write when the builder is loaded.

Such an extension copies its files only if they are missing or differ, so a file that is up to date looks like one that
nobody writes any more, which a build with changed options removes. So these files are removed before the extensions
see them, and then compared with what the extensions wrote.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@frozen
class _File:
    content: bytes
    times: tuple[int, int]


class ExtensionFiles:
    """The files that extensions wrote in the last build when its builder was loaded, relative to the output folder."""

    def __init__(self, outdir: Path, names: Iterable[str]) -> None:
        """`names` are those that the last build recorded."""
        self._outdir = outdir
        self._names = tuple(names)
        self._files: dict[str, _File] = {}
        self.unwritten: frozenset[str] = frozenset()
        """Those that no extension has written in this build so far, although they are there."""

    def take_away(self) -> None:
        """Remove the files, and remember them."""
        for name in self._names:
            path = self._outdir / name
            try:
                stat = path.stat()
                self._files[name] = _File(path.read_bytes(), (stat.st_atime_ns, stat.st_mtime_ns))
                path.unlink()
            except OSError:
                self._files.pop(name, None)

    def put_back(self) -> None:
        """Write the files that no extension wrote, and restore the time of those that have the same content again."""
        missing = {name for name in self._files if not (self._outdir / name).exists()}
        for name, file in self._files.items():
            path = self._outdir / name
            if name in missing:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.content)
            if path.read_bytes() == file.content:
                os.utime(path, ns=file.times)
        self.unwritten = frozenset(missing)
        self._files = {}
