"""The header of sphinx-book-theme's pages, and the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.theme.header import has_one_logo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


ABOUT = {"about.md": "# About us\n\nWords.\n", "index.md": "# Home\n\nWords.\n\n```{toctree}\nabout\n```\n"}


def menu(built: Built, name: str = "index") -> list[tuple[str, str]]:
    return [(link.get_text(), str(link["href"])) for link in built.page(name).select(".postil-menu a")]


def test_default_menu(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post(tags=["x"])}, docs=ABOUT)
    page = built.page("posts/a")

    assert built.warnings == []
    assert menu(built, "posts/a") == [
        ("Posts", "../blog.html"), ("Archives", "../blog/archive.html"), ("Tags", "../blog/tag.html"),
        ("About us", "../about.html"),
    ]  # fmt: skip
    assert [link.get_text() for link in built.page("blog/tag").select(".postil-menu [aria-current]")] == ["Tags"]
    assert len(page.select(".search-button, .search-button-field")) == 1
    assert len(page.select(".theme-switch-button, .postil-reader-button")) == 1
    # All pages are in the menu: there is nothing for a sidebar to say, nor a button to open it with.
    assert not page.select(".bd-sidebar-primary nav, .primary-toggle")


def test_menu_of_the_owner(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_menu = {"Essays": "blog-posts", "": "about", "Code <&>": "https://example.org/?a=1&b=2"}\n'
    built = site.build(posts={"a.md": post()}, docs=ABOUT)

    assert built.warnings == []
    assert menu(built) == [
        ("Essays", "blog.html"), ("About us", "about.html"), ("Code <&>", "https://example.org/?a=1&b=2"),
    ]  # fmt: skip


def test_menu_with_an_unknown_page(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_menu = ["about", "no-such-page"]\n'
    built = site.build(posts={"a.md": post()}, docs=ABOUT)

    assert menu(built) == [("About us", "about.html")]
    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_menu`: unknown page “no-such-page”; item skipped" in built.warnings[0]


def test_menu_changes_with_posts_and_pages(site: SiteBuilder, post: Post) -> None:
    site.build(posts={"a.md": post(), "b.md": post(title="B")}, docs=ABOUT)
    built = site.build(posts={"b.md": post(title="B", tags=["x"])}, docs={"about.md": "# About me\n\nWords.\n"})

    for name in ("index", "posts/a", "blog/2024"):
        assert [words for words, _ in menu(built, name)] == ["Posts", "Archives", "Tags", "About me"]


@pytest.mark.parametrize("value", ['"about"', "[1]", '{"a": 1}', "[['a', 'b', 'c']]", "5", '[""]'])
def test_invalid_menu(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_menu = {value}\n"
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_menu" in built.warnings[0]
    assert [words for words, _ in menu(built)] == ["Posts", "Archives"]


@pytest.mark.parametrize("value", ["[]", "False"])
def test_without_a_menu_the_theme_s_header_stays(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_menu = {value}\n"
    built = site.build(posts={"a.md": post()}, docs=ABOUT)
    page = built.page("posts/a")

    assert built.warnings == []
    assert not page.select(".postil-masthead")
    assert page.select(".bd-article-container .bd-header-article .theme-switch-button")
    assert page.select(".sidebar-primary-item")


def test_navigation_bar_of_the_theme_stays_if_used(site: SiteBuilder, post: Post) -> None:
    site.conf = 'html_theme_options = {"navbar_start": ["navbar-logo.html"]}\n'
    page = site.build(posts={"a.md": post()}).page("posts/a")

    assert not page.select(".postil-masthead")
    assert page.select(".navbar-header-items__start")


@pytest.mark.parametrize("theme", ["basic", "alabaster", "furo"])
def test_other_themes_have_no_header(tmp_path: Path, post: Post, theme: str) -> None:
    from postil.testing import SiteBuilder  # noqa: PLC0415

    page = SiteBuilder(tmp_path, theme=theme).build(posts={"a.md": post()}).page("posts/a")

    assert not page.select(".postil-masthead, link[href*='postil-book.css']")
    assert page.select("link[href*='postil.css']")


MANUAL = {"index.md": "# Home\n\n```{toctree}\nabout\nmanual\n```\n", "manual.md": "# Manual\n\nWords.\n"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("pages", {"manual"}), ("all", {"manual", "about", "index", "posts/a", "blog"}), ("none", set())],
)
def test_pages_with_a_sidebar(site: SiteBuilder, post: Post, value: str, expected: set[str]) -> None:
    site.conf = f'postil_sidebar = "{value}"\n'
    built = site.build(posts={"a.md": post()}, docs=ABOUT | MANUAL)
    names = ("manual", "about", "index", "posts/a", "blog")

    assert built.warnings == []
    assert {name for name in names if "postil-alone" not in built.page(name).body["class"]} == expected  # type: ignore[index]
    # Where windows are narrow, a button opens them on every page.
    assert all(bool(built.page(name).select(".primary-toggle")) == (value != "none") for name in names)


@pytest.mark.parametrize(
    ("logo", "expected"),
    [
        ({"image_relative": {"light": "logo.svg", "dark": "logo.svg"}}, True),
        ({"image_relative": {"light": "logo.svg", "dark": "night.svg"}, "image_dark": "night.svg"}, False),
        # Its owner knows that it suits both modes.
        ({"image_relative": {"light": "logo.svg", "dark": "logo.svg"}, "image_dark": "logo.svg"}, False),
        ({"image_relative": {}}, False),
        ({}, False),
        (None, False),
    ],
)
def test_a_logo_without_one_for_dark_mode(logo: object, *, expected: bool) -> None:
    assert has_one_logo(logo) == expected
