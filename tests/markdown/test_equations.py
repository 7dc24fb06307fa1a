"""Equations with labels in TeX, and references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

ALIGN = "\\begin{align}\na &= b \\label{one} \\\\\nc &= d \\label{two}\n\\end{align}\n"


@pytest.mark.parametrize("reference", [r"\eqref{one}", r"\ref{one}", r"$\eqref{one}$", r"\eqref{two}"])
@pytest.mark.parametrize("equation", [ALIGN, "$$\nx \\label{one}\n\\label{two}\n$$\n"])
def test_reference(plain_site: SiteBuilder, post: Post, equation: str, reference: str) -> None:
    text = f"See {reference}.\n\n{equation}"
    built = plain_site.build({"a.md": post(text), "b.md": post(text)})
    link = main_content(built).select_one("a.reference.internal")

    assert built.warnings == []
    assert link
    assert link.get_text() == "(1)"
    assert main_content(built).select_one(f'[id="{str(link["href"])[1:]}"]')
    assert "label" not in str(main_content(built).select_one("math"))


def test_reference_to_a_label_of_myst(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("$$\nx\n$$ (here)\n\nSee \\eqref{here}.\n")})

    assert built.warnings == []
    assert main_content(built).select_one('p a[href="#equation-here"]')


def test_reference_to_nothing(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("Words.\n\nSee \\eqref{nothing}.\n")})

    assert len(built.warnings) == 1
    assert "a.md:8: WARNING: equation not found: nothing" in built.warnings[0]
    assert r"See \eqref{nothing}." in main_content(built).get_text()


def test_each_build_is_the_same(plain_site: SiteBuilder, post: Post) -> None:
    text = "\n".join(f"\\begin{{{name}}}\na\n\\end{{{name}}}\n" for name in ("align", "gather", "align*"))
    plain_site.build({"a.md": post(text)})
    built = plain_site.build({"a.md": post(f"Words.\n\n{text}")})

    assert plain_site.differences(built) == []
    assert [tag.get_text()[:3] for tag in main_content(built).select(".eqno")] == ["(1)", "(2)"]
