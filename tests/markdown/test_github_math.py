"""Formulas in the syntax of GitHub: input and expected page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "tex", "display"),
    [
        ("```math\na^2 \\le b\n```", "a^2 \\le b", "block"),
        ("> - ~~~math\n>   a^2\n>   ~~~", "a^2", "block"),
        ("With $`a_1 < b`$ in it", "a_1 < b", None),
        ("*With* $``a^*b*``$.", "a^*b*", None),
        ("Words[^1]\n\n[^1]: In $`a`$.", "a", None),
        ("| A |\n|---|\n| $`a`$ |", "a", None),
    ],
)
def test_formula(plain_site: SiteBuilder, post: Post, text: str, tex: str, display: str | None) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})
    [formula] = main_content(built).select("math")

    assert built.warnings == []
    assert formula["alttext"] == tex
    assert formula.get("display") == display
    assert "`" not in main_content(built).text


@pytest.mark.parametrize(
    "text", ["`` $`a`$ ``", "```{code-block} tex\n$`a`$\n```", "a $`b and c", r"\$`a`", "```math\n```"]
)
def test_no_formula(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})

    assert not main_content(built).select("math")


@pytest.mark.long
def test_linear_time(plain_site: SiteBuilder, post: Post) -> None:
    start = time.process_time()
    plain_site.build({"a.md": post("$`a " * 20_000)})

    assert time.process_time() - start < 20
