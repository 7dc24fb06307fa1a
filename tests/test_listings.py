"""Pages of listings, as readers see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import BeautifulSoup

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


def many(post: Post, count: int, **front: object) -> dict[str, str | bytes | None]:
    """Return `count` posts, a day apart, the last one newest."""
    days = [f"2024-{1 + n // 28:02}-{1 + n % 28:02}" for n in range(count)]
    return {f"p{n + 1}.md": post(f"Text {n + 1}.\n", title=f"P{n + 1}", date=days[n], **front) for n in range(count)}


def head_links(page: BeautifulSoup) -> dict[str, str]:
    """Return the addresses in a page's head that say where it stands among others."""
    found = page.select('head link[rel="next"], head link[rel="prev"], head link[rel="canonical"]')
    return {str(link["rel"][0]): str(link["href"]) for link in found}


def pager(built: Built, name: str) -> list[str]:
    """Return the words of a pager, in order; the current page in brackets."""
    parts = built.article(name).select(".postil-pager > a, .postil-pager li")
    return [f"[{part.get_text()}]" if part.select("[aria-current=page]") else part.get_text() for part in parts]


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (20, 1), (21, 2), (45, 3)])
def test_a_listing_has_as_many_pages_as_it_needs(plain_site: SiteBuilder, post: Post, count: int, pages: int) -> None:
    built = plain_site.build(posts=many(post, count, tags=["x"]))
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


def test_pages_know_each_other(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_page_size = 2\n"
    built = plain_site.build(posts=many(post, 5, tags=["x"]))
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


def test_the_pager_of_many_pages_has_gaps(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_page_size = 1\n"
    built = plain_site.build(posts=many(post, 10))

    assert [n for n in pager(built, "blog") if "page" not in n] == ["[1]", "2", "3", "…", "10"]
    assert [n for n in pager(built, "blog/page/5") if "page" not in n] == [
        "1", "2", "3", "4", "[5]", "6", "7", "…", "10",
    ]  # fmt: skip
    assert [built.titles(f"blog/page/{n}") for n in (2, 10)] == [["P9"], ["P1"]]


def test_pages_in_dirhtml(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_page_size = 1\n"
    built = plain_site.build(posts=many(post, 2, tags=["x"]), builder="dirhtml")

    assert head_links(built.page("blog/page/2/index")) == {
        "prev": "../../", "canonical": "https://example.org/blog/page/2/",
    }  # fmt: skip
    assert built.titles("blog/tag/x/page/2/index") == ["P1"]


def test_pages_that_are_gone_are_removed(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_page_size = 2\n"
    built = plain_site.build(posts=many(post, 3, tags=["x"]))
    assert (built.outdir / "blog/tag/x/page/2.html").is_file()
    built = plain_site.build(posts={"p3.md": None})

    assert not built.files("blog/page")
    assert not (built.outdir / "blog/page").exists()
    assert not (built.outdir / "blog/tag/x/page").exists()
    assert pager(built, "blog") == []
    assert head_links(built.page("blog")) == {"canonical": "https://example.org/blog.html"}


def test_all_pinned_is_as_none_pinned_but_marked(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts=many(post, 3, pinned=True))

    assert built.titles("blog") == ["P3", "P2", "P1"]
    assert len(built.article("blog").select(".postil-pinned")) == 3


def test_pinned_posts_come_first_on_the_first_page(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_page_size = 2\n"
    built = plain_site.build(posts=many(post, 3) | {"old.md": post(title="Old", date="2001-01-01", pinned=True)})

    assert built.titles("blog") == ["Old", "P3"]
    assert built.titles("blog/page/2") == ["P2", "P1"]
    marks = [bool(card.select(".postil-pinned")) for card in built.article("blog").select(".postil-card")]
    assert marks == [True, False]


def test_an_owners_page_takes_the_place_of_a_whole_listing(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_page_size = 1\n"
    built = plain_site.build(posts=many(post, 3), docs={"blog.md": "---\norphan: true\n---\n# Mine\n"})

    assert built.article("blog").select_one("h1").get_text().startswith("Mine")  # type: ignore[union-attr]
    assert built.files("blog/page") == []


# --- home -----------------------------------------------------------------------------------------------------------


def test_the_home_page_is_the_first_page(site: SiteBuilder, post: Post) -> None:
    site.conf = "postil_home = True\npostil_page_size = 2\n"
    text = "# Home\n\nWelcome. {ref}`blog-posts`\n"
    built = site.build(posts=many(post, 3), docs={"index.md": text})
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


def test_the_home_page_follows_the_posts(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_home = True\npostil_page_size = 2\n"
    plain_site.build(posts=many(post, 3), docs={"index.md": "# Home\n"})
    built = plain_site.build(posts={"p3.md": post("Other words.\n", title="New", date="2024-01-03")})

    assert built.titles("index") == ["New", "P2"]
    assert "Other words." in built.article("index").get_text()


# --- in time --------------------------------------------------------------------------------------------------------


def test_months(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'language = "de"\n'
    posts: Mapping[str, str] = {
        f"{day}.md": post(f"Text {day}.\n", title=day, date=day) for day in ("2024-03-24", "2024-03-01", "2024-05-01")
    }
    built = plain_site.build(posts=posts)
    months = built.article("blog/2024").select(".postil-months li")

    assert [" ".join(month.get_text().split()) for month in months] == ["Mai 2024 1", "März 2024 2"]
    assert [str(month.a["href"]) for month in months if month.a] == ["2024/05.html", "2024/03.html"]
    assert built.titles("blog/2024/03") == ["2024-03-24", "2024-03-01"]
    assert "Text" not in built.article("blog/2024/03").get_text()
    assert "März 2024" in built.article("blog/2024/03").select_one("h1").get_text()  # type: ignore[union-attr]


# --- terms ----------------------------------------------------------------------------------------------------------


def test_a_tag_index_by_size_and_by_name(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(tags=["b", "a"]), "b.md": post(title="B", tags=["b", "c"])})
    lists = built.article("blog/tag").select(".postil-term-list")

    assert [[a.get_text() for a in part.select("a")] for part in lists] == [["b", "a", "c"], ["a", "b", "c"]]
    assert [count.get_text() for count in lists[0].select(".postil-count")] == ["2", "1", "1"]


def test_terms_of_one_size_are_listed_once(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(tags=["b", "a"])})

    assert len(built.article("blog/tag").select(".postil-term-list")) == 1


def test_a_term_without_posts_has_no_page(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_authors = {"ada": ("Ada Lovelace", None)}\n'
    built = plain_site.build(posts={"a.md": post(tags=["x"], draft=True), "b.md": post(title="B")})

    assert not [name for name in built.files("blog") if re.search("tag|author", name)]
