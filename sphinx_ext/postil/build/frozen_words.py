"""The words of a search index as they are in its file: with numbers of documents instead of their names.

Sphinx turns all numbers into names when it loads an index, and back when it writes it. After an edit, almost all of
them are what they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.build.search_index_compat import index_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.search import IndexBuilder

    Documents = dict[str, list[int] | int]
    """Word -> the numbers of the documents that have it; if there is one, its number."""


class FrozenWords:
    """Methods of an index of which few documents change: what it loads stays as it is, what is added is Sphinx's."""

    replaced: AbstractSet[str] = frozenset()
    """The documents that are added again: what was loaded of them is not used."""

    def __init__(self, indexer: IndexBuilder) -> None:
        """Replace the methods of `indexer`, before it loads anything."""
        self._indexer, self._load = indexer, indexer.load
        self._docnames: Sequence[str] = ()
        self._words: tuple[Documents, Documents] = ({}, {})
        indexer.load, indexer.get_terms = self.load, self.get_terms  # type: ignore[method-assign]

    def load(self, stream: Any, format: Any) -> None:  # noqa: A002 - Sphinx names it so
        """Load an index, but not its words into Sphinx's mappings."""
        reader = _WordlessReader(self._indexer.formats.get(format, format))
        self._load(stream, reader)
        self._docnames, self._words = reader.docnames, reader.words

    def get_terms(self, fn2index: dict[str, int]) -> tuple[Documents, Documents]:
        """Return the words in texts and in titles with the new numbers of their documents."""
        parts = index_parts(self._indexer)
        if parts is None:
            raise TypeError(self._indexer)
        new_numbers = [None if name in self.replaced else fn2index.get(name) for name in self._docnames]
        words, title_words = self._words
        return (
            _merge(words, new_numbers, parts.words, fn2index),
            _merge(title_words, new_numbers, parts.title_words, fn2index),
        )


class _WordlessReader:
    """The format of an index, but the words are kept apart."""

    def __init__(self, file_format: Any) -> None:
        self._format = file_format
        self.docnames: Sequence[str] = ()
        self.words: tuple[Documents, Documents] = ({}, {})

    def load(self, stream: Any) -> Any:
        """Return the content of a file without words."""
        frozen = self._format.load(stream)
        if not isinstance(frozen, dict):
            return frozen
        self.docnames = frozen.get("docnames", ())
        self.words = (frozen.get("terms", {}), frozen.get("titleterms", {}))
        return {**frozen, "terms": {}, "titleterms": {}}


def _merge(
    old: Documents, new_numbers: Sequence[int | None], added: Mapping[str, AbstractSet[str]], numbers: Mapping[str, int]
) -> Documents:
    """Return `old` with new numbers, where None is for a document to remove, and with the documents in `added`."""
    merged: dict[str, list[int] | int] = {}
    for word in old.keys() | added.keys():
        before = old.get(word, [])
        # Faster than a comprehension, for hundreds of thousands of numbers.
        documents: list[Any] = [*map(new_numbers.__getitem__, [before] if isinstance(before, int) else before)]
        if None in documents:
            documents = [number for number in documents if number is not None]
        if word in added:
            documents = sorted([*documents, *(numbers[name] for name in added[word] if name in numbers)])
        if documents:
            merged[word] = documents if len(documents) > 1 else documents[0]
    return merged
