"""Words without a translation are marked as English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sphinx.locale import translators

from postil.i18n import CATALOG, load_translations, theme_text
from postil.pages.untranslated import show_marks, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>\ufdd0Tags\ufdd1</p>", '<p><span lang="en" dir="ltr">Tags</span></p>'),
        ('<p title="\ufdd0Tags\ufdd1">x</p>', '<p title="Tags">x</p>'),
        (
            '<a title="\ufdd0A &gt; b\ufdd1">\ufdd03 posts\ufdd1</a>',
            '<a title="A &gt; b"><span lang="en" dir="ltr">3 posts</span></a>',
        ),
        ("<p>Tags</p>", "<p>Tags</p>"),
    ],
)  # fmt: skip
def test_marks(html: str, expected: str) -> None:
    assert show_marks(html) == expected


def test_words_of_the_owner_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    words = (("en", (("Notes", ("Q & A",)), ("Skip to main content", ("<i>Skip</i>",)))),)
    monkeypatch.setitem(translators, ("general", CATALOG), load_translations("en", words=words))

    assert word("Notes") == "Q &amp; A"
    assert theme_text("Skip to main content") == "&lt;i&gt;Skip&lt;/i&gt;"


POSTS = ("a", "b")


@pytest.mark.parametrize(
    ("language", "words"), [("ur", ""), ("sv", '{"sv": {"min read": "min läsning", "Older": "Äldre"}}')]
)
def test_english_words_in_another_language(site: SiteBuilder, post: Post, language: str, words: str) -> None:
    """In text, not in attributes; the owner's own words are translations."""
    posts = {
        "a.md": post("Words[^n].\n\n[^n]: A note.\n", tags=["x"]), "b.md": post(date="2023-01-01", tags=["x"]),
    }  # fmt: skip
    site.conf = f'language = "{language}"\npostil_strings = {words or {}}\n'
    site.conf += 'html_sidebars = {"**": ["postil/recentposts.html"]}\n'
    built = site.build(posts)
    page = built.page("posts/a")
    english = {tag.get_text() for tag in page.select('[lang="en"][dir="ltr"]')}

    assert english >= {"Notes", "Feed", "Recent Posts"}
    assert ("1 min read" in english) is (not words)
    assert ("Older" in english) is (not words)
    assert built.page("blog/tag/x").select_one('.postil-listing-count [lang="en"]')
    html = built.read("posts/a.html") + built.read("blog/tag/x.html") + built.read("blog.html")
    assert "\ufdd0" not in html
    assert "&lt;span lang" not in html


@pytest.mark.parametrize("language", ["en", "en_GB", "de", "ar", "zh_TW"])
def test_translated_words_are_not_marked(site: SiteBuilder, post: Post, language: str) -> None:
    built = site.build({"a.md": post("Words[^n].\n\n[^n]: A note.\n", tags=["x"])}, overrides={"language": language})

    for name in ("posts/a", "blog", "blog/tag/x"):
        assert [tag for tag in built.page(name).select("[lang]") if tag.name != "html"] == []
