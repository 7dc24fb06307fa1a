"""Rows of tables with more cells than the heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

ROWS = {
    "| a | b | c |": ["a", "b | c"],
    "a | b | *c* | d": ["a", "b | c | d"],
    "| a | b |": ["a", "b"],
    "| a |": ["a", ""],
    "| a | b \\| x | c |": ["a", "b | x | c"],
    "| a | b | |": ["a", "b"],
    "| a | `x \\| y` | c": ["a", "x | y | c"],
}


@pytest.mark.parametrize("before", ["", "> ", "- Words\n\n  "])
@pytest.mark.parametrize("row", ROWS)
def test_no_cell_is_lost(plain_site: SiteBuilder, post: Post, row: str, before: str) -> None:
    indent = before[-2:]
    table = before + f"\n{indent}".join(["| x | y |", "|---|---|", row])
    built = plain_site.build(posts={"a.md": post(table)})

    assert [cell.get_text() for cell in built.article("posts/a").select("td")] == ROWS[row]
