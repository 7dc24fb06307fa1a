"""Watch the files of a site, and tell the open pages to reload: sphinx-autobuild's server of reloads."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import watchfiles
from sphinx_autobuild.server import RebuildServer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from sphinx_autobuild.filter import IgnoreFilter
    from starlette.websockets import WebSocket

    from postil.preview.warm_site import BuildResult

# Milliseconds without a further event after which a save counts as done; editors write a file in several steps.
STEP = 15
# Milliseconds after which to look at what has no events: single files elsewhere, and folders that were replaced.
INTERVAL = 250


class Watcher(RebuildServer):  # type: ignore[misc]
    """sphinx-autobuild's watcher, but with one callback that stays instead of a new process for each save."""

    def __init__(
        self,
        folders: Callable[[], Collection[Path]],
        outcome: Callable[[], BuildResult],
        ignored: IgnoreFilter,
        callback: Callable[[Sequence[Path]], bool],
    ) -> None:
        """Watch `folders()` and the files of `outcome()`; tell `callback` what changed.

        The callback returns whether there is anything new to see.
        """
        super().__init__([], ignored, callback)
        self._folders, self._outcome = folders, outcome
        self._is_ignored = cache(ignored)
        # Not a number that another preview, from which a page is still open, may have given it.
        self.version = time.time_ns()
        """What the pages are by now; each build that changes any makes it another."""
        self._changed = asyncio.Event()

    async def watch(self) -> None:
        """Call back for each set of changes. Those during a build are collected, and make one further build."""
        elsewhere = FileWatcher()
        missed = False  # whether something may have changed while nothing was watched
        while not self.should_exit.is_set():
            folders = outermost(self._folders())
            places = _places(folders)
            # A folder may be deleted before it is watched; there may be none at all.
            with suppress(FileNotFoundError):
                async for changes in watchfiles.awatch(
                    *folders,
                    watch_filter=lambda _change, path: not self.ignore(path),
                    step=STEP,
                    rust_timeout=INTERVAL,
                    yield_on_timeout=True,
                ):
                    changed = _real({path for _change, path in changes}) | await self._changed_elsewhere(elsewhere)
                    if changed or missed or self._is_emptied():
                        missed = False
                        await self._tell(sorted(changed))
                    if _places(outermost(self._folders())) != places or not changed.isdisjoint(folders):
                        break  # conf.py mounts other folders now, or one was created, deleted or replaced
            missed = True
            await asyncio.sleep(STEP / 1000)

    async def _changed_elsewhere(self, states: FileWatcher) -> set[Path]:
        """Return the single files that changed, once nothing more changes."""
        changed: set[Path] = set()
        while more := states.changed(name for name in self._outcome().files if not self._is_ignored(name)):
            changed |= more
            await asyncio.sleep(STEP / 1000)
        return changed

    def _is_emptied(self) -> bool:
        """Return whether somebody deleted what the last build wrote."""
        home = self._outcome().home
        return home is not None and not home.exists()

    async def _tell(self, changed: Sequence[Path]) -> None:
        if await asyncio.to_thread(self.change_callback, changed):
            self.version += 1
            self._changed.set()
            self._changed = asyncio.Event()

    async def watch_reloads(self, ws: WebSocket) -> None:
        """Tell a page to reload whenever it shows an older version, which it names when it connects."""
        seen = ws.query_params.get("version", str(self.version))
        while True:
            changed = self._changed
            if seen == str(self.version):
                await changed.wait()
            seen = str(self.version)
            await ws.send_text("refresh")


class FileWatcher:
    """The state of single files, to tell which have changed: also those that are replaced, or that links lead to."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[int, ...]] = {}

    def changed(self, names: Iterable[str]) -> set[Path]:
        """Return which of the files changed since the last call; not those that are new in `names`."""
        states = {name: _state(name) for name in names}
        before, self._states = self._states, states
        return {Path(name) for name, state in states.items() if before.get(name, state) != state}


def _state(name: str) -> tuple[int, ...]:
    """Return what changes with a file; empty if it does not exist."""
    try:
        found = os.stat(name)  # noqa: PTH116 - a few hundred files, four times a second
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def outermost(folders: Collection[Path]) -> list[Path]:
    """Return the folders that exist, without those that are inside another."""
    found = sorted({folder.resolve() for folder in folders if folder.is_dir()})
    return [folder for folder in found if not any(folder.is_relative_to(other) for other in found if other != folder)]


def _places(folders: Collection[Path]) -> list[tuple[Path, int]]:
    """Return folders with their inodes, by which one that was replaced differs from the one before."""
    found = []
    for folder in folders:
        with suppress(OSError):
            found.append((folder, folder.stat().st_ino))
    return found


def _real(names: Iterable[str]) -> set[Path]:
    """Return files by their own names in the real folders; links are files of the site as well."""
    return {Path(os.path.realpath(os.path.dirname(name)), os.path.basename(name)) for name in names}  # noqa: PTH119, PTH120 - thousands after a checkout
