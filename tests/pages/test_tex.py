"""TeX as MathML: what writers of blogs use, none of it shown as source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from docutils.utils.math import MathError

from postil.pages.tex import to_mathml
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"

INVISIBLE = "\N{FUNCTION APPLICATION}\N{INVISIBLE SEPARATOR}\N{ZERO WIDTH SPACE}"

# TeX -> what it shows, without spaces.
FORMULAS = {
    r"a, \dots, z": "a,...,z",
    r"a, \dotsc, z": "a,...,z",
    r"\textbf{b} + \Big( x \Big)": "b+(x)",
    r"x \lt y \gt z": "x<y>z",
    "x < y > z": "x<y>z",
    r"\color{red}{x}": "x",
    r"\textcolor{#ff0000}{x}": "x",
    r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}": "abcd",
    r"\begin{cases} a & b \\ c & d \end{cases}": "{abcd",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": "(abcd)",
    r"\begin{align} a &= b \\ c &= d \end{align}": "a=bc=d",
    r"\begin{alignat}{2} a &= b \end{alignat}": "a=b",
    r"\begin{eqnarray} a &=& b \end{eqnarray}": "a=b",
    r"\begin{gather} a \\ b \end{gather}": "ab",
    r"\begin{multline} a \\ b \end{multline}": "ab",
    r"\begin{equation} \begin{split} a &= b \end{split} \end{equation}": "a=b",
    r"a &= b \\ c &= d": "a=bc=d",
    r"a \\ b": "ab",
    r"\text{if \textbf{bold}}": "ifbold",
    r"\text{if $x_1$ is a_b}": "ifx1isa_b",
    r"\mbox{if } x": "ifx",
    r"\texttt{code}": "code",
    r"\widehat{xy}": "xy\N{COMBINING CIRCUMFLEX ACCENT}",
    r"\sum_{\substack{i<n \\ j<m}} x": "∑i<nj<mx",
    r"{\rm d}x": "dx",
    r"\operatorname{soft}(x)": "soft(x)",
    r"p \mathrel{\vcenter{:}}= q": "p:=q",
    "2 × 3 ∗ 4 ≫ 1": "2×3∗4≫1",
    "a。b": "a。b",
    "文字": "文字",
    "^{-3}": "-3",
    r"x \label{eq}": "x",
    r"x \tag{3}": "x(3)",
    r"x \tag*{A}": "xA",
    r"\newcommand{\R}{\mathbb{Q}} x \in \R": "x∈ℚ",
    r"\renewcommand\mine[1]{#1^2} \mine{y}": "y2",
    r"\DeclareMathOperator{\mx}{max} \mx y": "maxy",
    r"\left< x \right>": "⟨x⟩",
    r"\large x": "x",
    r"\boxed{x}": "x",
    r"\begin{smallmatrix} a & b \end{smallmatrix}": "ab",
    r"\mathop{\arg\max}_x": "argmaxx",
}


@pytest.mark.parametrize("tex", FORMULAS)
@pytest.mark.parametrize("block", [False, True])
def test_formula(tex: str, block: bool) -> None:  # noqa: FBT001 - a parameter of the test
    element = ET.fromstring(to_mathml(tex, block=block))  # noqa: S314 - not from others

    assert element.tag == f"{NAMESPACE}math"
    assert element.get("alttext") == tex
    shown = "".join(element.itertext()).replace("−", "-")
    assert "".join(char for char in shown if not char.isspace() and char not in INVISIBLE) == FORMULAS[tex]


@pytest.mark.parametrize("tex", [r"\nosuch{x}", r"\begin{nosuch}a\end{nosuch}", "x^", r"\eqref{eq}", r"a + \ref{eq}"])
def test_what_is_no_formula(tex: str) -> None:
    """A command that nobody knows is not shown as letters, and a reference to an equation not as question marks."""
    with pytest.raises(MathError):
        to_mathml(tex, block=False)


@pytest.mark.parametrize("tex", ["<b>x</b>", r"\text{<script>}", r"\operatorname{a<b}", 'x"<y>"', r"\texttt{<i>}"])
def test_signs_are_escaped(tex: str) -> None:
    element = ET.fromstring(to_mathml(tex, block=False))  # noqa: S314 - not from others

    assert not [child.tag for child in element.iter() if child.tag.removeprefix(NAMESPACE) in {"b", "script", "i"}]
    assert element.get("alttext") == tex


@pytest.mark.parametrize(("tex", "number"), [(r"\begin{align} a &= b \\ c &= d \end{align}", "(1)"), ("$$ a $$", "")])
def test_sphinx_numbers_equations(plain_site: SiteBuilder, post: Post, tex: str, number: str) -> None:
    built = plain_site.build({"a.md": post(f"Words.\n\n{tex}\n")})

    assert built.warnings == []
    assert "".join(tag.get_text()[:3] for tag in main_content(built).select(".eqno")) == number
    assert "(1)" not in main_content(built).select_one("math").get_text()  # type: ignore[union-attr]


def test_tables_have_no_attribute_that_validators_reject() -> None:
    assert "scriptlevel" not in to_mathml("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", block=True)


@pytest.mark.parametrize(
    "tex",
    [
        r"\tfrac{1}{2}",
        r"\dfrac{1}{2}",
        r"x^{\tfrac{1}{\dfrac{a}{\frac{b}{c}}}} + \frac{\tfrac{1}{2}}{3}",
        r"\cfrac{1}{1+\cfrac{1}{x}}",
        r"\tbinom{n}{k} + \dbinom{n}{k}",
        r"\begin{pmatrix} 1 & 2 \\ 3 & \tfrac{4}{5} \end{pmatrix}",
        r"\begin{align} a &= \tfrac{b}{c} \end{align}",
    ],
)
def test_styles_are_on_elements_that_can_have_them(tex: str) -> None:
    """In HTML, `displaystyle` is valid on tables and `mstyle`, and `scriptlevel` on the latter."""
    root = ET.fromstring(to_mathml(tex, block=True))  # noqa: S314 - ours
    allowed = {"mtable": {"displaystyle"}, "mstyle": {"displaystyle", "scriptlevel"}, "math": {"displaystyle"}}
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        assert set(element.attrib) & {"displaystyle", "scriptlevel"} <= allowed.get(name, set()), name
    fractions = root.iter(f"{NAMESPACE}mfrac")
    assert len(list(fractions)) == len(re.findall(r"frac|binom", tex))
