"""What the web is told: heads of pages, microformats, cards, the sitemap and what else programs read."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from PIL import Image

from postil.metadata.card_drawing import Card, draw_card
from postil.metadata.card_fonts import find_fonts
from postil.metadata.llms import write_llms
from postil.metadata.markdown_text import markdown_copy
from postil.metadata.model import PageKind, PageMetadata, SiteMetadata
from postil.metadata.social_cards import CardCache
from postil.metadata.tags import head_tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

BASES = ["https://example.org", "https://example.org/sub/"]
AUTHORS = """blog_authors = {"ada": {
    "name": "Ada", "link": "https://ada.example/", "links": {"Mastodon": "https://social.example/@ada"},
    "fediverse": "@ada@social.example", "bio": "Writes programs."}}
"""
ODD_TITLES = ["]]>", "</script><b>", "Party 🎉", "שלום עולם", "Bell\x07", "a & b", '"', "<!--"]


def told(page: BeautifulSoup) -> dict[str, list[str]]:
    """Return what the head says, by name or property."""
    found: dict[str, list[str]] = {}
    for tag in page.select("head meta[content]"):
        found.setdefault(str(tag.get("property") or tag.get("name")), []).append(str(tag["content"]))
    return found


def graph(page: BeautifulSoup) -> dict[str, Any]:
    """Return the structured data of a page, by type."""
    scripts = page.select('head script[type="application/ld+json"]')
    assert len(scripts) == 1
    data = json.loads(scripts[0].string or "")
    assert data["@context"] == "https://schema.org"
    return {item["@type"]: item for item in data["@graph"]}


def canonical(page: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in page.select('head link[rel="canonical"]')]


def image_file(kind: str = "PNG", width: int = 300, height: int = 300) -> bytes:
    """Return an image file."""
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_what_a_post_tells(plain_site: SiteBuilder, post: Post, base: str, builder: str) -> None:
    front = {"author": "ada", "tags": ["x", "y"], "category": "News", "updated": "2024-04-01", "description": "Sum."}
    plain_site.conf = AUTHORS
    posts: dict[str, str | bytes | None] = {"a.md": post(**front, image="my cover.png"), "my cover.png": image_file()}
    built = plain_site.build(posts, builder=builder, overrides={"blog_baseurl": base})
    root, end = base.rstrip("/") + "/", ".html" if builder == "html" else "/"
    page = built.page("posts/a.html" if builder == "html" else "posts/a/index.html")
    tags, data = told(page), graph(page)
    here, cover = f"{root}posts/a{end}", f"{root}_images/my%20cover.png"

    assert canonical(page) == [here]
    assert tags["description"] == tags["og:description"] == ["Sum."]
    assert (tags["og:title"], tags["og:type"], tags["og:url"]) == (["A post"], ["article"], [here])
    assert (tags["og:image"], tags["og:image:width"]) == ([cover], ["300"])
    assert tags["twitter:card"] == ["summary_large_image"]
    assert tags["article:tag"] == ["x", "y"]
    assert tags["article:modified_time"] == ["2024-04-01T00:00:00+00:00"]
    assert tags["fediverse:creator"] == ["@ada@social.example"]
    posting = data["BlogPosting"]
    assert (posting["headline"], posting["url"], posting["image"]) == ("A post", here, cover)
    assert (posting["datePublished"], posting["dateModified"]) == (
        "2024-03-24T00:00:00+00:00",
        tags["article:modified_time"][0],
    )
    assert posting["author"] == [
        {
            "@type": "Person", "name": "Ada", "url": "https://ada.example/", "sameAs": ["https://social.example/@ada"],
            "description": "Writes programs.",
        }
    ]  # fmt: skip
    crumbs = data["BreadcrumbList"]["itemListElement"]
    assert [(crumb["position"], crumb["item"]) for crumb in crumbs] == [(1, root), (2, f"{root}blog{end}"), (3, here)]


def test_what_other_pages_tell(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = AUTHORS + 'html_title = "A & B"\nblog_feed_subtitle = "On notes"\n'
    built = plain_site.build({"a.md": post(author="ada", tags=["x"])}, {"page.md": "---\norphan: true\n---\n# P & Q\n"})

    def mine(name: str) -> list[str]:
        return [str(link["href"]) for link in built.page(name).select('head link[rel="me"]')]

    home = graph(built.page("index"))
    assert (home["Blog"]["name"], home["Blog"]["description"]) == ("A & B", "On notes")
    assert graph(built.page("blog"))["Blog"]["url"] == "https://example.org/blog.html"
    person = graph(built.page("blog/author/ada"))["Person"]
    assert (person["name"], person["sameAs"]) == ("Ada", ["https://social.example/@ada"])
    assert mine("index") == mine("blog/author/ada") == ["https://ada.example/", "https://social.example/@ada"]
    assert mine("posts/a") == []
    assert told(built.page("page"))["og:title"] == ["P & Q"]
    crumbs = graph(built.page("blog/tag/x"))["BreadcrumbList"]["itemListElement"]
    assert [crumb["name"] for crumb in crumbs][:3] == ["A & B", "All posts", "Tags"]
    assert told(built.page("search")).get("og:title") is None


@pytest.mark.parametrize("theme", ["basic", "sphinx_book_theme", "furo", "alabaster", "pydata_sphinx_theme"])
def test_every_theme_says_it_once(site: SiteBuilder, post: Post, theme: str) -> None:
    site.theme = theme
    built = site.build({"a.md": post()})

    for name in ("index", "posts/a", "blog"):
        page = built.page(name)
        assert len(canonical(page)) == 1
        assert all(len(told(page)[key]) == 1 for key in ("og:title", "og:url", "twitter:card"))
        assert graph(page)


@pytest.mark.parametrize("title", ODD_TITLES)
def test_odd_titles_in_heads(plain_site: SiteBuilder, post: Post, title: str) -> None:
    plain_site.conf = f"smartquotes = False\nblog_title = {title!r}\n"
    built = plain_site.build({"a.md": post("Words.\n", title=title, tags=[title], author=title, description=title)})
    page, shown = built.page("posts/a"), title.replace("\x07", "")

    assert built.warnings == []
    assert graph(page)["BlogPosting"]["headline"] == shown
    assert graph(page)["BlogPosting"]["keywords"] == [shown]
    assert told(page)["og:title"] == [shown]
    assert not page.select("head b")
    assert etree.fromstring(built.outdir.joinpath("sitemap.xml").read_bytes()) is not None
    assert (built.outdir / "_images/cards/posts/a.png").exists()


def test_what_an_author_says_is_not_said_twice() -> None:
    site = SiteMetadata("S", "https://e.org/", "https://e.org/blog.html", "pt-BR")
    page = PageMetadata(PageKind.PAGE, "T", "https://e.org/t.html", site)

    assert '"og:title"' not in head_tags(page, existing='<meta property="og:title" content="Mine">')
    assert "og:locale" in head_tags(page)
    assert "og:" not in head_tags(page, preview=False)


def test_without_an_address_nothing_absolute_is_said(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post()}, overrides={"blog_baseurl": ""})
    page = built.page("posts/a")

    assert built.warnings == []
    assert told(page)["description"] == ["Some words."]
    assert "og:title" not in told(page)
    assert not page.select('script[type="application/ld+json"]')
    for name in ("sitemap.xml", "robots.txt", "llms.txt", "_images/cards"):
        assert not (built.outdir / name).exists()


def test_a_copy_of_what_stands_elsewhere(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(canonical_link="https://other.example/a")})

    assert canonical(built.page("posts/a")) == told(built.page("posts/a"))["og:url"] == ["https://other.example/a"]
    assert "posts/a" not in built.read("sitemap.xml")


def test_microformats(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        {"a.md": post("Words[^a].\n\n[^a]: N.\n", author="Ada", tags=["x"], category="c", updated="2024-05-05")}
    )
    entry = built.page("posts/a").select_one(".h-entry")
    feed = built.page("blog").select_one(".h-feed")

    assert entry
    assert feed
    assert entry.select_one("data.p-name")["value"] == "A post"  # type: ignore[index]
    assert entry.select_one("data.u-url")["value"] == "https://example.org/posts/a.html"  # type: ignore[index]
    assert [str(tag["datetime"]) for tag in entry.select(".dt-published, .dt-updated")] == ["2024-03-24", "2024-05-05"]
    assert [tag.get_text() for tag in entry.select(".p-author.h-card")] == ["Ada"]
    assert [tag.get("value") or tag.get_text() for tag in entry.select(".p-category")] == ["c", "x"]
    assert "Words" in entry.select_one(".e-content").get_text()  # type: ignore[union-attr]
    assert [tag.get_text() for tag in feed.select(".h-entry .p-name .u-url")] == ["A post"]
    assert feed.select_one(".h-entry .p-summary")


# --- cards ----------------------------------------------------------------------------------------------------------


def card(title: str, byline: str = "Ada") -> bytes:
    faces = find_fonts([], system=True)
    return draw_card(Card(title, byline, "S", "#ffffff", "#000000", "#0a7d91"), faces, faces)


def test_cards_are_what_previews_show_whole() -> None:
    image = Image.open(BytesIO(card("A title")))

    assert (image.size, image.format) == ((1200, 630), "PNG")
    assert card("A title") == card("A title") != card("Another")


def test_what_fonts_cannot_draw_is_left_out() -> None:
    assert card("\U0001f389 Party") == card("Party")
    assert card("\ue000") == card("") == card("שלום") != card("x")  # no boxes, and nothing backwards
    assert card("word " * 100) != card("word " * 3)


def test_cards_are_drawn_once(plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = CardCache._draw  # noqa: SLF001 - what is costly

    def count(self: CardCache, title: str, byline: str, *, system_fonts: bool) -> bytes:
        drawn.append(title)
        return draw(self, title, byline, system_fonts=system_fonts)

    monkeypatch.setattr(CardCache, "_draw", count)
    posts: dict[str, str | bytes | None] = {f"{name}.md": post(title=name) for name in ("A", "B")}
    built = plain_site.build({**posts, "c.md": post(title="C", image="p.png"), "p.png": image_file()})
    assert sorted(drawn) == ["A", "B"]
    assert built.files("_images/cards", ".png") == ["_images/cards/posts/A.png", "_images/cards/posts/B.png"]

    plain_site.build({"A.md": post("Other words.\n", title="A"), "B.md": post(title="New")})
    assert drawn[2:] == ["New"]
    plain_site.build({"A.md": None})
    assert built.files("_images/cards", ".png") == ["_images/cards/posts/B.png"]
    assert len(list((plain_site.folder / "build/doctrees/html/postil-cards").iterdir())) == 1
    plain_site.build(overrides={"postil_cards": False})
    assert not (built.outdir / "_images/cards").exists()


def test_colours_of_cards(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_card_colors = {"accent": "#ff0000"}\n'
    built = plain_site.build({"a.md": post()})
    image = Image.open(built.outdir / "_images/cards/posts/a.png")

    assert image.convert("RGB").getpixel((2, 2)) == (255, 0, 0)


# --- what programs read ---------------------------------------------------------------------------------------------


def sitemap(built: Built) -> dict[str, str]:
    """Return the addresses in the sitemap with their dates."""
    root = etree.fromstring((built.outdir / "sitemap.xml").read_bytes())
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{name}urlset"
    return {url.findtext(f"{name}loc"): url.findtext(f"{name}lastmod", "") for url in root}


def test_the_sitemap_is_whole_after_each_build(plain_site: SiteBuilder, post: Post) -> None:
    page = "---\norphan: true\n---\n# Page\n"
    posts = {"a.md": post(tags=["x"]), "b.md": post(title="B", date="2024-05-01"), "d.md": post(draft=True, title="D")}
    plain_site.build(posts, {"page.md": page}, overrides={"postil_drafts": True})
    built = plain_site.build({"a.md": post(tags=["x"], updated="2024-06-01")}, overrides={"postil_drafts": True})
    found = sitemap(built)
    root = "https://example.org/"

    assert list(found) == sorted(found)
    assert found[f"{root}posts/a.html"] == found[f"{root}blog/tag/x.html"] == "2024-06-01T00:00:00+00:00"
    assert found[f"{root}posts/b.html"] == "2024-05-01T00:00:00+00:00"
    assert found[f"{root}blog.html"] == found[f"{root}index.html"] == "2024-06-01T00:00:00+00:00"
    assert found[f"{root}page.html"] == ""
    assert not [address for address in found if re.search("posts/d|drafts|search|genindex", address)]
    assert all((built.outdir / address.removeprefix(root)).is_file() for address in found)


def test_robots_unless_the_owner_has_one(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'html_extra_path = ["extra"]\n'
    plain_site.write({"docs/extra/other.txt": "x"})
    built = plain_site.build({"a.md": post()})
    assert built.read("robots.txt").endswith("\nSitemap: https://example.org/sitemap.xml\n")

    plain_site.write({"docs/extra/robots.txt": "mine", "docs/extra/llms.txt": "mine"})
    plain_site.build()
    assert built.read("robots.txt") == built.read("llms.txt") == "mine"
    plain_site.build({"b.md": post(title="B")})
    assert built.read("robots.txt") == "mine"


def test_files_that_are_not_wanted_go(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post()})
    assert (built.outdir / "posts/a.md").exists()
    off = {"postil_sitemap": False, "postil_llms": False, "postil_markdown": False}
    plain_site.build(overrides=off)

    for name in ("sitemap.xml", "robots.txt", "llms.txt", "posts/a.md"):
        assert not (built.outdir / name).exists(), name
    assert "text/markdown" not in built.read("posts/a.html")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_markdown_copies(plain_site: SiteBuilder, post: Post, png: bytes, builder: str) -> None:
    text = (
        "# A post\n\n% aside\n\nWords[^a] ![P](p.png). <!-- no -->\n\n```python\n% kept\n![P](p.png)\n```\n\n[^a]: N.\n"
    )
    posts: dict[str, str | bytes | None] = {"a/index.md": post(text, author="Ada"), "a/p.png": png}
    built = plain_site.build({**posts, "d.md": post(draft=True)}, builder=builder)
    copy = built.read("posts/a/index.md")
    page = built.page("posts/a/index.html")

    assert copy.startswith("# A post\n\n- March 24, 2024\n- by Ada\n- <https://example.org/posts/a/")
    assert "Words[^a] ![P](../../_images/p.png)." in copy
    assert "% kept\n![P](p.png)\n" in copy
    assert "[^a]: N." in copy
    assert not [word for word in ("aside", "<!--", "title:") if word in copy]
    assert copy.count("# A post") == 1
    link = page.select_one('link[type="text/markdown"]')
    assert link
    assert link["href"] == "index.md"
    assert "[A post](https://example.org/posts/a/index.md): " in built.read("llms.txt")
    assert built.files("posts", ".md") == ["posts/a/index.md"]


def test_a_list_for_programs() -> None:
    text = write_llms("S", "About", {"Posts": [("A [b]", "https://e.org/a.md", "Two\nlines")], "Pages": []}).decode()

    assert text == "# S\n\n> About\n\n## Posts\n\n- [A \\[b\\]](https://e.org/a.md): Two lines\n"


def test_a_copy_keeps_what_it_does_not_understand() -> None:
    assert "~~~\nopen % <!-- x -->\n" in markdown_copy("~~~\nopen % <!-- x -->\n", "T", [], {})
    assert markdown_copy("---\nopen: [\n---\nWords\n", "T", [], {}).endswith("Words\n")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600"/>'


@pytest.mark.parametrize(
    ("name", "content", "is_shown"),
    [
        ("c.png", image_file(), True),
        ("c.jpg", image_file("JPEG"), True),
        ("c.webp", image_file("WEBP"), True),
        ("c.svg", SVG, False),
        ("c.bmp", image_file("BMP"), True),
        ("c.tif", image_file("TIFF"), True),
        ("c.avif", b"\0\0\0\x1cftypavif", False),
        ("c.png", image_file(width=199), False),
        ("c.png", image_file()[:60], False),
        ("https://other.example/c.png", b"", True),
        ("https://other.example/c.svg?v=1", b"", False),
    ],
)
def test_previews_show_what_networks_can(
    plain_site: SiteBuilder, post: Post, name: str, content: bytes, *, is_shown: bool
) -> None:
    """Other images leave the preview to the drawn card (hahwul/hwaro#583)."""
    files: dict[str, str | bytes | None] = {} if "://" in name else {name: content}
    built = plain_site.build({"a.md": post(image=name), **files})
    page = built.page("posts/a")
    card = "https://example.org/_images/cards/posts/a.png"

    [image] = told(page)["og:image"]
    assert image == graph(page)["BlogPosting"]["image"]
    assert (image != card) is is_shown
    assert bool(built.files("_images/cards", ".png")) is not is_shown
