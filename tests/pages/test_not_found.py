"""The page for what is not there: its addresses hold wherever it is shown, and an owner's own comes first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.pages.not_found import root_relative_urls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

ADDRESS = re.compile(r'\s(?:href|src|action|data-content_root)="([^"]*)"')
ANYWHERE = ("/", "#", "https://", "data:")


@pytest.mark.parametrize(
    ("base", "path"), [("https://e.org/", "/"), ("https://e.org/en/latest/", "/en/latest/"), ("", "/")]
)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_addresses_hold_wherever_the_page_is_shown(
    site: SiteBuilder, post: Post, base: str, path: str, builder: str
) -> None:
    built = site.build({"a.md": post()}, builder=builder, overrides={"blog_baseurl": base, "html_baseurl": ""})
    html = built.read("404.html")
    page = built.page("404.html")
    relative = [address for address in ADDRESS.findall(html) if not address.startswith(ANYWHERE)]

    assert built.warnings == relative == []
    assert f'href="{path}_static/' in html
    assert page.select(f'.postil-not-found a[href^="{path}posts/a"]')
    assert page.select_one("form").get("action").startswith(f"{path}search")  # type: ignore[union-attr]
    assert not page.select("link[rel=canonical]")
    assert "404" not in "".join(name for name in built.files() if name != "404.html")


def test_addresses_are_freed_once() -> None:
    html = '<a href="a.html">A</a><a href="#b" id="b">B</a><form action="search.html"></form><img src="https://e.org/c.png">'
    freed = root_relative_urls(html, "/en/")

    assert freed == html.replace("a.html", "/en/a.html").replace("search", "/en/search")
    assert root_relative_urls(freed, "/en/") == freed


def test_an_owners_page_comes_first(site: SiteBuilder) -> None:
    words = "---\norphan: true\n---\n\n# Lost\n\n[Home](index.md).\n"
    built = site.build(docs={"404.md": words}, overrides={"blog_baseurl": "https://e.org/x/"})

    assert built.page("404.html").select_one('article a.reference[href="/x/index.html"]')
    assert "404" not in built.read("sitemap.xml")


def test_an_owners_file_is_left_alone(site: SiteBuilder) -> None:
    site.write({"docs/extra/404.html": '<a href="x.html">Mine</a>'})
    built = site.build(overrides={"html_extra_path": ["extra"]})

    assert built.read("404.html") == '<a href="x.html">Mine</a>'


def test_the_page_is_as_new_after_each_build(site: SiteBuilder, post: Post, tmp_path: Path) -> None:
    site.build({"a.md": post(title="First")})
    built = site.build({"b.md": post(title="Second", date="2024-05-01")})
    page = built.outdir / "404.html"
    written = page.stat().st_mtime_ns

    assert [link.get_text() for link in built.page("404.html").select(".postil-not-found li a")] == ["Second", "First"]
    site.build()
    assert page.stat().st_mtime_ns == written
    page.unlink()
    assert "Second" in site.build().read("404.html")
