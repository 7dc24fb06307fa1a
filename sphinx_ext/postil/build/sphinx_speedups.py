"""What makes builds quick and changes nothing that they write: memory, processes, compiled templates."""

from __future__ import annotations

import atexit
import gc
import logging
import os
from contextlib import contextmanager
from copy import copy
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from docutils.utils import DependencyList
from jinja2 import FileSystemBytecodeCache
from myst_parser.mdit_to_docutils import base as myst_base
from sphinx import builders
from sphinx.util import docutils as sphinx_docutils
from sphinx.util.logging import VERBOSITY_MAP

from postil.cache_files import digest_of, write_atomically
from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from docutils.frontend import Values
    from jinja2.bccache import Bucket
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

# New objects after which Python looks for unreachable cycles. A site is a few hundred thousand objects that all stay,
# and loading them at Python's own 700 takes almost three times as long.
GC_THRESHOLD = 200_000
# After how many such looks Python looks at those that are older, too, and after how many of these at all. At its own
# ten, the trees of documents that are done with take 140 MiB more at four thousand of them.
GC_GENERATIONS = (3, 3)
# Documents from which on reading and writing are shared among processes: each of them is handed the whole
# environment and hands it back.
PARALLEL_THRESHOLD = 24
# Documents from which on a look at all objects takes too long.
LARGE_SITE = 500
# How often each process is handed documents to read.
CHUNKS_PER_PROCESS = 4
# Private of Sphinx.
_CHUNKS = "make_chunks"
_DOCTREES = "_pickled_doctree_cache"
# Private of Sphinx and of MyST-Parser: what works out the settings of a document.
_MAKERS = ((sphinx_docutils, "_get_settings"), (myst_base, "get_default_settings"))


def collect_garbage_less_often() -> None:
    """Let Python look for unreachable cycles less often, unless its owner has set it to more already or off."""
    first, *rest = gc.get_threshold()
    if 0 < first < GC_THRESHOLD:
        gc.set_threshold(GC_THRESHOLD, *map(min, rest, GC_GENERATIONS))


def skip_invisible_log_messages(app: Sphinx) -> None:
    """Let Sphinx not make the messages that nobody sees: dozens for each page, and a fortieth of a build."""
    logging.getLogger("sphinx").setLevel(VERBOSITY_MAP[max(app.verbosity, 0)])


