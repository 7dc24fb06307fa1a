"""Formulas in the syntax of kramdown, MathJax and Pandoc."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# It keeps a formula and the punctuation after it on one line.
WORD_JOINER = "\N{WORD JOINER}"
# Markdown -> the formulas, with `!` before those that are displayed.
FORMULAS = {
    "Inline $$x^2$$ here": ["x^2"],
    "Inline $$ x^2 $$ here, and $y$": ["x^2", "y"],
    "Before\n$$x^2$$\nafter": ["!x^2"],
    "Between $$x$$$$y$$": ["x", "y"],
    "Costs $$ and $$ more": [],
    "Costs $$5 and $$6": [],
    "`$$x$$`": [],
    r"Words \\(x_1 + y_1\\), \\(z\\).": ["x_1 + y_1", "z"],
    r"\\[ x_1 \\]": ["!x_1"],
    r"Words \\[ x_1 \\] more": ["x_1"],
    "\\\\[\na \\\\\\\\\nb\n\\\\]": ["!a \\\\\nb"],
    r"\\(\\{a\\}\\)": [r"\{a\}"],
    r"Words \(x\) and \[y\].": [],
    r"A [link\](x) \\( unclosed": [],
    r"`\\(x\\)`": [],
}
WITH_KEY = {
    r"Words \(x_1 + \{y\}\).": [r"x_1 + \{y\}"],
    r"\[ x \]": ["!x"],
    "Before\n\\[\nx\n\\]\nafter": ["!x"],
    r"\\(x\\)": ["x"],
    r"\`\(x\)\`": ["x"],
}
AROUND = {
    "quote": "> {}",
    "list": "- {}",
    "table": "| A |\n|---|\n| {} |",
    "note": "Words[^1]\n\n[^1]: {}",
    "inline note": "Words^[{}]",
    "heading": "## {}",
    "emphasis": "*{}*",
    "div": "::: box\n{}\n:::",
}


def formulas(plain_site: SiteBuilder, text: str) -> list[str]:
    """Return the formulas of a page, and check that nothing was warned about."""
    built = plain_site.build({"a.md": text})
    assert [warning for warning in built.warnings if "alt text" not in warning] == []
    found = main_content(built).select("math")
    return [("!" if tag.get("display") == "block" else "") + str(tag["alttext"]) for tag in found]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas(plain_site: SiteBuilder, post: Post, text: str) -> None:
    assert formulas(plain_site, post(f"Words.\n\n{text}\n")) == FORMULAS[text]


@pytest.mark.parametrize("key", ["math: true", "mathjax: 'yes'", "katex: true", "use_math: true", "Math: true"])
@pytest.mark.parametrize("text", WITH_KEY)
def test_front_matter_asks_for_formulas(plain_site: SiteBuilder, text: str, key: str) -> None:
    assert formulas(plain_site, f"---\ndate: 2024-01-02\ntitle: A\n{key}\n---\n\n{text}\n") == WITH_KEY[text]


@pytest.mark.parametrize("key", ["math: false", "mathjax: no", "maths: true", "aftermath: true"])
def test_front_matter_that_does_not(plain_site: SiteBuilder, key: str) -> None:
    assert formulas(plain_site, f"---\ndate: 2024-01-02\ntitle: A\n{key}\n---\n\nAn \\(escape\\)\n") == []


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("text", ["$$x$$ words", r"\\(x\\) words"])
def test_formulas_everywhere(plain_site: SiteBuilder, post: Post, around: str, text: str) -> None:
    assert formulas(plain_site, post(AROUND[around].format(text) + "\n")) == ["x"]


def test_a_displayed_formula_is_in_no_paragraph(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("Before\n$$x$$\nafter.\n\n- An item\n  $$y$$\n  more\n")})

    assert not main_content(built).select("p .math, p div")
    assert [tag.get_text() for tag in main_content(built).select("p")] == ["Before", "after.", "An item", "more"]


@pytest.mark.parametrize("text", ["$$x$$", r"\\[x\\]"])
def test_a_heading_has_an_inline_formula(plain_site: SiteBuilder, post: Post, text: str) -> None:
    assert formulas(plain_site, post(f"## {text}\n\n*{text}*\n")) == ["x", "x"]


@pytest.mark.parametrize("extra", ["double_dollars", "tex_brackets"])
def test_turned_off(plain_site: SiteBuilder, post: Post, extra: str) -> None:
    plain_site.conf = f'postil_markdown_extras = ["-{extra}"]\n'
    text = {"double_dollars": "A $$x^2$$ b", "tex_brackets": r"A \\(x\\) b"}[extra]
    shown = main_content(plain_site.build({"a.md": post(text)})).get_text().replace(WORD_JOINER, "")

    assert {"double_dollars": "A $x2$ b", "tex_brackets": r"A \(x\) b"}[extra] in " ".join(shown.split())


@pytest.mark.parametrize("text", ["\\\\( ", "\\\\[ ", "$$ ", "$$x ", "\\( "])
def test_unclosed_marks_take_linear_time(plain_site: SiteBuilder, text: str) -> None:
    source = f"---\ndate: 2024-01-02\nmath: true\n---\n\n{text * 20_000}\n"
    started = time.perf_counter()
    plain_site.build({"a.md": source})

    assert time.perf_counter() - started < 20
