"""The byline of a post: `postil_byline`, and the author with an avatar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


AUTHORS = (
    'blog_authors = {"ada": {"name": "Ada <L>", "bio": "Writes.\\n\\nMore.", "avatar": "a.png"}, "b": ("Bob", None)}\n'
)


def test_parts_of_the_byline(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS + 'postil_byline = ["author", "date"]\n'
    built = site.build(posts={"a.md": post(author="ada", tags=["x"], category="C")}, docs={"a.png": png})
    byline = built.article("posts/a").select_one(".postil-byline")

    assert built.warnings == []
    assert byline
    assert " ".join(byline.get_text(" ").split()) == "by Ada <L> March 24, 2024"
    assert not built.article("posts/a").select(".postil-byline img, .postil-tags")


def test_byline_with_an_avatar(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS
    built = site.build(posts={"a.md": post(author="ada", tags=["x"])}, docs={"a.png": png})
    page = built.article("posts/a")

    image = page.select_one(".postil-byline img")
    assert image
    assert image["alt"] == ""
    assert (built.outdir / "posts" / str(image["src"])).resolve().is_file()
    assert [tag.get_text() for tag in page.select(".postil-tags a")] == ["x"]


@pytest.mark.parametrize("value", ['"date"', '["dates"]', "5"])
def test_invalid_byline(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_byline = {value}\n"
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_byline" in built.warnings[0]
    assert built.article("posts/a").select_one(".postil-byline-time")
