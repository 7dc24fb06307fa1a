"""Generate feeds, social cards and files for crawlers, while the main process writes lists."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx.util.parallel import ParallelTasks, parallel_available

from postil.build.sphinx_compat import join_processes
from postil.build.static_files import extra_names
from postil.cache_files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from postil.build.exact_output import ExactOutput

# The main process, which renders the listings meanwhile, has the most to do: of two cores, it gets nearly one.
_NICENESS = 2
Files: TypeAlias = Mapping[str, bytes | Path | None]
"""File in the output -> its content, or the file to copy; None for a file that is up to date."""

# The number of written documents from which on two processes generate the files. To start one takes time too.
MANY_DOCUMENTS = 100


@dataclass
class GeneratedFiles:
    """The files that a build generates in addition to its pages."""

    files: dict[str, bytes | Path | None] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """The digests of their sources that other processes recorded."""
    tasks: ParallelTasks | None = None
    """The processes that generate the files, if there are any."""

    def start(self, app: Sphinx, output: ExactOutput) -> None:
        """Generate the files, or start processes that do."""
        if app.parallel == 1 or not parallel_available:
            self.files = generate_all(app, output)
            return
        generators: list[Callable[[Sphinx, ExactOutput], Files]] = [generate_all]
        if output.documents_to_write >= MANY_DOCUMENTS:
            generators = [generate_cards, generate_feeds_and_crawler_files]
        self.tasks = ParallelTasks(len(generators))
        for generate in generators:
            self.tasks.add_task(partial(_generate_in_process, app, output), generate, self._add_result)

    def join(self, output: ExactOutput) -> None:
        """Wait for the processes, and add what they recorded to the record of the builder."""
        if self.tasks:
            join_processes(self.tasks)
            output.record.generated |= self.sources

    def terminate(self) -> None:
        """Stop the processes."""
        if self.tasks:
            self.tasks.terminate()

    def _add_result(self, _generate: Any, result: tuple[Files, dict[str, str]]) -> None:
        files, sources = result
        self.files |= files
        self.sources |= sources


def generate_all(app: Sphinx, output: ExactOutput) -> dict[str, bytes | Path | None]:
    """Return all generated files."""
    return {**generate_feeds_and_crawler_files(app, output), **generate_cards(app, output)}


def generate_feeds_and_crawler_files(app: Sphinx, output: ExactOutput) -> Files:
    """Return feeds, and the files for programs that read the whole site."""
    # Libraries for XML are slow to load, and a build that changes nothing generates no files.
    from postil.feeds.generate import generate_feeds  # noqa: PLC0415
    from postil.metadata.crawler_files import generate_crawler_files  # noqa: PLC0415

    return generate_feeds(app, output) | generate_crawler_files(app, output)


def generate_cards(app: Sphinx, output: ExactOutput) -> Files:
    """Return the social cards."""
    from postil.metadata.social_cards import generate_social_cards  # noqa: PLC0415 - as above

    return generate_social_cards(app, output)


def _generate_in_process(
    app: Sphinx, output: ExactOutput, generate: Callable[[Sphinx, ExactOutput], Files]
) -> tuple[Files, dict[str, str]]:
    """Generate and write files in a child process; return their names, and the digests of their sources.

    The process has the digests of all files of the last build. Another process may have new ones for the others.
    """
    output.fork_guard.begin_in_child()
    os.nice(_NICENESS)
    files = generate(app, output)
    write_files(output, files, own=owners_files(output))
    sources = output.record.generated
    return dict.fromkeys(files), {name: sources[name] for name in sources.keys() & files.keys()}


def owners_files(output: ExactOutput) -> set[str]:
    """Return the files that Sphinx copied from `html_extra_path`, relative to the output folder; they come first."""
    return {name for name in extra_names(output.builder) if Path(output.builder.outdir, name).is_file()}


def write_files(output: ExactOutput, files: Files, *, own: AbstractSet[str]) -> None:
    """Write the files that changed into the output, except the owner's `own` files."""
    changed = {name: content for name, content in files.items() if content is not None and name not in own}
    output.manifest.announce(changed)
    for name, content in changed.items():
        write_if_changed(
            Path(output.builder.outdir, name), content.read_bytes() if isinstance(content, Path) else content
        )
