"""Feeds: what they contain, that they are valid, and that texts are rendered once."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import feedparser
import jsonschema
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from lxml import etree
from PIL import Image

from postil.config.validators import feed_id_start
from postil.feeds.entries import permanent_id
from postil.pages.feed_footnotes import list_feed_footnote
from postil.pages.render import PostRenderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

SCHEMAS = Path(__file__).parents[1] / "schemas"
ATOM = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
JSON_FEED = json.loads((SCHEMAS / "jsonfeed.json").read_text("utf-8"))
BASES = ["https://example.org", "https://example.org/", "https://example.org/sub", "https://example.org/sub/"]
NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
}
ODD_TITLES = ["]]>", "</script><b>", "Party 🎉", "שלום עולם", "Bell\x07", "a & b", "C++ <i>"]


def check_atom(content: bytes) -> Any:
    """Return an Atom feed as feed readers parse it, if it is valid (RFC 4287)."""
    document = etree.fromstring(content)
    ATOM.assertValid(document)
    authored = document.find("atom:author", NAMESPACES) is not None
    entries = document.findall("atom:entry", NAMESPACES)
    assert authored or all(entry.find("atom:author", NAMESPACES) is not None for entry in entries)
    ids = [entry.findtext("atom:id", "", NAMESPACES) for entry in entries]
    assert len(ids) == len(set(ids))
    feed = feedparser.parse(content)
    assert feed.bozo == 0
    return feed


def check_rss(content: bytes) -> Any:
    """Return an RSS feed as feed readers parse it, if it is valid by the RSS Advisory Board's rules."""
    rss = etree.fromstring(content)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    channel = rss.find("channel")
    assert channel is not None
    for name in ("title", "link", "description"):
        assert channel.findtext(name)
        assert len(channel.findall(name)) == 1
    assert channel.find("atom:link", NAMESPACES).get("rel") == "self"
    parsedate_to_datetime(channel.findtext("lastBuildDate"))
    once = {"title", "link", "description", "guid", "pubDate", "enclosure", "author"}
    many = {"category", f"{{{NAMESPACES['dc']}}}creator", f"{{{NAMESPACES['content']}}}encoded"}
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
    """Return a JSON feed, if it is valid."""
    feed = json.loads(content)
    jsonschema.validate(feed, JSON_FEED)
    return feed


def read(built: Built, name: str) -> bytes:
    return (built.outdir / name).read_bytes()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_three_formats_have_the_same_content(
    plain_site: SiteBuilder, post: Post, png: bytes, base: str, builder: str
) -> None:
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

    assert [line for line in built.warnings if "the link to 'x.html' leads nowhere" not in line] == []
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


@pytest.mark.parametrize(
    "base", ["https://example.org", "https://example.org/", "https://example.org/sub", "https://example.org/sub/"]
)
def test_atom_feed(plain_site: SiteBuilder, post: Post, png: bytes, base: str) -> None:
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


def test_feeds_do_not_depend_on_the_build_time(
    plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    first = plain_site.build(posts={"a.md": post()}).read("blog/atom.xml")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")

    assert plain_site.build().read("blog/atom.xml") == first


def test_feeds_have_no_characters_that_xml_does_not_allow(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("Ring the \x07bell.\n", title="B\x07ell", tags=["\x07x"])})

    feed = feedparser.parse(built.read("blog/atom.xml"))
    assert feed.bozo == 0
    assert "Ring the bell." in feed.entries[0].summary


def test_without_blog_baseurl_there_are_no_feeds(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post()}, overrides={"blog_baseurl": ""})

    assert built.warnings == []
    assert not (built.outdir / "blog/atom.xml").exists()
    assert "atom+xml" not in built.read("posts/a.html")


