"""Feeds: what is in them, that they are valid, and that they are made no more often than needed."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import feedparser
import jsonschema
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from postil.pages.render import PostRenderer
from postil.urls import absolute_url, make_absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

SCHEMAS = Path(__file__).parents[1] / "schemas"
ATOM = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
JSON_FEED = json.loads((SCHEMAS / "jsonfeed.json").read_text("utf-8"))
BASES = ["https://example.org", "https://example.org/", "https://example.org/sub", "https://example.org/sub/"]
NAMES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
}
ODD_TITLES = ["]]>", "</script><b>", "Party 🎉", "שלום עולם", "Bell\x07", "a & b", "C++ <i>"]


def check_atom(content: bytes) -> Any:
    """Return an Atom feed as readers see it, if RFC 4287 allows it."""
    document = etree.fromstring(content)
    ATOM.assertValid(document)
    authored = document.find("atom:author", NAMES) is not None
    entries = document.findall("atom:entry", NAMES)
    assert authored or all(entry.find("atom:author", NAMES) is not None for entry in entries)
    ids = [entry.findtext("atom:id", "", NAMES) for entry in entries]
    assert len(ids) == len(set(ids))
    feed = feedparser.parse(content)
    assert feed.bozo == 0
    return feed


def check_rss(content: bytes) -> Any:
    """Return an RSS feed as readers see it, if the RSS Advisory Board's rules allow it."""
    rss = etree.fromstring(content)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    channel = rss.find("channel")
    assert channel is not None
    for name in ("title", "link", "description"):
        assert channel.findtext(name)
        assert len(channel.findall(name)) == 1
    assert channel.find("atom:link", NAMES).get("rel") == "self"
    parsedate_to_datetime(channel.findtext("lastBuildDate"))
    once = {"title", "link", "description", "guid", "pubDate", "enclosure", "author"}
    many = {"category", f"{{{NAMES['dc']}}}creator", f"{{{NAMES['content']}}}encoded"}
    for item in channel.findall("item"):
        tags = [child.tag for child in item]
        assert set(tags) <= once | many
        assert all(tags.count(name) <= 1 for name in once)
        assert item.findtext("title") or item.findtext("description")
        assert item.findtext("link").startswith("http")
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        if (enclosure := item.find("enclosure")) is not None:
            assert int(enclosure.get("length")) > 0
            assert enclosure.get("url").startswith("http")
            assert "/" in enclosure.get("type")
    feed = feedparser.parse(content)
    assert feed.bozo == 0
    return feed


def check_json(content: bytes) -> Any:
    """Return a JSON feed, if the format allows it."""
    feed = json.loads(content)
    jsonschema.validate(feed, JSON_FEED)
    return feed


