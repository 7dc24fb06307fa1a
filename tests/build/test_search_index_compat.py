"""A search index is the same as Sphinx makes it, and the private interfaces for it exist."""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.search import IndexBuilder

from postil.build.frozen_words import FrozenWords
from postil.build.search_index import FastIndex
from postil.build.search_index_compat import feed_each_word_once, has_replaceable_words, index_parts

TEXTS = {
    "en": "Running runs ran the and of 42 x Bridges bridges BRIDGES",
    "de": "Die Brücken der Stadt brücken 12 und",
    "zh": "桥梁 and 桥",
}


def document(text: str, title: str) -> nodes.document:
    """Return a document with what an index reads: titles, text, raw HTML, keywords, index entries, comments."""
    doctree = new_document("")
    section = nodes.section("", nodes.title("", title), nodes.paragraph("", text), ids=["one"])
    section += nodes.section("", nodes.title("", f"{text} two"), nodes.paragraph("", title), ids=["two"])
    section += nodes.paragraph("", "hidden", classes=["no-search"])
    section += nodes.comment("", "secret")
    section += nodes.raw("", "<b>bold</b><script>no()</script>", format="html")
    section += nodes.meta(name="keywords", content="spring, the, Running")
    entries = [("single", "bridge; old", "t1", "", None), ("see", "span; bridge", "t2", "main", None)]
    section += addnodes.index(entries=[*entries, ("single", "", "", "", None), ("pair", "broken", None, "", None)])
    doctree += section
    return doctree


def indexer(language: str) -> IndexBuilder:
    """Return an empty index."""
    kinds = ("titles", "filenames", "mapping", "title_mapping", "all_titles", "index_entries", "objtypes", "objnames")
    state: dict[str, Any] = {f"_search_index_{kind}": {} for kind in kinds}
    domains = SimpleNamespace(sorted=list)
    return IndexBuilder(SimpleNamespace(domains=domains, version=1, **state), language, {}, "")  # type: ignore[arg-type]


@pytest.mark.parametrize("language", TEXTS)
def test_documents_are_indexed_as_sphinx_does(language: str) -> None:
    theirs, ours = indexer(language), indexer(language)
    feed = feed_each_word_once(ours)
    assert feed != ours.feed
    for number, (text, title) in enumerate([(TEXTS[language], "The bridge"), (TEXTS["en"], "Running"), ("", "")]):
        doctree = document(text, title)
        theirs.feed(f"d{number}", f"d{number}.md", title, doctree)
        feed(f"d{number}", f"d{number}.md", title, doctree)

    assert index_parts(ours) == index_parts(theirs)
    assert ours.freeze() == theirs.freeze()


@pytest.mark.parametrize("missing", ["_mapping", "_index_entries", "_word_collector"])
def test_missing_interface_means_sphinx_own_way(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    index = indexer("en")
    monkeypatch.setattr(index, missing, None)

    assert feed_each_word_once(index) == index.feed


@pytest.mark.parametrize("missing", ["get_terms", "formats", "_mapping"])
def test_words_are_loaded_as_sphinx_does_if_an_interface_is_missing(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the main process updates the index."""
    index = indexer("en")
    assert has_replaceable_words(index)
    assert "get_terms" in IndexBuilder.freeze.__code__.co_names
    monkeypatch.delattr(*((index, missing) if missing in vars(index) else (IndexBuilder, missing)))

    assert not has_replaceable_words(index)


def test_index_can_be_made_of_parts() -> None:
    whole, one, other = FastIndex(indexer("en")), FastIndex(indexer("en")), FastIndex(indexer("en"))
    for number, (text, title) in enumerate([(TEXTS["de"], "The bridge"), (TEXTS["en"], "Running"), ("", "Bridge")]):
        for index in (whole, other if number else one):
            index.feed(f"d{number}", f"d{number}.md", title, document(text, title))
    assert one.parts is not None
    assert other.parts is not None
    one.add(other.parts)

    assert one.parts == whole.parts
    one.prune(["d0", "d2"])
    assert one.parts.titles.keys() == {"d0", "d2"}


def test_documents_are_removed_as_sphinx_does() -> None:
    theirs, ours = indexer("en"), indexer("en")
    index = FastIndex(ours)
    for each in (theirs, ours):
        for number, title in enumerate(["The bridge", "Running", ""]):
            each.feed(f"d{number}", f"d{number}.md", title, document(TEXTS["en"], title))
    for remaining in (["d0", "d2", "unknown"], ["d2"], []):
        theirs.prune(set(remaining))
        index.prune(remaining)

        assert index_parts(ours) == index_parts(theirs)


def test_words_from_a_file_are_merged_as_sphinx_does() -> None:
    """Documents are removed, replaced and added before, between and after the others."""
    before = indexer("en")
    for name, title in [("b", "The bridge"), ("d", "Running"), ("f", ""), ("h", "Bridge of runs")]:
        before.feed(name, f"{name}.md", title, document(f"{TEXTS['en']} {name}word", title))
    file = StringIO()
    before.dump(file, "json")
    theirs, ours = indexer("en"), indexer("en")
    words = FrozenWords(ours)
    for each in (theirs, ours):
        file.seek(0)
        each.load(file, "json")
        each.prune({"b", "d"})  # f is replaced, h is removed
        for name, title in [("a", "New"), ("c", "The bridge"), ("f", "Changed"), ("z", "42")]:
            each.feed(name, f"{name}.md", title, document(f"{name}word ran", title))
    words.replaced = {"a", "c", "f", "z"}

    frozen = theirs.freeze()
    assert "hword" not in frozen["terms"] or not frozen["terms"]["hword"]
    for kind in ("terms", "titleterms"):
        frozen[kind] = {word: documents for word, documents in frozen[kind].items() if documents != []}
    assert ours.freeze() == frozen


def test_file_of_another_version_has_no_words() -> None:
    ours = indexer("en")
    FrozenWords(ours)

    with pytest.raises(ValueError, match="old format"):
        ours.load(StringIO('{"docnames": ["a"], "terms": {"word": 0}, "titleterms": {}, "envversion": 0}'), "json")

    assert ours.get_terms({"a": 0}) == ({}, {})
