"""The page of a post: byline, series, neighbours, related posts, backlinks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from postil.blog.post import Post as BlogPost
from postil.blog.related import find_related
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]
    PostsFactory = Callable[..., dict[str, str | bytes | None]]


def footer(built: Built, name: str, part: str) -> list[tuple[str, str]]:
    """Return the links of a part of a post's footer: their texts and URLs."""
    return [(a.get_text(), str(a["href"])) for a in built.article(name).select(f".postil-{part} li a")]


def test_byline(site: SiteBuilder, post: Post) -> None:
    site.conf = 'blog_authors = {"ada": ("Ada Lovelace", "https://example.org/ada")}\n'
    front = {"updated": "2024-04-01", "author": "ada", "tags": ["x", "y"], "category": "Notes", "series": "Parts"}
    built = site.build(posts={"a.md": post("word " * 700, **front)})
    byline = built.article("posts/a").select_one("h1 + .postil-byline")

    assert built.warnings == []
    assert byline
    assert [time["datetime"] for time in byline.select("time")] == ["2024-03-24", "2024-04-01"]
    text = " ".join(byline.get_text().split())  # as searching by Sphinx shows it
    assert text == ("by Ada Lovelace March 24, 2024 updated April 1, 2024 3 min read in the series Parts Notes")
    hrefs = [a["href"] for a in built.article("posts/a").select(".postil-byline a, .postil-tags a")]
    assert hrefs == [f"../blog/{name}.html" for name in (
        "author/ada-lovelace", "series/parts", "category/notes", "tag/x", "tag/y")]  # fmt: skip
    assert all((built.outdir / "posts" / str(href)).is_file() for href in hrefs)


