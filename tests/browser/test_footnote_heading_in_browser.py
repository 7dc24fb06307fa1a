"""The author's own heading for footnotes: shown where footnotes are below it, hidden where they are in the margin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from postil.testing import SiteBuilder

    Open = Callable[..., Page]
    Post = Callable[..., str]

TEXT = "Up the hill[^1].\n\n## Down\n\nAgain.\n\n{}\n\n[^1]: It has no name.\n"


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "pydata_sphinx_theme", "furo"])
@pytest.mark.parametrize("heading", ["## Footnotes", "```{rubric} Footnotes\n```"])
def test_the_heading_is_hidden_while_notes_are_in_the_margin(
    site: SiteBuilder, post: Post, open_page: Open, theme: str, heading: str
) -> None:
    site.theme = theme
    path = site.build({"a.md": post(TEXT.format(heading))}).outdir / "posts/a.html"
    for width in (2000, 390):
        page = open_page(path, width)
        found = page.evaluate(
            """() => {
              const box = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON();
              return {beside: Boolean(document.querySelector(".postil-beside")), heading: box(".postil-notes-heading"),
                note: box(".postil-note"), mark: box("a[role=doc-noteref]"),
                entry: document.querySelector("li:has(> a[href='#footnotes'])")?.hidden};
            }"""
        )
        # The other themes have no space for notes in the margin.
        assert found["beside"] == (width > 1000 and theme == "sphinx_book_theme")
        if found["beside"]:
            assert found["heading"]["width"] <= 1
            assert found["note"]["left"] > found["mark"]["right"]
            assert abs(found["note"]["top"] - found["mark"]["top"]) < 30
        else:
            assert found["heading"]["width"] > 50
            assert 0 <= found["note"]["top"] - found["heading"]["bottom"] < 60
        assert found["entry"] in (None, found["beside"])
        page.locator("a[role=doc-noteref]").click()
        if not found["beside"]:
            assert page.locator(".postil-note.postil-open").is_visible()