def read(built: Built, name: str) -> bytes:
    return (built.outdir / name).read_bytes()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_three_formats_say_the_same(plain_site: SiteBuilder, post: Post, png: bytes, base: str, builder: str) -> None:
    text = (
        'Words[^a], [a post](b.md), [up](#part), ![pic](p.png), <a href="x.html">raw</a>.\n\n## Part\n\n[^a]: Note.\n'
    )
    front = {"title": "A", "tags": ["C++"], "category": "News", "authors": ["ada", "Bob"], "image": "cover.png"}
    plain_site.conf = 'blog_authors = {"ada": ("Ada", "https://ada.example/")}\nblog_feed_subtitle = "Sub"\n'
    posts = {"a.md": post(text, updated="2024-04-01", **front), "b.md": post(title="B", date="2024-03-25 10:00 +02:00")}
    files: dict[str, str | bytes | None] = {**posts, "p.png": png, "cover.png": png}
    built = plain_site.build(files, builder=builder, overrides={"blog_baseurl": base})
    root = base.rstrip("/") + "/"
    end = ".html" if builder == "html" else "/"
    atom, rss = check_atom(read(built, "blog/atom.xml")), check_rss(read(built, "blog/rss.xml"))
    feed = check_json(read(built, "blog/feed.json"))

    assert built.warnings == []
    assert feed["feed_url"] == f"{root}blog/feed.json"
    for parsed, name in ((atom, "atom.xml"), (rss, "rss.xml")):
        assert [link.href for link in parsed.feed.links if link.rel == "self"] == [f"{root}blog/{name}"]
        assert parsed.feed.link == feed["home_page_url"] == root
        assert (parsed.feed.title, parsed.feed.subtitle) == (feed["title"], feed["description"]) == ("Blog", "Sub")
        assert parsed.feed.language == feed["language"] == "en"
        assert [entry.id for entry in parsed.entries] == [item["id"] for item in feed["items"]]
        entry, item = parsed.entries[1], feed["items"][1]
        assert entry.id == entry.link == item["url"] == f"{root}posts/a{end}"
        assert entry.title == item["title"] == "A"
        assert [author.name for author in entry.authors] == ["Ada", "Bob"]
        assert [tag.term for tag in entry.tags] == item["tags"] == ["News", "C++"]
        enclosure = entry.enclosures[0]
        assert enclosure.href == item["image"] == item["attachments"][0]["url"] == f"{root}_images/cover.png"
        assert (enclosure.type, int(enclosure.length)) == ("image/png", len(png))
        assert entry.published_parsed[:3] == (2024, 3, 24)
        assert "Note." in entry.content[0].value
        assert entry.content[0].value == feedparser.parse(read(built, "blog/atom.xml")).entries[1].content[0].value
    assert item["authors"] == [
        {"name": "Ada", "url": "https://ada.example/"},
        {"name": "Bob", "url": f"{root}blog/author/bob{end}"},
    ]
    assert atom.entries[1].updated == item["date_modified"] == "2024-04-01T00:00:00+00:00"
    assert (built.outdir / "_images/cover.png").read_bytes() == png
    for address in re.findall(r'(?:href|src)="([^"]*)"', item["content_html"]):
        if address.startswith("#"):  # a note's place, which is in the entry itself
            assert f'id="{address[1:]}"' in item["content_html"], address
            continue
        assert address.startswith(root), address
        path = address.removeprefix(root).partition("#")[0]
        assert "x.html" in path or (built.outdir / path).exists(), address


def test_each_term_has_a_feed_of_its_own(plain_site: SiteBuilder, post: Post) -> None:
    front = {"tags": ["x", "C++"], "category": "News", "author": "Ada", "series": "Walks"}
    posts = {
        "a.md": post(**front),
        "b.md": post(title="B", date="2024-03-25", tags=["x"]),
        "d.md": post(draft=True, tags=["z"]),
    }
    built = plain_site.build(posts, overrides={"postil_drafts": True})
    feeds = {name: check_atom(read(built, name)) for name in built.files("blog", "atom.xml")}

    assert {name.removesuffix("atom.xml").removeprefix("blog/") for name in feeds} == {
        "", "2024/", "tag/x/", "tag/c-plus-plus/", "category/news/", "author/ada/", "series/walks/",
    }  # fmt: skip
    assert len({feed.feed.id for feed in feeds.values()}) == len(feeds)
    for name, feed in feeds.items():
        assert feed.feed.id == f"https://example.org/{name}"
    tag = feeds["blog/tag/x/atom.xml"]
    assert [entry.title for entry in tag.entries] == ["B", "A post"]
    assert (tag.feed.title, tag.feed.link) == ("Blog: x", "https://example.org/blog/tag/x.html")

    plain_site.build(overrides={"postil_drafts": True, "blog_feed_archives": False})
    assert built.files("blog", "atom.xml") == ["blog/atom.xml"]


