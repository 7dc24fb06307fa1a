"""Private interfaces of Sphinx's search index. Tests check that each of them is there.

Where a version does not have one of them, the feature in question is disabled with a warning.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes
from sphinx.util.index_entries import split_index_msg

from postil.build.sphinx_compat import warn_unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.search import IndexBuilder, SearchLanguage

# The attributes of `IndexBuilder` for the fields of `IndexParts`, in the same order.
_PARTS = ("_titles", "_filenames", "_all_titles", "_mapping", "_title_mapping", "_index_entries")
_COLLECTOR = "_word_collector"


class IndexParts(NamedTuple):
    """The mappings of which a search index consists, to be changed."""

    titles: dict[str, str | None]
    filenames: dict[str, str]
    all_titles: dict[str, list[tuple[str, str | None]]]
    words: dict[str, set[str]]
    """The documents of each word in a text."""
    title_words: dict[str, set[str]]
    """The documents of each word in a title."""
    entries: dict[str, list[tuple[str, str, str]]]
    """The index entries of each document."""

    def add(self, other: IndexParts) -> None:
        """Add the documents of another index."""
        self.titles.update(other.titles)
        self.filenames.update(other.filenames)
        self.all_titles.update(other.all_titles)
        self.entries.update(other.entries)
        for own, others in ((self.words, other.words), (self.title_words, other.title_words)):
            for word, docnames in others.items():
                own.setdefault(word, set()).update(docnames)

    def remove(self, docnames: AbstractSet[str]) -> None:
        """Remove documents, except their index entries, as `IndexBuilder.prune` does."""
        for docname in docnames:
            for mapping in (self.titles, self.filenames, self.all_titles):
                mapping.pop(docname, None)
        for documents in (*self.words.values(), *self.title_words.values()):
            documents.difference_update(docnames)


def index_parts(indexer: IndexBuilder) -> IndexParts | None:
    """Return the mappings of a search index.

    Reads six attributes of `IndexBuilder` (there in Sphinx 9.0), which have no public equivalent. Where one is
    missing, returns None.
    """
    parts = [getattr(indexer, name, None) for name in _PARTS]
    return IndexParts(*parts) if all(isinstance(part, dict) for part in parts) else None  # type: ignore[arg-type]


def has_replaceable_words(indexer: IndexBuilder) -> bool:
    """Return whether `FrozenWords` can replace how an index loads its words and how it writes them.

    This needs `formats` and the method `get_terms`, whose result `IndexBuilder.freeze` writes (there in Sphinx 9.0).
    Where one is missing, the main process updates the index.
    """
    return index_parts(indexer) is not None and all(hasattr(indexer, name) for name in ("get_terms", "formats"))


def index_words(indexer: IndexBuilder) -> list[dict[str, set[str]]]:
    """Return the mappings of a search index from words to documents, one for text and one for titles, to be changed.

    Where they are missing, warns and returns none: words of deleted documents and drafts may stay.
    """
    parts = index_parts(indexer)
    if parts is None:
        warn_unsupported("words of old drafts may stay in the search index")
        return []
    return [parts.words, parts.title_words]


def index_entries(indexer: IndexBuilder) -> dict[str, list[tuple[str, str, str]]] | None:
    """Return the index entries of each document in a search index, to be changed.

    Where they are missing, this warns and returns None.
    """
    parts = index_parts(indexer)
    if parts is None:
        warn_unsupported("search results may lack glossary terms")
        return None
    return parts.entries


class _Terms(dict[str, "str | None"]):
    """The term under which a search index has each word: its stem, or the word itself; None if it is not indexed."""

    def __init__(self, language: SearchLanguage) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str | None:
        """Find the term of a word, once."""
        stem = self._language.stem(word).lower()
        term = next((each for each in (stem, word) if self._language.word_filter(each)), None)
        self[word] = term
        return term


def feed_each_word_once(
    indexer: IndexBuilder,
) -> Callable[[str, str | os.PathLike[str], str, nodes.document], None]:
    """Return a function that adds a document to a search index as `IndexBuilder.feed` does, but in half the time.

    Sphinx looks up each word as often as it occurs, and stems it again in each document. Calls
    `IndexBuilder._word_collector` (there in Sphinx 9.0). Where that or the mappings are missing, this is Sphinx's own.
    """
    collect = getattr(indexer, _COLLECTOR, None)
    if collect is None or index_parts(indexer) is None:
        return indexer.feed
    terms = _Terms(indexer.lang)

    def feed(docname: str, filename: str | os.PathLike[str], title: str, doctree: nodes.document) -> None:
        """Add a document."""
        parts = index_parts(indexer)
        if parts is None:
            raise TypeError(indexer)
        found = collect(doctree)
        title_terms = set(map(terms.__getitem__, found.title_words)) - {None}
        if docname in parts.titles:  # a second time
            title_terms |= {term for term, documents in parts.title_words.items() if docname in documents}
        parts.titles[docname], parts.filenames[docname] = title, os.fspath(filename)
        parts.all_titles[docname] = found.titles
        _add_document(parts.title_words, title_terms, docname)
        _add_document(parts.words, set(map(terms.__getitem__, found.words)) - {None} - title_terms, docname)
        parts.entries[docname] = entries_of(doctree)

    return feed


def _add_document(index: dict[str, set[str]], terms: Iterable[str | None], docname: str) -> None:
    """Add a document to each term of an index."""
    for term in terms:
        documents = index.get(term)  # type: ignore[arg-type]
        if documents is None:
            index[term] = {docname}  # type: ignore[index]
        else:
            documents.add(docname)


def entries_of(doctree: nodes.document) -> list[tuple[str, str, str]]:
    """Return the index entries of a document as a search index has them; a "see" entry has both terms."""
    found: set[tuple[str, str, str]] = set()
    for node in doctree.findall(addnodes.index):
        for kind, value, target, main, _key in node["entries"]:
            try:
                found |= {(part, target or "", main) for part in split_index_msg(kind, value)}
            except ValueError:
                continue  # Sphinx has warned about it
    return sorted(found)
