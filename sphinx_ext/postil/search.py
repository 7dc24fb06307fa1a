"""The search index forgets the words of documents that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.diagnostics import Subtype, warn
from postil.domain import post_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx
    from sphinx.search import IndexBuilder

# Sphinx keeps words here that no document has any more, and writes them for every reader to see: those of drafts too.
# There is no public way to them. A test says whether the versions of Sphinx that pyproject.toml allows have them.
_MAPPINGS = ("_mapping", "_title_mapping")


def forget_lost_words(indexer: IndexBuilder) -> None:
    """Remove words without a document from a search index, before Sphinx writes it."""
    for name in _MAPPINGS:
        words = getattr(indexer, name, None)
        if not isinstance(words, dict):
            warn(Subtype.COMPATIBILITY, "the search index is not what postil knows; words of old drafts may stay in it")
            break
        for word in [word for word, documents in words.items() if not documents]:
            del words[word]


def prune_rarely(indexer: IndexBuilder) -> None:
    """Let an index be pruned only where it may hold documents that are to go, and quickly.

    Sphinx prunes it again before it writes it, and looks for each document in a list, for each word.
    """
    prune, feed = indexer.prune, indexer.feed
    # None: anything, such as what was loaded.
    held: set[str] | None = None

    def prune_what_may_go(docnames: Iterable[str]) -> None:
        """Remove all documents but `docnames`."""
        nonlocal held
        kept = frozenset(docnames)
        if held is None or not held <= kept:
            prune(kept)
            held = set(kept) if held is None else held & kept

    def note_and_feed(docname: str, *arguments: Any) -> None:
        """Add a document."""
        if held is not None:
            held.add(docname)
        feed(docname, *arguments)

    indexer.prune, indexer.feed = prune_what_may_go, note_and_feed  # type: ignore[method-assign, assignment]


def forget_in_time(app: Sphinx) -> Sequence[Any]:
    """Do it when all documents are written. There are no pages to add."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        unlisted = {docname for docname, unlisted in post_domain(app.env).data["noindex"].items() if unlisted}
        if unlisted:  # Sphinx keeps the name of a document without words
            indexer.prune(app.env.all_docs.keys() - unlisted)
        forget_lost_words(indexer)
    return ()


def setup(app: Sphinx) -> None:
    """Look at the index when all pages are written, before it is."""
    app.connect("html-collect-pages", forget_in_time)
