"""Posts of which text is left out are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.build.left_out import left_out_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

LEFT = "```{=latex}\nx\n```\n"


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of messages that a build logs at its end."""
    found: list[str] = []
    monkeypatch.setattr("postil.build.left_out.logger.info", lambda _format, text: found.append(text))
    return found


def test_message() -> None:
    assert left_out_message(0) == ""
    assert left_out_message(1) == "1 post: text left out (see warnings postil.left_out)"
    assert left_out_message(3) == "3 posts: text left out (see warnings postil.left_out)"


def test_incremental_builds_count_all_posts(plain_site: SiteBuilder, post: Post, messages: list[str]) -> None:
    plain_site.build(posts={"a.md": post(LEFT), "b.md": post(LEFT + LEFT), "c.md": post()})
    plain_site.build(posts={"c.md": post("Other words.")})
    plain_site.build(posts={"a.md": post()})
    plain_site.build(posts={"b.md": None})

    assert [text.partition(":")[0] for text in messages] == ["2 posts", "2 posts", "1 post"]


def test_parallel_builds_count_all_posts(plain_site: SiteBuilder, post: Post, messages: list[str]) -> None:
    plain_site.build(posts={f"{number}.md": post(LEFT) for number in range(12)}, parallel=2)

    assert messages == ["12 posts: text left out (see warnings postil.left_out)"]
