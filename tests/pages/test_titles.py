"""Titles with markup, and posts without a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

MARKUP = "The <code>args</code> of <em>walks</em>"
WITH_MARKUP = {
    "YAML": ("a.md", '---\ntitle: "The `args` of *walks*"\ndate: 2024-05-01\n---\n\nText.\n'),
    "HTML": ("a.md", "---\ntitle: The <code>args</code> of <i>walks</i>\ndate: 2024-05-01\n---\n\nText.\n"),
    "TOML": ("a.md", '+++\ntitle = "The `args` of *walks*"\ndate = 2024-05-01\n+++\n\nText.\n'),
    "heading": ("a.md", "---\ndate: 2024-05-01\n---\n\n# The `args` of *walks*\n\nText.\n"),
    "both": ("a.md", "---\ntitle: The args of walks\ndate: 2024-05-01\n---\n\n# The `args` of *walks*\n\nText.\n"),
    "field": ("a.rst", ":title: The `args` of *walks*\n:date: 2024-05-01\n\nText.\n"),
    "title in reStructuredText": (
        "a.rst",
        ":date: 2024-05-01\n\nThe ``args`` of *walks*\n=======================\n\nText.\n",
    ),
}


@pytest.mark.parametrize("kind", WITH_MARKUP)
def test_headings_and_lists_have_the_markup_of_a_title(plain_site: SiteBuilder, post: Post, kind: str) -> None:
    name, text = WITH_MARKUP[kind]
    listing = "# Home\n\n```{postlist}\n:format: '{title}'\n```\n"
    built = plain_site.build(
        posts={name: text, "b.md": post("[](" + name + ")", date="2024-04-01", title="B")}, docs={"index.md": listing}
    )

    assert built.warnings == []
    heading = built.article("posts/a").h1
    assert heading
    assert [(part.name, part.get_text()) for part in heading.select("code, em")] == [("code", "args"), ("em", "walks")]
    for page in ("blog", "blog/2024/05", "posts/b"):
        assert f">{MARKUP}</a>" in built.read(f"{page}.html") or f"{MARKUP}</a>" in built.read(f"{page}.html")
    assert built.article("index").select("a code")


@pytest.mark.parametrize("kind", WITH_MARKUP)
def test_feeds_and_metadata_have_the_words_of_a_title(plain_site: SiteBuilder, kind: str) -> None:
    name, text = WITH_MARKUP[kind]
    built = plain_site.build(posts={name: text})

    assert "<title>The args of walks</title>" in built.read("blog/atom.xml")
    page = built.read("posts/a.html")
    assert '<meta property="og:title" content="The args of walks">' in page
    assert '"headline": "The args of walks"' in page
    assert "<title>The args of walks &#8212; Blog</title>" in page
    assert "[The args of walks]" in built.read("llms.txt")


def test_the_description_has_no_markup(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(description="With `code` and *words*")})

    assert '<meta name="description" content="With code and words">' in built.read("posts/a.html")


def test_lists_follow_the_markup_of_a_title(plain_site: SiteBuilder, post: Post) -> None:
    posts = {"a.md": post(title="The `args`"), "b.md": post("[](a.md)", title="B", date="2024-01-01")}
    plain_site.build(posts=posts)
    for title in ("The args", "The *args*", ""):
        built = plain_site.build(posts={"a.md": post("First words.", title=title)})

        assert plain_site.differences(built) == []


NOTE = "A walk along the river is worth more than the map of it. See [the mill](https://example.org/mill).\n"
UNTITLED = {
    "empty title": ("note.md", "---\ntitle: ''\ndate: 2024-03-24\n---\n\n" + NOTE),
    "title without a value": ("note.md", "---\ntitle:\ndate: 2024-03-24\n---\n\n" + NOTE),
    "only a date": ("2024-03-24.md", NOTE),
    "only numbers": ("2024-03-24-10-11-12/index.md", NOTE),
    "a time": ("2024-03-24-1011.md", NOTE),
    "reStructuredText": ("2024-03-24-1011.rst", "A walk along the river is worth more than the map of it. More.\n"),
}


@pytest.mark.parametrize("kind", UNTITLED)
def test_posts_without_a_title_on_purpose(plain_site: SiteBuilder, post: Post, kind: str) -> None:
    name, text = UNTITLED[kind]
    words = "A walk along the river is worth more than the map of it."
    built = plain_site.build(posts={name: text, "b.md": post(title="B", date="2024-03-01")})
    page = f"posts/{name.rpartition('.')[0]}"

    assert built.warnings == []
    [heading] = built.article(page).select(".postil-untitled > h1")
    assert words in heading.get_text()
    assert f"<title>{words} &#8212; Blog</title>" in built.read(f"{page}.html")
    assert f"<title>{words}</title>" in built.read("blog/atom.xml")
    assert f'"headline": "{words}"' in built.read(f"{page}.html")
    assert built.titles("blog") == ["March 24, 2024", "B"]
    assert len(built.article("blog").select(".postil-card")[0].select("time")) == 1
    assert built.titles("blog/2024/03")[0] == words
    assert words in built.article("posts/b").select(".postil-newer")[0].get_text()


def test_names_of_posts_without_a_title(plain_site: SiteBuilder) -> None:
    texts = ["> A quote.\n\nWords.\n", "![](p.png)\n", "word " * 40, "漢字" * 60, "- An item\n- Another\n"]
    built = plain_site.build(posts={f"2024-03-2{number}.md": text for number, text in enumerate(texts)})

    assert built.titles("blog/2024/03")[::-1] == [
        "A quote.",
        "March 21, 2024",
        "word word word word word word word word word word word word…",
        "漢字" * 30 + "…",
        "An item Another",
    ]


@pytest.mark.parametrize(("option", "title"), [("warn", "Hello world"), ("allow", "March 24, 2024")])
def test_posts_without_a_title(plain_site: SiteBuilder, option: str, title: str) -> None:
    plain_site.conf = f"postil_untitled = {option!r}\n"
    built = plain_site.build(posts={"2024-03-24-hello-world.md": "Words.\n"})

    assert built.titles("blog") == [title]
    assert len(built.warnings) == (option == "warn")


def test_a_heading_is_a_title_whatever_the_front_matter(plain_site: SiteBuilder) -> None:
    built = plain_site.build(posts={"2024-03-24.md": "---\ntitle: ''\n---\n\n# A heading\n\nWords.\n"})

    assert built.titles("blog") == ["A heading"]