def test_options_of_feeds(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'blog_feed_fulltext = False\nblog_feed_length = 1\nblog_feed_subtitle = "Sub"\nblog_title = "T"\n'
    posts = {"a.md": post("One.\n\nTwo.\n"), "b.md": post(title="B", date="2023-03-25")}
    feed = feedparser.parse(plain_site.build(posts=posts).read("blog/atom.xml"))

    assert [entry.title for entry in feed.entries] == ["A post"]
    assert (feed.feed.title, feed.feed.subtitle) == ("T", "Sub")
    assert "Two." not in feed.entries[0].content[0].value


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


def test_pages_link_to_feeds(site: SiteBuilder, post: Post) -> None:
    built = site.build({"a.md": post(tags=["x"])})

    def linked_feeds(name: str) -> list[str]:
        links = built.page(name).select("head link[rel=alternate]")
        return [str(link["href"]) for link in links if "markdown" not in str(link["type"])]

    everywhere = [f"https://example.org/blog/{name}" for name in ("atom.xml", "rss.xml", "feed.json")]
    for name in ("index", "posts/a", "blog", "blog/tag"):
        assert linked_feeds(name) == everywhere
    assert linked_feeds("blog/tag/x") == [*everywhere, "https://example.org/blog/tag/x/atom.xml"]


def test_feeds_have_a_style_sheet_that_explains_them(plain_site: SiteBuilder, post: Post) -> None:
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


def test_feeds_of_titles_only(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post()}, overrides={"blog_feed_titles": True})

    assert "content" not in check_atom(read(built, "blog/atom.xml")).entries[0]
    check_rss(read(built, "blog/rss.xml"))
    assert check_json(read(built, "blog/feed.json"))["items"][0]["content_text"] == "Some words."


@pytest.mark.parametrize("image", ["a\x00b.png", "x" * 300, "..", "/", "a\nb", "data:x", "//["])
def test_invalid_image_names(plain_site: SiteBuilder, post: Post, image: str) -> None:
    built = plain_site.build({"a.md": post(image=image)})

    why = "names a file that was not found|is not a valid file name|is outside the folders"
    message = rf"a\.md:\d+: WARNING: `image: .*` (?:{why}).*; the post has no image"
    assert all(re.search(message, warning) for warning in built.warnings)
    assert not check_atom(read(built, "blog/atom.xml")).entries[0].enclosures


def test_a_missing_image_has_no_enclosure(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        {"a.md": post(image="gone.png"), "b.md": post(title="B", image="https://other.example/p.png")}
    )

    assert len(built.warnings) == 1
    assert "a.md:4: WARNING: `image: gone.png`" in built.warnings[0]
    for entry in check_atom(read(built, "blog/atom.xml")).entries:
        assert not entry.enclosures


def test_full_texts_are_rendered_once(plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    full_text = PostRenderer.full_text

    def count(self: PostRenderer, entry: Any, **options: Any) -> Any:
        rendered.append(entry.docname)
        return full_text(self, entry, **options)

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


LINKS = ["/about/", "../x", "y.html", "?q", "#z", "//h.org/", "../../up", "%C3%A9?a=1&b=2"]


@pytest.mark.parametrize("path", ["", "sub/", "a/b/"])
@pytest.mark.parametrize("fulltext", [True, False])
def test_links_in_a_feed_have_the_targets_of_those_on_the_page(
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


def test_urls_in_code_are_not_rewritten(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post('`<a href="b.html">`\n')})
    content = check_atom(read(built, "blog/atom.xml")).entries[0].content[0].value

    assert BeautifulSoup(content, "lxml").get_text().strip() == '<a href="b.html">'


def test_ids_from_front_matter(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(title="A", guid="https://old.example.org/?p=1"), "b.md": post(title="B", id="tag:x,2024:1")}
    )

    for name in ("blog/atom.xml", "blog/rss.xml", "blog/feed.json"):
        assert "https://old.example.org/?p=1" in built.read(name)
        assert "https://example.org/posts/a.html" in built.read(name)
    assert '<guid isPermaLink="false">tag:x,2024:1</guid>' in built.read("blog/rss.xml")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("https://old.example.org/sub", "https://old.example.org/sub/2024/a/#s"),
        ("tag:example.org,2024:", "tag:example.org,2024:posts/two%20words#s"),
        ("urn:blog:", "urn:blog:posts/two%20words#s"),
    ],
)
def test_ids_that_stay_when_the_blog_moves(start: str, expected: str) -> None:
    valid = feed_id_start(start)

    assert permanent_id(valid, uri="2024/a/", path="posts/two words", anchor="s") == expected


@pytest.mark.parametrize("start", ["example.org", "tag:example.org:", "https://", "a b"])
def test_starts_of_ids_that_are_no_identifiers(start: str) -> None:
    with pytest.raises(ValueError, match="expected a URL, or a tag URI"):
        feed_id_start(start)


