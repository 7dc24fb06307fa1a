"""Formulas that MathML cannot do are MathJax's, on sites that have it; the macros of the site are known to both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

LISTED = 'extensions = ["postil", "sphinx.ext.mathjax"]\n'
MACROS = r'mathjax3_config = {"tex": {"macros": {"RR": "{\\mathbb R}"}}}' + "\n"
UNSUPPORTED = [
    r"x \in \Unheard",
    r"\ce{H2O}",
    r"\unicode{x2014}",
    r"\begin{align} \rule{1em}{1em} &= b \\ c &= d \end{align}",
]


def scripts(built: Built, page: str) -> list[str]:
    """Return the URLs of MathJax that a page loads, and the options that it sets."""
    found = [str(tag.get("src") or tag.string) for tag in built.page(page).select("script")]
    return [text for text in found if "MathJax" in text or "mathjax" in text]


@pytest.mark.parametrize("tex", UNSUPPORTED)
@pytest.mark.parametrize("sign", ["$", "$$"])
@pytest.mark.parametrize(
    "conf",
    [LISTED, MACROS, 'mathjax_path = "MathJax.js"\n', 'mathjax_options = {"async": "async"}\n'],
    ids=["listed", "macros", "path", "options"],
)
def test_mathjax_renders_what_mathml_cannot(
    plain_site: SiteBuilder, post: Post, tex: str, sign: str, conf: str
) -> None:
    plain_site.conf = conf
    built = plain_site.build({"a.md": post(f"Words.\n\n{sign}{tex}{sign}\n\nAnd $x^2$.\n"), "b.md": post("$x^2$")})
    formulas = main_content(built).select(".math.mathjax_process")

    assert built.warnings == []
    assert len(formulas) == 1
    assert tex in formulas[0].get_text()
    assert formulas[0].get_text().strip()[:2] in (r"\(", r"\[")
    assert len(main_content(built).select("math")) == 1
    assert scripts(built, "posts/a")
    assert not scripts(built, "posts/b")


def test_without_mathjax_the_source_is_shown(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(r"$x \in \Unheard$")})

    assert len(built.warnings) == 1
    assert "list `sphinx.ext.mathjax` in `extensions`" in built.warnings[0]
    assert main_content(built).select("code.postil-tex")
    assert not scripts(built, "posts/a")


def test_the_macros_of_the_site_and_equation_numbers_are_kept(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = LISTED + MACROS
    built = plain_site.build(
        {"a.md": post("$$\\Unheard \\RR$$ (reals)\n\n$$\nx^2\n$$ (square)\n\nSee {eq}`reals`, {eq}`square`.\n")}
    )

    assert built.warnings == []
    assert any("mathbb R" in text for text in scripts(built, "posts/a"))
    assert [tag.get_text()[:3] for tag in main_content(built).select(".eqno")] == ["(1)", "(2)"]
    assert main_content(built).select_one("#equation-reals.mathjax_process")


@pytest.mark.parametrize(
    "conf",
    [
        MACROS,
        r'mathjax3_config = {"tex": {"macros": {"RR": ["\\mathbb R"], "x y": "1", "opt": ["#1", 1, "a"]}}}',
        r'mathjax2_config = {"TeX": {"Macros": {"RR": r"\mathbb R"}}}',
    ],
)
def test_macros_of_the_site_in_mathml(plain_site: SiteBuilder, post: Post, conf: str) -> None:
    plain_site.conf = f"{conf}\n"
    built = plain_site.build({"a.md": post(r"All of $\RR$.")})

    assert built.warnings == []
    assert main_content(built).select_one("math").get_text() == "ℝ"  # type: ignore[union-attr]


def test_a_macro_of_the_site_that_changes(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = MACROS
    plain_site.build({"a.md": post(r"All of $\RR$.", tags=["t"])})
    plain_site.conf = MACROS.replace("mathbb R", "mathbb Q")
    built = plain_site.build()

    assert main_content(built).select_one("math").get_text() == "ℚ"  # type: ignore[union-attr]
    assert plain_site.differences(built) == []


@pytest.mark.parametrize("renderer", ["mathml", "mathjax"])
@pytest.mark.parametrize("tex", ["x", r"\Unheard"])
def test_equation_in_excerpt_has_no_number_of_its_section(
    plain_site: SiteBuilder, post: Post, renderer: str, tex: str
) -> None:
    """Sphinx would fail to find it."""
    plain_site.conf = f'{LISTED}html_math_renderer = "{renderer}"\nnumfig = True\n'
    home = "# Home\n\n```{postlist}\n:excerpts:\n```\n\n```{toctree}\n:numbered:\nposts/a\n```\n"
    built = plain_site.build({"a.md": post(f"$$\n{tex}\n$$ (sum)\n", tags=["t"])}, {"index.md": home})

    numbers = {name: len(built.page(name).select(".eqno")) for name in ("posts/a", "index", "blog/tag/t")}
    assert numbers == {"posts/a": 1, "index": 0, "blog/tag/t": 0}


def test_pages_with_excerpts_load_mathjax_for_them(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = LISTED
    plain_site.write({"docs/index.md": "# Home\n\n```{postlist}\n:excerpts:\n```\n"})
    built = plain_site.build({"a.md": post(r"All of $\Unheard$.", tags=["t"]), "b.md": post("$x$", tags=["s"])})

    assert all(scripts(built, page) for page in ("index", "blog", "blog/tag/t", "posts/a"))
    assert not any(scripts(built, page) for page in ("blog/tag/s", "posts/b", "search"))
    assert r"\(\Unheard\)" in built.read("blog/atom.xml")


def test_the_sources_become_formulas_in_an_incremental_build(plain_site: SiteBuilder, post: Post) -> None:
    posts = {"a.md": post(r"All of $\Unheard$.", tags=["t"]), "b.md": post("$x$", tags=["s"])}
    plain_site.build(posts)
    for conf in (MACROS, 'html_math_renderer = "mathjax"\n', "mathjax_options = {}\n", LISTED, ""):
        plain_site.conf = conf
        built = plain_site.build()
        assert plain_site.differences(built) == [], conf


def test_the_renderer_of_another_extension_is_kept(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'extensions = ["postil", "sphinx.ext.imgmath"]\nimgmath_latex = "no-such-program"\n'
    built = plain_site.build({"a.md": post("$x$")})

    assert not main_content(built).select("math")
    assert any("no-such-program" in warning for warning in built.warnings)
