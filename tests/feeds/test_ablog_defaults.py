"""The defaults of feeds on sites that follow ABlog's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

COUNT = 22  # more than postil's default length


@pytest.mark.parametrize(
    ("conf", "folder", "length", "whole"),
    [
        ("", "docs/posts", COUNT, False),
        ("blog_feed_length = None", "docs/posts", COUNT, False),
        ("blog_feed_length = 3", "docs/posts", 3, False),
        ("blog_feed_fulltext = True", "docs/posts", COUNT, True),
        ("postil_page_size = 5", "docs/posts", 20, True),
        ("", "posts", 20, True),
    ],
)
def test_the_feed_has_what_ablogs_has_unless_conf_py_says_otherwise(
    plain_site: SiteBuilder,
    post: Post,
    conf: str,
    folder: str,
    length: int,
    whole: bool,  # noqa: FBT001 - a value of the table
) -> None:
    plain_site.conf = f"{conf}\n"
    plain_site.write(
        {f"{folder}/n{day}.md": post("Begin.\n\nEnd.\n", date=f"2024-01-{day:02}") for day in range(1, 23)}
    )
    built = plain_site.build()
    feed = feedparser.parse(built.read("blog/atom.xml"))
    contents = [entry.content[0].value for entry in feed.entries]

    assert built.warnings == []
    assert len(contents) == length
    assert all(("End." in content) == whole and "Begin." in content for content in contents)


def test_an_invalid_length_is_as_if_it_were_not_set(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_feed_length = "few"\n'
    posts: dict[str, str | bytes | None] = {
        f"posts/n{day}.md": post(date=f"2024-01-{day:02}", title=f"N{day}", blogpost=True) for day in range(1, 23)
    }
    built = plain_site.build(docs=posts)

    (warning,) = built.warnings
    assert warning.endswith("using the default, None [postil.config]")
    assert len(feedparser.parse(built.read("blog/atom.xml")).entries) == COUNT


def test_the_feed_changes_with_the_rules(plain_site: SiteBuilder, post: Post) -> None:
    """An option of postil's ends ABlog's rules, in an incremental build too."""
    plain_site.write({"docs/posts/a.md": post("Begin.\n\nEnd.\n")})
    before = plain_site.build().read("blog/atom.xml")
    plain_site.conf = "postil_page_size = 20\n"
    built = plain_site.build()

    assert ("End." in before, "End." in built.read("blog/atom.xml")) == (False, True)
    assert plain_site.differences(built) == []
