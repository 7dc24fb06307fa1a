"""Redirects from aliases, the old URLs of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_aliases_redirect_to_the_post(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(title="A <b>", aliases=["/2020/old.html", "/x/y/", "plain"])})

    for name, target in (
        ("2020/old.html", "../posts/a.html"),
        ("x/y/index.html", "../../posts/a.html"),
        ("plain.html", "posts/a.html"),
    ):
        page = built.page(name)
        link = page.select_one("body a")
        assert link
        assert link["href"] == target
        assert link.get_text() == "A <b>"
        assert page.select_one('link[rel="canonical"]')["href"] == "https://example.org/posts/a.html"  # type: ignore[index]
        assert page.select_one('meta[name="robots"]')["content"] == "noindex"  # type: ignore[index]
        assert page.select_one('meta[http-equiv="refresh"]')["content"] == f"0; url={target}"  # type: ignore[index]


@pytest.mark.parametrize(
    ("aliases", "left_out"),
    [
        (["x" * 400], 1),
        (["q.html", "q.html/z"], 1),
        (["objects.inv/x"], 1),
        (["search.html", "genindex", "_static"], 1),
    ],
)
def test_invalid_aliases_are_warned_about(site: SiteBuilder, post: Post, aliases: list[str], left_out: int) -> None:
    built = site.build(posts={"a.md": post(aliases=aliases)})

    assert len(built.warnings) == left_out
    assert "DOCTYPE" in built.read("search.html")
    assert "refresh" not in built.read("search.html")
    again = site.build(posts={"a.md": post()})
    assert {"search.html", "genindex.html"} <= set(again.files())
    assert "<entry>" in again.read("blog/atom.xml")


def test_an_alias_does_not_replace_a_page(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(aliases=["posts/b.html", "old"]), "b.md": post(title="B", aliases=["old", "blog"])}
    )

    assert len(built.warnings) == 2
    assert (
        sum(
            warning.count("`old`") + warning.count("`posts/b.html`") + warning.count("`blog`")
            for warning in built.warnings
        )
        == 3
    )
    assert all("[postil.permalink]" in warning for warning in built.warnings)
    assert built.titles("blog") == ["A post", "B"]
    assert built.article("posts/b").select("h1")
    assert "posts/a.html" in built.read("old.html")
