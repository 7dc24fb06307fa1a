"""Pages of posts and of listings, feeds and references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import feedparser
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


# --- a post page ----------------------------------------------------------------------------------------------------


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


def test_date_is_shown_in_the_zone_and_language_of_the_site(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_timezone = "Asia/Tokyo"\nlanguage = "de"\n'
    built = plain_site.build(posts={"a.md": post(date="2024-03-24 20:00 -05:00")})
    time = built.article("posts/a").select_one("time")

    assert time
    assert time.get_text() == "25. März 2024"
    assert time["datetime"] == "2024-03-25T10:00:00+09:00"


def test_date_format_of_the_owner(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'post_date_format = "%Y/%m/%d"\n'
    built = plain_site.build(posts={"a.md": post()})

    assert built.article("posts/a").select_one("time").get_text() == "2024/03/24"  # type: ignore[union-attr]


def test_newer_and_older(plain_site: SiteBuilder, post: Post) -> None:
    posts = {f"{n}.md": post(title=f"Post {n}", date=f"2024-03-0{n}") for n in (1, 2, 3)}
    built = plain_site.build(posts=posts)

    def links(name: str) -> list[tuple[str, str]]:
        found = built.article(name).select(".postil-neighbours a")
        return [(" ".join(a.get_text().split()), str(a["href"])) for a in found]

    assert links("posts/1") == [("Newer Post 2", "2.html")]
    assert links("posts/2") == [("Older Post 1", "1.html"), ("Newer Post 3", "3.html")]
    assert links("posts/3") == [("Older Post 2", "2.html")]


def test_nothing_of_a_manual_is_on_a_post(site: SiteBuilder, post: Post) -> None:
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


def test_notes_stand_on_the_page_and_not_in_the_excerpt(plain_site: SiteBuilder, post: Post) -> None:
    text = "First[^a], then `code`.\n\nSecond.\n\n[^a]: A note.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    excerpt = built.article("blog").select_one(".postil-excerpt")

    assert excerpt
    assert excerpt.get_text().strip() == "First, then code."
    assert not excerpt.select("[id], .footnote-reference")


def test_a_picture_of_a_post_is_copied_and_found(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    built = plain_site.build(posts={"a/index.md": post("![A point](p.png)\n"), "a/p.png": png})
    image = built.article("posts/a/index").select_one("img")

    assert built.warnings == []
    assert image
    assert (built.outdir / "posts/a" / str(image["src"])).resolve().read_bytes() == png


# --- listings -------------------------------------------------------------------------------------------------------


def test_listings_at_ablogs_addresses(plain_site: SiteBuilder, post: Post) -> None:
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


def test_each_tag_has_its_page_and_count(plain_site: SiteBuilder, post: Post) -> None:
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


def test_excerpts_of_several_posts_do_not_clash(plain_site: SiteBuilder, post: Post) -> None:
    words = 'Words with {ref}`a link <blog-tags>`, [a page](../../docs/index.md)[^n] and <b id="x">raw</b>.'
    text = f"(here)=\n{words}\n\n[^n]: Note.\n"
    built = plain_site.build(
        posts={
            f"{n}/index.md": post(
                text.replace("here", f"h{n}").replace("{{", "{").replace("}}", "}"), title=f"P{n}", tags=["x"]
            )
            for n in "abc"
        }
    )
    page = built.article("blog/2024")
    ids = [str(tag["id"]) for tag in page.select("[id]")]

    assert built.warnings == []
    assert len(page.select(".postil-card")) == 3
    assert len(ids) == len(set(ids))
    for listing in ("blog", "blog/2024", "blog/tag/x"):
        folder = (built.outdir / listing).parent
        for a in built.article(listing).select(".postil-excerpt a[href]"):
            assert (folder / str(a["href"]).partition("#")[0]).resolve().is_file(), (listing, a)


def test_description_is_the_excerpt(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(description="In a sentence.")})

    assert built.article("blog").select_one(".postil-excerpt").get_text().strip() == "In a sentence."  # type: ignore[union-attr]


def test_dirhtml(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(tags=["x"], aliases=["old"]), "b/index.md": post(title="B")}, builder="dirhtml"
    )

    assert built.warnings == []
    assert {"posts/a/index.html", "posts/b/index.html", "blog/tag/x/index.html", "old/index.html"} <= set(built.files())
    card = built.page("blog/tag/x/index").select_one(".postil-card h2 a")
    assert card
    assert (built.outdir / "blog/tag/x" / str(card["href"])).resolve() == built.outdir / "posts/a"
    assert "https://example.org/posts/a/" in built.read("blog/atom.xml")


# --- postlist and ABlog's words -------------------------------------------------------------------------------------


def listed(site: SiteBuilder, directive: str, post: Post, count: int = 4) -> tuple[list[str], list[str]]:
    posts = {
        f"{n}.md": post(f"Text {n}.\n", title=f"P{n}", date=f"2024-03-0{n}", tags=["even" if n % 2 == 0 else "odd"])
        for n in range(1, count + 1)
    }
    built = site.build(posts=posts, docs={"list.md": f"---\norphan: true\n---\n# List\n\n{directive}\n"})
    items = built.article("list").select("ul.postlist > li")
    return [" ".join(item.get_text(" ").split()) for item in items], built.warnings


@pytest.mark.parametrize(
    ("directive", "items"),
    [
        ("```{postlist} 2\n```", ["March 4, 2024 - P4", "March 3, 2024 - P3"]),
        ("```{postlist}\n:tags: even\n:format: '{title}'\n```", ["P4", "P2"]),
        ('```{postlist}\n:tags: even\n:format: "{title} ({tags})"\n:sort:\n```', ["P2 ( even )", "P4 ( even )"]),
        ("```{postlist} 1\n:excerpts:\n:expand: Read on\n:date: '%Y'\n```", ["2024 - P4 Text 4. Read on"]),
        ("```{postlist}\n:tags: none\n```", []),
    ],
)
def test_postlist(plain_site: SiteBuilder, post: Post, directive: str, items: list[str]) -> None:
    assert listed(plain_site, directive, post) == (items, [])


@pytest.mark.parametrize("directive", ["```{postlist} many\n```", "```{postlist}\n:format: '{colour}'\n```"])
def test_postlist_with_a_wrong_option_says_so_and_lists(plain_site: SiteBuilder, post: Post, directive: str) -> None:
    items, warnings = listed(plain_site, directive, post)

    assert len(items) == 4
    assert len(warnings) == 1
    assert re.search(r"list\.md:6: WARNING: .*\[postil\.directive\]", warnings[0])


def test_ablogs_labels(plain_site: SiteBuilder, post: Post) -> None:
    labels = [
        "blog-posts",
        "blog-tags",
        "blog-archives",
        "blog-feed",
        "tag-c-plus-plus",
        "author-ada",
        "archive-2024",
        "hello",
    ]
    text = "\n".join(f"{{ref}}`{label}`\n" for label in labels)
    built = plain_site.build(
        posts={"hello.md": post(tags=["C++"], author="Ada")}, docs={"a.md": f"---\norphan: true\n---\n# A\n\n{text}"}
    )
    hrefs = [str(a["href"]) for a in built.article("a").select("p > a")]

    assert built.warnings == []
    assert hrefs == [
        "blog.html", "blog/tag.html", "blog/archive.html", "blog/atom.xml", "blog/tag/c-plus-plus.html",
        "blog/author/ada.html", "blog/2024.html", "posts/hello.html",
    ]  # fmt: skip
    assert all((built.outdir / href).is_file() for href in hrefs)


def test_post_directives_make_posts_of_sections(plain_site: SiteBuilder) -> None:
    text = """---
