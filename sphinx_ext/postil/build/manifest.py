"""The list of files that builds have written into an output folder, stored in that folder.

With it, a build removes stale files even if the cache was deleted, is damaged or has another version. A file that is
not in the list was not written by postil, and is never removed.

The list is published with the pages, so it holds digests instead of names: it does not reveal unlisted posts.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache, cached_property
from typing import TYPE_CHECKING

from postil.cache_files import digest_of, files_in, write_if_changed
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MANIFEST = ".postil-manifest"
_HEADING = "# Digests of the names of the files that postil wrote here, so that it can remove those that go.\n"
_DIGEST = lazy_regex(r"[0-9a-f]{32}")


class Manifest:
    """The manifest of an output folder. A file is added before it is written, and dropped after it is removed."""

    def __init__(self, outdir: Path) -> None:
        """`outdir` is the output folder; its manifest is read when it is needed."""
        self._outdir, self._path = outdir, outdir / MANIFEST
        self._content = b""
        # Each build needs those of all files several times.
        self._digest = cache(_digest)

    @property
    def names(self) -> set[str]:
        """The listed files that exist, relative to the folder."""
        return {name for name in files_in(self._outdir) if name != MANIFEST and self._digest(name) in self._digests}

    @cached_property
    def _digests(self) -> set[str]:
        """The lines of the list; damaged ones, such as the last line of a killed build, are ignored."""
        try:
            lines = self._path.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        return {line for line in lines if _DIGEST.fullmatch(line)}

    def announce(self, names: Iterable[str]) -> None:
        """Add files that are about to be written."""
        new = set(map(self._digest, names)) - self._digests
        if not new:
            return
        self._digests |= new
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8", newline="\n") as file:
            # The last line of a killed build may have no line break.
            file.write("\n" + "".join(f"{line}\n" for line in sorted(new)))

    def complete(self, names: Iterable[str]) -> str:
        """Let the list be that of a complete build with these files, and return its digest. `write` writes it."""
        self._digests = set(map(self._digest, names))
        self._content = _content(self._digests)
        return digest_of(self._content)

    def write(self) -> None:
        """Write the list of a complete build."""
        write_if_changed(self._path, self._content)

    def is_complete(self, digest: str) -> bool:
        """Return whether the list is that of a complete build, given its digest."""
        try:
            return digest_of(self._path.read_bytes()) == digest
        except OSError:
            return False


def _content(digests: Iterable[str]) -> bytes:
    return (_HEADING + "".join(f"{line}\n" for line in sorted(digests))).encode()


def _digest(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:32]
