"""Run Python's garbage collector less often. A site is a few hundred thousand objects, and all of them stay in use."""

from __future__ import annotations

import atexit
import gc
import os
import time
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

# The number of new objects after which Python collects garbage. With Python's default of 700, loading a site takes
# almost three times as long. Reading a document leaves about a thousand objects, so a thousand documents are read by
# two processes without a collection, which would take a twelfth of the time.
GC_THRESHOLD = 1_000_000
# How many collections of each generation start one of the next. With Python's default of 10, the unused doctrees of
# four thousand documents take 140 MiB more.
GC_GENERATIONS = (3, 3)
# The same while the environment of the last build is loaded, of which nothing is garbage.
LOADING_THRESHOLD = 4 * GC_THRESHOLD
# The number of documents from which on a full collection takes too long.
LARGE_SITE = 500


def collect_garbage_less_often() -> None:
    """Raise the thresholds of the garbage collector, unless they are higher already or it is turned off."""
    first, *rest = gc.get_threshold()
    # A build that failed while it loaded leaves the other threshold.
    if 0 < first < GC_THRESHOLD or first == LOADING_THRESHOLD:
        gc.set_threshold(GC_THRESHOLD, *map(min, rest, GC_GENERATIONS))


def freeze_garbage_collector_at_exit() -> None:
    """Skip the last garbage collection when the process ends: the system frees its memory anyway."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def freeze_garbage_collector(app: Sphinx) -> None:
    """In a large site, exclude all existing objects from later collections.

    A large site is millions of objects. To go through them takes a second, and many seconds in a child process, where
    each object that is visited has to be copied. A process that has turned the collector off decides for itself.
    """
    from postil.build.sphinx_compat import drop_cached_doctrees  # noqa: PLC0415 - this module begins before MyST is loaded

    if len(app.env.found_docs) >= LARGE_SITE:
        drop_cached_doctrees(app.env, disable=True)
        if gc.isenabled():
            if app.parallel == 1:  # other processes leave the garbage of their documents behind themselves
                gc.collect()
            gc.freeze()


class LoadingPause:
    """Collects no garbage while Sphinx loads the environment of the last build.

    One collection takes a tenth of a build of a thousand posts that changes nothing.
    """

    def __init__(self) -> None:
        """Take the current thresholds as those to restore."""
        self._before = gc.get_threshold()

    def begin(self, app: Sphinx, config: Config) -> None:
        """Raise the threshold, unless it is higher already or the collector is turned off."""
        if 0 < self._before[0] < LOADING_THRESHOLD:
            gc.set_threshold(LOADING_THRESHOLD, *self._before[1:])

    def end(self, app: Sphinx) -> None:
        """Restore the thresholds."""
        if gc.get_threshold()[0] == LOADING_THRESHOLD:
            gc.set_threshold(*self._before)


def freeze_loaded_environment(app: Sphinx) -> None:
    """In a large site, exclude the environment of the last build from collections: almost all of it stays in use.

    One collection of a thousand posts takes a twelfth of a build with one edited post.
    """
    if len(app.env.all_docs) >= LARGE_SITE and gc.isenabled():
        gc.freeze()


class ForkGuard:
    """Freezes the garbage collector in child processes, and lets them end if their parent is killed.

    They share their memory with it. A collection would visit all shared objects, and so copy them.
    """

    def __init__(self) -> None:
        """Take the current process as the parent."""
        self._process = os.getpid()

    def begin_in_child(self) -> None:
        """Begin if this is the first call in a child process."""
        if os.getpid() != self._process:
            self._process = os.getpid()
            # It would wait forever to return what it has found, as each process keeps all pipes open.
            Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
            if gc.isenabled():
                gc.freeze()


def _end_with(parent: int) -> None:
    """End this process once its parent has ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def free_merged_environment(
    app: Sphinx, env: BuildEnvironment, docnames: Sequence[str], other: BuildEnvironment
) -> None:
    """Free the environment that a child process returned, once `env` has merged it.

    It has a copy of all that was read before, full of cycles, which may be as large as the site. What it has of the
    documents just read is in `env` now, and no garbage.
    """
    if gc.isenabled() and len(env.found_docs) >= LARGE_SITE:
        copied = len(other.all_docs) - len(docnames)
        vars(other).clear()
        if copied >= LARGE_SITE:
            gc.collect()


def freeze_before_fork(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    """Before processes read a large site, exclude what exists from collections, in this process and in theirs.

    A collection in a child process would visit all objects that it shares with its parent, and so copy them.
    """
    if len(docnames) >= LARGE_SITE and gc.isenabled():
        gc.freeze()
