"""Emoji by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.markdown.emoji import emoji_by_name
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A :smile: here", "A 😄 here"),
        (":tada::+1:", "🎉👍"),
        ("(:heart:)!", "(❤️)!"),
        (":de: :100: :non-potable_water: :memo:", "🇩🇪 💯 🚱 📝"),
        ("**:rocket:**", "🚀"),
        ("12:30:45, 10:100:3", "12:30:45, 10:100:3"),
        (":param x: and :unknown:", ":param x: and :unknown:"),
        ("a:smile:b std::cout::smile:", "a:smile:b std::cout::smile:"),
        (r"\:smile:", ":smile:"),
        ("`:smile:`", ":smile:"),
        ("{abbr}`TADA (:tada:)`", "TADA"),
    ],
)
def test_emoji(plain_site: SiteBuilder, post: Post, text: str, shown: str) -> None:
    built = plain_site.build({"a.md": post(f"{text}\n")})

    assert built.warnings == []
    assert main_content(built).select("p")[-1].get_text() == shown


def test_names_of_github() -> None:
    """GitHub's names are known, those that are pictures of its own excepted."""
    names = "smile +1 -1 tada rocket heart eyes fire bug sparkles warning white_check_mark x thinking wave coffee bulb"

    assert [name for name in names.split() if f":{name}:" not in emoji_by_name()] == []
