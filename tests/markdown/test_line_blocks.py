"""Lines that begin with a bar, as in Pandoc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# Markdown -> the lines.
TEXTS = {
    "| One\n| two": ["One", "two"],
    "| One *em*\n|    two & <three\n|\n| four": ["One em", "\u00a0\u00a0\u00a0two & <three", "", "four"],
    "| One\n  more\n| two": ["One more", "two"],
    "> | One\n> | two": ["One", "two"],
    "- | One\n  | two": ["One", "two"],
    "| One \\| half\n| two": ["One | half", "two"],
    "| One\n| two\nText": ["One", "two"],
    "| One[^1]\n| two\n\n[^1]: Note": ["One[1]", "two"],
    "| One": [],
    "| One | two\n| three | four": [],
    "| One |\n| two |": [],
    "|One\n|two": [],
    "| a | b |\n|---|---|\n| 1 | 2 |": [],
    "Text\n| One\n| two": [],
    "    | One\n    | two": [],
}


@pytest.mark.parametrize("text", TEXTS)
def test_lines(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(text)})

    assert built.warnings == []
    assert [line.get_text() for line in main_content(built).select(".line-block > .line")] == TEXTS[text]
    assert ("Text" in text) == ("Text" in main_content(built).get_text())


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    home = "# Home\n\n```{toctree}\nposts/a\n```\n"
    built = plain_site.build({"a.md": post("| One\n| two\n")}, {"index.md": home}, builder=builder)

    assert [warning for warning in built.warnings if "EPUB3" not in warning] == []
