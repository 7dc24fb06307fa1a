"""Sphinx's search: it finds Chinese, Japanese and Korean, and forgets the words of documents that are gone."""

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
from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.search import IndexBuilder

# Sphinx keeps words here that no document has any more, and writes them for every reader to see: those of drafts too.
# There is no public way to them. A test says whether the versions of Sphinx that pyproject.toml allows have them.
_MAPPINGS = ("_mapping", "_title_mapping")
_ENTRIES = "_index_entries"

# Characters of scripts that have no space between words, or endings that are written together with them.
_CHARACTERS = "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
_CHARACTERS += "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_CHARACTERS}]+|[^\W{_CHARACTERS}]+")
_IS_RUN = re.compile(rf"[{_CHARACTERS}]+")
# The same for what a reader looks for, in the browser.
_JS_SPLITTER = """\
var splitQuery = (query) =>
  (query.match(/[%s]+|(?:(?![%s])[\\p{Letter}\\p{Number}_\\p{Emoji_Presentation}])+/gu) || []).flatMap((run) => {
    const characters = [...run];
    if (characters.length < 2 || !/^[%s]/u.test(run)) return [run];
    return characters.slice(1).map((one, place) => characters[place] + one);
  });
""".replace("%s", _CHARACTERS)


class _Pairs(SearchLanguage):
    """Words in Latin letters as in English; of other characters, each two neighbours.

    Sphinx needs a package for Chinese that nobody maintains, has no Korean, and does not split what a reader looks for.
    """

    # What the name of the stemmer's class in the browser starts with.
    language_name = "English"
    js_stemmer_rawcode = SearchEnglish.js_stemmer_rawcode
    stopwords = SearchEnglish.stopwords

    def __init__(self, options: dict[str, str]) -> None:
        """Take the splitter that the owner chose for Japanese, if any (`html_search_options`)."""
        super().__init__(options)
        self._chosen = SearchJapanese(options) if options.get("type") else None
        self._stemmer = snowballstemmer.stemmer("english")
        self.js_splitter_code = "" if self._chosen else _JS_SPLITTER

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it so
        """Return the words of a text."""
        return self._chosen.split(input) if self._chosen else split_pairs(input)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        return str(self._stemmer.stemWord(word.lower()))

    def word_filter(self, stemmed_word: str) -> bool:
        """Return whether a word is kept."""
        return bool(_IS_RUN.fullmatch(stemmed_word)) or super().word_filter(stemmed_word)


class Chinese(_Pairs):
    """Chinese."""

    lang = "zh"


class Japanese(_Pairs):
    """Japanese."""

    lang = "ja"


class Korean(_Pairs):
    """Korean."""

    lang = "ko"


def split_pairs(text: str) -> list[str]:
    """Return the words of `text`, and the pairs of its characters that are not split into words."""
    found: list[str] = []
    for run in _RUNS.findall(text):
        if len(run) > 1 and _IS_RUN.fullmatch(run):
            found += [first + second for first, second in pairwise(run)]
        else:
            found.append(run)
    return found


def _drop_unused_terms(indexer: IndexBuilder) -> None:
    """Remove words without a document from a search index, before Sphinx writes it."""
    for name in _MAPPINGS:
        words = getattr(indexer, name, None)
        if not isinstance(words, dict):
            warn(Subtype.COMPATIBILITY, "the search index is not what postil knows; words of old drafts may stay in it")
            break
        for word in [word for word, documents in words.items() if not documents]:
            del words[word]


def _restore_entries(indexer: IndexBuilder, env: BuildEnvironment, shown: AbstractSet[str]) -> None:
    """Let the index have the entries of all documents in `shown`, and of no others.

    Sphinx loads all of an index but these, among them the terms of glossaries, and does not prune them.
    """
    known = getattr(indexer, _ENTRIES, None)
    if not isinstance(known, dict):
        warn(Subtype.COMPATIBILITY, "the search index is not what postil knows; it may lack terms of glossaries")
        return
    for docname in known.keys() - shown:
        del known[docname]
    for docname, entries in env.domaindata.get("index", {}).get("entries", {}).items():
        if docname in known or docname not in shown:
            continue
        found = set()
        for kind, value, target, main, _key in entries:
            # A "see" also names what leads to it, as Sphinx has it.
            found |= {(part, target or "", main) for part in split_index_msg(kind, value)}
        known[docname] = sorted(found)


def clean_index(indexer: IndexBuilder, env: BuildEnvironment) -> None:
    """Let a search index be that of the documents that the site's search may find, before Sphinx writes it."""
    unlisted = {docname for docname, unlisted in post_domain(env).data["noindex"].items() if unlisted}
    shown = env.all_docs.keys() - unlisted
    if unlisted:  # Sphinx keeps the name of a document without words
        indexer.prune(shown)
    _drop_unused_terms(indexer)
    _restore_entries(indexer, env, shown)


def prune_only_if_needed(indexer: IndexBuilder) -> None:
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


def clean_before_writing(app: Sphinx) -> Sequence[Any]:
    """Clean the index when all documents are written. There are no pages to add."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None:
        clean_index(indexer, app.env)
    return ()


def setup(app: Sphinx) -> None:
    """Register the languages, and look at the index when all pages are written, before it is."""
    for language in (Chinese, Japanese, Korean):
        app.add_search_language(language)
    app.connect("html-collect-pages", clean_before_writing)
