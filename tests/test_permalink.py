"""Addresses by a pattern, posts that expire, old addresses for hosts, and what a build says it holds back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import feedparser
import pytest

from postil import mount
from postil.permalink import check_pattern, permalink

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

DAY = datetime(2024, 3, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("docname", "slug", "pattern", "address"),
    [
        ("posts/walk", "", "", "posts/walk"),
        ("posts/walk", "w", "", "posts/w"),
        ("posts/walk/index", "w", "", "posts/w/index"),
        ("posts/2024-03-24-My_Walk", "", "{year}/{month}/{day}/{slug}", "2024/03/24/my_walk"),
        ("posts/2024-03-24-My_Walk", "", "{section}/{name}", "posts/2024-03-24-My_Walk"),
        ("posts/a/walk/index", "", "{section}/{slug}/", "posts/a/walk/index"),
        ("posts/a/walk/index", "w", "/blog/{slug}/", "blog/w/index"),
        ("walk", "", "{section}/{slug}", "walk"),
        ("posts/2024-03-24", "", "{year}/{slug}", "2024/2024-03-24"),
        ("posts/прогулка", "", "{year}/{slug}", "2024/прогулка"),
    ],
)
def test_permalink(docname: str, slug: str, pattern: str, address: str) -> None:
    pattern = check_pattern(pattern) if pattern else ""
    assert permalink(docname, slug=slug, date=DAY, pattern=pattern) == address


def test_what_has_no_date_keeps_its_path() -> None:
    assert permalink("posts/idea", pattern="{year}/{slug}") == "posts/idea"
    assert permalink("posts/idea", slug="i", pattern="{year}/{slug}") == "posts/i"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("{year}/{month}", "neither"), ("{title}", "no field {title}"), ("../{slug}", "no path"), ("{slug", "braces"),
     ("{slug:>9}", "braces"), ("{slug!r}", "braces"), ("https://x/{slug}", "no path"), ("{}/{slug}", "no field {}")],
)  # fmt: skip
def test_patterns_that_are_none(site: SiteBuilder, post: Post, pattern: str, words: str) -> None:
    site.theme, site.conf = "basic", f"postil_permalink = {pattern!r}\n"
    built = site.build(posts={"a.md": post(title="A")})

    assert len(built.warnings) == 1
    assert words in built.warnings[0]
    assert "conf.py" in built.warnings[0]
    assert built.article("posts/a")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_everything_follows(site: SiteBuilder, post: Post, png: bytes, builder: str) -> None:
    site.theme = "basic"
    site.conf = 'blog_baseurl = "https://example.org/b"\npostil_permalink = "{year}/{month}/{slug}"\n'
    built = site.build(
        posts={
            "2024-03-24-one.md": post("See [two](two/index.md), [home](../docs/index.md).\n", title="One", date=None),
            "two/index.md": post("Back to [one](../2024-03-24-one.md). ![A dot](dot.png)\n", title="Two",
                                 date="2024-04-01", aliases=["/old/two", "older.html"]),
            "two/dot.png": png,
        },
        docs={"index.md": "# Home\n\n[One](../posts/2024-03-24-one.md)\n\n```{postlist}\n```\n"},
        builder=builder,
    )  # fmt: skip
    end = ".html" if builder == "html" else "/"
    page = "{}.html" if builder == "html" else "{}/index.html"

    assert built.warnings == []
    assert built.titles(page.format("blog")) == ["Two", "One"]
    for name in ("2024/03/one", "2024/04/two"):
        for link in built.article(page.format(name)).select("a[href]:not([href^=http])"):
            there = (built.outdir / page.format(name)).parent / str(link["href"]).partition("#")[0]
            assert there.exists(), link
    assert built.article(page.format("2024/04/two")).select("img")
    feed = feedparser.parse(built.read("blog/atom.xml"))
    assert [entry.link for entry in feed.entries] == [
        f"https://example.org/b/2024/04/two{end}", f"https://example.org/b/2024/03/one{end}"
    ]  # fmt: skip
    assert f"<loc>https://example.org/b/2024/03/one{end}</loc>" in built.read("sitemap.xml")
    assert built.read("_redirects").splitlines() == [
        f"/b/old/two /b/2024/04/two{end} 301", f"/b/older.html /b/2024/04/two{end} 301"
    ]  # fmt: skip
    assert not (built.outdir / "posts").exists() or not built.files("posts")


def test_the_first_of_two_at_one_address_stays(site: SiteBuilder, post: Post) -> None:
    site.theme, site.conf = "basic", 'postil_permalink = "{year}/{slug}"\n'
    built = site.build(posts={"a/walk.md": post(title="First"), "b/walk.md": post(title="Second")})

    assert len(built.warnings) == 1
    assert "b/walk.md:1" in built.warnings[0]
    assert "it stays at posts/b/walk.html" in built.warnings[0]
    assert built.titles("blog") == ["First", "Second"]
    assert "First" in built.article("2024/walk").get_text()


def test_a_pattern_that_changes(site: SiteBuilder, post: Post) -> None:
    site.theme = "basic"
    first = site.build(
        posts={"a.md": post(title="A", date="2024-03-24")}, overrides={"postil_permalink": "{year}/{slug}"}
    )
    assert first.article("2024/a")
    second = site.build()
    assert second.article("posts/a")
    assert "2024/a.html" not in second.files()


def test_redirects_of_hosts(site: SiteBuilder, post: Post) -> None:
    site.theme = "basic"
    built = site.build(posts={"a.md": post(title="A", aliases=["old place"])})
    assert built.read("_redirects") == "/old%20place /posts/a.html 301\n"
    assert not (site.build(posts={"a.md": post(title="A")}).outdir / "_redirects").exists()

    own = type(site)(site.folder / "own", theme="basic", conf='html_extra_path = ["extra"]\n')
    own.write({"docs/extra/_redirects": "/mine /yours\n"})
    assert own.build(posts={"a.md": post(aliases=["old"])}).read("_redirects") == "/mine /yours\n"


# --- what is held back ----------------------------------------------------------------------------------------------


def test_posts_expire(site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    site.theme = "basic"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1711929600")  # 1 April 2024
    posts = {
        "sale.md": post(title="Sale", date="2024-03-01", expires="2024-05-01", tags=["x"]),
        "stays.md": post(title="Stays", date="2024-03-02"),
    }
    built = site.build(posts=posts)
    assert built.warnings == []
    assert built.titles("blog") == ["Stays", "Sale"]

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1714521600")  # 1 May 2024
    later = site.build()
    assert later.titles("blog") == ["Stays"]
    assert "blog/tag/x.html" not in later.files()
    assert "Sale" not in "".join(later.read(name) for name in later.files())

    shown = site.build(overrides={"postil_drafts": True})
    assert shown.titles("blog/drafts") == ["Sale"]


@pytest.mark.parametrize(("value", "words"), [("2024-02-01", "not later than the date"), ("someday", "is not a date")])
def test_expires_that_cannot_be_meant(site: SiteBuilder, post: Post, value: str, words: str) -> None:
    site.theme = "basic"
    built = site.build(posts={"a.md": post(title="A", date="2024-03-01", expires=value)})

    assert len(built.warnings) == 1
    assert words in built.warnings[0]
    assert "posts/a.md:" in built.warnings[0]
    assert built.titles("blog") == ["A"]


def test_a_build_says_what_it_holds_back(site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    site.theme = "basic"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1711929600")
    monkeypatch.setattr(mount.logger, "info", lambda text, *values: said.append(text % values))
    posts: dict[str, str | bytes | None] = {f"d{n}.md": post(title=f"D{n}", draft=True) for n in range(5)}
    posts["soon.md"] = post(title="Soon", date="2024-05-01 12:30")
    posts["gone.md"] = post(title="Gone", date="2024-01-01", expires="2024-02-01")
    site.build(posts=posts)

    drafts = "5 draft (posts/d0.md, posts/d1.md, posts/d2.md, and 2 more)"
    scheduled = "1 scheduled (posts/soon.md, until 2024-05-01 12:30 UTC)"
    expired = "1 expired (posts/gone.md, since 2024-02-01 00:00 UTC)"
    assert said == [f"held back: {drafts}, {scheduled}, {expired}"]
    said.clear()
    site.build(posts=dict.fromkeys(posts, post(date="2024-01-01")))
    assert said == []
