"""Update Sphinx's search index in another process, or later, so that pages do not wait for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.util.parallel import parallel_available

from postil.build.builder_methods import BuilderMethods
from postil.build.garbage_collection import ForkGuard
from postil.build.processes import PARALLEL_THRESHOLD
from postil.build.search_index import FastIndex, clean_index

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.search import IndexBuilder


class SearchIndexOutput(BuilderMethods):
    """Collects the pages to index, and adds them to the search index at the end."""

    in_memory = False
    """Whether the site stays in memory between builds and each build is finished later: for a preview."""
    _last_indexer: IndexBuilder | None = None
    index: FastIndex | None = None
    """The search index, while this process has it."""
    _indexes_in_process = False
    """Whether another process updates the search index while this one writes pages."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        """Start with no pages to index."""
        super().__init__(app, builder)
        self._pages_to_index: dict[str, tuple[nodes.document, str] | None] = {}
        """Documents that are not in the index yet; for those that are written, the doctree and the title."""
        self.fork_guard = ForkGuard()

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Load the search index of the last build, unless it is in memory or another process loads it."""
        few = len(docnames) < PARALLEL_THRESHOLD
        self._indexes_in_process = not self.in_memory and few and self.app.parallel > 1 and parallel_available
        if self._indexes_in_process:
            self._pages_to_index = dict.fromkeys(docnames)
        elif self.in_memory and self._last_indexer is not None:
            self.builder.indexer = self._last_indexer
            self._pages_to_index |= dict.fromkeys(docnames)
        else:
            self._load_index(docnames)
        self._last_indexer = None if self._indexes_in_process else self.builder.indexer

    def _load_index(self, docnames: AbstractSet[str]) -> None:
        if self.builder.indexer is not None:
            self.index = FastIndex(self.builder.indexer)
            self.original.load_indexer(docnames)

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Index a page, or collect it for later: indexing one page in a preview goes through the whole index."""
        if self.in_memory or self._indexes_in_process:
            # Copied, because event handlers may change the doctree when the page is written.
            self._pages_to_index[pagename] = (doctree.deepcopy(), title)
        else:
            self.original.index_page(pagename, doctree, title)

    def index_collected_pages(self) -> None:
        """Add the collected pages to the search index."""
        if self.builder.indexer is not None:
            self.builder.indexer.prune(self.env.all_docs.keys() - self._pages_to_index)
            for pagename, page in self._pages_to_index.items():
                if page and pagename in self.env.all_docs:
                    self.original.index_page(pagename, *page)
            clean_index(self.builder.indexer, self.env)
        self._pages_to_index = {}

    def _update_index_in_process(self) -> None:
        """Update the search index, in a process of its own: Sphinx can only read and write it as a whole."""
        self.fork_guard.freeze_in_child()
        self._load_index(self._pages_to_index.keys())
        self.index_collected_pages()
        self.builder.dump_search_index()

    def _has_search_index(self) -> bool:
        """Return whether the file of the search index exists."""
        return os.path.isfile(os.path.join(self.builder.outdir, self.builder.searchindex_filename))  # noqa: PTH113, PTH118 - called in each build
