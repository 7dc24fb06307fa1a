"""Addresses by a pattern, posts that expire, old addresses for hosts, and what a build says it holds back."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import feedparser
import pytest

from postil.blog.permalink import PermalinkFields, is_reserved, parse_pattern, permalink
from postil.project import unpublished
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import Built

    Post = Callable[..., str]


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of an output folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


DAY = datetime(2024, 3, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("docname", "slug", "pattern", "address"),
    [
        ("posts/walk", "", "", "posts/walk"),
        ("posts/walk", "w", "", "posts/w"),
        ("posts/walk/index", "w", "", "posts/w/index"),
        ("posts/2024-03-24-My_Walk", "", "{year}/{month}/{day}/{slug}", "2024/03/24/My_Walk"),
        ("posts/2024-03-24-My_Walk", "", "{section}/{name}", "posts/2024-03-24-My_Walk"),
        ("posts/a/walk/index", "", "{section}/{slug}/", "posts/a/walk/index"),
        ("posts/a/walk/index", "w", "/blog/{slug}/", "blog/w/index"),
        ("walk", "", "{section}/{slug}", "walk"),
        ("posts/2024-03-24", "", "{year}/{slug}", "2024/2024-03-24"),
        ("posts/прогулка", "", "{year}/{slug}", "2024/прогулка"),
    ],
)
def test_permalink(docname: str, slug: str, pattern: str, address: str) -> None:
    pattern = parse_pattern(pattern) if pattern else ""
    assert permalink(docname, pattern, PermalinkFields(slug, date=DAY)) == address


def test_undated_posts_have_the_path_of_their_file() -> None:
    assert permalink("posts/idea", "{year}/{slug}") == "posts/idea"
    assert permalink("posts/idea", "{year}/{slug}", PermalinkFields("i")) == "posts/i"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("{year}/{month}", "needs {slug}"), ("{tag}", "no field {tag}"), ("/:year/:title/", "not :year"),
     ("{date:%c}/{slug}", "{date:…} can have"), ("../{slug}", "not a path"),
     ("{slug", "braces"), ("{slug:>9}", "braces"), ("{slug!r}", "braces"),
     ("https://x/{slug}", "not a path"), ("{}/{slug}", "no field {}")],
)  # fmt: skip
def test_invalid_patterns(site: SiteBuilder, post: Post, pattern: str, words: str) -> None:
    site.theme, site.conf = "basic", f"postil_permalink = {pattern!r}\n"
    built = site.build(posts={"a.md": post(title="A")})

    assert len(built.warnings) == 1
    assert words in built.warnings[0]
    assert "conf.py" in built.warnings[0]
    assert built.article("posts/a")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_all_links_follow_the_permalink(site: SiteBuilder, post: Post, png: bytes, builder: str) -> None:
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


def test_of_two_posts_with_one_url_the_first_keeps_it(site: SiteBuilder, post: Post) -> None:
    site.theme, site.conf = "basic", 'postil_permalink = "{year}/{slug}"\n'
    built = site.build(posts={"a/walk.md": post(title="First"), "b/walk.md": post(title="Second")})

    assert len(built.warnings) == 1
    assert "b/walk.md:1" in built.warnings[0]
    assert "it is published at posts/b/walk.html instead" in built.warnings[0]
    assert built.titles("blog") == ["First", "Second"]
    assert "First" in built.article("2024/walk").get_text()


def test_changing_the_pattern(site: SiteBuilder, post: Post) -> None:
    site.theme = "basic"
    first = site.build(
        posts={"a.md": post(title="A", date="2024-03-24")}, overrides={"postil_permalink": "{year}/{slug}"}
    )
    assert first.article("2024/a")
    second = site.build()
    assert second.article("posts/a")
    assert "2024/a.html" not in second.files()


def test_redirects_files_of_hosts(site: SiteBuilder, post: Post) -> None:
    site.theme = "basic"
    built = site.build(posts={"a.md": post(title="A", aliases=["old place"])})
    assert built.read("_redirects") == "/old%20place /posts/a.html 301\n"
    assert not (site.build(posts={"a.md": post(title="A")}).outdir / "_redirects").exists()

    own = type(site)(site.folder / "own", theme="basic", conf='html_extra_path = ["extra"]\n')
    own.write({"docs/extra/_redirects": "/mine /yours\n"})
    assert own.build(posts={"a.md": post(aliases=["old"])}).read("_redirects") == "/mine /yours\n"


PATTERN = 'postil_permalink = "{year}/{slug}"\n'


def links(built: Built, name: str) -> list[tuple[str, str]]:
    """Return the links in the text of a page: words and addresses."""
    return [(a.get_text(), str(a["href"])) for a in built.article(name).select("p > a, .toctree-wrapper a")]


def test_references_and_toctrees_use_file_paths(site: SiteBuilder, post: Post) -> None:
    """By the path of the file, as they do where nobody has set a pattern."""
    site.theme, site.conf = "basic", PATTERN
    contents = (
        "```{toctree}\nposts/trip/two/index\nFirst <posts/2024-03-24-one>\n```\n\n```{toctree}\n:glob:\nposts/*\n```\n"
    )
    references = "{doc}`posts/2024-03-24-one`, {ref}`2024-03-24-one`, {any}`/posts/trip/two/index`"
    page = f"---\norphan: true\n---\n# Page\n\n{references}\n"
    built = site.build(
        posts={
            "2024-03-24-one.md": post("{doc}`trip/two/index` {doc}`../page`\n", title="One"),
            "trip/two/index.md": post("{doc}`../../2024-03-24-one` [One](../../2024-03-24-one.md)\n", title="Two",
                                      date="2023-01-01", slug="zwei"),
        },
        docs={"page.md": page, "index.md": f"# Home\n\n{contents}\n```{{postlist}}\n:sections: posts/trip\n```\n"},
    )  # fmt: skip

    assert built.warnings == []
    assert links(built, "2024/one")[:2] == [("Two", "../2023/zwei.html"), ("Page", "../page.html")]
    assert links(built, "2023/zwei")[:2] == [("One", "../2024/one.html")] * 2
    assert links(built, "page") == [("One", "2024/one.html")] * 2 + [("Two", "2023/zwei.html")]
    assert [link for link in links(built, "index") if "20" in link[1]] == [
        ("Two", "2023/zwei.html"), ("First", "2024/one.html"), ("One", "2024/one.html"), ("Two", "2023/zwei.html")
    ]  # fmt: skip
    copy = built.read("2023/zwei.md")
    assert "[One](../2024/one.md)" in copy


def test_references_follow_a_post_that_moves(tmp_path: Path, post: Post) -> None:
    home = "# Home\n\n{doc}`posts/b`\n\n```{toctree}\nposts/b\n```\n"
    site = SiteBuilder(tmp_path / "site", theme="basic", conf=PATTERN)
    # It moves, is held back, and comes again elsewhere.
    for year in ("2023", "2022", "2999", "2021"):
        a, b = post("{doc}`b` [](b.md)\n", title="A"), post(title="B", date=f"{year}-01-01")
        built = site.build(posts={"a.md": a, "b.md": b} if year == "2023" else {"b.md": b}, docs={"index.md": home})
        clean = SiteBuilder(tmp_path / year, theme="basic", conf=PATTERN)
        shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))

        assert tree(built.outdir) == tree(clean.build().outdir)
        assert bool(built.lasting_warnings) == (year == "2999")
        if year != "2999":
            assert links(built, "2024/a")[:2] == [("B", f"../{year}/b.html")] * 2
            assert links(built, "index")[:2] == [("B", f"{year}/b.html")] * 2


def test_a_slug_cannot_take_the_path_of_a_file(site: SiteBuilder, post: Post) -> None:
    site.theme = "basic"
    built = site.build(posts={"a.md": post(title="First", slug="b"), "b.md": post(title="Second")})

    assert len(built.warnings) == 1
    assert "posts/a.md:4: WARNING: its URL, posts/b.html, is already that of" in built.warnings[0]
    assert "it is published at posts/a.html instead" in built.warnings[0]
    assert "Second" in built.article("posts/b").get_text()


def test_a_file_that_replaces_another_is_read(site: SiteBuilder, post: Post) -> None:
    """Its own time did not change; it is another file at the same address all the same."""
    site.theme = "basic"
    both = {"a.md": post(title="First", slug="x"), "b.md": post("Others.\n", title="Second", slug="x")}
    assert "First" in site.build(posts=both).article("posts/x").get_text()
    built = site.build(posts={"a.md": None})

    assert "Second" in built.article("posts/x").get_text()
    assert built.titles("blog") == ["Second"]


def test_references_to_a_renamed_document(tmp_path: Path, post: Post) -> None:
    """Its address is the same, and what named the file by its path leads nowhere."""
    site = SiteBuilder(tmp_path / "site", theme="basic")
    site.build(posts={"a.md": post("[](c.md)\n", title="A"), "c.md": post(title="C", slug="kept")})
    built = site.build(posts={"c.md": None, "d.md": post(title="C", slug="kept")})
    clean = SiteBuilder(tmp_path / "clean", theme="basic")
    shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))

    assert len(built.warnings) == 1
    assert tree(built.outdir) == tree(clean.build().outdir)


@pytest.mark.parametrize(
    ("pattern", "slug", "taken"),
    [
        ("{slug}", "search", "search"), ("{slug}/", "search", "search/index"), ("{slug}", "blog", "blog"),
        ("blog/{slug}", "tag", "blog/tag"), ("blog/{slug}", "2024", "blog/2024"),
        ("{slug}", "404", "404"), ("blog/{year}/{slug}", "05", "blog/2024/05"),
        ("blog/page/{slug}", "2", "blog/page/2"), ("blog/tag/{slug}", "x", "blog/tag/x"),
    ],
)  # fmt: skip
def test_reserved_names(pattern: str, slug: str, taken: str) -> None:
    docname = permalink("posts/a", pattern, PermalinkFields(slug, date=DAY))

    assert docname == taken
    assert is_reserved(docname, blogs=["blog"])


def test_names_that_are_not_reserved() -> None:
    for docname in ("blog/walk", "blog/2024/walk", "blog/2024/03/24/walk", "posts/tag", "searching", "blog/tags"):
        assert not is_reserved(docname, blogs=["blog"]), docname


def test_a_post_cannot_replace_a_generated_page(site: SiteBuilder, post: Post) -> None:
    site.theme, site.conf = "basic", 'postil_permalink = "blog/{slug}"\n'
    built = site.build(posts={"a.md": post(title="A", slug="2024"), "b.md": post(title="B", slug="walk", tags=["x"])})

    assert len(built.warnings) == 1
    assert (
        "posts/a.md:4: WARNING: its URL, blog/2024.html, is reserved for a generated page; it is published at"
        in (built.warnings[0])
    )
    assert built.titles("blog/2024") == ["B", "A"]
    assert "A" in built.article("posts/a").get_text()
    assert built.article("blog/walk")


def test_urls_that_differ_only_in_case(site: SiteBuilder, post: Post) -> None:
    """Not every file system and host tells them apart."""
    site.theme, site.conf = "basic", 'postil_permalink = "{name}"\n'
    built = site.build(posts={"a/Walk.md": post(title="First"), "b/walk.md": post(title="Second", aliases=["WALK"])})

    assert len(built.warnings) == 2
    assert (
        "b/walk.md:1: WARNING: its URL, walk.html, differs only in upper and lower case from that of"
        in built.warnings[0]
    )
    assert "`WALK` differs only in case from the URL of another page" in built.warnings[1]
    assert {"Walk.html", "posts/b/walk.html"} <= set(built.files())
    assert not {"walk.html", "WALK.html"} & set(built.files())


def test_aliases_do_not_replace_existing_files(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path / "site", theme="basic", conf='html_extra_path = ["extra"]\n')
    site.write({"docs/extra/mine.html": "mine", "docs/extra/_redirects": ""})
    aliases = ["mine.html", "posts/a.html", "blog/tag/x", "old", "old.html", "%C3%BCber uns"]
    for _build in range(2):  # the second finds what the first has written
        built = site.build(posts={"a.md": post(tags=["x"], aliases=aliases), "b.md": post(title="B", aliases=["old"])})
        said = [re.sub(r".*posts/", "", warning) for warning in built.warnings]

        there, kind = "is the URL of another page; it is left out", "[postil.permalink]"
        assert said == [
            f"a.md:5: WARNING: the alias `mine.html`, `blog/tag/x` {there} (2 of this kind: line 5) {kind}",
            f"b.md:4: WARNING: the alias `old` {there} {kind}",
        ]  # fmt: skip
        assert built.read("mine.html") == "mine"
        assert built.read("_redirects") == ""
        assert "posts/a.html" in built.read("old.html")
        assert (built.outdir / "über uns.html").is_file()
        site.write({"docs/index.md": "# Home\n\nOther words.\n"})


def test_aliases_that_move_to_another_post(tmp_path: Path, post: Post) -> None:
    """A file where a folder was, a folder where a file was."""
    site = SiteBuilder(tmp_path / "site", theme="basic")
    for number, aliases in enumerate((["q.html", "r.html/z"], ["q.html/z", "r.html"], ["q.html"], [])):
        built = site.build(posts={"a.md": post(aliases=aliases)})
        clean = SiteBuilder(tmp_path / f"clean{number}", theme="basic")
        shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))

        assert built.warnings == []
        assert tree(built.outdir) == tree(clean.build().outdir)


def test_aliases_of_sections(site: SiteBuilder) -> None:
    site.theme = "basic"
    page = "# Page\n\n" + "".join(
        f"## {name}\n\n```{{post}} 2024-01-0{day}\n:redirect: old/{name}\n```\n\nWords.\n\n"
        for day, name in enumerate(("one", "two"), start=1)
    )
    built = site.build(docs={"page.md": f"---\norphan: true\n---\n{page}"})

    assert built.warnings == []
    assert built.read("_redirects").splitlines() == ["/old/one /page.html#one 301", "/old/two /page.html#two 301"]
    link = built.page("old/two").select_one("a")
    assert link
    assert link["href"] == "../page.html#two"


@pytest.mark.parametrize("theme", ["furo", "sphinx_book_theme"])
def test_edit_links(site: SiteBuilder, post: Post, theme: str) -> None:
    site.theme = theme
    source = {"source_repository": "https://github.com/me/site", "source_branch": "main", "source_directory": "docs/"}
    book = {"repository_url": "https://github.com/me/site", "repository_branch": "main", "path_to_docs": "docs",
            "use_edit_page_button": True}  # fmt: skip
    site.conf = f"{PATTERN}html_theme_options = {source if theme == 'furo' else book}\n"
    built = site.build(posts={"trip/2024-03-24 A.md": post(title="A")})

    assert built.warnings == []
    hrefs = [str(a["href"]) for a in built.page("2024/A").select("a[href*='github.com']")]
    assert "https://github.com/me/site/edit/main/posts/trip/2024-03-24%20A.md" in hrefs


# --- unpublished posts ------------------------------------------------------------------------------------------------


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
    badge = shown.article("posts/sale").select_one(".postil-badge")
    assert badge
    assert badge.get_text() == "Expired"
    assert "Sale" not in shown.read("blog/atom.xml")


@pytest.mark.parametrize(("value", "words"), [("2024-02-01", "not later than the date"), ("someday", "is not a date")])
def test_invalid_expires(site: SiteBuilder, post: Post, value: str, words: str) -> None:
    site.theme = "basic"
    built = site.build(posts={"a.md": post(title="A", date="2024-03-01", expires=value)})

    assert len(built.warnings) == 1
    assert words in built.warnings[0]
    assert "posts/a.md:" in built.warnings[0]
    assert built.titles("blog") == ["A"]


def test_the_build_log_lists_unpublished_posts(site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    site.theme = "basic"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1711929600")
    monkeypatch.setattr(unpublished.logger, "info", lambda text, *values: said.append(text % values))
    posts: dict[str, str | bytes | None] = {f"d{n}.md": post(title=f"D{n}", draft=True) for n in range(5)}
    posts["soon.md"] = post(title="Soon", date="2024-05-01 12:30")
    posts["gone.md"] = post(title="Gone", date="2024-01-01", expires="2024-02-01")
    site.build(posts=posts)

    drafts = "5 drafts (posts/d0.md, posts/d1.md, posts/d2.md, and 2 more)"
    scheduled = "1 scheduled (posts/soon.md, until 2024-05-01 12:30 UTC)"
    expired = "1 expired (posts/gone.md, since 2024-02-01 00:00 UTC)"
    assert said[:1] == [f"not published: {drafts}, {scheduled}, {expired}"]
    said.clear()
    site.build(posts=dict.fromkeys(posts, post(date="2024-01-01")))
    assert said == []
