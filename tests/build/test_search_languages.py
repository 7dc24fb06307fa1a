"""How Sphinx's search divides text into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sphinx.search.ja import BaseSplitter

from postil.build.search_languages import search_language, split_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Many bridges, 2 of them.", ["Many", "bridges", "2", "of", "them"]),
        ("物联网", ["物联", "联网"]),
        ("Kanban方法", ["Kanban", "方法"]),
        ("橋", ["橋"]),
        ("강의 다리", ["강의", "다리"]),
        ("पुराने पुल।", ["पुराने", "पुल"]),
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("cafe\u0301", ["cafe\u0301"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_pairs(text) == words


@pytest.mark.parametrize(
    ("name", "stemmer", "text", "words"),
    [
        ("de", "German", "Brücken 橋梁", ["bruck", "橋梁"]),
        ("de_AT", "German", "Brücken", ["bruck"]),
        ("pt-BR", "Portuguese", "pontes", ["pont"]),
        ("zh_CN", "English", "bridges 桥梁", ["bridg", "桥梁"]),
        ("zh-Hant", "English", "橋梁", ["橋梁"]),
        ("ko", "English", "다리", ["다리"]),
        ("ja", "English", "bridges 鉄橋", ["bridg", "鉄橋"]),
        ("xx", "English", "bridges", ["bridg"]),
    ],
)
def test_language(name: str, stemmer: str, text: str, words: list[str]) -> None:
    """The name of the stemmer is that of a class in the script that Sphinx publishes for the browser."""
    language = search_language(name)({})

    assert language.language_name == stemmer
    assert language.js_stemmer_rawcode == f"{stemmer.lower()}-stemmer.js"
    assert [language.stem(word).lower() for word in language.split(text)] == words
    assert all(language.word_filter(word) for word in words)
    assert issubclass(search_language(name), type(language).__mro__[1])


class Splitter(BaseSplitter):
    """Divides nothing."""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it so
        """Return the words of a text."""
        return input.split("/")


def test_the_owners_splitter() -> None:
    options = {"type": f"{__name__}.Splitter"}

    assert search_language("ja")(options).split("鉄橋/の/歴史") == ["鉄橋", "の", "歴史"]


@pytest.mark.parametrize(
    ("splitter", "remedy"),
    [
        ("sphinx.search.ja.JanomeSplitter", "pip install janome"),
        ("sphinx.search.ja.MecabSplitter", "pip install mecab-python3"),
        ("nowhere.Splitter", "can't be imported"),
    ],
)
def test_a_missing_splitter_is_a_warning(site: SiteBuilder, post: Post, splitter: str, remedy: str) -> None:
    site.conf = f'language = "ja"\nhtml_search_options = {{"type": "{splitter}"}}\n'
    built = site.build({"a.md": post("鉄橋。")})

    assert len(built.warnings) == 1
    assert remedy in built.warnings[0]
    assert '"鉄橋":' in built.read("searchindex.js").encode("ascii").decode("unicode-escape")
