"""Fonts, formulas, palettes and the logo, as the browser shows them. One site for all checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from postil.testing import Built

    Open = Callable[..., Page]

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><text y="15">Name</text></svg>'
TEXT = r"""
---
title: Roots
date: 2024-01-02
---

{.dropcap}
In 1789, {abbr}`NASA (National Aeronautics and Space Administration)` was far away, and [a link](b.md) was not.

A line with
$a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} + a_{12}$, and $\left(\frac ab\right)$.

$$
\left( \frac{\frac ab}{\frac cd} \right) = \sqrt{\frac{\frac ab}{\frac cd}}
$$

| Year |
|------|
| 1789 |
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    site = SiteBuilder(tmp_path_factory.mktemp("looks"))
    site.conf = (
        'postil_fonts = "garamond"\npostil_palette = "sepia"\n'
        'html_static_path = ["_static"]\nhtml_logo = "_static/logo.svg"\n'
    )
    posts = {
        "a.md": TEXT.lstrip(),
        "b.md": "---\ntitle: Plain\ndate: 2024-01-01\n---\n\nWords only.\n",
        "c.md": '---\ntitle: "`code` in a title"\ndate: 2023-01-01\n---\n\n'
        "<details><summary>More</summary>\n\nHidden.\n\n</details>\n\nWords with [`code`](b.md).\n",
    }
    return site.build(posts=posts, docs={"_static/logo.svg": LOGO})


def loaded_fonts(page: Page) -> set[str]:
    """Return the families of which the page has loaded a file."""
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)")
    return {family.strip('"') for family in loaded}


def test_formulas_are_drawn_and_fit_a_phone(built: Built, open_page: Open) -> None:
    page = open_page(built.outdir / "posts/a.html", 320)

    assert "postil math" in loaded_fonts(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # The box of a long formula scrolls; that of a short one does not.
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.postil-formula')]
            .map(box => [box.scrollWidth > box.clientWidth, box.scrollHeight > box.clientHeight + 4])"""
    )
    assert boxes == [[True, False], [False, False]]
    heights = page.evaluate(
        """() => ['mo', 'mfrac', 'msqrt', 'msqrt > *'].map(s =>
            document.querySelector(`div.math ${s}`).getBoundingClientRect().height)"""
    )
    parenthesis, fraction, root, radicand = heights
    assert parenthesis > 0.9 * fraction
    # A root has a bar above what is under it, and is drawn beside it.
    assert root > radicand
    beside = page.evaluate(
        """() => { const root = document.querySelector('div.math msqrt');
            return root.firstElementChild.getBoundingClientRect().left - root.getBoundingClientRect().left }"""
    )
    assert beside > 8


def test_a_page_without_formulas_does_not_load_their_font(built: Built, open_page: Open) -> None:
    page = open_page(built.outdir / "posts/b.html")

    assert loaded_fonts(page) == {"postil text", "postil label"}


def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    """Return a computed style of the first element of a selector."""
    script = "([selector, name, pseudo]) => getComputedStyle(document.querySelector(selector), pseudo)[name]"
    return str(page.evaluate(script, [selector, name, pseudo]))


@pytest.mark.parametrize(
    ("scheme", "background", "link"),
    [("light", "rgb(244, 236, 216)", "rgb(125, 60, 11)"), ("dark", "rgb(33, 26, 18)", "rgb(224, 164, 88)")],
)
def test_text_and_colors(built: Built, open_page: Open, scheme: str, background: str, link: str) -> None:
    page = open_page(built.outdir / "posts/a.html", 1280, color_scheme=scheme)

    assert style(page, "body", "backgroundColor") == background
    assert style(page, ".bd-article a.reference", "color") == link
    assert style(page, ".bd-article p.dropcap", "fontVariantNumeric") == "oldstyle-nums"
    assert style(page, ".bd-article table td", "fontVariantNumeric") == "lining-nums tabular-nums"
    assert style(page, "math", "fontVariantNumeric") == "normal"
    assert style(page, "abbr", "fontVariantCaps") == "all-small-caps"
    assert style(page, "p.dropcap", "initialLetter", "::first-letter") == "3"
    page.keyboard.press("Tab")
    page.keyboard.press("Control+k")
    assert link in style(page, "#pst-search-dialog form.bd-search", "boxShadow")


def test_a_site_without_javascript_has_the_same_colors(built: Built, open_page: Open) -> None:
    page = open_page(built.outdir / "posts/a.html", 1280, java_script_enabled=False)

    # Scripts of the test run although those of the page do not.
    assert style(page, "body", "backgroundColor") == "rgb(244, 236, 216)"
    assert style(page, ".bd-article a.reference", "color") == "rgb(125, 60, 11)"


def test_the_home_page_shows_the_logo_also_in_dark_mode(built: Built, open_page: Open) -> None:
    page = open_page(built.outdir / "index.html", 1280, color_scheme="dark")

    assert page.locator(".postil-masthead .logo__image:visible").count() == 1
    assert style(page, ".logo__image.only-dark", "filter").startswith("invert")


def test_print_is_black_on_white(built: Built, open_page: Open, tmp_path: Path) -> None:
    page = open_page(built.outdir / "posts/a.html", 800, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")

    assert style(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
    assert style(page, ".bd-article p", "color") == "rgb(0, 0, 0)"


def test_a_reader_can_choose_the_other_font(built: Built, open_page: Open) -> None:
    page = open_page(built.outdir / "posts/a.html", 1280)
    assert style(page, ".bd-article p", "fontFamily").startswith('"postil text"')
    page.evaluate("document.documentElement.dataset.postilFont = 'sans'")
    assert style(page, ".bd-article p", "fontFamily").startswith('"postil label"')


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("index", ".ablog-post-title a"),
        ("blog/archive", ".postil-title-list a"),
        ("blog", ".postil-card-title a"),
        ("posts/b", ".postil-neighbours a"),
        ("posts/b", ".postil-backlinks a"),
    ],
)
def test_code_in_a_title_looks_like_the_title(built: Built, open_page: Open, name: str, title: str) -> None:
    code = open_page(built.outdir / f"{name}.html").locator(f"{title} > code").first
    color, weight = ("(code) => getComputedStyle({}).color", "(code) => getComputedStyle({}).fontWeight")

    for style in (color, weight):
        assert code.evaluate(style.format("code")) == code.evaluate(style.format("code.parentElement"))
    assert code.evaluate("code => getComputedStyle(code.parentElement).color") == code.evaluate(
        "code => getComputedStyle(document.querySelector('h1')).color"
    )


def test_details_do_not_touch_the_next_paragraph(built: Built, open_page: Open) -> None:
    page = open_page(built.outdir / "posts/c.html")
    space = """() => document.querySelector('.e-content details + p').getBoundingClientRect().top
        - document.querySelector('.e-content details').getBoundingClientRect().bottom"""
    closed = page.evaluate(space)
    page.locator(".e-content summary").click()

    assert closed > 12
    assert page.evaluate(space) == closed
