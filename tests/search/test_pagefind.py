"""Search with Pagefind: what it indexes, when the index is written, and what happens if it is not installed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from postil.search import pagefind
from postil.search.pagefind_compat import find_program
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import Built

    Post = Callable[..., str]

ON = 'postil_search = "pagefind"\n'
FOOTNOTES = "An aardvark[^n].\n\n![A picture](p.svg 'A capybara')\n\n[^n]: A dormouse.\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of an output folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def clean(site: SiteBuilder, folder: Path) -> Built:
    """Build the same files in another folder."""
    shutil.copytree(site.folder, folder, ignore=shutil.ignore_patterns("build"))
    return SiteBuilder(folder).build()


@pytest.fixture(autouse=True)
def _program() -> None:
    if find_program() is None:
        pytest.fail("the group `test` brings Pagefind")


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "furo"])
def test_marked_content(site: SiteBuilder, post: Post, theme: str) -> None:
    site.conf, site.theme = ON + "smartquotes = False\n", theme
    posts = {
        "a.md": post(FOOTNOTES, title='Beasts "and" more', tags=["x"]),
        "p.svg": SVG,
        "b.md": post(title="B"),
    }
    built = site.build(posts=posts, docs={"page.md": "---\norphan: true\nnosearch: true\n---\n# Few\n\nWords.\n"})

    assert built.warnings == []
    marked = built.page("posts/a").select("[data-pagefind-body]")
    assert [part.get("class") for part in marked][1:] == [["postil-notes"]]
    assert marked[0]["data-postil-title"] == 'Beasts "and" more'
    assert marked[0]["data-postil-date"] == "March 24, 2024"
    for words in ("aardvark", "capybara", "dormouse"):
        assert words in marked[0].get_text() + marked[1].get_text()
    for name in ("blog", "blog/tag/x", "genindex", "search", "page"):
        assert not built.page(name).select("[data-pagefind-body]"), name
    assert (built.outdir / "_pagefind/pagefind.js").is_file()
    assert not (built.outdir / "searchindex.js").exists()
    for name in ("posts/a", "blog", "index"):
        scripts = [str(script.get("src")) for script in built.page(name).select("script[src]")]
        assert not [src for src in scripts if "searchtools" in src or "searchindex" in src or "language_data" in src]
        assert len([src for src in scripts if "postil-search.js" in src]) == 1


def test_search_page(site: SiteBuilder, post: Post) -> None:
    site.conf = ON
    built = site.build(posts={"a.md": post()})
    page = built.page("search")

    assert len(page.select("h1")) == 1
    assert page.select_one("main input[name=q]")
    assert page.select_one("noscript p")
    assert page.select_one('meta[name=robots][content="noindex"]')
    assert "search.html" not in built.read("sitemap.xml")


def test_index_is_written_again_after_changes(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path / "site", conf=ON)
    built = site.build(posts={"a.md": post("An aardvark.\n"), "b.md": post("B.\n", title="B")})
    index = built.outdir / "_pagefind"
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*")}
    site.build()
    assert {path: path.stat().st_mtime_ns for path in index.rglob("*")} == before

    again = tree(site.build(posts={"a.md": post("A dormouse.\n"), "b.md": None}).outdir)
    fresh = tree(clean(site, tmp_path / "clean").outdir)
    assert sorted(again) == sorted(fresh)
    assert [name for name, content in fresh.items() if again[name] != content] == []


@pytest.mark.parametrize("change", ["add", "delete the page", "delete the folder"])
def test_the_index_does_not_depend_on_when_files_were_written(tmp_path: Path, post: Post, change: str) -> None:
    """Some file systems list first what was written last."""
    site = SiteBuilder(tmp_path / "site", conf=ON)
    built = site.build(posts={f"{name}.md": post(f"Of {name}.\n", title=name) for name in ("ant", "cat", "dog")})
    if change == "delete the page":
        (built.outdir / "posts/ant.html").unlink()
    elif change == "delete the folder":
        shutil.rmtree(built.outdir / "posts")
    again = tree(site.build(posts={"bee.md": post("Of bees.\n", title="bee")}).outdir)

    assert again == tree(clean(site, tmp_path / "clean").outdir)


def test_switching_back_to_sphinx_s_search(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path / "site", conf=ON)
    site.build(posts={"a.md": post("An aardvark.\n")})
    conf = site.folder / "docs" / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace(ON, ""), "utf-8")
    again = tree(site.build().outdir)

    assert "searchindex.js" in again
    assert again == tree(clean(site, tmp_path / "clean").outdir)


def test_drafts_are_not_indexed(site: SiteBuilder, post: Post) -> None:
    site.conf = ON
    built = site.build(posts={"a.md": post(), "b.md": post(draft=True)}, overrides={"postil_drafts": True})

    assert built.page("posts/a").select("[data-pagefind-body]")
    assert not built.page("posts/b").select("[data-pagefind-body]")


def test_pagefind_is_not_installed(site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "find_program", lambda: None)
    site.conf = ON
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "pip install 'postil[pagefind]'" in built.warnings[0]
    assert "[postil.search]" in built.warnings[0]
    assert (built.outdir / "searchindex.js").is_file()
    assert not (built.outdir / "_pagefind").exists()


@pytest.mark.parametrize("script", ["#!/bin/sh\necho no room >&2\nexit 3\n", "no program"])
def test_pagefind_fails(
    site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    program = tmp_path / "program"
    program.write_text(script, "utf-8")
    program.chmod(0o755 if script.startswith("#!") else 0o644)
    monkeypatch.setattr(pagefind, "find_program", lambda: program)
    site.conf = ON
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "Pagefind failed to build an index; search will return no results" in built.warnings[0]
    assert "no room" in built.warnings[0] or "Permission" in built.warnings[0]


def test_other_builders_have_no_index(site: SiteBuilder, post: Post) -> None:
    site.conf = ON + 'version = epub_author = epub_publisher = epub_copyright = epub_identifier = "x"\n'
    for builder in ("singlehtml", "epub", "text"):
        built = site.build(posts={"a.md": post()}, builder=builder)

        assert built.warnings == []
        assert not (built.outdir / "_pagefind").exists()
