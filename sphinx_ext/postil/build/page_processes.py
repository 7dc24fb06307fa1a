"""Write the pages of many documents in several processes: each does all the work for the documents that it takes.

Sphinx resolves each document in the main process, which also adds its words to the search index, and starts one process
after the other for the rest. The main process is busy with a third of the work, and each process that starts
later copies more memory.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import __
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks

from postil.build.domain import post_domain
from postil.build.sphinx_compat import event_handlers, share_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

    from postil.build.search_index import FastIndex
    from postil.build.search_index_compat import IndexParts

# What Sphinx does in the main process: extensions may collect there what they need at the end of a build.
_EVENTS = ("doctree-resolved", "missing-reference", "warn-missing-reference")
# The packages that collect nothing there, and the modules of these that do.
_KNOWN = frozenset(
    {"docutils", "myst_nb", "myst_parser", "postil", "pydata_sphinx_theme", "sphinx", "sphinx_book_theme"}
)
_COLLECTING = frozenset({"postil.preview.in_memory_site", "sphinx.ext.imgconverter"})


class PartsCache(Protocol):
    """Renders what other pages and feeds show of a document, by the process that writes its page, and caches it."""

    def add(self, docname: str, doctree: nodes.document) -> None:
        """Render parts of a document; `doctree` is as it was read, and stays so."""

    def save(self) -> None:
        """Save what was rendered where the other processes find it."""


class WrittenPages(NamedTuple):
    """What a process returns about the pages that it wrote."""

    images: dict[str, str]
    """The images on these pages: path -> name in the output."""
    words: IndexParts | None
    """Their words; None if the site has no search index."""


def pages_are_independent(app: Sphinx) -> bool:
    """Return whether any process may resolve a document: no extension collects something in the main process."""
    if type(app.builder) not in (StandaloneHTMLBuilder, DirectoryHTMLBuilder):
        return False
    handlers = event_handlers(app, _EVENTS)
    if handlers is None:
        return False
    modules = {_module_of(each) for each in (*handlers, *app.registry.get_post_transforms())}
    return {name.partition(".")[0] for name in modules} <= _KNOWN and modules.isdisjoint(_COLLECTING)


def _module_of(handler: Any) -> str:
    """Return the name of the module that defines a handler: a function, a method, or an object that is callable."""
    while isinstance(handler, partial):
        handler = handler.func
    return getattr(handler, "__module__", None) or type(handler).__module__


def write_in_processes(
    builder: StandaloneHTMLBuilder,
    docnames: Sequence[str],
    *,
    processes: int,
    index: FastIndex | None,
    parts: Sequence[PartsCache],
) -> None:
    """Write the pages of documents in several processes; add their words to `index`, and parts of them to `parts`.

    This process writes one of them, a post if there is one, so that the others have the templates compiled.
    """
    posts = post_domain(builder.env).posts
    first = next((name for name in docnames if name in posts), docnames[0])
    write_page(builder, first, ())
    chunks = share_documents([name for name in docnames if name != first], processes)
    steps = iter(status_iterator(chunks, __("writing output... "), "darkgreen", len(chunks), builder.config.verbosity))

    def write_pages(chunk: Iterable[str]) -> WrittenPages:
        """Write the pages of the documents that a new process takes. It returns only what belongs to these."""
        words = index.parts if index else None
        for collected in (builder.images, *(words or ())):
            collected.clear()
        for docname in chunk:
            write_page(builder, docname, parts)
        for cache in parts:
            cache.save()
        return WrittenPages(builder.images, words)

    def add(_chunk: Iterable[str], pages: WrittenPages) -> None:
        """Add what a process returned."""
        builder.images.update(pages.images)
        if index and pages.words:
            index.add(pages.words)
        next(steps)

    tasks = ParallelTasks(processes)
    for chunk in chunks:
        tasks.add_task(write_pages, chunk, add)
    tasks.join()
    next(steps, None)


def write_page(builder: StandaloneHTMLBuilder, docname: str, parts: Sequence[PartsCache]) -> None:
    """Write the page of a document, add its words to the search index, and what other pages show of it to `parts`."""
    builder.phase = BuildPhase.RESOLVING
    doctree = builder.env.get_doctree(docname)
    for cache in parts:
        cache.add(docname, doctree)
    builder.env.get_and_resolve_doctree(docname, builder, tags=builder.tags, doctree=doctree)
    builder.phase = BuildPhase.WRITING
    builder.write_doc_serialized(docname, doctree)
    builder.write_doc(docname, doctree)