def test_pages_tell_of_feeds(site: SiteBuilder, post: Post) -> None:
    built = site.build({"a.md": post(tags=["x"])})

    def told(name: str) -> list[str]:
        links = built.page(name).select("head link[rel=alternate]")
        return [str(link["href"]) for link in links if "markdown" not in str(link["type"])]

    everywhere = [f"https://example.org/blog/{name}" for name in ("atom.xml", "rss.xml", "feed.json")]
    for name in ("index", "posts/a", "blog", "blog/tag"):
        assert told(name) == everywhere
    assert told("blog/tag/x") == [*everywhere, "https://example.org/blog/tag/x/atom.xml"]


def test_a_person_who_opens_a_feed_is_told_what_it_is(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(tags=["x"])})

    for name in ("blog/atom.xml", "blog/rss.xml", "blog/tag/x/atom.xml"):
        text = built.read(name)
        match = re.search(r'\?>\n<\?xml-stylesheet href="([^"]+)" type="text/css"\?>\n<', text)
        assert match
        style = (built.outdir / name).parent / match[1]
        assert "This is a feed" in style.read_text("utf-8")


@pytest.mark.parametrize("title", ODD_TITLES)
def test_odd_titles(plain_site: SiteBuilder, post: Post, title: str) -> None:
    plain_site.conf = f"blog_title = {title!r}\nblog_feed_subtitle = {title!r}\n"
    built = plain_site.build({"a.md": post(f"Words {title}.\n", title=title, tags=[title], author=title)})
    shown = title.replace("\x07", "")

    for parsed in (check_atom(read(built, "blog/atom.xml")), check_rss(read(built, "blog/rss.xml"))):
        assert parsed.feed.title == shown
        assert parsed.entries[0].title == shown
        assert parsed.entries[0].tags[0].term == shown
    assert check_json(read(built, "blog/feed.json"))["items"][0]["title"] == shown
    for name in built.files("blog", "atom.xml"):
        check_atom(read(built, name))


def test_feeds_without_posts_are_valid(plain_site: SiteBuilder) -> None:
    built = plain_site.build()

    assert check_atom(read(built, "blog/atom.xml")).feed.updated == "1970-01-01T00:00:00+00:00"
    check_rss(read(built, "blog/rss.xml"))
    assert check_json(read(built, "blog/feed.json"))["items"] == []


def test_titles_alone(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post()}, overrides={"blog_feed_titles": True})

    assert "content" not in check_atom(read(built, "blog/atom.xml")).entries[0]
    check_rss(read(built, "blog/rss.xml"))
    assert check_json(read(built, "blog/feed.json"))["items"][0]["content_text"] == "Some words."


@pytest.mark.parametrize("image", ["a\x00b.png", "x" * 300, "..", "/", "a\nb", "data:x", "//["])
def test_odd_names_of_pictures(plain_site: SiteBuilder, post: Post, image: str) -> None:
    built = plain_site.build({"a.md": post(image=image)})

    why = r"a\.md:\d+: WARNING: `image: .*` is (?:not a picture|not a valid file name|outside the folders).*; left out"
    assert all(re.search(why, warning) for warning in built.warnings)
    assert not check_atom(read(built, "blog/atom.xml")).entries[0].enclosures


def test_a_picture_that_is_not_there(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        {"a.md": post(image="gone.png"), "b.md": post(title="B", image="https://other.example/p.png")}
    )

    assert len(built.warnings) == 1
    assert "a.md:4: WARNING: `image: gone.png`" in built.warnings[0]
    for entry in check_atom(read(built, "blog/atom.xml")).entries:
        assert not entry.enclosures


