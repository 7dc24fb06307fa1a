"""Metadata in the head of pages, and microformats."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from PIL import Image

from postil.metadata.model import PageKind, PageMetadata, SiteMetadata
from postil.metadata.tags import head_tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

BASES = ["https://example.org", "https://example.org/sub/"]
AUTHORS = """blog_authors = {"ada": {
    "name": "Ada", "link": "https://ada.example/", "links": {"Mastodon": "https://social.example/@ada"},
    "fediverse": "@ada@social.example", "bio": "Writes programs."}}
"""
ODD_TITLES = ["]]>", "</script><b>", "Party 🎉", "שלום עולם", "Bell\x07", "a & b", '"', "<!--"]


def meta_tags(page: BeautifulSoup) -> dict[str, list[str]]:
    """Return the meta tags of a page, by name or property."""
    found: dict[str, list[str]] = {}
    for tag in page.select("head meta[content]"):
        found.setdefault(str(tag.get("property") or tag.get("name")), []).append(str(tag["content"]))
    return found


def json_ld(page: BeautifulSoup) -> dict[str, Any]:
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
def test_metadata_of_a_post(plain_site: SiteBuilder, post: Post, base: str, builder: str) -> None:
    front = {"author": "ada", "tags": ["x", "y"], "category": "News", "updated": "2024-04-01", "description": "Sum."}
    plain_site.conf = AUTHORS
    posts: dict[str, str | bytes | None] = {"a.md": post(**front, image="my cover.png"), "my cover.png": image_file()}
    built = plain_site.build(posts, builder=builder, overrides={"blog_baseurl": base})
    root, end = base.rstrip("/") + "/", ".html" if builder == "html" else "/"
    page = built.page("posts/a.html" if builder == "html" else "posts/a/index.html")
    tags, data = meta_tags(page), json_ld(page)
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


def test_metadata_of_other_pages(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = AUTHORS + 'html_title = "A & B"\nblog_feed_subtitle = "On notes"\n'
    built = plain_site.build({"a.md": post(author="ada", tags=["x"])}, {"page.md": "---\norphan: true\n---\n# P & Q\n"})

    def mine(name: str) -> list[str]:
        return [str(link["href"]) for link in built.page(name).select('head link[rel="me"]')]

    home = json_ld(built.page("index"))
    assert (home["Blog"]["name"], home["Blog"]["description"]) == ("A & B", "On notes")
    assert json_ld(built.page("blog"))["Blog"]["url"] == "https://example.org/blog.html"
    person = json_ld(built.page("blog/author/ada"))["Person"]
    assert (person["name"], person["sameAs"]) == ("Ada", ["https://social.example/@ada"])
    assert mine("index") == mine("blog/author/ada") == ["https://ada.example/", "https://social.example/@ada"]
    assert mine("posts/a") == []
    assert meta_tags(built.page("page"))["og:title"] == ["P & Q"]
    crumbs = json_ld(built.page("blog/tag/x"))["BreadcrumbList"]["itemListElement"]
    assert [crumb["name"] for crumb in crumbs][:3] == ["A & B", "All posts", "Tags"]
    assert meta_tags(built.page("search")).get("og:title") is None


@pytest.mark.parametrize("theme", ["basic", "sphinx_book_theme", "furo", "alabaster", "pydata_sphinx_theme"])
def test_no_theme_repeats_tags(site: SiteBuilder, post: Post, theme: str) -> None:
    site.theme = theme
    built = site.build({"a.md": post()})

    for name in ("index", "posts/a", "blog"):
        page = built.page(name)
        assert len(canonical(page)) == 1
        assert all(len(meta_tags(page)[key]) == 1 for key in ("og:title", "og:url", "twitter:card"))
        assert json_ld(page)


@pytest.mark.parametrize("title", ODD_TITLES)
def test_odd_titles_in_heads(plain_site: SiteBuilder, post: Post, title: str) -> None:
    plain_site.conf = f"smartquotes = False\nblog_title = {title!r}\n"
    built = plain_site.build({"a.md": post("Words.\n", title=title, tags=[title], author=title, description=title)})
    page, shown = built.page("posts/a"), title.replace("\x07", "")

    assert built.warnings == []
    assert json_ld(page)["BlogPosting"]["headline"] == shown
    assert json_ld(page)["BlogPosting"]["keywords"] == [shown]
    assert meta_tags(page)["og:title"] == [shown]
    assert not page.select("head b")
    assert etree.fromstring(built.outdir.joinpath("sitemap.xml").read_bytes()) is not None
    assert (built.outdir / "_images/cards/posts/a.png").exists()


def test_existing_tags_are_not_repeated() -> None:
    site = SiteMetadata("S", "https://e.org/", "https://e.org/blog.html", "pt-BR")
    page = PageMetadata(PageKind.PAGE, "T", "https://e.org/t.html", site)

    assert '"og:title"' not in head_tags(page, existing='<meta property="og:title" content="Mine">')
    assert "og:locale" in head_tags(page)
    assert "og:" not in head_tags(page, preview=False)


def test_without_blog_baseurl_there_are_no_absolute_urls(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post()}, overrides={"blog_baseurl": ""})
    page = built.page("posts/a")

    assert built.warnings == []
    assert meta_tags(page)["description"] == ["Some words."]
    assert "og:title" not in meta_tags(page)
    assert not page.select('script[type="application/ld+json"]')
    for name in ("sitemap.xml", "robots.txt", "llms.txt", "_images/cards"):
        assert not (built.outdir / name).exists()


def test_a_canonical_link_to_another_site(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(canonical_link="https://other.example/a")})

    assert canonical(built.page("posts/a")) == meta_tags(built.page("posts/a"))["og:url"] == ["https://other.example/a"]
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
def test_previews_have_images_that_networks_show(
    plain_site: SiteBuilder, post: Post, name: str, content: bytes, *, is_shown: bool
) -> None:
    """Other images leave the preview to the drawn card (hahwul/hwaro#583)."""
    files: dict[str, str | bytes | None] = {} if "://" in name else {name: content}
    built = plain_site.build({"a.md": post(image=name), **files})
    page = built.page("posts/a")
    card = "https://example.org/_images/cards/posts/a.png"

    [image] = meta_tags(page)["og:image"]
    assert image == json_ld(page)["BlogPosting"]["image"]
    assert (image != card) is is_shown
    assert bool(built.files("_images/cards", ".png")) is not is_shown
