"""Pages of listings, as readers see them."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from postil.blog.post import Post as BlogPost
from postil.blog.related import find_related
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import BeautifulSoup

    from postil.testing import Built

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


def test_the_first_years(plain_site: SiteBuilder, post: Post) -> None:
    """Other engines write their empty date so; it is a date like any other."""
    built = plain_site.build({"a.md": post(date="0001-01-01"), "b.md": post(title="B", date="0500-06-01")})

    assert built.warnings == []
    assert built.titles("blog/0001") == ["A post"]
    assert built.titles("blog/0500/06") == ["B"]


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


# --- cards ----------------------------------------------------------------------------------------------------------


def svg(colour: int) -> bytes:
    """Return a picture that no program changes."""
    return f'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9" fill="#{colour:06}"/></svg>'.encode()


def excerpts(built: Built, name: str = "blog") -> dict[str, BeautifulSoup]:
    """Return the excerpts of a listing by the titles of the posts."""
    cards = built.article(name).select(".postil-card")
    return {card.select_one("h2").get_text(): card.select_one(".postil-excerpt") for card in cards}  # type: ignore[union-attr, misc]


@pytest.mark.parametrize("marker", ["<!-- more -->", "<!--more-->", "<!-- truncate -->", "<!-- MORE -->"])
def test_an_excerpt_ends_at_the_marker(plain_site: SiteBuilder, post: Post, marker: str) -> None:
    before = "One[^n].\n\n* two\n* three\n\n```python\nfour = 4\n```\n\n```{note}\nFive.\n```\n\n"
    text = f"{before}{marker}\n\nSix.\n\n[^n]: N.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    found = excerpts(built)["A post"]

    assert built.warnings == []
    assert " ".join(found.get_text(" ").split()) == "One. two three four = 4 Note Five."
    assert [len(found.select(name)) for name in ("ul li", ".highlight", ".admonition")] == [2, 1, 1]
    assert "Six." in built.article("posts/a").get_text()
    assert not found.select("[id], .footnote-reference")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One <!-- more --> two.\n\nThree.\n", "One"),
        ("One.\n<!--more-->\nTwo.\n", "One."),
        ("* One\n\n  <!-- more -->\n* Two\n\nThree.\n", "One Two"),
        ("```html\n<!-- more -->\n```\n\nOne.\n\nTwo.\n", "<!-- more --> One."),
        ("`<!-- more -->` is how.\n\nTwo.\n", "<!-- more --> is how."),
        ("One.\n\n## Head\n\nTwo.\n\n<!-- more -->\n\nThree.\n", "One. Head Two."),
        ("<!-- more -->\n\nOne.\n", ""),
        ("<!-- more or less -->\n\nOne.\n\nTwo.\n", "One."),
        ("> One.\n\nTwo.\n", "One."),
        ("```{tip}\nFirst.\n```\n\nOne.\n\nTwo.\n", "Tip First. One."),
        ("![P](p.png)\n\nOne.\n", "One."),
        ("```\nall\n```\n", "all"),
    ],
)
def test_where_an_excerpt_ends(plain_site: SiteBuilder, post: Post, png: bytes, text: str, words: str) -> None:
    built = plain_site.build(posts={"a.md": post(text), "p.png": png})

    assert " ".join(excerpts(built)["A post"].get_text(" ").split()) == words


def test_a_description_goes_before_a_marker(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("One.\n\n<!-- more -->\n\nTwo.\n", description="Said.")})

    assert excerpts(built)["A post"].get_text().strip() == "Said."


def test_excerpts_of_several_paragraphs(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "post_auto_excerpt = 2\n"
    text = "One.\n\n```\ncode\n```\n\nTwo.\n\nThree.\n"
    built = plain_site.build(posts={"a.md": post(text), "b.md": post(text, title="B", excerpt=3)})

    assert excerpts(built)["A post"].get_text(" ").split() == ["One.", "code", "Two."]
    assert excerpts(built)["B"].get_text(" ").split() == ["One.", "code", "Two.", "Three."]


def test_a_marker_in_restructuredtext(plain_site: SiteBuilder) -> None:
    text = "Title\n=====\n\n:date: 2024-03-24\n\nOne.\n\n.. more\n\nTwo.\n"
    built = plain_site.build(posts={"a.rst": text})

    assert excerpts(built)["Title"].get_text().strip() == "One."


def test_the_first_picture_in_sight_of_a_list_comes_at_once(plain_site: SiteBuilder, post: Post) -> None:
    posts: dict[str, str | bytes] = {"a.svg": svg(1), "z.md": post(title="Z", image="a.svg", date="2024-01-01")}
    posts |= {f"{n}.md": post(title=n, image="a.svg" if n == "3" else None, date=f"2024-06-0{n}") for n in "1234"}

    def loading() -> list[object]:
        images = plain_site.build(posts=posts).article("blog/2024").select(".postil-card-picture img")
        return [image.get("loading") for image in images]

    assert loading() == [None, "lazy"]
    posts |= {f"{n}.md": post(title=n, date=f"2024-07-0{n}") for n in "56"}
    assert loading() == ["lazy", "lazy"]


def test_pictures_of_cards(plain_site: SiteBuilder, post: Post) -> None:
    posts: Mapping[str, str | bytes] = {
        "a/index.md": post("![P](in.svg)\n\nOne.\n\n<!-- more -->\n", title="A", image="p 1.svg"),
        "a/p 1.svg": svg(1),
        "a/in.svg": svg(2),
        "b/index.md": post(title="B", cover={"src": "sub/p%201.svg"}),
        "b/sub/p 1.svg": svg(3),
        "c.md": post(title="C", image="https://example.com/c.svg"),
        "d.md": post(title="D", tags=["x"], image="gone.svg"),
        "e.md": post(title="E", image="/pics/e.svg"),
    }
    built = plain_site.build(posts=posts, docs={"pics/e.svg": svg(4)})
    found = {
        card.select_one("h2").get_text(): card.select_one(".postil-card-picture img")  # type: ignore[union-attr]
        for card in built.article("blog/2024").select(".postil-card")
    }

    assert len(built.warnings) == 1
    message = r"d\.md:5: WARNING: `image: gone\.svg` is not a picture that is there.*\[postil\.front_matter\]"
    assert re.search(message, built.warnings[0])
    assert found["D"] is None
    # The first is among what a reader sees at once; the others come when they are scrolled to.
    assert [image.get("loading") for image in found.values() if image] == [None, "lazy", "lazy", "lazy"]
    assert found["C"]["src"] == "https://example.com/c.svg"  # type: ignore[index]
    for title, content in (("A", svg(1)), ("B", svg(3)), ("E", svg(4))):
        source = unquote(str(found[title]["src"]))  # type: ignore[index]
        assert (built.outdir / "blog" / source).resolve().read_bytes() == content
        assert found[title]["alt"] == ""  # type: ignore[index]
    inside = excerpts(built, "blog/2024")["A"].select_one("img")
    assert inside
    assert (built.outdir / "blog" / str(inside["src"])).resolve().read_bytes() == svg(2)


def test_a_changed_picture_is_copied_again(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build(posts={"a.md": post(image="p.svg"), "p.svg": svg(1)})
    built = plain_site.build(posts={"p.svg": svg(2)})

    assert (built.outdir / "_images/p.svg").read_bytes() == svg(2)
    built = plain_site.build(posts={"a.md": post(), "p.svg": None})
    assert built.warnings == []
    assert not (built.outdir / "_images/p.svg").exists()
    assert not built.article("blog").select(".postil-card-picture")


# --- authors --------------------------------------------------------------------------------------------------------

AUTHORS = """
blog_authors = {
    "ada": {"name": "Ada <L>", "avatar": "ada.png", "bio": "Writes.\\n\\nAnd <b>counts</b>.", "link": "https://example.org/ada",
            "links": {"Code & more": "https://example.org/code?a=1&b=2"}, "fediverse": "@ada@example.social"},
    "bob": ("Bob", "https://example.org/bob"),
    "eve": {"name": "Eve", "avatar": "gone.png"},
}
"""


def test_authors_have_profiles(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    plain_site.conf = AUTHORS
    posts = {"a.md": post(authors=["ada", "bob", "Zed"]), "b.md": post(title="B", author="ada", date="2024-03-25")}
    built = plain_site.build(posts=posts, docs={"ada.png": png})
    page = built.article("blog/author/ada-l")
    profile = page.select_one(".postil-author")

    assert len(built.warnings) == 1
    assert re.search(r"conf\.py:\d+: WARNING: `avatar: gone\.png`.*\[postil\.config\]", built.warnings[0])
    assert profile
    assert [p.get_text() for p in profile.select("p")] == ["Writes.", "And <b>counts</b>."]
    assert [(str(a["href"]), a.get_text()) for a in profile.select("a[rel=me]")] == [
        ("https://example.org/ada", "https://example.org/ada"),
        ("https://example.org/code?a=1&b=2", "Code & more"),
        ("https://example.social/@ada", "@ada@example.social"),
    ]
    image = profile.select_one("img")
    assert image
    assert (built.outdir / "blog/author" / str(image["src"])).resolve().read_bytes() == png
    assert built.titles("blog/author/ada-l") == ["B", "A post"]
    assert built.article("blog/author/bob").select_one(".postil-author a")["href"] == "https://example.org/bob"  # type: ignore[index]
    assert not built.article("blog/author/zed").select(".postil-author")
    byline = built.article("posts/a").select(".postil-byline-author a")
    assert [a.get_text() for a in byline] == ["Ada <L>", "Bob", "Zed"]


def test_a_changed_avatar_is_copied_again(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_authors = {"ada": {"name": "Ada", "avatar": "ada.svg"}}\n'
    plain_site.build(posts={"a.md": post(author="ada")}, docs={"ada.svg": svg(1)})
    built = plain_site.build(docs={"ada.svg": svg(2)})

    assert [(built.outdir / name).read_bytes() for name in built.files("_static", ".svg") if "author" in name] == [
        svg(2)
    ]


def test_a_small_drawing_of_an_author_is_in_the_page(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = (
        'blog_authors = {"ada": {"name": "Ada", "avatar": "ada.svg"}}\nblog_baseurl = "https://example.org/"\n'
        'postil_byline = ("author", "avatar")\npostil_home = True\n'
    )
    small = """<svg xmlns="http://www.w3.org/2000/svg"><path d='M"#%<&'/></svg>"""
    posts = {"a.md": post(author="ada")}
    built = plain_site.build(posts=posts, docs={"ada.svg": small})
    pages = ("posts/a", "blog/author/ada", "index")

    def drawings(built: Built) -> list[str]:
        found = [built.page(name).select_one('img[src^="data:"]') for name in pages]
        return [unquote(str(image["src"]).removeprefix("data:image/svg+xml,")) if image else "" for image in found]

    assert drawings(built) == [small] * 3
    source = built.page("posts/a").select_one('img[src^="data:"]')["src"]  # type: ignore[index]
    assert re.fullmatch(r"[\w!$&'()*+,./:;=?@~%-]+", str(source))
    # Others are told where it is.
    data = json.loads(built.page("posts/a").select_one('script[type="application/ld+json"]').get_text())  # type: ignore[union-attr]
    assert '"https://example.org/_static/postil-author-ada.svg"' in json.dumps(data)
    assert built.read("_static/postil-author-ada.svg") == small
    other = small.replace("M", "L")
    assert drawings(plain_site.build(docs={"ada.svg": other})) == [other] * 3
    assert drawings(plain_site.build(docs={"ada.svg": other + " " * 1024})) == [""] * 3


@pytest.mark.parametrize(
    "authors",
    ["{'ada': {}}", "{'ada': {'name': 'A', 'colour': 'b'}}", "{'a': {'name': 'A', 'links': ['x']}}", "{'a': 1}"],
)
def test_authors_that_are_not_understood(plain_site: SiteBuilder, post: Post, authors: str) -> None:
    plain_site.conf = f"blog_authors = {authors}\n"
    built = plain_site.build(posts={"a.md": post(author="ada")})

    assert ["[postil.config]" in warning for warning in built.warnings] == [True]
    assert built.titles("blog/author/ada") == ["A post"]


# --- series ---------------------------------------------------------------------------------------------------------


def footer(built: Built, name: str, part: str) -> list[tuple[str, str]]:
    """Return the links of a part of a post's foot: words and addresses."""
    return [(a.get_text(), str(a["href"])) for a in built.article(name).select(f".postil-{part} li a")]


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


