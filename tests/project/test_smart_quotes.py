"""Quotation marks of a document in another language than the site's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.project.smart_quotes import language_with_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

TEXT = 'He said "yes" --- and it\'s "no" now.\n'


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "de"), ("de-AT", "de"), ("de-CH", "de-ch"), ("pt-BR", "pt-br"), ("pt", "pt"), ("zh-Hant-TW", "zh-tw"),
        ("ar", "it-ch"), ("ar-EG", "it-ch"), ("fa", "it-ch"), ("hi", "en"), ("zh", ""), ("xx", ""),
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


@pytest.mark.parametrize("conf", ["smartquotes = False", 'smartquotes_excludes = {"languages": ["de"]}'])
def test_the_options_for_smart_quotes_hold_for_each_language(
    plain_site: SiteBuilder, post: Callable[..., str], conf: str
) -> None:
    """A site without smart quotes has none in posts in other languages."""
    plain_site.conf = conf
    built = plain_site.build(posts={"a.md": post(TEXT, lang="de")})

    assert '"yes"' in built.article("posts/a").get_text()
