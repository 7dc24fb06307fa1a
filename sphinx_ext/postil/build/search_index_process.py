"""Update the search index in a process of its own. Sphinx can only read and write it as a whole.

The process starts before pages are written, so that it has read the index when their words come.
"""

from __future__ import annotations

import atexit
from contextlib import suppress
from multiprocessing import Pipe
from typing import TYPE_CHECKING

from sphinx.util.parallel import ParallelTasks

from postil.build.sphinx_compat import join_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from multiprocessing.connection import Connection

    from postil.build.search_index_compat import IndexParts


class SearchIndexProcess:
    """A process that gets the words of the pages that are written, and adds them to the index of the last build."""

    def __init__(self, load: Callable[[], None], update: Callable[[Collection[str], IndexParts], None]) -> None:
        """Start the process. It calls `load` at once and `update` when it has got the words."""
        receiver, self._sender = Pipe(duplex=False)
        self._tasks = ParallelTasks(1)

        def run() -> None:
            """Wait for the words; end without them if the build has failed."""
            self._sender.close()
            load()
            with suppress(EOFError):
                update(*_receive(receiver))

        self._tasks.add_task(run)
        receiver.close()
        # At the exit of this process, Python waits for its child processes, and this one waits for the words.
        atexit.register(self._sender.close)

    def send(self, docnames: Collection[str], words: IndexParts) -> None:
        """Let the process replace what the index has of the documents `docnames` by `words`, and write the index."""
        with suppress(BrokenPipeError):  # `join` raises the error of the process
            self._sender.send((docnames, words))
        self._close()

    def join(self) -> None:
        """Wait until the index is written."""
        join_processes(self._tasks)

    def terminate(self) -> None:
        """Stop the process, unless it has ended."""
        self._close()
        self._tasks.terminate()

    def _close(self) -> None:
        self._sender.close()
        atexit.unregister(self._sender.close)


def _receive(receiver: Connection) -> tuple[Collection[str], IndexParts]:
    docnames, words = receiver.recv()
    return docnames, words