def test_texts_are_rendered_once(plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    whole = PostRenderer.full_text

    def count(self: PostRenderer, entry: Any, *, root: str) -> Any:
        rendered.append(entry.docname)
        return whole(self, entry, root=root)

    monkeypatch.setattr(PostRenderer, "full_text", count)
    posts = {
        f"{n}.md": post(f"Words {n} [](1.md).\n", title=f"P{n}", tags=["x", "y"], date=f"2024-01-0{n}")
        for n in range(1, 6)
    }
    plain_site.build(posts)
    assert sorted(rendered) == [f"posts/{n}" for n in range(1, 6)]

    rendered.clear()
    plain_site.build({"3.md": posts["3.md"].replace("Words", "Other words")})
    assert rendered == ["posts/3"]
    rendered.clear()
    built = plain_site.build({"1.md": posts["1.md"].replace("P1", "New title")})
    assert sorted(rendered) == [f"posts/{n}" for n in range(1, 6)]  # all of them show the title
    assert all("New title" in entry.content[0].value for entry in check_atom(read(built, "blog/atom.xml")).entries[:4])


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        ('<a href="b.html">', '<a href="https://e.org/x/b.html">'),
        ("<a href=b.html>", '<a href="https://e.org/x/b.html">'),
        ("<img src='p.png?a=1&amp;b=2'>", '<img src="https://e.org/x/p.png?a=1&amp;b=2">'),
        ('<a href="#n">', '<a href="https://e.org/x/a.html#n">'),
        ('<a href="/y">', '<a href="https://e.org/y">'),
        ('<a href="mailto:a@b">', '<a href="mailto:a@b">'),
        ('<img srcset="a.png 1x, b.png 2x">', '<img srcset="https://e.org/x/a.png 1x, https://e.org/x/b.png 2x">'),
        ('<p title="href=b">href="b"', '<p title="href=b">href="b"'),
        ('<a href="http://[">', '<a href="http://[">'),
        ('<a data-href="b">', '<a data-href="b">'),
        ('<a href="//h.org/y">', '<a href="https://h.org/y">'),
        ('<a href="?q=1">', '<a href="https://e.org/x/a.html?q=1">'),
        ('<img src="data:image/gif;base64,R0lG">', '<img src="data:image/gif;base64,R0lG">'),
        ('<img srcset="data:image/gif;base64,R0lG 1x,b.png 2x">',
         '<img srcset="data:image/gif;base64,R0lG 1x, https://e.org/x/b.png 2x">'),
        ('<video poster="p.jpg"><source src="v.mp4">',
         '<video poster="https://e.org/x/p.jpg"><source src="https://e.org/x/v.mp4">'),
        ('<object data="d.pdf">', '<object data="https://e.org/x/d.pdf">'),
        ('<form action="s"><button formaction="t">',
         '<form action="https://e.org/x/s"><button formaction="https://e.org/x/t">'),
        ('<p data="href=b">', '<p data="href=b">'),
        ('<img alt=" src=b " src="p.png">', '<img alt=" src=b " src="https://e.org/x/p.png">'),
        ("<img alt=' href=\"b\" > <a href=c>'>", "<img alt=' href=\"b\" > <a href=c>'>"),
        ('<a href="b" href="c">', '<a href="https://e.org/x/b" href="c">'),
        ("<a\nHREF = b.html>", '<a\nHREF = "https://e.org/x/b.html">'),
        ("<a href=b/>", '<a href="https://e.org/x/b/">'),
        ("<!-- <a href=b> -->", "<!-- <a href=b> -->"),
        ("<script>'<a href=b>'</script><a href=b>", "<script>'<a href=b>'</script><a href=\"https://e.org/x/b\">"),
        ("<a href=", "<a href="),
        ('<a href="b', '<a href="b'),
        ("<a =href=b>", "<a =href=b>"),
        ("1 < 2 <a href=b>", '1 < 2 <a href="https://e.org/x/b">'),
        ('<use href="#i"><path id="i">', '<use href="#i"><path id="i">'),
    ],
)  # fmt: skip
def test_make_absolute(html: str, whole: str) -> None:
    assert make_absolute(html, "https://e.org/x/a.html") == whole


