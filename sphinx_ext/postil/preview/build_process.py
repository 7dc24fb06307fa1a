"""The process in which a preview builds its site.

A new process loads changes of conf.py, extensions and templates. If an extension crashes the process, the server and
the last good pages remain.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

from postil.config.conf_errors import explain_conf_error
from postil.preview.build_result import BuildRequest, BuildResult
from postil.preview.in_memory_site import InMemorySite
from postil.preview.terminal import EchoStream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

# Seconds without a save before a build is finished (search index, feeds), but at least so many times as long as that
# took last time: a step can't be interrupted, and on a large site it takes a while.
IDLE_SECONDS = 1.0
IDLE_FACTOR = 4
# Seconds that an idle process has to finish the last build when the preview stops.
STOP_SECONDS = 1.0


def run_builds(pipe: Connection, request: BuildRequest) -> None:
    """Build the site of `request`, then update it for each list of changed files that `pipe` receives.

    Send a BuildResult for each, or None if a change needs a new process. None instead of a list finishes the last build
    now.
    """
    _detach_from_terminal()
    try:
        site = InMemorySite(request, EchoStream(err=True))
    except Exception as error:  # noqa: BLE001 - conf.py may raise anything; the server reports it and waits for the next save
        pipe.send(BuildResult(0.0, failure=explain_conf_error(str(error)) or type(error).__name__))
        return
    with site, suppress(EOFError, OSError):
        pipe.send(site.build())
        site.warm_up()
        # Freeze the objects of the site: otherwise the garbage collector visits all of them after each build.
        gc.collect()
        gc.freeze()
        gc.disable()
        pause = IDLE_SECONDS
        while True:
            if site.unfinished and not pipe.poll(pause):
                start = time.perf_counter()
                site.finish(should_stop=pipe.poll)
                # If it was interrupted, it took less time than it needs.
                minimum = pause if site.unfinished else IDLE_SECONDS
                pause = max(minimum, IDLE_FACTOR * (time.perf_counter() - start))
                continue
            changed = pipe.recv()
            if changed is None:
                site.finish()
                pipe.send(BuildResult(0.0, output_changed=False))
                continue
            if site.needs_restart(changed):
                pipe.send(None)
                break
            pipe.send(site.update(changed))
            # After the reload, and also if there is no pause between saves.
            gc.collect()


def _detach_from_terminal() -> None:
    """Ignore Ctrl+C, as the server stops this process, and start a process group for all child processes."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, stop_signals())


def stop_signals() -> list[signal.Signals]:
    """Return the signals that stop a preview."""
    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def _delayed_signals() -> Iterator[None]:
    """Delay signals until a process is started and recorded; signals do not interrupt its start."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it later would unblock the signals
    before = signal.pthread_sigmask(signal.SIG_BLOCK, stop_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class BuildProcess:
    """The process that builds the site; it is restarted when necessary."""

    def __init__(self, request: BuildRequest) -> None:
        self._request = request
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._is_building = False
        self.closed = False
        """Whether `stop` was called."""
        self.result = BuildResult(0.0)
        """The result of the last build."""

    def start(self) -> BuildResult:
        """Build the site in a new process; return when it is built."""
        self._is_building = True
        self._end_process()
        context = multiprocessing.get_context("spawn")
        pipe, child_pipe = context.Pipe()
        process = context.Process(target=run_builds, args=(child_pipe, self._request))
        with _delayed_signals():
            process.start()
            self._process, self._pipe = process, pipe
        child_pipe.close()
        if self.closed:  # while the process started
            _kill(process)
        if self._receive() is None:
            failure = "the build process crashed; save a file to restart it"
            self.result = BuildResult(0.0, failure=failure, folders=self.result.folders, files=self.result.files)
        return self.result

    def update(self, changed: Sequence[Path]) -> BuildResult:
        """Update the site after the files in `changed` changed; return when its pages are written."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            with suppress(OSError):
                self._pipe.send(changed)
                if result := self._receive():
                    return result
        return self.result if self.closed else self.start()

    def finish(self) -> None:
        """Finish the last build now; return when it is finished."""
        if self._pipe is not None:
            self._pipe.send(None)
            self._pipe.recv()

    def stop(self) -> None:
        """Stop the process and its child processes: at once during a build, else when the last build is finished."""
        self.closed = True
        if self._is_building and self._process is not None:
            _kill(self._process)
            self._process.join()
        else:
            self._end_process(STOP_SECONDS)

    def _end_process(self, timeout: float | None = None) -> None:
        """End the process when it has finished its work, or after `timeout` seconds."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(timeout)
            _kill(self._process)
            self._process.join()
        self._process = self._pipe = None

    def _receive(self) -> BuildResult | None:
        """Return the result that the process sends; None if it needs a restart or has ended."""
        result: BuildResult | None = None
        self._is_building = True
        with suppress(EOFError, OSError):
            result = self._pipe.recv() if self._pipe is not None else None
        self._is_building = False  # not in `finally`: after a signal the process is still building
        if result is not None:
            # A site that could not be loaded does not know its files; the fix may be in any file of the previous build.
            last = self.result
            result = replace(result, folders=result.folders or last.folders, files=result.files or last.files)
            self.result = result
        return result


def _kill(process: SpawnProcess) -> None:
    """Kill a process and its child processes."""
    if hasattr(os, "killpg") and process.pid:
        with suppress(ProcessLookupError, PermissionError):  # its group does not exist yet or any more
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
