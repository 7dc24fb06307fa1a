"""How Sphinx's search divides text into words: the same way in the index and in the browser, for all scripts.

Sphinx divides Chinese and Japanese for the index but not the query, needs an unmaintained package for Chinese, whose
stemmer breaks the search page (sphinx-doc/sphinx#14229), and has no Korean. In all languages it
divides words at vowel signs, such as those of Hindi, and in an English blog it finds few Japanese words.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.search import SearchLanguage, languages
from sphinx.search.en import SearchEnglish

from postil.diagnostics import Subtype, warn
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.search.ja import SearchJapanese

# Characters of scripts without spaces between words, or whose endings are written without a space.
_CHARACTERS = "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
_CHARACTERS += "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
# Accents and vowel signs, which are parts of words, but not letters: of Latin, Cyrillic, Hebrew, Arabic, Syriac, the
# scripts of India, Thai, Lao, Tibetan, Burmese and Khmer.
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
_MARKS += "\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0963\u0971-\u0df3\u0e31-\u0e4e\u0eb1-\u0ece"
_MARKS += "\u0f71-\u0f84\u102b-\u109f\u17b4-\u17d3"
_WORDS = lazy_regex(r"\w+")
# The same for queries, in the browser.
_JS_RUNS = r"query.match(/[%s]+|(?:(?![%s])[\p{Letter}\p{Number}_%m])+/gu) || []"
_JS_RUNS = _JS_RUNS.replace("%s", _CHARACTERS).replace("%m", _MARKS)
_JS_PAIRS = """\
var splitQuery = (query) =>
  (%r).flatMap((run) => {
    const characters = [...run];
    if (characters.length < 2 || !/^[%s]/u.test(run)) return [run];
    return characters.slice(1).map((one, place) => characters[place] + one);
  });
// A single character finds all pairs that have it. Uses the functions and the index of Sphinx's searchtools.js (9.0).
if (typeof Search !== "undefined" && Search.performTermsSearch) {
  const performTermsSearch = Search.performTermsSearch;
  Search.performTermsSearch = (searched, excluded) => {
    for (const one of searched) {
      if (!/^[%s]$/u.test(one)) continue;
      for (const words of [Search._index.terms, Search._index.titleterms]) {
        const pairs = Object.keys(words).filter((word) => word.includes(one));
        if (pairs.length) words[one] = [...new Set(pairs.flatMap((word) => words[word]))];
      }
    }
    return performTermsSearch(searched, excluded);
  };
}
""".replace("%s", _CHARACTERS).replace("%r", _JS_RUNS)
# For words that a program has divided: the longest one in the index that a query starts with, then the rest.
_JS_LONGEST = """\
var splitQuery = (query) =>
  (%r).flatMap((run) => {
    if (!/^[%s]/u.test(run)) return [run];
    const {terms, titleterms} = Search._index, found = [];
    for (let rest = [...run.toLowerCase()]; rest.length; ) {
      let length = rest.length;
      const known = () => [terms, titleterms].some((words) => Object.hasOwn(words, rest.slice(0, length).join("")));
      while (length > 1 && !known()) length--;
      if (known()) found.push(rest.slice(0, length).join(""));
      rest = rest.slice(length);
    }
    return found.length ? found : [run];
  });
""".replace("%s", _CHARACTERS).replace("%r", _JS_RUNS)
_SPLIT = SearchLanguage.split
# The packages that the splitters of Sphinx for Japanese need.
_PACKAGES: Mapping[str, str] = {
    "sphinx.search.ja.MecabSplitter": "mecab-python3",
    "sphinx.search.ja.JanomeSplitter": "janome",
}


# Compiling these takes a sixtieth of a build that changes nothing, which does not need them.
@cache
def _runs() -> re.Pattern[str]:
    return re.compile(rf"[{_CHARACTERS}]+|(?:[^\W{_CHARACTERS}]|[{_MARKS}])+")


@cache
def _unspaced_run() -> re.Pattern[str]:
    return re.compile(rf"[{_CHARACTERS}]+")


@cache
def _special() -> re.Pattern[str]:
    """Return what most texts do not have; the others are divided faster."""
    return re.compile(rf"[{_CHARACTERS}{_MARKS}]")


class PairedCharacters(SearchLanguage):
    """Words as in the base class; of scripts without spaces, each pair of neighbouring characters."""

    def __init__(self, options: dict[str, str]) -> None:
        """Divide queries in the same way."""
        super().__init__(options)
        self.js_splitter_code = _JS_PAIRS

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it so
        """Return the words of a text."""
        return split_pairs(input)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        return word if _is_unspaced(word) else super().stem(word)

    def word_filter(self, word: str) -> bool:
        """Return whether a word is indexed."""
        return _is_unspaced(word) or super().word_filter(word)


def _is_unspaced(word: str) -> bool:
    return not word.isascii() and bool(_unspaced_run().fullmatch(word))


class Japanese(PairedCharacters, SearchEnglish):
    """Japanese, with the splitter that the owner has chosen, if any (`html_search_options`)."""

    lang = "ja"

    def __init__(self, options: dict[str, str]) -> None:
        """Set up the splitter; fall back to pairs of characters if its package is missing."""
        super().__init__(options)
        self._splitter = japanese_splitter(options)
        if self._splitter:
            self.js_splitter_code = _JS_LONGEST

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it so
        """Return the words of a text."""
        return self._splitter.split(input) if self._splitter else super().split(input)


def japanese_splitter(options: dict[str, str]) -> SearchJapanese | None:
    """Return the splitter for Japanese that the options name; None if they name none or its package is missing."""
    name = options.get("type")
    if not name:
        return None
    try:
        from sphinx.search.ja import SearchJapanese  # noqa: PLC0415 - only Japanese blogs need it

        return SearchJapanese(options)
    except (SphinxError, ImportError, RuntimeError) as error:
        package = _PACKAGES.get(name)
        remedy = f"`pip install {package}`" if package else str(error)
        message = f"`{name}` of `html_search_options` is not available ({remedy}); using pairs of characters"
        warn(Subtype.SEARCH, message)
        return None


def search_language(name: str) -> type[SearchLanguage]:
    """Return the class for the search in a language, such as `de` or `zh_CN`; English if Sphinx has none."""
    code = re.split("[-_]", name)[0]
    if code == "ja":
        return Japanese
    known = None if code == "zh" else languages.get(name, languages.get(code))
    if isinstance(known, str):
        module, _, class_name = known.rpartition(".")
        known = getattr(import_module(module), class_name)
    base: type[SearchLanguage] = known or SearchEnglish
    # A class of another extension divides words in its own way.
    if issubclass(base, PairedCharacters) or not base.__module__.startswith("sphinx.") or base.split is not _SPLIT:
        return base
    lang = code if base is SearchEnglish else base.lang
    return type(f"Paired{base.__name__}", (PairedCharacters, base), {"lang": lang})


def split_pairs(text: str) -> list[str]:
    """Return the words of `text`, and for scripts without spaces, each pair of neighbouring characters."""
    if text.isascii() or not _special().search(text):
        return _WORDS.findall(text)
    found: list[str] = []
    for run in _runs().findall(text):
        if len(run) > 1 and _unspaced_run().match(run):
            found += [first + second for first, second in pairwise(run)]
        else:
            found.append(run)
    return found


def register_language(app: Sphinx, config: Config) -> None:
    """Register the language of the site's search. Sphinx looks it up by the name in the configuration first."""
    name = config.html_search_language or config.language
    languages[name] = search_language(name)


def setup(app: Sphinx) -> None:
    """Register the language before a builder asks for it."""
    app.connect("config-inited", register_language, priority=900)
