"""Marked text, `==words==`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a ==marked== word", "a <mark>marked</mark> word"),
        ("==two *nested* words==", "<mark>two <em>nested</em> words</mark>"),
        ("**==a==**", "<strong><mark>a</mark></strong>"),
        ("(==a==, ==b==)", "(<mark>a</mark>, <mark>b</mark>)"),
        ("中文==标记==中文", "中文<mark>标记</mark>中文"),
        ("==<b>==", "<mark>&lt;b&gt;</mark>"),
        ("a == b == c", "a == b == c"),
        ("if a==b and c==d", "if a==b and c==d"),
        ("x === y ==== z", "x === y ==== z"),
        (r"\==a==", "==a=="),
        ("==open", "==open"),
        ("====", "===="),
    ],
)
def test_mark(plain_site: SiteBuilder, post: Post, text: str, html: str) -> None:
    built = plain_site.build({"a.md": post(f"x {text} y\n").replace("<b>", "&lt;b>")})

    assert built.warnings == []
    assert f"x {html} y" in str(main_content(built))