# --- related posts and backlinks ------------------------------------------------------------------------------------


def test_related_posts(plain_site: SiteBuilder, post: Post) -> None:
    posts = many(post, 6) | {
        "a.md": post("Rivers and bridges everywhere.\n", title="A", tags=["water", "walks"], date="2023-01-01"),
        "b.md": post("Bridges of the northern rivers.\n", title="B", tags=["water"], date="2022-01-01"),
        "c.md": post("Else.\n", title="C", tags=["water"], date="2021-01-01"),
        "d.md": post("Else.\n", title="D", tags=["walks"], series="S", date="2020-01-01"),
        "e.md": post("Else.\n", title="E", tags=["walks"], series="S", date="2019-01-01"),
    }
    built = plain_site.build(posts=posts)
    again = SiteBuilder(plain_site.folder / "again", theme="basic").build(posts=dict(reversed(posts.items())))

    assert [title for title, _ in footer(built, "posts/a", "related")] == ["B", "C", "D"]
    assert footer(again, "posts/a", "related") == footer(built, "posts/a", "related")
    assert [title for title, _ in footer(built, "posts/d", "related")] == ["A"]  # E is a part of the same series
    assert footer(built, "posts/p1", "related") == []


def test_no_related_posts(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_related = 0\n"
    built = plain_site.build(posts=many(post, 3, tags=["x"]))

    assert not built.article("posts/p1").select(".postil-related")


def test_related_posts_are_found_in_a_time_that_grows_with_their_number() -> None:
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


def test_no_backlinks(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_backlinks = False\n"
    built = plain_site.build(posts={"a.md": post(), "b.md": post("[](a.md)\n", title="B")})

    assert not built.article("posts/a").select(".postil-backlinks")


# --- lists on pages -------------------------------------------------------------------------------------------------


def listed(site: SiteBuilder, options: str, post: Post) -> list[str]:
    posts = {
        "x/1.md": post("Text 1.\n", title="c", date="2024-01-01", tags=["r", "s"], series="One"),
        "x/2.md": post("Text 2.\n", title="A", date="2024-01-02", tags=["r"], pinned=True),
        "xy/3.md": post("Text 3.\n", title="b", date="2024-01-03", author="Ada"),
    }
    text = f"---\norphan: true\n---\n# List\n\n```{{postlist}}{options}\n```\n"
    built = site.build(posts=posts, docs={"list.md": text})
    assert built.warnings == []
    return built.titles("list") or [
        " ".join(item.get_text().split()) for item in built.article("list").select("ul.postlist > li")
    ]


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ("\n:format: '{title}'", ["A", "b", "c"]),
        ("\n:format: '{title}'\n:sections: posts/x", ["A", "c"]),
        ("\n:format: '{title}'\n:sections: posts/x/, posts/xy", ["A", "b", "c"]),
        ("\n:format: '{title}'\n:exclude-tags: s, none", ["A", "b"]),
        ("\n:format: '{title}'\n:tags: r\n:exclude-tags: s", ["A"]),
        ("\n:format: '{title}'\n:exclude-author: Ada", ["A", "c"]),
        ("\n:format: '{title}'\n:series: one", ["c"]),
        ("\n:format: '{title}'\n:order: newest", ["b", "A", "c"]),
        (" 2\n:format: '{title}'\n:order: oldest", ["c", "A"]),
        ("\n:layout: titles\n:order: title", ["A", "b", "c"]),
        ("\n:layout: cards\n:order: oldest", ["c", "A", "b"]),
    ],
)
def test_options_of_postlist(plain_site: SiteBuilder, post: Post, options: str, titles: list[str]) -> None:
    assert listed(plain_site, options, post) == titles


