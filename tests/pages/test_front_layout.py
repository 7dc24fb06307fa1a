"""The layout `front` of a `postlist`, which the home page of all posts has too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


AUTHORS = (
    'blog_authors = {"ada": {"name": "Ada <L>", "bio": "Writes.\\n\\nMore.", "avatar": "a.png"}, "b": ("Bob", None)}\n'
)


def build_front(
    site: SiteBuilder, post: Post, png: bytes, text: str = "```{postlist} 3\n:layout: front\n```\n"
) -> Built:
    posts: dict[str, str | bytes | None] = {
        f"{number}.md": post(f"Words {number}.\n", title=f"Post {number}", date=f"2024-03-0{number}", author="ada")
        for number in (1, 2, 3, 4)
    }
    docs: dict[str, str | bytes | None] = {"index.md": f"# The Site\n\nA line.\n\n{text}", "a.png": png}
    return site.build(posts=posts, docs=docs)


def test_front_layout(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS
    built = build_front(site, post, png)
    page = built.article("index")

    assert built.warnings == []
    assert built.titles("index") == ["Post 4", "Post 3", "Post 2"]
    assert [card.h2.get_text() for card in page.select(".postil-lead")] == ["Post 4"]  # type: ignore[union-attr]
    assert [card.h2.get_text() for card in page.select(".postil-brief")] == ["Post 3", "Post 2"]  # type: ignore[union-attr]
    writers = page.select(".postil-writer")
    assert [" ".join(writer.get_text().split()) for writer in writers] == ["Ada <L> Writes."]
    assert str(writers[0].img["src"]).startswith("_static/postil-author-")  # type: ignore[index]


def test_first_page_of_all_posts_has_the_front_layout(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS + "postil_home = True\npostil_page_size = 3\n"
    built = build_front(site, post, png, text="")

    assert built.warnings == []
    assert built.titles("index") == ["Post 4", "Post 3", "Post 2"]
    assert len(built.article("index").select(".postil-lead")) == 1
    assert built.article("index").select(".postil-pager")
    assert not built.article("blog/page/2").select(".postil-lead, .postil-writers")


def test_front_layout_without_posts(site: SiteBuilder) -> None:
    built = site.build(docs={"index.md": "# Home\n\n```{postlist} 3\n:layout: front\n```\n"})

    assert built.warnings == []


def test_front_layout_changes_with_the_authors(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS
    build_front(site, post, png)
    built = site.build(posts={"2.md": post("Words 2.\n", title="Post 2", date="2024-03-02", author="b")})

    assert [w.a.get_text() for w in built.article("index").select(".postil-writer")] == ["Ada <L>", "Bob"]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["masthead", "front", "writers", "card", "byline", "post-footer"])
def test_owner_replaces_a_template(site: SiteBuilder, post: Post, png: bytes, name: str) -> None:
    site.conf = AUTHORS + 'templates_path = ["_templates"]\n'
    site.write({f"docs/_templates/postil/{name}.html": '<div id="mine">Mine</div>\n'})
    built = build_front(site, post, png)
    page = "posts/1" if name in ("byline", "post-footer") else "index"

    assert built.warnings == []
    assert built.page(page).select("#mine")
