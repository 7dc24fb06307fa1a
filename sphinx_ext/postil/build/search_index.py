"""Sphinx's search index: without the words of deleted documents and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util.index_entries import split_index_msg

from postil.build.domain import post_domain
from postil.build.search_index_compat import feed_each_word_once, index_entries, index_parts, index_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.search import IndexBuilder

    from postil.build.search_index_compat import IndexParts


def _drop_unused_words(indexer: IndexBuilder) -> None:
    """Remove the words that no document has. Sphinx would publish them, including those of drafts."""
    for words in index_words(indexer):
        for word in [word for word, documents in words.items() if not documents]:
            del words[word]


def _restore_entries(indexer: IndexBuilder, env: BuildEnvironment, listed: AbstractSet[str]) -> None:
    """Set the index entries, such as glossary terms, to those of the documents in `listed`.

    Sphinx loads all parts of a search index except these, and does not prune them.
    """
    known = index_entries(indexer)
    if known is None:
        return
    for docname in known.keys() - listed:
        del known[docname]
    for docname, entries in env.domaindata.get("index", {}).get("entries", {}).items():
        if docname in known or docname not in listed:
            continue
        found = set()
        for kind, value, target, main, _key in entries:
            # As in Sphinx: a "see" entry has both terms.
            found |= {(part, target or "", main) for part in split_index_msg(kind, value)}
        known[docname] = sorted(found)


def clean_index(indexer: IndexBuilder, env: BuildEnvironment) -> None:
    """Limit a search index to the documents that the site's search may find, before Sphinx writes it."""
    unlisted = {docname for docname, unlisted in post_domain(env).data["noindex"].items() if unlisted}
    listed = env.all_docs.keys() - unlisted
    if unlisted:  # Sphinx indexes the name of a document without words too
        indexer.prune(listed)
    _drop_unused_words(indexer)
    _restore_entries(indexer, env, listed)


class FastIndex:
    """Methods of a search index that remove only the documents that are to be removed, and look up each word once.

    Sphinx limits the documents of each word to those that remain, and again before it writes the index
    (sphinx-doc/sphinx#11120).
    """

    def __init__(self, indexer: IndexBuilder) -> None:
        """Replace the methods of `indexer`."""
        self._indexer, self._prune = indexer, indexer.prune
        self.feed = feed_each_word_once(indexer)
        """Add a document."""
        indexer.prune, indexer.feed = self.prune, self.feed  # type: ignore[method-assign, assignment]

    def prune(self, docnames: Iterable[str]) -> None:
        """Remove all documents except `docnames`."""
        remaining = frozenset(docnames)
        if (parts := self.parts) is None:
            self._prune(remaining)
        elif removed := parts.titles.keys() - remaining:
            parts.remove(removed)

    @property
    def parts(self) -> IndexParts | None:
        """What the index consists of; None with a version of Sphinx in which that is unknown."""
        return index_parts(self._indexer)

    def add(self, other: IndexParts) -> None:
        """Add the documents of another part of the index, which has none of those in this one."""
        if (parts := self.parts) is not None:
            parts.add(other)


def clean_before_writing(app: Sphinx) -> Sequence[Any]:
    """Clean the index after all documents are written; return no pages to add, as the event expects."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        clean_index(indexer, app.env)
    return ()


def setup(app: Sphinx) -> None:
    """Clean the index after all pages are written and before it is."""
    app.connect("html-collect-pages", clean_before_writing)
