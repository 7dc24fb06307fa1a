"""Lines that MyST drops: those that start with `%`, and text behind `+++`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

LINES = [
    "%A remark.%",
    "Of all\n% of arches",
    "> % quoted",
    "- % in a list",
    "Words[^1]\n\n[^1]: % noted",
    "::: a\n% x\n:::",
]


@pytest.mark.parametrize("text", LINES)
def test_percent_is_text(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build(posts={"a.md": post(text)})

    assert built.warnings == []
    assert "%" in built.article("posts/a").get_text()


def test_percent_starts_a_comment_on_request(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_percent_comments = True\nmyst_disable_syntax = ["table"]\n'
    built = plain_site.build(posts={"a.md": post("Words\n\n% hidden\n\n| a |\n|---|\n")})

    assert " ".join(main_content(built).get_text().split()) == "Words | a | |—|"


def test_percent_option_rebuilds(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build(posts={"a.md": post("% words")})
    plain_site.conf = "postil_percent_comments = True\n"
    built = plain_site.build()

    assert "% words" not in built.article("posts/a").get_text()
    assert plain_site.differences(built) == []


@pytest.mark.parametrize(
    ("text", "shown"), [("+++", ""), ('+++ {"tags": []}', ""), ("+++ words", "+++ words"), ("+++ a\nb", "+++ a b")]
)
def test_text_behind_a_block_break(plain_site: SiteBuilder, post: Post, text: str, shown: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"Before.\n\n{text}\n\nAfter.")})

    assert " ".join(main_content(built).get_text().split()) == " ".join(f"Before. {shown} After.".split())
