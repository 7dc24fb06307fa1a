"""Abbreviations in capitals, which can be small caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.markdown.capitals import is_in_capitals

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize("text", ["NASA", "U.S.", "MP3", "C-SPAN", "ΕΕ", "США"])
def test_capitals(text: str) -> None:
    assert is_in_capitals(text)


@pytest.mark.parametrize("text", ["", "e.g.", "PhD", "C", "B2", "1789", "Dr.", "日本"])
def test_other_abbreviations(text: str) -> None:
    assert not is_in_capitals(text)


def test_each_way_to_write_an_abbreviation(plain_site: SiteBuilder, post: Post) -> None:
    text = "{abbr}`NASA (a)` and HTML, i.e. {abbr}`PhD (b)`.\n\n*[HTML]: c\n*[i.e.]: d\n"
    built = plain_site.build(posts={"a.md": post(text)})
    found = {each.get_text(): each.get("class") for each in built.article("posts/a").select("abbr")}

    assert found == {"NASA": ["postil-capitals"], "HTML": ["postil-capitals"], "i.e.": None, "PhD": None}