def test_dates_are_in_the_time_zone_and_language_of_the_site(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_timezone = "Asia/Tokyo"\nlanguage = "de"\n'
    built = plain_site.build(posts={"a.md": post(date="2024-03-24 20:00 -05:00")})
    time = built.article("posts/a").select_one("time")

    assert time
    assert time.get_text() == "25. März 2024"
    assert time["datetime"] == "2024-03-25T10:00:00+09:00"


def test_custom_date_format(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'post_date_format = "%Y/%m/%d"\n'
    built = plain_site.build(posts={"a.md": post()})

    assert built.article("posts/a").select_one("time").get_text() == "2024/03/24"  # type: ignore[union-attr]


def test_a_post_has_nothing_of_a_manual(site: SiteBuilder, post: Post) -> None:
    site.conf = 'project = "My blog"\n'
    built = site.build(posts={"a.md": post()})
    page = built.page("posts/a")

    assert page.title
    assert page.title.get_text().split() == ["A", "post", "—", "My", "blog"]
    assert "Author name not set" not in str(page)
    assert "documentation" not in page.get_text().lower()
    assert len(page.select(".search-button, .search-button-field")) == 1
    assert len(page.select("h1")) == 1
    feed = page.select_one('head link[type="application/atom+xml"]')
    assert feed
    assert feed["href"] == "https://example.org/blog/atom.xml"


def test_an_image_in_a_post_is_copied(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    built = plain_site.build(posts={"a/index.md": post("![A point](p.png)\n"), "a/p.png": png})
    image = built.article("posts/a/index").select_one("img")

    assert built.warnings == []
    assert image
    assert (built.outdir / "posts/a" / str(image["src"])).resolve().read_bytes() == png


def test_links_to_newer_and_older_posts(plain_site: SiteBuilder, post: Post) -> None:
    posts = {f"{n}.md": post(title=f"Post {n}", date=f"2024-03-0{n}") for n in (1, 2, 3)}
    built = plain_site.build(posts=posts)

    def links(name: str) -> list[tuple[str, str]]:
        found = built.article(name).select(".postil-neighbours a")
        return [(" ".join(a.get_text().split()), str(a["href"])) for a in found]

    assert links("posts/1") == [("Newer Post 2", "2.html")]
    assert links("posts/2") == [("Older Post 1", "1.html"), ("Newer Post 3", "3.html")]
    assert links("posts/3") == [("Older Post 2", "2.html")]


def test_series(plain_site: SiteBuilder, post: Post) -> None:
    posts = {f"{n}.md": post(title=f"P{n}", date=f"2024-03-0{n}", series="Rome") for n in (1, 2, 3)}
    posts["one.md"] = post(title="One", series="Alone")
    built = plain_site.build(posts=posts)

    assert built.titles("blog/series/rome") == ["P1", "P2", "P3"]
    assert [part.get_text() for part in built.article("blog/series/rome").select(".postil-byline-part")] == [
        "Part 1", "Part 2", "Part 3",
    ]  # fmt: skip
    box = built.article("posts/2").select_one(".postil-series")
    assert box
    assert box.p.get_text() == "Rome: part 2 of 3"  # type: ignore[union-attr]
    assert [li.get_text() for li in box.select("li")] == ["P1", "P2", "P3"]
    assert box.select_one("[aria-current=page]").get_text() == "P2"  # type: ignore[union-attr]
    assert footer(built, "posts/2", "series") == [("P1", "1.html"), ("P3", "3.html")]
    assert "part 2 of 3" in built.article("posts/2").select_one(".postil-byline").get_text()  # type: ignore[union-attr]
    assert not built.article("posts/one").select(".postil-series")
    assert built.titles("blog/series/alone") == ["One"]
    assert "part" not in built.article("posts/one").select_one(".postil-byline").get_text()  # type: ignore[union-attr]

    built = plain_site.build(posts={"2.md": None})
    assert built.article("posts/3").select_one(".postil-series p").get_text() == "Rome: part 2 of 2"  # type: ignore[union-attr]
    built = plain_site.build(posts={"1.md": None})
    assert not built.article("posts/3").select(".postil-series")


@pytest.mark.parametrize(
    ("option", "links"),
    [("all", ["Older Other", "Newer Last"]), ("series", ["Previous part P1", "Next part P3"])],
)
def test_neighbours_within_a_series(plain_site: SiteBuilder, post: Post, option: str, links: list[str]) -> None:
    plain_site.conf = f'postil_neighbours = "{option}"\n'
    days = {"P1": ("01", "S"), "Other": ("02", ""), "P2": ("03", "S"), "Last": ("04", ""), "P3": ("05", "S")}
    posts = {f"{n}.md": post(title=n, date=f"2024-03-{day}", series=series) for n, (day, series) in days.items()}
    built = plain_site.build(posts=posts)

    assert [" ".join(a.get_text().split()) for a in built.article("posts/P2").select(".postil-neighbours a")] == links
    around = [" ".join(a.get_text().split()) for a in built.article("posts/Other").select(".postil-neighbours a")]
    assert around == ["Older P1", "Newer P2"]


def test_related_posts(plain_site: SiteBuilder, post: Post, many_posts: PostsFactory) -> None:
    posts = many_posts(6) | {
        "a.md": post("Rivers and bridges everywhere.\n", title="A", tags=["water", "walks"], date="2023-01-01"),
        "b.md": post("Bridges of the northern rivers.\n", title="B", tags=["water"], date="2022-01-01"),
        "c.md": post("Else.\n", title="C", tags=["water"], date="2021-01-01"),
        "d.md": post("Else.\n", title="D", tags=["walks"], series="S", date="2020-01-01"),
        "e.md": post("Else.\n", title="E", tags=["walks"], series="S", date="2019-01-01"),
    }
    built = plain_site.build(posts=posts)
    again = SiteBuilder(plain_site.folder / "again", theme="basic").build(posts=dict(reversed(posts.items())))

    assert [title for title, _ in footer(built, "posts/a", "related")] == ["C", "D", "E"]  # B is the older post
    assert footer(again, "posts/a", "related") == footer(built, "posts/a", "related")
    assert [title for title, _ in footer(built, "posts/d", "related")] == ["A"]  # E is a part of the same series
    assert footer(built, "posts/p1", "related") == []


def test_related_posts_can_be_disabled(plain_site: SiteBuilder, many_posts: PostsFactory) -> None:
    plain_site.conf = "postil_related = 0\n"
    built = plain_site.build(posts=many_posts(3, tags=["x"]))

    assert not built.article("posts/p1").select(".postil-related")


def test_related_posts_are_found_in_linear_time() -> None:
    posts = [BlogPost(f"p{n}", title=f"Words number{n}", tags=("all", f"t{n % 7}")) for n in range(3000)]
    start = time.perf_counter()
    found = find_related(posts, 3)

    assert time.perf_counter() - start < 20  # looking at all pairs takes minutes
    assert all(len(related) == 3 for related in found)


def test_backlinks(plain_site: SiteBuilder, post: Post) -> None:
    posts = {
        "a.md": post("Words, [itself](a.md).\n", title="A"),
        "b.md": post("[](a.md) and [again](a.md)\n", title="B"),
        "c.md": post("{doc}`a`\n", title="C <i>", date="2024-04-01"),
        "d.md": post("A {ref}`a <a>`.\n", title="D", date="2023-04-01"),
        "e.md": post("`a` [out](https://example.org/a)\n", title="E"),
    }
    docs = {"page.md": "---\norphan: true\n---\n# A *page*\n\n[](../posts/a.md)\n"}
    built = plain_site.build(posts=posts, docs=docs)

    assert built.warnings == []
    assert footer(built, "posts/a", "backlinks") == [
        ("C <i>", "c.html"), ("B", "b.html"), ("D", "d.html"), ("A page", "../page.html"),
    ]  # fmt: skip
    assert footer(built, "posts/b", "backlinks") == []
    built = plain_site.build(posts={"b.md": None}, docs={"page.md": "---\norphan: true\n---\n# Page\n"})
    assert [title for title, _ in footer(built, "posts/a", "backlinks")] == ["C <i>", "D"]
    built = plain_site.build(posts={"c.md": post("{doc}`a`\n", title="New", date="2024-04-01")})
    assert [title for title, _ in footer(built, "posts/a", "backlinks")] == ["New", "D"]


def test_backlinks_can_be_disabled(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_backlinks = False\n"
    built = plain_site.build(posts={"a.md": post(), "b.md": post("[](a.md)\n", title="B")})

    assert not built.article("posts/a").select(".postil-backlinks")
