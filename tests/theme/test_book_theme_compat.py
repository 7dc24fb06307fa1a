"""Fixes for sphinx-book-theme: sidenotes lose nothing, and names are escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_names_of_authors_are_escaped(site: SiteBuilder, post: Post) -> None:
    site.conf = 'blog_authors = {"a": ("<b>Ada</b> & <script>alert(1)</script>", None)}\n'
    built = site.build(posts={"a.md": post(author="a")})

    for name in built.files():
        page = built.page(name)
        assert not page.select(".component-author b, .component-author script"), name
    assert "<b>Ada</b> &" in built.page("index").select_one(".component-author").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("sidenotes", [True, False])
def test_footnotes_are_complete_with_the_theme_s_sidenotes(site: SiteBuilder, post: Post, sidenotes: bool) -> None:  # noqa: FBT001
    site.conf = f'html_theme_options = {{"use_sidenotes": {sidenotes}}}\n'
    notes = (
        "[^plain]: Plain words.\n\n[^list]: Before.\n\n    * [one](https://example.org/1)\n    * two\n\n"
        "[^paragraphs]: First.\n\n    Second.\n\n[^twice]: Twice.\n"
    )
    text = f"A[^plain] b[^list] c[^paragraphs] d[^twice] e[^twice].\n\n{notes}"
    built = site.build(posts={"a.md": post(text)})
    page = built.article("posts/a")

    assert built.warnings == []
    for words in ("Plain words.", "Before.", "two", "First.", "Second.", "Twice."):
        assert words in page.get_text(), words
    assert len(page.select('a[href="https://example.org/1"]')) == 1
    for reference in page.select("a.footnote-reference"):
        assert page.select(str(reference["href"])), reference
    assert len(page.select("aside.postil-note")) == 4
    assert not page.select(".sidenote")


def test_margin_content_of_the_theme_stays(site: SiteBuilder, post: Post) -> None:
    site.conf = 'html_theme_options = {"use_sidenotes": True}\n'
    notes = "[^a]: A.\n[^minus]: {-} Without *number*.\n[^c]: C.\n"
    text = f"A[^a] b[^minus].\n\n```{{margin}} Aside\nWords[^c].\n```\n\n{notes}"
    page = site.build(posts={"a.md": post(text)}).article("posts/a")

    margin = page.select_one("aside.margin")
    assert margin
    assert "Words" in margin.get_text()
    assert [note.get_text().split()[0] for note in page.select(".postil-note p")] == ["A.", "Without", "C."]


def test_colors_of_code_are_written_with_a_handler_of_the_owner(site: SiteBuilder, post: Post) -> None:
    site.conf = 'def done(app, error): pass\ndef setup(app): app.connect("build-finished", done)\n'
    built = site.build(posts={"a.md": post()})

    assert built.warnings == []
    assert '[data-theme="dark"] .highlight' in built.read("_static/pygments.css").replace("=dark", '="dark"')