def test_layouts_of_postlist(plain_site: SiteBuilder, post: Post) -> None:
    text = "# Home\n\n```{postlist} 1\n:layout: cards\n```\n\n## Part\n\n```{postlist} 1\n:layout: cards\n```\n"
    built = plain_site.build(posts=many(post, 2), docs={"index.md": text})
    cards = built.article("index").select(".postil-card")

    assert [card.select_one(".postil-card-title").name for card in cards] == ["h2", "h3"]  # type: ignore[union-attr]
    assert all(card.select_one(".postil-excerpt").get_text().strip() == "Text 2." for card in cards)  # type: ignore[union-attr]
    built = plain_site.build(builder="text")
    assert "Text 2." in (built.outdir / "index.txt").read_text("utf-8")


@pytest.mark.parametrize("option", [":order: up", ":layout: rows"])
def test_wrong_options_of_postlist(plain_site: SiteBuilder, post: Post, option: str) -> None:
    text = f"# Home\n\n```{{postlist}}\n{option}\n```\n"
    built = plain_site.build(posts=many(post, 2), docs={"index.md": text})

    assert len(built.warnings) == 1
    assert re.search(
        r"index\.md:3: WARNING: `(order|layout): \w+` is invalid.*\[postil\.directive\]", built.warnings[0]
    )
    assert len(built.article("index").select("ul.postlist > li")) == 2


# --- sidebars -------------------------------------------------------------------------------------------------------


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


def test_authors_of_one_slug_have_their_own_pictures(plain_site: SiteBuilder, post: Post) -> None:
    people = {"a": {"name": "Ana María", "avatar": "a.svg"}, "b": {"name": "Ana Maria", "avatar": "b.svg"}}
    plain_site.conf = f"blog_authors = {people!r}\n"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><title>{{}}</title>{" " * 2000}</svg>'
    built = plain_site.build(
        {"a.md": post(author="a"), "b.md": post(title="B", author="b")},
        docs={f"{name}.svg": drawing.format(name) for name in "ab"},
    )

    for name, person in people.items():
        heading = f"Posts by {person['name']}"
        page = next(page for page in built.files("blog/author") if heading in built.page(page).get_text())
        [image] = built.page(page).select("img[src*=postil-author]")
        assert (built.outdir / page).parent.joinpath(str(image["src"])).read_text("utf-8") == drawing.format(name)
