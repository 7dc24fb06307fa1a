"""The process in which a preview builds its site.

What has to be loaded again (conf.py, extensions, templates) is, by starting another process; and should an extension
crash it, the server and the last good pages remain.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

from postil.preview.warm_site import BuildRequest, BuildResult, WarmSite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

# Seconds without a save after which the rest of a build is done, and how many times as long as it takes: a step of it
# cannot be put off again once it has begun, and of large sites each takes a while.
REST = 1.0
LONGER = 4
# Seconds that a process with nothing to build has to write the rest of the last build, when the preview ends.
PATIENCE = 1.0


def work(pipe: Connection, order: BuildRequest) -> None:
    """Build the site of `order`, then again for each set of changed files that comes through `pipe`.

    Send an Outcome for each, or None if only a new process can take up a change. None in place of files asks for the
    rest of the last build now.
    """
    _leave_terminal()
    try:
        site = WarmSite(order, sys.stderr)
    except Exception as error:  # noqa: BLE001 - conf.py may raise anything; the server says so and waits for the next save
        pipe.send(BuildResult(0.0, failure=str(error) or type(error).__name__))
        return
    with site, suppress(EOFError, OSError):
        pipe.send(site.build())
        site.rehearse()
        # What exists now will remain, and the garbage collector would go through all of it after each build.
        gc.collect()
        gc.freeze()
        gc.disable()
        pause = REST
        while True:
            if site.unfinished and not pipe.poll(pause):
                start = time.perf_counter()
                site.finish(wanted=pipe.poll)
                # One that was put off took less than it takes.
                least = pause if site.unfinished else REST
                pause = max(least, LONGER * (time.perf_counter() - start))
                continue
            changed = pipe.recv()
            if changed is None:
                site.finish()
                pipe.send(BuildResult(0.0, wrote=False))
                continue
            if site.needs_restart(changed):
                pipe.send(None)
                break
            pipe.send(site.update(changed))
            # After the page is told to reload, and also when saves come too fast for a pause.
            gc.collect()


def _leave_terminal() -> None:
    """Let the server alone decide when this process ends, and make one group of all processes that it starts."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ending_signals())


def ending_signals() -> list[signal.Signals]:
    """Return the signals that end a preview."""
    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def _delayed_signals() -> Iterator[None]:
    """Delay signals until a process is started and noted; it starts without them, so Ctrl+C does not interrupt it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started later, it would end the delay
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ending_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class BuildProcess:
    """The process that builds, started again when need be."""

    def __init__(self, order: BuildRequest) -> None:
        self._order = order
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._waiting = False
        self.closed = False
        """Whether the process was ended for good."""
        self.outcome = BuildResult(0.0)
        """What the last build came to."""

    def start(self) -> BuildResult:
        """Build the site in a new process; return when it is built."""
        self._waiting = True
        self._end()
        context = multiprocessing.get_context("spawn")
        pipe, far = context.Pipe()
        process = context.Process(target=work, args=(far, self._order))
        with _delayed_signals():
            process.start()
            self._process, self._pipe = process, pipe
        far.close()
        if self.closed:  # meanwhile
            _kill(process)
        if self._receive() is None:
            failure = "the process that builds has ended; the next save starts it again"
            self.outcome = BuildResult(0.0, failure=failure, watch=self.outcome.watch, files=self.outcome.files)
        return self.outcome

    def update(self, changed: Sequence[Path]) -> BuildResult:
        """Bring the site up to date with the files in `changed`; return when its pages are."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            with suppress(OSError):
                self._pipe.send(changed)
                if outcome := self._receive():
                    return outcome
        return self.outcome if self.closed else self.start()

    def finish(self) -> None:
        """Have the rest of the last build done now; return when it is."""
        if self._pipe is not None:
            self._pipe.send(None)
            self._pipe.recv()

    def stop(self) -> None:
        """End the process for good, and all that it started: at once if it builds, else when it wrote the rest."""
        self.closed = True
        if self._waiting and self._process is not None:
            _kill(self._process)
            self._process.join()
        else:
            self._end(PATIENCE)

    def _end(self, patience: float | None = None) -> None:
        """End the process when it has finished what it is doing, or after `patience` seconds."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(patience)
            _kill(self._process)
            self._process.join()
        self._process = self._pipe = None

    def _receive(self) -> BuildResult | None:
        """Return what the process sends; None if it asks to be started again, or has ended."""
        outcome: BuildResult | None = None
        self._waiting = True
        with suppress(EOFError, OSError):
            outcome = self._pipe.recv() if self._pipe is not None else None
        self._waiting = False  # but not if a signal ends the waiting: the process still builds
        if outcome is not None:
            # A site that could not be loaded does not know its files; the save that mends it may be in any of them.
            last = self.outcome
            outcome = replace(outcome, watch=outcome.watch or last.watch, files=outcome.files or last.files)
            self.outcome = outcome
        return outcome


def _kill(process: SpawnProcess) -> None:
    """End a process and all that it started."""
    if hasattr(os, "killpg") and process.pid:
        with suppress(ProcessLookupError, PermissionError):  # it has not yet made its group, or all have ended
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
