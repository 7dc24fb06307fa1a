"""Private interfaces of Sphinx and MyST-Parser that this package uses. Tests check that each of them is there.

Where a version does not have one of them, the feature in question is disabled with a warning.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from copy import copy
from functools import cache
from multiprocessing import RawArray, Value
from pathlib import Path
from typing import TYPE_CHECKING, Any

import myst_parser
import sphinx
from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base as myst_base
from sphinx import builders
from sphinx.transforms import i18n
from sphinx.util import docutils as sphinx_docutils

from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from docutils.frontend import Values
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.parallel import ParallelTasks

_CHUNKS = "make_chunks"
_DOCTREES = "_pickled_doctree_cache"
# The functions that compute the settings of a document.
_SETTINGS_FUNCTIONS = ((sphinx_docutils, "_get_settings"), (myst_base, "get_default_settings"))
# The function that looks for the translation of a document.
_INIT_LOCALE = "init_locale"


def warn_unsupported(effect: str) -> None:
    """Warn that a private interface is missing, with the effect."""
    versions = f"Sphinx {sphinx.__version__} or MyST-Parser {myst_parser.__version__}"
    warn(Subtype.COMPATIBILITY, f"unsupported version of {versions}; {effect}")


class NullCache(dict[str, bytes]):
    """A cache that stores nothing."""

    def __setitem__(self, key: str, value: bytes, /) -> None:
        """Ignore the value."""


def drop_cached_doctrees(env: BuildEnvironment, *, disable: bool = False) -> None:
    """Drop the doctrees that Sphinx caches in memory, so that it reads them from disk; `disable` the cache if asked.

    Touches `BuildEnvironment._pickled_doctree_cache` (there in Sphinx 9.0). Sphinx fills it with all documents of a
    site and never invalidates it within a process, and has no public way to do so (swyddfa/esbonio#705). Where it is
    missing, this warns and does nothing.
    """
    if not isinstance(getattr(env, _DOCTREES, None), dict):
        warn_unsupported("the preview may show outdated excerpts")
        return
    setattr(env, _DOCTREES, NullCache() if disable else {})


@contextmanager
def shared_chunks() -> Iterator[None]:
    """Let each process read the next document that none has read, while this context is active.

    A process returns all that was read before it together with its own documents. Sphinx makes many chunks, one after
    the other for each process, and transferring them takes a fifth of the build of four thousand documents. There is
    no option for it (sphinx-doc/sphinx#10967), so this replaces the function `sphinx.builders.make_chunks` (there in
    Sphinx 9.0). Where it is missing, this warns, and Sphinx's own chunks are used.
    """
    before = getattr(builders, _CHUNKS, None)
    if before is None:
        warn_unsupported("large sites are read more slowly")
        yield
        return
    setattr(builders, _CHUNKS, share_documents)
    try:
        yield
    finally:
        setattr(builders, _CHUNKS, before)


def share_documents(arguments: Sequence[str], nproc: int, maxbatch: int = 10) -> list[SharedChunk]:
    """Return a chunk for each of `nproc` processes, at most as many as there are documents."""
    readers = RawArray("H", len(arguments))
    count = Value("L", 0)
    return [SharedChunk(arguments, number, readers, count) for number in range(1, min(nproc, len(arguments)) + 1)]


class SharedChunk:
    """The documents that one of several processes reads.

    In that process, which is a child, it yields the next document that no process has taken, until there is none. In
    the parent it yields, after that, those that the child has taken.
    """

    def __init__(self, docnames: Sequence[str], number: int, readers: Any, count: Any) -> None:
        """Share `readers`, the number of the process that has taken each document, and the `count` of those taken."""
        self._docnames, self._number = docnames, number
        self._readers, self._count = readers, count
        self._parent = os.getpid()

    def __iter__(self) -> Iterator[str]:
        """Yield the documents of this process."""
        if os.getpid() == self._parent:
            yield from (
                name for name, number in zip(self._docnames, self._readers, strict=True) if number == self._number
            )
            return
        while (place := self._take()) < len(self._docnames):
            self._readers[place] = self._number
            yield self._docnames[place]

    def _take(self) -> int:
        with self._count.get_lock():
            place: int = self._count.value
            self._count.value = place + 1
        return place

    def __str__(self) -> str:
        """Return what Sphinx shows when the documents are read."""
        names = list(self)
        return f"{names[0]} .. {names[-1]}" if names else ""


@contextmanager
def cached_settings() -> Iterator[None]:
    """Compute the settings of documents once for each kind of document, while this context is active.

    Sphinx computes them for each document, and MyST-Parser computes them again and throws them away: a tenth of the
    time that reading takes. Neither has an option for it, so this replaces `sphinx.util.docutils._get_settings`
    (there in Sphinx 9.0) and `myst_parser.mdit_to_docutils.base.get_default_settings` (there in MyST-Parser 5.2). Where
    one of them is missing, this warns, and nothing is cached.
    """
    originals: list[tuple[Any, str, Any]] = [
        (module, name, getattr(module, name, None)) for module, name in _SETTINGS_FUNCTIONS
    ]
    if not all(callable(function) for _module, _name, function in originals):
        warn_unsupported("documents are read more slowly")
        yield
        return
    for module, name, function in originals:
        setattr(module, name, memoized_settings(function))
    try:
        yield
    finally:
        for module, name, function in originals:
            setattr(module, name, function)


@contextmanager
def fewer_catalog_searches() -> Iterator[None]:
    """Let Sphinx look for a document's translation only if there is a folder of translations, while this is active.

    It looks for the catalog of each document in each folder of `locale_dirs`, which takes a thirtieth of the time that
    reading takes. This replaces `sphinx.transforms.i18n.init_locale` (there in Sphinx 9.0). Where it is missing, this
    warns, and nothing is replaced.
    """
    original = getattr(i18n, _INIT_LOCALE, None)
    if not callable(original):
        warn_unsupported("documents are read more slowly")
        yield
        return

    @cache
    def exists(folder: Any) -> bool:
        """Return whether there is a folder, which each document asks for."""
        return Path(folder).is_dir()

    def init_locale(locale_dirs: Iterable[Any], *arguments: Any, **options: Any) -> Any:
        """Return the catalog of a document; without a folder, Sphinx need not look there."""
        return original([folder for folder in locale_dirs if folder is None or exists(folder)], *arguments, **options)

    setattr(i18n, _INIT_LOCALE, init_locale)
    try:
        yield
    finally:
        setattr(i18n, _INIT_LOCALE, original)


def memoized_settings(compute: Callable[..., Values]) -> Callable[..., Values]:
    """Return a function that returns what `compute` does, but calls it once for the same kinds of components."""
    cached: list[tuple[object, Values]] = []

    def get_settings(*components: object, **options: object) -> Values:
        """Return a copy of the settings for each document."""
        key = [each if isinstance(each, type) else type(each) for each in components], options
        found = next((settings for known, settings in cached if known == key), None)
        if found is None:
            found = compute(*components, **options)
            cached.append((key, found))
        return _copy_settings(found)

    return get_settings


def _copy_settings(settings: Values) -> Values:
    """Return settings whose lists and mappings a document may change."""
    own = copy(settings)
    for name, value in vars(settings).items():
        if isinstance(value, list | dict | set):
            setattr(own, name, copy(value))
        elif isinstance(value, DependencyList):
            setattr(own, name, DependencyList())
    return own


def title_settings(builder: StandaloneHTMLBuilder) -> Any:
    """Return the settings with which a builder renders titles and tables of contents.

    Reads `StandaloneHTMLBuilder._settings` (there in Sphinx 9.0). Where it is missing, returns
    those of documents, and rendering titles is slower.
    """
    return getattr(builder, "_settings", builder.docsettings)


def join_processes(tasks: ParallelTasks) -> None:
    """Wait for processes, and return as soon as the last has ended; `ParallelTasks.join` looks every 20 ms.

    Reads `ParallelTasks._precvs` (there in Sphinx 9.0), the pipes on which they send their results. Where it is
    missing, this waits as Sphinx does.
    """
    for pipe in list(getattr(tasks, "_precvs", {}).values()):
        pipe.poll(None)
    tasks.join()


def event_handlers(app: Sphinx, names: Iterable[str]) -> list[Callable[..., object]] | None:
    """Return the handlers of events.

    Reads `EventManager.listeners` (there in Sphinx 9.0), which Sphinx does not document. Where it is missing, this
    warns and returns None.
    """
    listeners = getattr(app.events, "listeners", None)
    if listeners is None:
        warn_unsupported("pages are written more slowly")
        return None
    return [listener.handler for name in names for listener in listeners.get(name, ())]
