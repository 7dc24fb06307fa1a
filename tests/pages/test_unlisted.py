"""Posts for those who know their URL, posts that were taken back, and what feeds call posts."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sphinx.util.inventory import InventoryFile

from postil.build.manifest import MANIFEST
from postil.config.defaults import DEFAULTS
from postil.config.unknown_options import find_unknown_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

WORD = "Zanzibar"


def naming(built: Built) -> list[str]:
    """Return the files of the output that name the post; the list of the files in it names them all."""
    files = [path for path in built.outdir.rglob("*") if path.is_file() and path.name != MANIFEST]
    found = [path for path in files if WORD.lower().encode() in path.read_bytes().lower()]
    return sorted(path.relative_to(built.outdir).as_posix() for path in found)


def list_of(built: Built) -> set[str]:
    """Return the names in the inventory."""
    inventory = InventoryFile.loads((built.outdir / "objects.inv").read_bytes(), uri="")
    return {name for names in inventory.data.values() for name in names}


def test_an_unlisted_post_has_a_page_and_nothing_else(plain_site: SiteBuilder, post: Post) -> None:
    posts = {
        "a.md": post(title="A", tags=["x"], series="S"),
        "zanzibar.md": post(
            "Words of Zanzibar, see [](a.md).\n\n(zanzibar-parts)=\n\n## Parts\n",
            title=WORD,
            tags=["x", "zanzibar"],
            series="S",
            hidden=True,
        ),
    }
    built = plain_site.build(posts=posts)

    assert built.warnings == []
    assert not list_of(built) & {"posts/zanzibar", "zanzibar-parts"}
    assert {"posts/a", "index"} <= list_of(built)
    assert naming(built) == [
        "_sources/posts/zanzibar.md.txt",
        *(name for name in naming(built) if name.startswith(("_images/", "_static/"))),
        "posts/zanzibar.html",
    ]
    assert built.page("posts/zanzibar").select_one("meta[name=robots][content=noindex]")
    assert not built.page("posts/a").select_one("meta[name=robots]")
    again = plain_site.build(posts={"zanzibar.md": posts["zanzibar.md"].replace("hidden: true", "hidden: false")})
    assert WORD in again.read("blog/atom.xml")
    assert list_of(again) >= {"posts/zanzibar", "zanzibar-parts"}
    assert WORD in again.read("posts/a.html")
    back = plain_site.build(posts=posts)
    assert naming(back) == naming(built)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_unlisted_post_stays_out_of_the_search_index(plain_site: SiteBuilder, post: Post, jobs: int) -> None:
    """Also its glossary, and when other posts change."""
    terms = "```{glossary}\nZanzibar\n  One.\n```\n\n```{index} Zanzibar\n```\n"
    site = plain_site
    built = site.build(posts={"a.md": post(), "z.md": post(terms, title=WORD, hidden=True)}, parallel=jobs)
    assert built.status == 0
    assert WORD.lower() not in built.read("searchindex.js").lower()
    built = site.build(posts={"a.md": post("Other words.\n")}, parallel=jobs)

    assert WORD.lower() not in built.read("searchindex.js").lower()
    assert site.differences(built) == []


@pytest.mark.parametrize("key", ["noindex: true", "sitemap: false", "robots: noindex, nofollow"])
def test_kept_from_search_engines_alone(plain_site: SiteBuilder, post: Post, key: str) -> None:
    built = plain_site.build(posts={"a.md": f"---\ntitle: A\ndate: 2024-03-24\n{key}\n---\nWords.\n"})

    assert "posts/a" not in built.read("sitemap.xml")
    assert built.page("posts/a").select_one("meta[name=robots][content=noindex]")
    assert "posts/a" in built.read("blog/atom.xml")


def test_a_draft_taken_back_is_named_nowhere(plain_site: SiteBuilder, post: Post) -> None:
    shown = post("Words of Zanzibar.\n", title=WORD, tags=["zanzibar"], aliases=["old-zanzibar"])
    plain_site.build(posts={"a.md": post(title="A"), "zanzibar.md": shown})
    hidden = shown.replace("title:", "draft: true\ntitle:", 1)
    built = plain_site.build(posts={"zanzibar.md": hidden})

    assert "draft: true" in hidden
    assert naming(built) == []
    assert built.files("posts") == ["posts/a.html"]


def test_a_page_that_is_a_draft_is_held_back(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post()}, docs={"zanzibar.md": "---\ndraft: true\n---\n# Zanzibar\n"})

    assert naming(built) == []
    assert built.warnings == []


def test_ids_of_feeds_stay(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(title="A", guid="https://old.example.org/?p=1"), "b.md": post(title="B", id="tag:x,2024:1")}
    )

    for name in ("blog/atom.xml", "blog/rss.xml", "blog/feed.json"):
        assert "https://old.example.org/?p=1" in built.read(name)
        assert "https://example.org/posts/a.html" in built.read(name)
    assert '<guid isPermaLink="false">tag:x,2024:1</guid>' in built.read("blog/rss.xml")


def test_two_posts_cannot_have_one_id(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(guid="urn:x:1"), "b.md": post(guid="urn:x:1")})

    assert len(built.warnings) == 1
    assert "b.md:" in built.warnings[0]
    assert built.read("blog/atom.xml").count("<id>urn:x:1</id>") == 1


def test_misspelled_options() -> None:
    known = ["postil_fonts", "postil_page_size", "blog_authors", "blog_title", *DEFAULTS]
    names = ["postil_font", "postil_pagesize", "blog_autors", "blog_title", "blog_url", "postil_xyz", "other"]

    assert find_unknown_options(names, known) == {
        "postil_font": "postil_fonts", "postil_pagesize": "postil_page_size", "blog_autors": "blog_authors",
        "postil_xyz": "",
    }  # fmt: skip


def test_a_misspelled_option_is_told_at_its_line(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "blog_autors = {}\n"
    built = plain_site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "did you mean `blog_authors`?" in built.warnings[0]
    assert "conf.py:4" in built.warnings[0]


def test_the_configuration_of_myst_is_not_printed(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build(posts={"a.md": post()})
    command = [sys.executable, "-m", "sphinx", "--no-color", "-E", "docs", "out"]
    done = subprocess.run(command, cwd=plain_site.folder, check=True, capture_output=True, text=True)  # noqa: S603

    assert "MdParserConfig" not in done.stdout
    assert "build succeeded" in done.stdout