class Attributes(HTMLParser):
    """Reads the attributes of all start tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


# What looks like an attribute, a tag or the end of one.
_PIECES = [" src=b", "href='c'", ' poster="d"', "srcset=e 1x", "<img src=f>", "/>", "-->", "<!--", "=", "&quot;", "\n"]
odd_text = st.lists(st.sampled_from(_PIECES) | st.text("ab<>&=/'\" \t", max_size=4), max_size=6).map("".join)


@given(values=st.lists(odd_text, min_size=2, max_size=2), quotes=st.sampled_from("\"'"))
def test_what_looks_like_an_attribute_in_another_is_left_alone(values: list[str], quotes: str) -> None:
    alt, title = (escape(value).replace("&lt;", "<").replace("&gt;", ">") for value in values)
    html = f"<p title={quotes}{title}{quotes}>x <img alt={quotes}{alt}{quotes} src=p.png></p>"
    before = Attributes(html).found

    after = Attributes(make_absolute(html, "https://e.org/x/a.html")).found

    before[-1][1]["src"] = "https://e.org/x/p.png"
    assert after == before
    assert len(after) == 2


LINKS = ["/about/", "../x", "y.html", "?q", "#z", "//h.org/", "../../up", "%C3%A9?a=1&b=2"]


@pytest.mark.parametrize("path", ["", "sub/", "a/b/"])
@pytest.mark.parametrize("fulltext", [True, False])
def test_links_in_a_feed_lead_where_those_of_the_page_do(
    plain_site: SiteBuilder, post: Post, path: str, *, fulltext: bool
) -> None:
    """Root-relative links are the host's, wherever the site is (jekyll/jekyll-feed#395)."""
    plain_site.conf = f"blog_baseurl = 'https://example.org/{path}'\nblog_feed_fulltext = {fulltext}\n"
    html = " ".join(f'<a href="{link}">x</a>' for link in ["", "mailto:a@b.org", *LINKS])
    rest = " ".join(f"`x <{link}>`__" for link in LINKS)
    built = plain_site.build(
        {"a.md": post(html + "\n"), "b.rst": f":date: 2024-01-01\n\n========\nA letter\n========\n\n{rest}\n"}
    )

    for entry in check_atom(read(built, "blog/atom.xml")).entries:
        name = entry.link.rpartition("/")[2]
        page = f"https://example.org/{path}posts/{name}"
        found = [link["href"] for link in BeautifulSoup(entry.content[0].value, "lxml").select("a")]
        written = [
            str(link["href"]) for link in built.article(f"posts/{name}").select("p > a[href]") if link.text == "x"
        ]

        if name == "b.html" or fulltext:  # an excerpt has no HTML
            assert found == [urljoin(page, link) for link in written]
        assert written[-len(LINKS) :] == LINKS


def test_relative_links_of_an_excerpt_lead_where_those_of_the_post_do(plain_site: SiteBuilder) -> None:
    text = ":date: 2024-01-01\n\n========\nA letter\n========\n\n`x <film.html>`__ `y </about/>`__ `z <#part>`__\n"
    built = plain_site.build({"a.rst": text})

    def links(name: str) -> list[str]:
        """Return where the links of the excerpt lead."""
        return [str(link["href"]) for link in built.article(name).select(".postil-excerpt a")]

    assert links("blog") == ["posts/film.html", "/about/", "posts/a.html#part"]
    assert links("blog/2024") == ["../posts/film.html", "/about/", "../posts/a.html#part"]


@given(page=st.text(alphabet="ab.//?#:;%-é \t", max_size=12) | st.just("posts/a b.html"))
@example(page="a/../b")
@example(page="a//b")
@example(page="x:y")
@example(page="..")
def test_addresses_of_pages_are_joined_by_the_rules(page: str) -> None:
    base = "https://e.org/sub/"
    assert absolute_url(base, page) == urljoin(base, page)


def test_addresses_in_code_stay(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post('`<a href="b.html">`\n')})
    content = check_atom(read(built, "blog/atom.xml")).entries[0].content[0].value

    assert BeautifulSoup(content, "lxml").get_text().strip() == '<a href="b.html">'
