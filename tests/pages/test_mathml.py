"""Formulas as MathML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_formulas_are_mathml(plain_site: SiteBuilder, post: Post) -> None:
    text = "Inline $x^2 < y$.\n\n$$ \\frac{a}{b} $$ (eq)\n\n$$\na &= b \\\\\nc &= d\n$$\n\nSee {eq}`eq`.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    page = built.article("posts/a")

    assert built.warnings == []
    assert len(page.select("p math msup")) == 1
    assert len(page.select('div.math math[display="block"] mfrac')) == 1
    assert len(page.select("mtable mtr")) == 2
    assert page.select_one("#equation-eq .eqno").get_text().startswith("(1)")  # type: ignore[union-attr]
    # A formula that is wider than the page scrolls, and its number does not.
    assert page.select_one("#equation-eq > .postil-equation > math")
    assert "(1)" in page.select("p")[-1].get_text()


@pytest.mark.parametrize("tex", [r"\nosuchcommand{x}", r"\begin{nosuch}a\end{nosuch}", r"\frac{a", "x^", "{"])
def test_unsupported_tex_is_shown_as_source_with_a_warning(plain_site: SiteBuilder, post: Post, tex: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"Words.\n\nInline ${tex}$ here.\n")})
    shown = built.article("posts/a")

    assert len(built.warnings) <= 1
    if built.warnings:
        assert "a.md:8: WARNING: invalid or unsupported TeX, shown as source" in built.warnings[0]
        assert shown.select_one("code.postil-tex").get_text() == tex  # type: ignore[union-attr]
    else:
        assert shown.select("math")


def test_amounts_in_dollars_are_not_formulas(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("It costs $5 or $10, not US$20 or $ 30.\n")})

    assert "It costs $5 or $10, not US$20 or $ 30." in built.article("posts/a").get_text()


def test_another_renderer_can_be_configured(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'html_math_renderer = "mathjax"\n'
    built = plain_site.build(posts={"a.md": post("Inline $x$.\n")})

    assert not built.article("posts/a").select("math")


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "furo", "alabaster"])
def test_pages_make_no_third_party_requests(site: SiteBuilder, post: Post, png: bytes, theme: str) -> None:
    site.theme = theme
    built = site.build(posts={"a.md": post("Inline $x$[^n].\n\n![P](p.png)\n\n[^n]: Note.\n"), "p.png": png})

    for name in built.files():
        page = built.page(name)
        loaded = [tag.get("src") or "" for tag in page.select("script, img, iframe, source, video, audio")]
        loaded += [
            tag.get("href") or ""
            for tag in page.select('link[rel~="stylesheet"], link[rel~="preload"], link[rel~="icon"]')
        ]
        assert [url for url in loaded if "//" in str(url)] == [], name


def test_a_comma_stays_with_its_formula(plain_site: SiteBuilder, post: Post) -> None:
    """Browsers break lines after a box, so that a line could begin with the comma."""
    built = plain_site.build(posts={"a.md": post("An $a$, a $b$ and $c$-th ($d$) one; *$e$*, $f$[^n].\n\n[^n]: N.\n")})
    joined = [each.select_one("mi").get_text() for each in built.article("posts/a").select(".postil-joined")]  # type: ignore[union-attr]

    assert joined == ["a", "c", "d"]
