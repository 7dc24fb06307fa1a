"""Bare URLs become links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def links(site: SiteBuilder, text: str) -> list[tuple[str, str]]:
    """Return the text and the URL of each link in a post."""
    built = site.build({"a.md": text})
    assert built.warnings == []
    return [(link.get_text(), str(link["href"])) for link in main_content(built).select("a.external")]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("See https://example.org/walk for more.", "https://example.org/walk"),
        ("https://example.org.", "https://example.org"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
        ("(see https://example.org/a)", "https://example.org/a"),
        ("[see https://example.org/a]", "https://example.org/a"),
        ("**https://example.org/a_b_c**", "https://example.org/a_b_c"),
        ("https://example.org/*a*?b=c&d=~e~&f=$g$", "https://example.org/*a*?b=c&d=~e~&f=$g$"),
        ("https://example.org/:smile:/x==y==", "https://example.org/:smile:/x==y"),
        ("“https://example.org/a”, he said", "https://example.org/a"),
        ("http://localhost:8000/a!", "http://localhost:8000/a"),
        ("https://example.org/a&amp;b&copy;", "https://example.org/a&b"),
        ("https://example.org/a?!...", "https://example.org/a"),
        ("https://example.org/a[^1]\n\n[^1]: Note", "https://example.org/a"),
        ("https://example.org/a^[Note]", "https://example.org/a"),
        ("看https://example.org/a。", ""),
        ("看 https://example.org/a。", "https://example.org/a"),
        ("https://example.org/a<br>b", "https://example.org/a"),
    ],
)
def test_urls(plain_site: SiteBuilder, post: Post, text: str, url: str) -> None:
    assert links(plain_site, post(text)) == ([(url, url)] if url else [])


def test_www(plain_site: SiteBuilder, post: Post) -> None:
    text = "At www.example.org, not at [www.example.com](https://example.com), www.x or a.www.example.org."

    assert links(plain_site, post(text)) == [
        ("www.example.org", "http://www.example.org"),
        ("www.example.com", "https://example.com"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "README.md, conf.py and file.py", "me@example.org", "`https://example.org`", "example.org", "https://",
        "ftp://a.org", "javascript://example.org", "xhttps://example.org", r"https\://example.org", "http://.", "www.",
        "https:// a.org",
    ],
)  # fmt: skip
def test_no_url(plain_site: SiteBuilder, post: Post, text: str) -> None:
    assert links(plain_site, post(text)) == []


def test_links_stay_as_written(plain_site: SiteBuilder, post: Post) -> None:
    text = (
        "[https://a.org](https://b.org) <https://c.org> [x][r] <a class='external' href='https://e.org'>https://f.org "
        "www.f.org</a>\n\n[r]: https://d.org\n"
    )

    assert [url for _text, url in links(plain_site, post(text))] == [
        "https://b.org",
        "https://c.org",
        "https://d.org",
        "https://e.org",
    ]


def test_no_link_in_a_link_after_a_stray_end_tag(plain_site: SiteBuilder, post: Post) -> None:
    text = "</a> https://a.org [https://b.org and https://c.org](https://d.org) https://e.org\n"
    built = plain_site.build({"a.md": post(text)})

    found = [str(link["href"]) for link in main_content(built).select("a.external")]
    assert found == ["https://a.org", "https://d.org", "https://e.org"]