orphan: true
---
# News

## One

```{post} 2024-03-01
:tags: x
:author: Ada

The **short** of one.
```

Text of one.

## Two

```{post} 2024-03-02
:exclude:

The short of two.
```

Text of two.

## Later

```{post} 2999-01-01
```

Text of later.
"""
    built = plain_site.build(docs={"news.md": text})
    page = built.article("news")

    assert built.warnings == []
    assert built.titles("blog") == ["Two", "One"]
    assert [str(a["href"]) for a in built.article("blog").select("h2 a")] == ["news.html#two", "news.html#one"]
    assert [e.get_text().strip() for e in built.article("blog").select(".postil-excerpt")] == [
        "The short of two.", "The short of one.",
    ]  # fmt: skip
    assert "The short of two." not in page.get_text()
    assert page.select_one("#one strong")


def test_a_post_directive_without_a_heading(plain_site: SiteBuilder) -> None:
    built = plain_site.build(docs={"short_news.md": "```{post} 2024-03-01\nHello.\n```\n"})

    assert built.titles("blog") == ["Short news"]
    assert "<title>Short news</title>" in built.read("blog/atom.xml")


def test_post_directives_in_notes_do_no_harm(plain_site: SiteBuilder, post: Post) -> None:
    note = "    ```{post} 2024-01-01\n    Words of a note.\n    ```\n"
    text = f"Text[^a] and[^b].\n\n[^a]: One.\n\n{note}\n[^b]: Two.\n\n{note}"
    built = plain_site.build(posts={"a.md": post(text)}, docs={"p.md": f"---\norphan: true\n---\n# Page\n\n{text}"})

    assert all("makes no second" in warning for warning in built.warnings)
    for name in ("posts/a", "p"):
        assert built.article(name).get_text().count("Words of a note.") == 2


def test_a_post_directive_in_the_folder_of_posts(plain_site: SiteBuilder) -> None:
    built = plain_site.build(posts={"a.rst": "Hello\n=====\n\n.. post:: Mar 24, 2024\n   :tags: x\n\nWords.\n"})

    assert built.warnings == []
    assert built.titles("blog/tag/x") == ["Hello"]


def test_a_post_directive_without_a_date_says_so(plain_site: SiteBuilder) -> None:
    built = plain_site.build(docs={"a.md": "---\norphan: true\n---\n# A\n\n```{post}\nWords.\n```\n"})

    assert ["a.md:6: WARNING: the post has no date" in warning for warning in built.warnings] == [True]


def test_two_post_directives_in_one_section_are_one_post(plain_site: SiteBuilder) -> None:
    text = "---\norphan: true\n---\n# P\n\n```{post} 2024-01-01\n:title: Own\n```\n\n```{post} 2024-01-02\n```\n"
    built = plain_site.build(docs={"p.md": text})

    assert ["p.md:10: WARNING: the section is a post already" in warning for warning in built.warnings] == [True]
    assert built.titles("blog") == ["Own"]


def test_links_pins_and_descriptions(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={
            "a.md": post(title="Pinned", date="2020-01-01", pinned=True, canonical_link="https://example.com/original"),
            "b.md": post(title="Away", external_link="https://example.com/away", description='Says "this" & that.'),
        }
    )
    away = built.article("blog").select(".postil-card h2 a")[1]

    assert built.titles("blog") == ["Pinned", "Away"]
    assert away["href"] == "https://example.com/away"
    assert built.page("posts/a").select_one('link[rel="canonical"]')["href"] == "https://example.com/original"  # type: ignore[index]
    assert built.page("posts/b").select_one('meta[name="description"]')["content"] == 'Says "this" & that.'  # type: ignore[index]


@pytest.mark.parametrize(
    ("conf", "page", "gone"),
    [
        ("blog_archive_titles = True", "blog", ".postil-excerpt"),
        ("post_show_prev_next = False", "posts/b", ".postil-neighbours"),
        ("post_auto_excerpt = 0", "blog", ".postil-excerpt p"),
    ],
)
def test_options_of_pages(plain_site: SiteBuilder, post: Post, conf: str, page: str, gone: str) -> None:
    posts: dict[str, str | bytes | None] = {"a.md": post(), "b.md": post(title="B", date="2024-03-25")}
    assert plain_site.build(posts=posts).article(page).select(gone)
    plain_site.write({"docs/conf.py": f'extensions = ["postil"]\nhtml_theme = "basic"\n{conf}\n'})

    assert not plain_site.build().article(page).select(gone)


def test_options_of_feeds(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_feed_fulltext = False\nblog_feed_length = 1\nblog_feed_subtitle = "Sub"\nblog_title = "T"\n'
    posts = {"a.md": post("One.\n\nTwo.\n"), "b.md": post(title="B", date="2023-03-25")}
    feed = feedparser.parse(plain_site.build(posts=posts).read("blog/atom.xml"))

    assert [entry.title for entry in feed.entries] == ["A post"]
    assert (feed.feed.title, feed.feed.subtitle) == ("T", "Sub")
    assert "Two." not in feed.entries[0].content[0].value


# --- feed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "base", ["https://example.org", "https://example.org/", "https://example.org/sub", "https://example.org/sub/"]
)
def test_feed(plain_site: SiteBuilder, post: Post, png: bytes, base: str) -> None:
    text = "Words[^a], [a post](b.md), [up](#a-b-c) and ![pic](p.png).\n\n## Part\n\n[^a]: Note.\n"
    built = plain_site.build(
        posts={
            "a.md": post(text, title="A <b> & 'c'", tags=["C++"], author="Ada", updated="2024-04-01"),
            "b.md": post(title="B", date="2024-03-25 10:00 +02:00"),
            "p.png": png,
        },
        overrides={"blog_baseurl": base},
    )
    feed = feedparser.parse(built.read("blog/atom.xml"))
    root = base.rstrip("/") + "/"

    assert feed.bozo == 0
    assert feed.feed.title == "Blog"
    assert feed.feed.id == f"{root}blog/atom.xml"
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"{root}blog/atom.xml"]
    assert feed.feed.updated == "2024-04-01T00:00:00+00:00"
    assert [entry.link for entry in feed.entries] == [f"{root}posts/b.html", f"{root}posts/a.html"]
    entry = feed.entries[1]
    assert entry.title == "A <b> & \u2018c\u2019"
    assert (entry.published, entry.updated) == ("2024-03-24T00:00:00+00:00", "2024-04-01T00:00:00+00:00")
    assert entry.author == "Ada"
    assert [tag.term for tag in entry.tags] == ["C++"]
    html = entry.content[0].value
    assert "Note." in html
    for address in re.findall(r'(?:href|src)="([^"]*)"', html):
        assert address.startswith((root, "#posts.a--note-")), address


def test_feed_does_not_depend_on_the_clock(
    plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    first = plain_site.build(posts={"a.md": post()}).read("blog/atom.xml")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")

    assert plain_site.build().read("blog/atom.xml") == first


def test_feed_holds_what_xml_can_hold(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("Ring the \x07bell.\n", title="B\x07ell", tags=["\x07x"])})

    feed = feedparser.parse(built.read("blog/atom.xml"))
    assert feed.bozo == 0
    assert "Ring the bell." in feed.entries[0].summary


def test_no_address_no_feed(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post()}, overrides={"blog_baseurl": ""})

    assert built.warnings == []
    assert not (built.outdir / "blog/atom.xml").exists()
    assert "atom+xml" not in built.read("posts/a.html")


# --- old addresses --------------------------------------------------------------------------------------------------


def test_aliases_lead_to_the_post(plain_site: SiteBuilder, post: Post) -> None:
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
        (["search.html", "genindex", "_static"], 2),
    ],
)
def test_aliases_that_cannot_be_written(site: SiteBuilder, post: Post, aliases: list[str], left_out: int) -> None:
    built = site.build(posts={"a.md": post(aliases=aliases)})

    assert len(built.warnings) == left_out
    assert "DOCTYPE" in built.read("search.html")
    assert "refresh" not in built.read("search.html")
    again = site.build(posts={"a.md": post()})
    assert {"search.html", "genindex.html"} <= set(again.files())
    assert "<entry>" in again.read("blog/atom.xml")


def test_an_alias_does_not_take_a_page(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(aliases=["posts/b.html", "old"]), "b.md": post(title="B", aliases=["old", "blog"])}
    )

    assert len(built.warnings) == 3
    assert all("[postil.permalink]" in warning for warning in built.warnings)
    assert built.titles("blog") == ["A post", "B"]
    assert built.article("posts/b").select("h1")
    assert "posts/a.html" in built.read("old.html")
