"""Spans with classes and ids, as in Pandoc; MyST parses them."""

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
        ("[Small *caps*]{.smallcaps}", '<span class="smallcaps">Small <em>caps</em></span>'),
        ("[words]{.underline}", '<span class="underline">words</span>'),
        ("[words]{#spot .a .b}", '<span class="a b" id="spot">words</span>'),
    ],
)
def test_span(plain_site: SiteBuilder, post: Post, text: str, html: str) -> None:
    built = plain_site.build({"a.md": post(f"Some {text} here.\n")})

    assert built.warnings == []
    assert html in str(main_content(built))
    assert "span.smallcaps" in built.read("_static/postil.css")
