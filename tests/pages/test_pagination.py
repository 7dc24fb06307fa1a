"""Pagination: the pages of a long listing, and a listing on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]
    PostsFactory = Callable[..., dict[str, str | bytes | None]]


def head_links(page: BeautifulSoup) -> dict[str, str]:
    """Return the URLs of the next, the previous and the canonical page, from the head of a page."""
    found = page.select('head link[rel="next"], head link[rel="prev"], head link[rel="canonical"]')
    return {str(link["rel"][0]): str(link["href"]) for link in found}


def pager(built: Built, name: str) -> list[str]:
    """Return the items of a pager, in order; the current page in brackets."""
    parts = built.article(name).select(".postil-pager > a, .postil-pager li")
    return [f"[{part.get_text()}]" if part.select("[aria-current=page]") else part.get_text() for part in parts]


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (20, 1), (21, 2), (45, 3)])
def test_number_of_pages(plain_site: SiteBuilder, many_posts: PostsFactory, count: int, pages: int) -> None:
    built = plain_site.build(posts=many_posts(count, tags=["x"]))
    names = {page: [page, *(f"{page}/page/{n}" for n in range(2, pages + 1))] for page in ("blog", "blog/tag/x")}

    assert built.warnings == []
    for first, row in names.items():
        assert [title for name in row for title in built.titles(name)] == [f"P{n}" for n in range(count, 0, -1)]
        assert built.files(f"{first}/page") == [f"{name}.html" for name in row[1:]]
        assert all(len(built.titles(name)) <= 20 for name in row)
        assert bool(pager(built, first)) == (pages > 1)
        assert built.article(first).select_one(".postil-listing-count").get_text() == (  # type: ignore[union-attr]
            "1 post" if count == 1 else f"{count} posts"
        )


def test_links_between_pages(plain_site: SiteBuilder, many_posts: PostsFactory) -> None:
    plain_site.conf = "postil_page_size = 2\n"
    built = plain_site.build(posts=many_posts(5, tags=["x"]))
    root = "https://example.org/blog"

    assert head_links(built.page("blog")) == {"next": "blog/page/2.html", "canonical": f"{root}.html"}
    assert head_links(built.page("blog/page/2")) == {
        "prev": "../../blog.html", "next": "3.html", "canonical": f"{root}/page/2.html",
    }  # fmt: skip
    assert head_links(built.page("blog/tag/x/page/3")) == {"prev": "2.html", "canonical": f"{root}/tag/x/page/3.html"}
    assert pager(built, "blog/page/2") == ["Previous page", "1", "[2]", "3", "Next page"]
    for name in ("blog", "blog/page/2", "blog/page/3", "blog/tag/x", "blog/tag/x/page/2"):
        folder = (built.outdir / name).parent
        nav = built.article(name).select_one("nav.postil-pager")
        assert nav
        assert nav["aria-label"] == "Pages"
        assert len(nav.select("[aria-current=page]")) == 1
        assert all((folder / str(a["href"])).is_file() for a in nav.select("a"))
    titles = [built.page(name).title.get_text() for name in ("blog", "blog/page/2")]  # type: ignore[union-attr]
    assert ["page 2" in title for title in titles] == [False, True]


def test_the_pager_of_many_pages_has_gaps(plain_site: SiteBuilder, many_posts: PostsFactory) -> None:
    plain_site.conf = "postil_page_size = 1\n"
    built = plain_site.build(posts=many_posts(10))

    assert [n for n in pager(built, "blog") if "page" not in n] == ["[1]", "2", "3", "…", "10"]
    assert [n for n in pager(built, "blog/page/5") if "page" not in n] == [
        "1", "2", "3", "4", "[5]", "6", "7", "…", "10",
    ]  # fmt: skip
    assert [built.titles(f"blog/page/{n}") for n in (2, 10)] == [["P9"], ["P1"]]


def test_pagination_in_dirhtml(plain_site: SiteBuilder, many_posts: PostsFactory) -> None:
    plain_site.conf = "postil_page_size = 1\n"
    built = plain_site.build(posts=many_posts(2, tags=["x"]), builder="dirhtml")

    assert head_links(built.page("blog/page/2/index")) == {
        "prev": "../../", "canonical": "https://example.org/blog/page/2/",
    }  # fmt: skip
    assert built.titles("blog/tag/x/page/2/index") == ["P1"]


def test_pages_that_are_no_longer_needed_are_removed(plain_site: SiteBuilder, many_posts: PostsFactory) -> None:
    plain_site.conf = "postil_page_size = 2\n"
    built = plain_site.build(posts=many_posts(3, tags=["x"]))
    assert (built.outdir / "blog/tag/x/page/2.html").is_file()
    built = plain_site.build(posts={"p3.md": None})

    assert not built.files("blog/page")
    assert not (built.outdir / "blog/page").exists()
    assert not (built.outdir / "blog/tag/x/page").exists()
    assert pager(built, "blog") == []
    assert head_links(built.page("blog")) == {"canonical": "https://example.org/blog.html"}


def test_pinned_posts_are_marked_and_keep_their_order(plain_site: SiteBuilder, many_posts: PostsFactory) -> None:
    built = plain_site.build(posts=many_posts(3, pinned=True))

    assert built.titles("blog") == ["P3", "P2", "P1"]
    assert len(built.article("blog").select(".postil-pinned")) == 3


def test_pinned_posts_come_first_on_the_first_page(
    plain_site: SiteBuilder, post: Post, many_posts: PostsFactory
) -> None:
    plain_site.conf = "postil_page_size = 2\n"
    built = plain_site.build(posts=many_posts(3) | {"old.md": post(title="Old", date="2001-01-01", pinned=True)})

    assert built.titles("blog") == ["Old", "P3"]
    assert built.titles("blog/page/2") == ["P2", "P1"]
    marks = [bool(card.select(".postil-pinned")) for card in built.article("blog").select(".postil-card")]
    assert marks == [True, False]


def test_a_document_of_the_same_name_replaces_all_pages_of_a_listing(
    plain_site: SiteBuilder, many_posts: PostsFactory
) -> None:
    plain_site.conf = "postil_page_size = 1\n"
    built = plain_site.build(posts=many_posts(3), docs={"blog.md": "# Mine\n\n```{postlist} 1\n```\n"})

    assert built.article("blog").select_one("h1").get_text().startswith("Mine")  # type: ignore[union-attr]
    assert built.files("blog/page") == []


def test_the_home_page_can_be_the_first_page(site: SiteBuilder, many_posts: PostsFactory) -> None:
    site.conf = "postil_home = True\npostil_page_size = 2\n"
    text = "# Home\n\nWelcome. {ref}`blog-posts`\n"
    built = site.build(posts=many_posts(3), docs={"index.md": text})
    home = built.article("index")

    assert built.warnings == []
    assert built.titles("index") == ["P3", "P2"]
    assert len(home.select("h1")) == 1
    assert "blog.html" not in built.files()
    assert head_links(built.page("index"))["next"] == "blog/page/2.html"
    assert head_links(built.page("blog/page/2"))["prev"] == "../../index.html"
    assert built.titles("blog/page/2") == ["P1"]
    assert [a["href"] for a in built.article("blog/page/2").select(".postil-pager li a")] == ["../../index.html"]
    assert home.select_one("p a.reference.internal")["href"] == "#"  # type: ignore[index]


def test_the_home_page_is_updated_with_the_posts(plain_site: SiteBuilder, post: Post, many_posts: PostsFactory) -> None:
    plain_site.conf = "postil_home = True\npostil_page_size = 2\n"
    plain_site.build(posts=many_posts(3), docs={"index.md": "# Home\n"})
    built = plain_site.build(posts={"p3.md": post("Other words.\n", title="New", date="2024-01-03")})

    assert built.titles("index") == ["New", "P2"]
    assert "Other words." in built.article("index").get_text()
