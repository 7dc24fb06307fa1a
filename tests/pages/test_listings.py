"""Listings of terms, years and months, and sidebars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_listings_have_the_urls_of_ablog(plain_site: SiteBuilder, post: Post) -> None:
    front = {"tags": ["x"], "category": "c", "author": "Ada", "location": "Paris", "language": "en", "series": "s"}
    built = plain_site.build(posts={"a.md": post(**front), "b.md": post(date="2023-01-01", title="B")})

    assert built.warnings == []
    assert built.files("blog") == [
        f"blog/{name}.html" for name in (
            "2023", "2023/01", "2024", "2024/03", "archive", "author", "author/ada", "category", "category/c",
            "language", "language/en", "location", "location/paris", "series", "series/s", "tag", "tag/x")
    ]  # fmt: skip
    assert built.titles("blog") == ["A post", "B"]
    assert built.titles("blog/2023") == ["B"]
    for name in ("tag/x", "category/c", "author/ada", "location/paris", "language/en", "series/s"):
        assert built.titles(f"blog/{name}") == ["A post"], name


def test_each_tag_has_a_page_and_a_count(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={
            "a.md": post(tags=["C", "C++", "机器学习"]),
            "b.md": post(title="B", tags=["C#", "++", "🚀", "c++"]),
            "c.md": post(title="C", tags=["c++ ", "C"]),
        }
    )
    terms = {a.get_text(): unquote(str(a["href"])) for a in built.article("blog/tag").select("ul.postil-term-list a")}
    counts = [int(c.get_text()) for c in built.article("blog/tag").select("ul .postil-count")]

    assert terms == {
        "++": "tag/plus-plus.html", "C": "tag/c.html", "C#": "tag/c-sharp.html", "c++": "tag/c-plus-plus.html",
        "机器学习": "tag/机器学习.html", "🚀": "tag/rocket.html",
    }  # fmt: skip
    assert dict(zip(terms, counts, strict=True)) == {"++": 1, "C": 2, "C#": 1, "c++": 3, "机器学习": 1, "🚀": 1}
    assert sorted(built.files("blog/tag")) == sorted(f"blog/{href}" for href in terms.values())


def test_dates_in_the_first_millennium(plain_site: SiteBuilder, post: Post) -> None:
    """Other engines write their empty date so; it is a date like any other."""
    built = plain_site.build({"a.md": post(date="0001-01-01"), "b.md": post(title="B", date="0500-06-01")})

    assert built.warnings == []
    assert built.titles("blog/0001") == ["A post"]
    assert built.titles("blog/0500/06") == ["B"]


def test_listings_of_months(plain_site: SiteBuilder, post: Post) -> None:
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


def test_tags_are_one_list_by_name(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(tags=["b", "a"]), "b.md": post(title="B", tags=["b", "c"])})
    (terms,) = built.article("blog/tag").select(".postil-term-list")

    assert [item.get_text() for item in terms.select("li")] == ["a 1", "b 2", "c 1"]
    assert not built.article("blog/tag").select("h2")


def test_lists_of_one_year_do_not_repeat_it(plain_site: SiteBuilder, post: Post) -> None:
    """The archive has the year as a heading, and a month is a page; other lists show the year of each post."""
    posts = {"a.md": post(), "b.md": post(title="B", date="2023-05-01", tags=["x"])}
    built = plain_site.build(posts=posts, docs={"index.md": "# Home\n\n```{postlist} 1\n:layout: titles\n```\n"})

    def dates(page: str) -> list[str]:
        return [date.get_text() for date in built.article(page).select(".postil-title-list time")]

    assert dates("blog/archive") == ["March 24", "May 1"]
    assert dates("blog/2023/05") == ["May 1"]
    assert dates("index") == ["March 24, 2024"]
    plain_site.write({"docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\npost_date_format = "%d.%m.%y"\n'})
    built = plain_site.build()
    assert dates("blog/archive") == ["24.03.24", "01.05.23"]


def test_a_term_without_posts_has_no_page(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_authors = {"ada": ("Ada Lovelace", None)}\n'
    built = plain_site.build(posts={"a.md": post(tags=["x"], draft=True), "b.md": post(title="B")})

    assert not [name for name in built.files("blog") if re.search("tag|author", name)]


def test_listings_in_dirhtml(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(tags=["x"], aliases=["old"]), "b/index.md": post(title="B")}, builder="dirhtml"
    )

    assert built.warnings == []
    assert {"posts/a/index.html", "posts/b/index.html", "blog/tag/x/index.html", "old/index.html"} <= set(built.files())
    card = built.page("blog/tag/x/index").select_one(".postil-card h2 a")
    assert card
    assert (built.outdir / "blog/tag/x" / str(card["href"])).resolve() == built.outdir / "posts/a"
    assert "https://example.org/posts/a/" in built.read("blog/atom.xml")


@pytest.mark.parametrize(
    ("conf", "page", "gone"),
    [
        ("blog_archive_titles = True", "blog", ".postil-excerpt"),
        ("post_show_prev_next = False", "posts/b", ".postil-neighbours"),
        ("post_auto_excerpt = 0", "blog", ".postil-excerpt p"),
    ],
)
def test_options_that_hide_parts_of_pages(plain_site: SiteBuilder, post: Post, conf: str, page: str, gone: str) -> None:
    posts: dict[str, str | bytes | None] = {"a.md": post(), "b.md": post(title="B", date="2024-03-25")}
    assert plain_site.build(posts=posts).article(page).select(gone)
    plain_site.write({"docs/conf.py": f'extensions = ["postil"]\nhtml_theme = "basic"\n{conf}\n'})

    assert not plain_site.build().article(page).select(gone)


def test_sidebars(site: SiteBuilder, post: Post) -> None:
    names = ("recentposts", "tagcloud", "archives", "categories", "authors", "series")
    templates = [f"postil/{name}.html" for name in names]
    site.conf = f"html_sidebars = {{'**': {templates}}}\n"
    front: dict[str, object] = {"tags": ["t"], "category": "c", "author": "Ada", "series": "<s>"}
    built = site.build(posts={"a.md": post(**front), "b.md": post(title="B")})
    sidebars = built.page("posts/a").select(".postil-sidebar")

    assert built.warnings == []
    assert [" ".join(part.get_text(" ").split()) for part in sidebars] == [
        "Recent Posts B", "Tags t", "Archives 2024 2", "Categories c 1", "Authors Ada 1", "Series <s> 1",
    ]  # fmt: skip
    for part in sidebars:
        assert all((built.outdir / "posts" / str(a["href"])).resolve().is_file() for a in part.select("a"))