def freeze_garbage_collector_at_exit() -> None:
    """Let Python not look for cycles as the process ends: the system takes its memory back at once."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


class NullCache(dict[str, bytes]):
    """In place of a store that fills with all the documents of a site; the disk has them too."""

    def __setitem__(self, key: str, value: bytes, /) -> None:
        """Forget it."""


def drop_cached_doctrees(env: BuildEnvironment, *, keep_none: bool = False) -> None:
    """Drop the documents that Sphinx holds in memory, so that they are read from where they were written last.

    It takes them to be good for a process's life, and has no public way to say that they are not. With `keep_none` it
    holds none from now on.
    """
    if not isinstance(getattr(env, _DOCTREES, None), dict):
        warn(Subtype.COMPATIBILITY, "Sphinx is not what postil knows; the preview may show excerpts as they were")
        return
    setattr(env, _DOCTREES, NullCache() if keep_none else {})


def freeze_garbage_collector(app: Sphinx) -> None:
    """Let Python not go through all that is there already whenever it looks for cycles among what is new.

    A large site is millions of objects. A look at them takes a second, and many seconds where another process has been
    split off: each object that is looked at has to be copied. A process that has turned looking off has its own time
    for it.
    """
    if len(app.env.found_docs) >= LARGE_SITE:
        drop_cached_doctrees(app.env, keep_none=True)
        if gc.isenabled():
            gc.collect()
            gc.freeze()


class ForkGuard:
    """Notices that a process is one that was split off, which then leaves alone what it has in common with the first.

    All of that would have to be copied if it looked for cycles there.
    """

    def __init__(self) -> None:
        """Take this process for the first one."""
        self._process = os.getpid()

    def settle(self) -> None:
        """Do it, if this is the first call in a process that was split off."""
        if os.getpid() != self._process:
            self._process = os.getpid()
            if gc.isenabled():
                gc.freeze()


def free_merged_environment(
    app: Sphinx, env: BuildEnvironment, docnames: Sequence[str], other: BuildEnvironment
) -> None:
    """Free what another process handed back, of which `env` has taken its part.

    It is a copy of all that was read before, full of cycles, and as large as the site towards the end.
    """
    if gc.isenabled() and len(env.found_docs) >= LARGE_SITE:
        vars(other).clear()
        gc.collect()


@contextmanager
def larger_chunks() -> Iterator[None]:
    """Let Sphinx read documents in few portions, each round of them half of what is left.

    A process hands back all that was read before it, with its own. Sphinx makes twenty-eight portions of four thousand
    documents, and it takes a fifth of the build to hand them over. It has no option for it: the function that makes
    them is exchanged while documents are read. Where Sphinx has none of that name, its own portions stay.
    """
    before = getattr(builders, _CHUNKS, None)
    if before is None:
        warn(
            Subtype.COMPATIBILITY, f"Sphinx {sphinx.__version__} is not what postil knows; large sites are read slower"
        )
        yield
        return
    setattr(builders, _CHUNKS, make_chunks)
    try:
        yield
    finally:
        setattr(builders, _CHUNKS, before)


@contextmanager
def cached_settings() -> Iterator[None]:
    """Let the settings of documents be worked out once for all of a kind, while documents are read.

    Sphinx works them out for each document, and MyST once more and throws them away: a tenth of what reading takes.
    Neither has an option for it, so the two functions are exchanged. Where they are not of that name, theirs stay.
    """
    known: list[tuple[Any, str, Any]] = [(module, name, getattr(module, name, None)) for module, name in _MAKERS]
    if not all(callable(make) for _module, _name, make in known):
        warn(Subtype.COMPATIBILITY, "Sphinx or MyST-Parser is not what postil knows; documents are read slower")
        yield
        return
    for module, name, make in known:
        setattr(module, name, memoized_settings(make))
    try:
        yield
    finally:
        for module, name, make in known:
            setattr(module, name, make)


def memoized_settings(make: Callable[..., Values]) -> Callable[..., Values]:
    """Return a function that returns what `make` does: settings for the same kinds of components are made once."""
    kept: list[tuple[object, Values]] = []

    def remember(*components: object, **options: object) -> Values:
        """Return settings of their own for each document."""
        asked = [each if isinstance(each, type) else type(each) for each in components], options
        found = next((settings for before, settings in kept if before == asked), None)
        if found is None:
            found = make(*components, **options)
            kept.append((asked, found))
        return _copy_of(found)

    return remember


def _copy_of(settings: Values) -> Values:
    """Return settings that share nothing with others that a document may change."""
    own = copy(settings)
    for name, value in vars(settings).items():
        if isinstance(value, list | dict | set):
            setattr(own, name, copy(value))
        elif isinstance(value, DependencyList):
            setattr(own, name, DependencyList())
    return own


def make_chunks(arguments: Sequence[str], nproc: int, maxbatch: int = 10) -> list[Sequence[str]]:
    """Return `arguments` in portions for `nproc` processes, the last of them small, so that all end together."""
    chunks = []
    start, total = 0, len(arguments)
    for part in range(CHUNKS_PER_PROCESS):
        last = part == CHUNKS_PER_PROCESS - 1
        size = max(maxbatch, -(-(total - start) // (nproc * (1 if last else 2))))
        for _process in range(nproc):
            if start < total:
                chunks.append(arguments[start : start + size])
                start += size
    return chunks


class ProcessCount:
    """The number of processes that was asked for, while a build does with one."""

    def __init__(self) -> None:
        self._asked = 0
        self._many = False

    def read_few_alone(self, app: Sphinx, env: BuildEnvironment, docnames: Collection[str]) -> None:
        """Read a few documents in this process, whatever number of processes was asked for."""
        self._many = len(docnames) >= PARALLEL_THRESHOLD
        if not self._many and app.parallel > 1:
            self._asked, app.parallel = app.parallel, 1

    def lighten(self, app: Sphinx, env: BuildEnvironment | None = None) -> Sequence[Any]:
        """Set aside what is there, in a build that reads many documents. There are no documents or pages to add."""
        if self._many:
            freeze_garbage_collector(app)
        return ()

    def write_together(self, app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
        """Go back to the number that was asked for, once the reading is done."""
        if self._asked:
            self._asked, app.parallel = 0, self._asked
        return ()

    def write_with_one_more(self, app: Sphinx, builder: Builder) -> None:
        """Let as many processes write as were asked for.

        Sphinx takes one fewer, as the main one is busy resolving references; but that is a third of the work, and a
        core would wait for the other.
        """
        if builder.parallel_ok and not self._asked:
            self._asked, app.parallel = app.parallel, app.parallel + 1

    def be_content(self, app: Sphinx) -> Sequence[Any]:
        """Go back to the number that was asked for, once the documents are written. There are no pages to add."""
        if self._asked:
            self._asked, app.parallel = 0, self._asked
        return ()


class TemplateCache(FileSystemBytecodeCache):
    """Compiled templates in a folder; one that is damaged is compiled again, as Python might crash on it."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template if it is as it was written."""
        try:
            content = Path(self._get_cache_filename(bucket)).read_bytes()
        except OSError:
            return
        expected, code = content[:32], content[32:]
        if expected == digest_of(code).encode():
            bucket.load_bytecode(BytesIO(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template, with a digest before it."""
        code = bucket.bytecode_to_string()
        write_atomically(Path(self._get_cache_filename(bucket)), digest_of(code).encode() + code)


def cache_compiled_templates(app: Sphinx) -> None:
    """Keep compiled templates beside the doctrees; compiling them takes longer than reading and writing a post."""
    templates = getattr(app.builder, "templates", None)
    environment: Any = getattr(templates, "environment", None)
    if environment is not None:
        environment.auto_reload = False  # no template changes while a site is built; looking costs a stat for each use
        folder = Path(app.doctreedir, "postil-templates")
        folder.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = TemplateCache(str(folder), "checked-%s.cache")


def setup(app: Sphinx) -> None:
    """Start with the extension, before anything is loaded."""
    collect_garbage_less_often()
    freeze_garbage_collector_at_exit()
    skip_invisible_log_messages(app)
    processes = ProcessCount()
    app.connect("env-before-read-docs", processes.read_few_alone)
    app.connect("env-updated", processes.write_together)
    app.connect("write-started", processes.write_with_one_more)
    app.connect("html-collect-pages", processes.be_content)
    app.connect("env-merge-info", free_merged_environment, priority=999)
    app.connect("env-updated", processes.lighten, priority=900)
    app.connect("html-collect-pages", processes.lighten, priority=100)
    app.connect("builder-inited", cache_compiled_templates)
