"""Choose how many processes read and write documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.build.garbage_collection import freeze_garbage_collector

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

# The number of documents from which on several processes read and write them: each process gets a copy of the whole
# environment, and returns it.
PARALLEL_THRESHOLD = 24


class ProcessCount:
    """Changes the number of processes during a build, and restores the requested number."""

    def __init__(self) -> None:
        self._requested = 0
        self._reads_many = False

    def read_few_in_one_process(self, app: Sphinx, env: BuildEnvironment, docnames: Collection[str]) -> None:
        """Read a small number of documents in this process."""
        self._reads_many = len(docnames) >= PARALLEL_THRESHOLD
        if not self._reads_many and app.parallel > 1:
            self._requested, app.parallel = app.parallel, 1

    def write_with_one_more(self, app: Sphinx, builder: Builder) -> None:
        """Use as many processes for writing as were requested.

        Sphinx uses one fewer, because the main process resolves references. But that is only a third of the work, and
        one core would be idle the rest of the time.
        """
        if builder.parallel_ok and not self._requested:
            self._requested, app.parallel = app.parallel, app.parallel + 1

    def restore(self, app: Sphinx, env: BuildEnvironment | None = None) -> Sequence[Any]:
        """Restore the requested number; return no documents and no pages to add, as both events expect."""
        if self._requested:
            self._requested, app.parallel = 0, self._requested
        return ()

    def freeze_after_many(self, app: Sphinx, env: BuildEnvironment | None = None) -> Sequence[Any]:
        """Freeze the garbage collector if this build reads many documents; return nothing to add, likewise."""
        if self._reads_many:
            freeze_garbage_collector(app)
        return ()
