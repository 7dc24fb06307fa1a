"""Formulas in feeds."""

from __future__ import annotations

import re

import pytest

from postil.pages.mathml_text import html_of_formula, with_source
from postil.pages.tex import to_mathml


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("x", "<i>x</i>"),
        ("E = mc^2", "<i>E</i> = <i>m</i><i>c</i><sup>2</sup>"),
        ("a<b", "<i>a</i> &lt; <i>b</i>"),
        ("x_{i+1}^2", "<i>x</i><sub><i>i</i> + 1</sub><sup>2</sup>"),
        (r"2 \times 10^{-3}", "2 × 10<sup>−3</sup>"),
        (r"\frac{1}{2}", None),
        (r"\sqrt{2}", None),
        (r"\begin{pmatrix} a & b \end{pmatrix}", None),
    ],
)
def test_simple_formulas_are_html(tex: str, expected: str | None) -> None:
    """Feed readers know superscripts; what HTML has no element for stays MathML."""
    assert html_of_formula(to_mathml(tex, block=False, macros=())) == expected


def test_other_formulas_have_their_source() -> None:
    found = with_source(to_mathml(r"\frac{a}{b} < 1", block=True, macros=()), r"\frac{a}{b} < 1")

    assert r'<annotation encoding="application/x-tex">\frac{a}{b} &lt; 1</annotation></semantics></math>' in found
    assert re.match(r"<math[^>]*><semantics><mrow>", found)
