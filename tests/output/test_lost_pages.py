"""Pages whose URLs lead nowhere after a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.output.lost_pages import LostPage, find_lost_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


def lost(built: Built) -> list[str]:
    """Return the warnings about lost pages, which must be all warnings."""
    assert all("[postil.lost_url]" in warning for warning in built.warnings), built.warnings
    return [warning.split("WARNING: ")[1].removesuffix(" [postil.lost_url]") for warning in built.warnings]


def test_a_page_is_lost_unless_its_url_or_an_alias_is_left() -> None:
    before = {"posts/a": "posts/a", "posts/b": "posts/b", "posts/c": "posts/c", "posts/d": "posts/d", "x": "x"}
    found = find_lost_pages(
        before,
        files={"posts/b.html", "2024/c.html", "x.html"},
        file_of=lambda docname: f"{docname}.html",
        now={"2024/b": "posts/b", "2024/c": "posts/c", "x": "x"},
        unpublished={"posts/d"},
    )

    assert found == [LostPage("posts/a"), LostPage("posts/c", "2024/c")]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_lost_page_is_reported_once(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    end = "/" if builder == "dirhtml" else ".html"
    plain_site.build(
        posts={"a.md": post(title="A"), "b.md": post(title="B"), "c.md": post(title="C")},
        docs={"page.md": "---\norphan: true\n---\n# Page\n"},
        builder=builder,
    )
    posts = {
        "a.md": None,
        "b.md": post(title="B", slug="moved"),
        "c.md": post(title="C", slug="x", aliases=["posts/c"]),
    }
    built = plain_site.build(posts=posts, docs={"page.md": None}, builder=builder)

    page, a, b = sorted(lost(built))[2], *sorted(lost(built))[:2]
    assert a == f"the URL posts/b{end} has changed to posts/moved{end}; to redirect, add the alias `/posts/b{end}`"
    assert b == f"the page page{end} is no longer part of the site; to redirect, add the alias `/page{end}` to a post"
    assert page.startswith(f"the page posts/a{end} is no longer")
    assert any("posts/b.md:1: WARNING" in warning for warning in built.warnings)
    assert lost(plain_site.build(builder=builder)) == []

    solved = plain_site.build(
        posts={"b.md": post(title="B", slug="moved", aliases=[f"/posts/b{end}"])}, builder=builder
    )
    assert solved.warnings == []
    assert plain_site.differences(solved, builder=builder) == []


def test_what_its_author_withdrew_is_not_lost(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build(posts={"a.md": post(), "b.md": post(), "c.md": post()})
    built = plain_site.build(posts={"a.md": post(draft=True), "b.md": post(expires="2024-05-01")})

    assert lost(built) == []


def test_a_pattern_that_moves_all_posts(plain_site: SiteBuilder, post: Post) -> None:
    posts: dict[str, str | bytes | None] = {"a.md": post(title="A"), "b/index.md": post(title="B")}
    plain_site.build(posts=posts)
    overrides = {"postil_permalink": "{year}/{slug}/"}
    built = plain_site.build(overrides=overrides)

    assert len(lost(built)) == 2
    assert lost(plain_site.build(overrides=overrides)) == []
    # Another builder has another output folder, in which there were no pages.
    assert lost(plain_site.build(builder="dirhtml")) == []


def test_one_type_of_warning_can_be_suppressed(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'suppress_warnings = ["postil.lost_url"]\n'
    plain_site.build(posts={"a.md": post(), "b.md": post()})

    assert plain_site.build(posts={"a.md": None}).warnings == []
