"""The language in the first line of an indented code block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# First line -> the language, whether the line is shown, whether lines are numbered.
HEADS = {
    ":::python": ("python", False, False),
    "::python": ("python", False, False),
    ":::Python": ("python", False, False),
    "#!python": ("python", False, True),
    "#!/bin/bash": ("bash", True, True),
    '#!python hl_lines="1"': ("python", False, True),
    ":::unheard": ("default", True, False),
    ":::python is a language": ("default", True, False),
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("around", ["{}", "> {}", "1. Words\n\n   {}"])
def test_language(plain_site: SiteBuilder, post: Post, head: str, around: str) -> None:
    indent = {">": "> ", "1": "   "}.get(around[0], "")
    text = around.format(f"    {head}\n{indent}    x = 1")
    built = plain_site.build({"a.md": post(f"Words.\n\n{text}\n")})
    block = main_content(built).select_one("div[class*=highlight-]")
    language, is_shown, has_numbers = HEADS[head]

    assert block
    assert (f"highlight-{language}" in block["class"]) == (language != "default")
    assert (head in block.get_text()) == is_shown
    assert "x = 1" in block.get_text()
    assert bool(block.select(".linenos")) == has_numbers
    assert bool(block.select(".hll")) == ("hl_lines" in head)


def test_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-codehilite"]\n'
    built = plain_site.build({"a.md": post("Words.\n\n    :::python\n    x = 1\n")})

    assert ":::python" in main_content(built).get_text()
