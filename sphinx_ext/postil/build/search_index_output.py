"""Update Sphinx's search index in another process, or later, so that pages do not wait for it."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from sphinx.search import IndexBuilder
from sphinx.util.parallel import parallel_available

from postil.build.builder_methods import BuilderMethods
from postil.build.frozen_words import FrozenWords
from postil.build.garbage_collection import ForkGuard
from postil.build.search_index import FastIndex, clean_index
from postil.build.search_index_compat import has_replaceable_words
from postil.build.search_index_process import SearchIndexProcess

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.build.search_index_compat import IndexParts

# The number of written pages from which on the main process updates the index: to transfer the words takes time too.
MANY_PAGES = 250


class SearchIndexOutput(BuilderMethods):
    """Collects the pages to index, and adds them to the search index at the end."""

    in_memory = False
    """Whether the site stays in memory between builds and each build is finished later: for a preview."""
    _last_indexer: IndexBuilder | None = None
    index: FastIndex | None = None
    """The search index, or that of the pages of this build, while this process has it."""
    _frozen_words: FrozenWords | None = None
    """In the process that updates the search index, what it has loaded."""
    _index_process: SearchIndexProcess | None = None
    """The process that updates the search index while this one writes pages, whose words this one collects."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        """Start with no pages to index."""
        super().__init__(app, builder)
        self._pages_to_index: dict[str, tuple[nodes.document, str] | None] = {}
        """Documents that are not in the index yet; for those that are written, the doctree and the title."""
        self.fork_guard = ForkGuard()

    def start_index_process(self, docnames: Collection[str]) -> None:
        """Start the process that updates the search index for `docnames`, if these are few and there are two cores.

        There can be more of them when the index is updated.
        """
        has_cores = self.app.parallel > 1 and parallel_available
        if has_cores and self.builder.search and not self.in_memory and len(docnames) < MANY_PAGES:
            self._index_process = SearchIndexProcess(partial(self._load_in_process, docnames), self._update_in_process)

    def _load_in_process(self, docnames: Collection[str]) -> None:
        """Load the index of the last build in a process without one; write the inventory, which needs no pages."""
        self.fork_guard.begin_in_child()
        config = self.builder.config
        language = config.html_search_language or config.language
        self.builder.indexer = IndexBuilder(self.env, language, config.html_search_options, config.html_search_scorer)
        if has_replaceable_words(self.builder.indexer):
            self._frozen_words = FrozenWords(self.builder.indexer)
        self._load_index(set(docnames))
        self.builder.dump_inventory()

    def _update_in_process(self, docnames: Collection[str], words: IndexParts) -> None:
        """Replace what the index has of documents by the words of their pages, and write it."""
        if self.builder.indexer is not None and self.index and self._frozen_words:
            self._frozen_words.replaced = set(docnames)
            self.index.prune(self.env.all_docs.keys() - set(docnames))
            self.index.add(words)
            clean_index(self.builder.indexer, self.env)
            self.builder.dump_search_index()

    def stop_index_process(self) -> None:
        """Stop the process that updates the search index, if there is one."""
        if self._index_process:
            self._index_process.terminate()
            self._index_process = None

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Load the search index of the last build, unless it is in memory or another process loads it."""
        if not self._index_process:
            self.start_index_process(docnames)
        elif len(docnames) >= MANY_PAGES:
            self.stop_index_process()
        indexer = self.builder.indexer
        if self._index_process and indexer is not None and has_replaceable_words(indexer):
            self.index, self._pages_to_index = FastIndex(indexer), dict.fromkeys(docnames)
            return
        self.stop_index_process()
        if self.in_memory and self._last_indexer is not None:
            self.builder.indexer = self._last_indexer
            self._pages_to_index |= dict.fromkeys(docnames)
        else:
            self._load_index(docnames)
        self._last_indexer = self.builder.indexer

    def _load_index(self, docnames: AbstractSet[str]) -> None:
        if self.builder.indexer is not None:
            self.index = FastIndex(self.builder.indexer)
            self.original.load_indexer(docnames)

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Index a page, or collect it for later: indexing one page in a preview goes through the whole index."""
        if self.in_memory:
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

    def send_words(self) -> None:
        """Send the words of the pages that were written to the process that updates the search index."""
        if self._index_process and self.index and self.index.parts:
            self._index_process.send(list(self._pages_to_index), self.index.parts)
            self._pages_to_index = {}

    def finish_index_process(self) -> None:
        """Wait until that process has written the index."""
        if self._index_process:
            self._index_process.join()
            self._index_process = None

    def _has_search_index(self) -> bool:
        """Return whether the file of the search index exists."""
        return os.path.isfile(os.path.join(self.builder.outdir, self.builder.searchindex_filename))  # noqa: PTH113, PTH118 - called in each build
