"""The 404 page: its URLs work at any URL, and a page of the site replaces it."""

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

URL = re.compile(r'\s(?:href|src|action|data-content_root)="([^"]*)"')
ANYWHERE = ("/", "#", "https://", "data:")


@pytest.mark.parametrize(
    ("base", "path"), [("https://e.org/", "/"), ("https://e.org/en/latest/", "/en/latest/"), ("", "/")]
)
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_urls_work_wherever_the_page_is_shown(
    site: SiteBuilder, post: Post, base: str, path: str, builder: str
) -> None:
    built = site.build({"a.md": post()}, builder=builder, overrides={"blog_baseurl": base, "html_baseurl": ""})
    html = built.read("404.html")
    page = built.page("404.html")
    relative = [url for url in URL.findall(html) if not url.startswith(ANYWHERE)]

    assert built.warnings == relative == []
    assert f'href="{path}_static/' in html
    assert page.select(f'.postil-not-found a[href^="{path}posts/a"]')
    assert page.select_one("form").get("action").startswith(f"{path}search")  # type: ignore[union-attr]
    assert not page.select("link[rel=canonical]")
    assert "404" not in "".join(name for name in built.files() if name != "404.html")


def test_urls_are_rewritten_once() -> None:
    html = '<a href="a.html">A</a><a href="#b" id="b">B</a><form action="search.html"></form><img src="https://e.org/c.png">'
    rewritten = root_relative_urls(html, "/en/")

    assert rewritten == html.replace("a.html", "/en/a.html").replace("search", "/en/search")
    assert root_relative_urls(rewritten, "/en/") == rewritten


def test_a_document_named_404_replaces_the_page(site: SiteBuilder) -> None:
    text = "---\norphan: true\n---\n\n# Lost\n\n[Home](index.md).\n"
    built = site.build(docs={"404.md": text}, overrides={"blog_baseurl": "https://e.org/x/"})

    assert built.page("404.html").select_one('article a.reference[href="/x/index.html"]')
    assert "404" not in built.read("sitemap.xml")


def test_a_static_404_file_is_not_changed(site: SiteBuilder) -> None:
    site.write({"docs/extra/404.html": '<a href="x.html">Mine</a>'})
    built = site.build(overrides={"html_extra_path": ["extra"]})

    assert built.read("404.html") == '<a href="x.html">Mine</a>'


def test_the_page_equals_that_of_a_clean_build(site: SiteBuilder, post: Post, tmp_path: Path) -> None:
    site.build({"a.md": post(title="First")})
    built = site.build({"b.md": post(title="Second", date="2024-05-01")})
    page = built.outdir / "404.html"
    written = page.stat().st_mtime_ns

    assert [link.get_text() for link in built.page("404.html").select(".postil-not-found li a")] == ["Second", "First"]
    site.build()
    assert page.stat().st_mtime_ns == written
    page.unlink()
    assert "Second" in site.build().read("404.html")
