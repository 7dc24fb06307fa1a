"""Links to files whose names contain characters with a meaning in URLs; pages outside of toctrees."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

# How a link is written, and the file that it leads to.
SPELLINGS = {
    "no%231.md": "no#1.md",
    "no%20%231.md": "no #1.md",
    "<no #1.md>": "no #1.md",
    "why%20so%3F.md": "why so?.md",
    "<why so?.md>": "why so?.md",
    "100%25.md": "100%.md",
    "100%25%20sure.md": "100% sure.md",
    "a%20b.md": "a b.md",
    "<a b.md>": "a b.md",
    "it's.md": "it's.md",
    "it%27s.md": "it's.md",
    "Re%3A%20you.md": "Re: you.md",
    "x%26y.md": "x&y.md",
    "caf%C3%A9.md": "cafe\u0301.md",
    "/posts/no%231.md": "no#1.md",
    "../posts/no%231.md": "no#1.md",
}


def leads_to(built: Built, page: str, href: str) -> str:
    """Return the file in the output to which a link on a page leads."""
    path = unquote(urlsplit(href).path)
    target = (built.outdir / page).parent / path
    target = target / "index.html" if path.endswith("/") else target
    return target.resolve().relative_to(built.outdir).as_posix()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("section", ["", "#part"])
@pytest.mark.parametrize("link", SPELLINGS)
def test_links_to_documents(plain_site: SiteBuilder, post: Post, link: str, section: str, builder: str) -> None:
    name = SPELLINGS[link]
    written = f"{link[:-1]}{section}>" if link.endswith(">") else link + section
    posts = {name: post("## Part\n\nText.\n", title="Odd"), "from.md": post(f"[there]({written})\n", title="From")}
    built = plain_site.build(posts=posts, builder=builder)
    page = "posts/from/index.html" if builder == "dirhtml" else "posts/from.html"
    found = built.article(page).find("a", string="there")
    target = "posts/" + name.removesuffix(".md").replace("e\u0301", "\u00e9")

    assert built.warnings == []
    assert found
    assert leads_to(built, page, str(found["href"])) == target + ("/index.html" if builder == "dirhtml" else ".html")
    assert urlsplit(str(found["href"])).fragment == section.removeprefix("#")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("link", ["no%231.csv", "<no #1.csv>", "why%3F.csv", "100%25.csv", "a%20b.csv"])
def test_links_to_other_files(plain_site: SiteBuilder, post: Post, link: str, builder: str) -> None:
    name = unquote(link.strip("<>"))
    built = plain_site.build(posts={name: "1,2\n", "from.md": post(f"[there]({link})\n")}, builder=builder)
    page = "posts/from/index.html" if builder == "dirhtml" else "posts/from.html"
    found = next(a for a in built.article(page).select("a") if a.get_text() == "there")

    assert built.warnings == []
    assert (built.outdir / leads_to(built, page, str(found["href"]))).read_text() == "1,2\n"


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "image",
    ["![P](no%231.png)", "![P](<no #1.png>)", "![P](why%3F.png)", '<img src="no%231.png" alt="P">', "![P](100%25.png)"],
)
def test_image_links(plain_site: SiteBuilder, post: Post, png: bytes, image: str, builder: str) -> None:
    names = ["no#1.png", "no #1.png", "why?.png", "100%.png"]
    built = plain_site.build(posts=dict.fromkeys(names, png) | {"from.md": post(f"{image}\n")}, builder=builder)
    page = "posts/from/index.html" if builder == "dirhtml" else "posts/from.html"
    found = built.article(page).select_one("img")

    assert built.warnings == []
    assert found
    assert (built.outdir / leads_to(built, page, str(found["src"]))).read_bytes() == png


def test_listings_and_feeds_quote_urls(plain_site: SiteBuilder, post: Post) -> None:
    """With `dirhtml` Sphinx itself quotes no URL."""
    built = plain_site.build(posts={"no #1?.md": post(title="Odd")}, builder="dirhtml")
    found = built.article("blog/index.html").find("a", string="Odd")

    assert found
    assert leads_to(built, "blog/index.html", str(found["href"])) == "posts/no #1?/index.html"
    assert "https://example.org/posts/no%20%231%3F/" in built.read("blog/atom.xml")
    assert "https://example.org/posts/no%20%231%3F/" in built.read("sitemap.xml")


def test_linkcheck(plain_site: SiteBuilder, post: Post) -> None:
    text = " ".join(f"[x]({link})" for link in SPELLINGS)
    built = plain_site.build(
        posts={name: post(title=name) for name in SPELLINGS.values()} | {"from.md": post(f"{text}\n")},
        builder="linkcheck",
    )

    assert built.warnings == []
    assert "broken" not in built.read("output.txt")


def test_broken_links_are_reported(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("[x](no%232.md) and [y](#nothing)\n")})

    [warning] = built.warnings
    assert "posts/a.md:6: WARNING: the link to 'no%232.md', 'nothing' leads nowhere" in warning
    assert [a["href"] for a in built.article("posts/a").select("p > a")] == ["no%232.md", "#nothing"]


# --- pages that readers find without a table of contents ------------------------------------------------------------


@pytest.mark.parametrize("menu", ["", 'postil_menu = ["blog-posts", "about"]', 'postil_menu = {"Me": "about"}'])
def test_pages_in_the_menu_need_no_toctree(site: SiteBuilder, post: Post, menu: str) -> None:
    site.conf = menu
    pages = {"about.md": "# About\n", "404.md": "# Nothing here\n"}
    built = site.build(posts={"a.md": post()}, docs=pages)
    again = site.build(posts={"a.md": post(title="B")})

    assert built.warnings == again.warnings == []


def test_pages_without_any_link_are_reported(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_menu = ["blog-posts", "about"]'
    pages = {"about.md": "# About\n", "lost.md": "# Lost\n"}
    first = site.build(posts={"a.md": post()}, docs=pages)
    conf = (site.folder / "docs/conf.py").read_text()
    second = site.build(docs={"conf.py": conf.replace(', "about"', "")})

    assert [warning.partition("docs/")[2].partition(":")[0] for warning in first.warnings] == ["lost.md"]
    assert [warning.partition("docs/")[2].partition(":")[0] for warning in second.warnings] == ["about.md", "lost.md"]
