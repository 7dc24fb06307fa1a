"""Quotation marks of a document in another language than the site's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils.utils.smartquotes import educate_tokens

from postil.project import smart_quotes
from postil.project.smart_quotes import has_marks, language_with_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

TEXT = 'He said "yes" --- and it\'s "no" now.\n'


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "de"), ("de-AT", "de"), ("de-CH", "de-ch"), ("pt-BR", "pt-br"), ("pt", "pt"), ("zh-Hant-TW", "zh-tw"),
        ("ar", "it-ch"), ("ar-EG", "it-ch"), ("fa", "it-ch"), ("hi", "en"), ("vi-VN", "en"), ("zh", ""), ("xx", ""),
    ],
)  # fmt: skip
def test_languages_that_docutils_lacks_have_the_marks_of_another(language: str, expected: str) -> None:
    """A region is dropped if it has no marks of its own."""
    assert language_with_marks(language) == expected


def test_quotation_marks_are_those_of_the_document(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    """They are so in titles, texts and excerpts; Japanese keeps what its author wrote, as in a Japanese site."""
    built = plain_site.build(
        posts={
            "a.md": post(TEXT, title='"a"', language="de"),
            "b.md": post(TEXT, title='"b"', lang="French"),
            "c.md": post(TEXT, title='"c"', locale="ja_JP"),
            "d.md": post(TEXT, title='"d"'),
            "e.md": post(TEXT, title='"e"', language="ar"),
        },
        docs={"page.md": f"---\nlang: de\norphan: true\n---\n\n# A page\n\n{TEXT}"},
    )

    headings = [str(built.page(f"posts/{name}").select("h1")[0].contents[0]) for name in "abcde"]
    assert headings == ["„a“", "«\xa0b\xa0»", '"c"', "“d”", "«e»"]
    assert "He said „yes“ — and it’s „no“ now." in built.article("posts/a").get_text()
    assert 'He said "yes" --- and it\'s "no" now.' in built.article("posts/c").get_text()
    assert "He said „yes“ — and it’s „no“ now." in built.read("blog/atom.xml")
    assert "He said „yes“ — and it’s „no“ now." in built.article("page").get_text()
    assert set(built.titles("blog")) == {'"c"', "«e»", "« b »", "“d”", "„a“"}


def test_a_site_in_japanese_has_posts_with_quotation_marks(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    """Sphinx looks only at the language of the site, and has none for Japanese."""
    plain_site.conf = 'language = "ja"'
    built = plain_site.build(posts={"a.md": post(TEXT, lang="de"), "b.md": post(TEXT)})

    assert "„yes“" in built.article("posts/a").get_text()
    assert '"yes"' in built.article("posts/b").get_text()


def test_a_site_in_arabic_has_the_quotation_marks_of_its_language(
    plain_site: SiteBuilder, post: Callable[..., str]
) -> None:
    """Docutils has none for Arabic; a post in Arabic has them in any site."""
    plain_site.conf = 'language = "ar"'
    built = plain_site.build(posts={"a.md": post(TEXT), "b.md": post(TEXT, lang="en")})

    assert "«yes» — and it’s «no»" in built.article("posts/a").get_text()
    assert "“yes”" in built.article("posts/b").get_text()


# Texts with and without what smart quotes change, as tokens of one block.
BLOCKS = [
    ["Nothing to change."], ["It's"], ['Say "yes"'], ["a -- b"], ["a - b"], ["wait..."], ["wait. . ."], ["``a''"],
    ["`a'"], [r"\"a\" \. \- \\ \`"], ["&#92; &#34; &#39; &#46; &#45; &#96;"], ["&quot;a&quot;"], ["a\0.b", 'c\0"d'],
    ["«a» “b” ‘c’"], ["He said ", '"', "yes", '"'], ["Wait.", ".", "."], ["a, ", "b", " c."], ["80's", " and 'til"],
    [""], ["'", "a"],
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "fr", "fi"])
@pytest.mark.parametrize("action", ["qDe", "qde", "qBD", "qBdiew", "1", "2", "3"])
def test_a_text_without_marks_stays_as_it_is(action: str, language: str) -> None:
    """What is left out is what docutils would not change, in each of its actions."""
    for block in BLOCKS:
        if not any(map(has_marks, block)):
            tokens = [("plain", text) for text in block]
            assert list(educate_tokens(tokens, attr=action, language=language)) == block


@pytest.mark.parametrize("action", ["qDe", "-1"])
def test_each_block_is_as_docutils_has_it(
    plain_site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """The marks are in emphasis, notes, lists, tables and captions; a part of a page has another language."""
    plain_site.conf = f'smartquotes_action = "{action}"\nmyst_enable_extensions = ["attrs_block"]\n'
    text = f"""{TEXT}
*{TEXT.strip()}* and `"code"`.

- Nothing
- 'a' **b's** "c"

| a's | b |
|-----|---|
| "c" | d |

Word[^1] “a” -- ‘b’.

[^1]: {TEXT}
## It's

Nothing *to* change.
"""
    other = f"{text}\n{{.language-fr}}\n{TEXT}\n{{.language-xx}}\nNothing.\n"
    faster = plain_site.build(posts={"a.md": post(text), "b.md": post(other)})
    pages = [faster.read(f"posts/{name}.html") for name in "ab"]
    monkeypatch.setattr(smart_quotes, "has_other_languages", lambda _document: True)
    built = plain_site.build(posts={"a.md": post(f"{text}\n"), "b.md": post(f"{other}\n")})

    assert [built.read(f"posts/{name}.html") for name in "ab"] == pages
    assert built.warnings == faster.warnings


@pytest.mark.parametrize("conf", ["smartquotes = False", 'smartquotes_excludes = {"languages": ["de"]}'])
def test_the_options_for_smart_quotes_hold_for_each_language(
    plain_site: SiteBuilder, post: Callable[..., str], conf: str
) -> None:
    """A site without smart quotes has none in posts in other languages."""
    plain_site.conf = conf
    built = plain_site.build(posts={"a.md": post(TEXT, lang="de")})

    assert '"yes"' in built.article("posts/a").get_text()
