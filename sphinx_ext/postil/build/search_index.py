"""Sphinx's search index: Chinese, Japanese and Korean, and removing the words of deleted documents."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import snowballstemmer
from sphinx.search import SearchLanguage
from sphinx.search.en import SearchEnglish
from sphinx.search.ja import SearchJapanese
from sphinx.util.index_entries import split_index_msg

from postil.build.domain import post_domain
from postil.build.sphinx_compat import index_entries, index_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.search import IndexBuilder

# Characters of scripts without spaces between words, or whose endings are written without a space.
_CHARACTERS = "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
_CHARACTERS += "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_CHARACTERS}]+|[^\W{_CHARACTERS}]+")
_RUN = re.compile(rf"[{_CHARACTERS}]+")
# The same for search queries, in the browser.
_JS_SPLITTER = """\
var splitQuery = (query) =>
  (query.match(/[%s]+|(?:(?![%s])[\\p{Letter}\\p{Number}_\\p{Emoji_Presentation}])+/gu) || []).flatMap((run) => {
    const characters = [...run];
    if (characters.length < 2 || !/^[%s]/u.test(run)) return [run];
    return characters.slice(1).map((one, place) => characters[place] + one);
  });
""".replace("%s", _CHARACTERS)


class _CharacterPairs(SearchLanguage):
    """Words in Latin script as in English; of other characters, each pair of neighbours.

    Sphinx needs an unmaintained package for Chinese, has no Korean, and does not split search queries.
    """

    # The prefix of the name of the stemmer's class in the browser.
    language_name = "English"
    js_stemmer_rawcode = SearchEnglish.js_stemmer_rawcode
    stopwords = SearchEnglish.stopwords

    def __init__(self, options: dict[str, str]) -> None:
        """Use the splitter that the owner chose for Japanese, if any (`html_search_options`)."""
        super().__init__(options)
        self._japanese = SearchJapanese(options) if options.get("type") else None
        self._stemmer = snowballstemmer.stemmer("english")
        self.js_splitter_code = "" if self._japanese else _JS_SPLITTER

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it so
        """Return the words of a text."""
        return self._japanese.split(input) if self._japanese else split_pairs(input)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        return str(self._stemmer.stemWord(word.lower()))

    def word_filter(self, stemmed_word: str) -> bool:
        """Return whether a word is indexed."""
        return bool(_RUN.fullmatch(stemmed_word)) or super().word_filter(stemmed_word)


class Chinese(_CharacterPairs):
    """Chinese."""

    lang = "zh"


class Japanese(_CharacterPairs):
    """Japanese."""

    lang = "ja"


class Korean(_CharacterPairs):
    """Korean."""

    lang = "ko"


def split_pairs(text: str) -> list[str]:
    """Return the words of `text`, and for scripts without spaces, each pair of neighbouring characters."""
    found: list[str] = []
    for run in _RUNS.findall(text):
        if len(run) > 1 and _RUN.fullmatch(run):
            found += [first + second for first, second in pairwise(run)]
        else:
            found.append(run)
    return found


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


def prune_only_if_needed(indexer: IndexBuilder) -> None:
    """Prune an index only if it may hold documents to remove, and with a set of names.

    Sphinx prunes it again before it writes it (sphinx-doc/sphinx#11120), and searches a list for each word.
    """
    prune, feed = indexer.prune, indexer.feed
    # The documents in the index; None: unknown, because it was loaded from a file.
    indexed: set[str] | None = None

    def prune_if_needed(docnames: Iterable[str]) -> None:
        """Remove all documents except `docnames`."""
        nonlocal indexed
        remaining = frozenset(docnames)
        if indexed is None or not indexed <= remaining:
            prune(remaining)
            indexed = set(remaining) if indexed is None else indexed & remaining

    def record_and_feed(docname: str, *arguments: Any) -> None:
        """Add a document."""
        if indexed is not None:
            indexed.add(docname)
        feed(docname, *arguments)

    indexer.prune, indexer.feed = prune_if_needed, record_and_feed  # type: ignore[method-assign, assignment]


def clean_before_writing(app: Sphinx) -> Sequence[Any]:
    """Clean the index after all documents are written; return no pages to add, as the event expects."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        clean_index(indexer, app.env)
    return ()


def setup(app: Sphinx) -> None:
    """Register the languages, and clean the index after all pages are written and before it is."""
    for language in (Chinese, Japanese, Korean):
        app.add_search_language(language)
    app.connect("html-collect-pages", clean_before_writing)
