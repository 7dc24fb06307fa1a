"""Watch the files of a site, and trigger the reload of open pages.

sphinx-autobuild has no documented interface. As of 2025.8.25, `RebuildServer` runs `watch` in its `lifespan` and
`watch_reloads` for each connection, and has `ignore`, `change_callback` and `should_exit`. pyproject.toml limits the
version; if one of these is missing, the tests of the preview fail.
"""

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

    from postil.preview.build_result import BuildResult

# Milliseconds without another event before a build starts; editors save a file in several steps.
DEBOUNCE_MS = 15
# Milliseconds between checks of what has no events: files outside of the folders, and folders that were replaced.
POLL_MS = 250


class Watcher(RebuildServer):  # type: ignore[misc]
    """sphinx-autobuild's watcher, without a new process for each save."""

    def __init__(
        self,
        get_folders: Callable[[], Collection[Path]],
        get_result: Callable[[], BuildResult],
        ignored: IgnoreFilter,
        callback: Callable[[Sequence[Path]], bool],
    ) -> None:
        """Watch `get_folders()` and the files of `get_result()`; call `callback` with the changed files.

        The callback returns whether pages have to reload.
        """
        super().__init__([], ignored, callback)
        self._get_folders, self._get_result = get_folders, get_result
        self._is_ignored = cache(ignored)
        # A page that is still open from an earlier preview must have another version.
        self.version = time.time_ns()
        """The version of the pages; each build that changes a page increases it."""
        self._changed = asyncio.Event()

    async def watch(self) -> None:
        """Call `callback` for each set of changes. Changes during a build are collected for the next one."""
        file_watcher = FileWatcher()
        unwatched = False  # whether files may have changed while nothing was watched
        while not self.should_exit.is_set():
            folders = outermost(self._get_folders())
            inodes = _with_inodes(folders)
            # A folder may be deleted before it is watched; there may be none at all.
            with suppress(FileNotFoundError):
                async for changes in watchfiles.awatch(
                    *folders,
                    watch_filter=lambda _change, path: not self.ignore(path),
                    step=DEBOUNCE_MS,
                    rust_timeout=POLL_MS,
                    yield_on_timeout=True,
                ):
                    changed = _resolve_folders({path for _change, path in changes})
                    changed |= await self._changed_files(file_watcher)
                    if changed or unwatched or self._output_was_deleted():
                        unwatched = False
                        await self._report(sorted(changed))
                    if _with_inodes(outermost(self._get_folders())) != inodes or not changed.isdisjoint(folders):
                        break  # conf.py now mounts other folders, or a folder was created, deleted or replaced
            unwatched = True
            await asyncio.sleep(DEBOUNCE_MS / 1000)

    async def _changed_files(self, file_watcher: FileWatcher) -> set[Path]:
        """Return the changed files outside of the folders, once no file changes any more."""
        changed: set[Path] = set()
        while more := file_watcher.changed(name for name in self._get_result().files if not self._is_ignored(name)):
            changed |= more
            await asyncio.sleep(DEBOUNCE_MS / 1000)
        return changed

    def _output_was_deleted(self) -> bool:
        """Return whether the output of the last build was deleted."""
        home = self._get_result().home
        return home is not None and not home.exists()

    async def _report(self, changed: Sequence[Path]) -> None:
        if await asyncio.to_thread(self.change_callback, changed):
            self.version += 1
            self._changed.set()
            self._changed = asyncio.Event()

    async def watch_reloads(self, ws: WebSocket) -> None:
        """Send a reload message whenever the page is outdated; it sends its version when it connects."""
        seen = ws.query_params.get("version", str(self.version))
        while True:
            changed = self._changed
            if seen == str(self.version):
                await changed.wait()
            seen = str(self.version)
            await ws.send_text("refresh")


class FileWatcher:
    """Detect changes of single files, also of replaced files and targets of symbolic links."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[int, ...]] = {}

    def changed(self, names: Iterable[str]) -> set[Path]:
        """Return the files that changed since the last call, without those that are new in `names`."""
        states = {name: _file_state(name) for name in names}
        before, self._states = self._states, states
        return {Path(name) for name, state in states.items() if before.get(name, state) != state}


def _file_state(name: str) -> tuple[int, ...]:
    """Return time stamp, size and inode of a file; empty if it does not exist."""
    try:
        found = os.stat(name)  # noqa: PTH116 - a few hundred files, four times a second
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def outermost(folders: Collection[Path]) -> list[Path]:
    """Return the folders that exist, without those inside another one."""
    found = sorted({folder.resolve() for folder in folders if folder.is_dir()})
    return [folder for folder in found if not any(folder.is_relative_to(other) for other in found if other != folder)]


def _with_inodes(folders: Collection[Path]) -> list[tuple[Path, int]]:
    """Return folders with their inodes; the inode of a folder that was replaced is another."""
    found = []
    for folder in folders:
        with suppress(OSError):
            found.append((folder, folder.stat().st_ino))
    return found


def _resolve_folders(names: Iterable[str]) -> set[Path]:
    """Resolve the folders of paths, but not symbolic links to files: the link itself is a file of the site."""
    return {Path(os.path.realpath(os.path.dirname(name)), os.path.basename(name)) for name in names}  # noqa: PTH119, PTH120 - thousands after a checkout
