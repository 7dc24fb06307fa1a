"""The style sheet for Chinese, Japanese, Korean, Arabic and Hebrew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.theme.script_styles import has_own_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

SHEET = "postil-scripts.css"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ja", True), ("zh_TW", True), ("zh-Hant-HK", True), ("he", True), ("en", False), ("jam", False), ("", False)],
)
def test_languages(language: str, *, expected: bool) -> None:
    assert has_own_rules(language) is expected


def test_only_pages_with_such_text_load_it(site: SiteBuilder, post: Post) -> None:
    """Also when only such a page is written again, and when a post changes its language."""
    site.conf = "post_show_prev_next = False\n"  # titles in Japanese are such text too
    posts = {"a.md": post(language="ja", tags=["x"]), "b.md": post(language="fr", tags=["y"])}
    expected = {"posts/a": True, "posts/b": False, "blog": True, "blog/tag/x": True, "blog/tag/y": False}

    def found() -> dict[str, bool]:
        return {name: SHEET in built.read(f"{name}.html") for name in expected}

    built = site.build(posts)
    assert found() == expected
    built = site.build({"a.md": post("新しい文。\n", language="ja", tags=["x"]), "b.md": posts["b.md"]})
    assert "新しい文。" in built.read("posts/a.html")
    assert found() == expected
    built = site.build({"a.md": post(language="es", tags=["x"]), "b.md": post(language="fr", tags=["y"])})
    assert found() == dict.fromkeys(expected, False)


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "basic"])
def test_all_pages_of_a_site_in_such_a_language_have_it(site: SiteBuilder, post: Post, theme: str) -> None:
    """As a part of the combined style sheet, if there is one."""
    site.theme = theme
    built = site.build({"a.md": post()}, overrides={"language": "zh_CN"})
    page = built.read("posts/a.html")

    assert (SHEET in page) is (theme == "basic")
    assert theme == "basic" or "--postil-script-serif" in built.read("_static/styles/postil-pages.css")
