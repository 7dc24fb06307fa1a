"""The process that updates the search index gets words, ends without them, and reports its errors."""

from __future__ import annotations

from multiprocessing import active_children
from typing import TYPE_CHECKING

import pytest
from sphinx.errors import SphinxParallelError

from postil.build.search_index_compat import IndexParts
from postil.build.search_index_process import SearchIndexProcess

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def words_of(docname: str, word: str) -> IndexParts:
    """Return the parts of an index with one word."""
    return IndexParts({docname: "A"}, {docname: "a.md"}, {docname: []}, {word: {docname}}, {}, {docname: []})


def test_process_gets_documents_and_words(tmp_path: Path) -> None:
    parts, written = words_of("a", "old"), tmp_path / "index"

    def update(docnames: Collection[str], words: IndexParts) -> None:
        parts.add(words)
        written.write_text(f"{docnames} {sorted(parts.words)}")

    process = SearchIndexProcess(lambda: parts.titles.update(c="C"), update)
    process.send(["b"], words_of("b", "new"))
    process.join()

    assert written.read_text() == "['b'] ['new', 'old']"
    assert sorted(parts.titles) == ["a"]  # the process has a copy


def test_process_of_failed_build_ends_without_words(tmp_path: Path) -> None:
    process = SearchIndexProcess(lambda: None, lambda _docnames, _words: (tmp_path / "index").touch())
    process.terminate()

    for child in active_children():
        child.join(10)
    assert not active_children()
    assert not list(tmp_path.iterdir())


def test_error_in_process_fails_the_build() -> None:
    def load() -> None:
        raise ValueError("damaged")

    process = SearchIndexProcess(load, lambda _docnames, _words: None)
    process.send([], words_of("a", "word"))

    with pytest.raises(SphinxParallelError, match="damaged"):
        process.join()
