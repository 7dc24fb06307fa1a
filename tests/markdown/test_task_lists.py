"""Check boxes of task lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


@pytest.mark.parametrize(("language", "labels"), [("en", ["Done", "To do"]), ("fr", ["Fait", "À faire"])])
@pytest.mark.parametrize("text", ["- [x] one\n- [ ] two\n", "> 1. [x] one\n>\n> 2. [ ] two\n"])
def test_check_boxes_have_labels(
    plain_site: SiteBuilder, post: Post, language: str, labels: list[str], text: str
) -> None:
    built = plain_site.build({"a.md": post(text)}, overrides={"language": language})

    assert built.warnings == []
    assert [box["aria-label"] for box in built.article("posts/a").select("input[type=checkbox]")] == labels