def test_ids_do_not_depend_on_the_url_of_the_site(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_feed_id = "tag:example.org,2024:"\n'
    first = plain_site.build(posts={"a.md": post()}, builder="html").read("blog/feed.json")
    plain_site.conf += 'postil_permalink = "{year}/{slug}"\nblog_baseurl = "https://new.example.org/"\n'
    built = plain_site.build(builder="dirhtml")

    assert [json.loads(text)["items"][0]["id"] for text in (first, built.read("blog/feed.json"))] == [
        "tag:example.org,2024:posts/a"
    ] * 2
    assert "<id>tag:example.org,2024:blog/atom.xml</id>" in built.read("blog/atom.xml")
    check_atom(read(built, "blog/atom.xml"))


def test_an_entry_as_feed_readers_show_it_best(plain_site: SiteBuilder, post: Post) -> None:
    """Without style sheets and scripts: small images that keep their ratio, and notes with numbers."""
    file = BytesIO()
    Image.effect_noise((1200, 400), 80).convert("RGB").save(file, "jpeg", quality=95)
    text = (
        "Words[^a] and[^b] $x^2$ and ![inline](p.jpg) in a line.\n\n![Noise](p.jpg)\n\n"
        "$$\n\\frac{a}{b}\n$$\n\n[^a]: One *note*.\n\n[^b]: Another.\n\n    - With a list.\n"
    )
    built = plain_site.build(posts={"a.md": post(text), "p.jpg": file.getvalue()})
    entry = BeautifulSoup(json.loads(built.read("blog/feed.json"))["items"][0]["content_html"], "html.parser")

    images = entry.select("img")
    assert len(images) == 2
    for image in images:
        assert (image["width"], image.get("height")) == ("720", None)
        assert image["style"] == "max-width:100%;height:auto"
        path = built.outdir / str(image["src"]).removeprefix("https://example.org/")
        with Image.open(path) as copy:
            assert copy.width == 1080
    assert "<i>x</i><sup>2</sup> and" in str(entry)
    assert entry.select_one("math annotation").get_text() == "\\frac{a}{b}"  # type: ignore[union-attr]
    notes = entry.select("section > ol > li")
    assert [" ".join(note.get_text().split()) for note in notes] == ["One note. ↩", "Another. With a list. ↩"]
    assert notes[0].find("p") is None
    assert [f"#{note['id']}" for note in notes] == [mark["href"] for mark in entry.select("sup > a")]
    assert entry.select("aside, [data-close]") == []


def test_excerpts_in_feeds(plain_site: SiteBuilder, post: Post) -> None:
    """They are for feed readers too."""
    file = BytesIO()
    Image.effect_noise((1200, 400), 80).convert("RGB").save(file, "jpeg", quality=95)
    plain_site.conf = "blog_feed_fulltext = False\n"
    text = "Words $x^2$ ![inline](p.jpg).\n\n<!-- more -->\n\nMore.\n"
    built = plain_site.build(posts={"a.md": post(text), "p.jpg": file.getvalue()})
    entry = BeautifulSoup(json.loads(built.read("blog/feed.json"))["items"][0]["content_html"], "html.parser")

    assert [(image["width"], image.get("height")) for image in entry.select("img")] == [("720", None)]
    assert "Words <i>x</i><sup>2</sup>" in str(entry)
    assert "More" not in str(entry)


@pytest.mark.parametrize(
    ("labels", "values"),
    [(["1", "2", "5"], [None, None, "5"]), (["*", "1"], [None, "1"])],
)
def test_numbers_of_notes_in_feeds(labels: list[str], values: list[str | None]) -> None:
    """Notes have the numbers of the text; a label that is no number stays in the text of the note."""
    found = []
    for position, label in enumerate(labels, start=1):
        item = nodes.footnote("", nodes.label("", label), nodes.paragraph("", "Note."), number=label)
        list_feed_footnote(item, position)
        found.append(item)

    assert [item["attributes"].get("value") for item in found] == values
    texts = ["".join(child.astext() for child in item) for item in found]
    assert texts == ["Note." if label.isdecimal() else f"{label} Note." for label in labels]


def test_duplicate_ids_are_warned_about(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(guid="urn:x:1"), "b.md": post(guid="urn:x:1")})

    assert len(built.warnings) == 1
    assert "b.md:" in built.warnings[0]
    assert built.read("blog/atom.xml").count("<id>urn:x:1</id>") == 1
