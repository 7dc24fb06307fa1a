"""Unlisted posts, posts without search engines, and posts that became drafts."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sphinx.util.inventory import InventoryFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


WORD = "Zanzibar"


def files_with_word(built: Built) -> list[str]:
    """Return the files of the output that name the post."""
    files = [path for path in built.outdir.rglob("*") if path.is_file()]
    found = [path for path in files if WORD.lower().encode() in path.read_bytes().lower()]
    return sorted(path.relative_to(built.outdir).as_posix() for path in found)


def found_by_search(built: Built) -> set[str]:
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
    assert not found_by_search(built) & {"posts/zanzibar", "zanzibar-parts"}
    assert {"posts/a", "index"} <= found_by_search(built)
    assert files_with_word(built) == [
        "_sources/posts/zanzibar.md.txt",
        *(name for name in files_with_word(built) if name.startswith(("_images/", "_static/"))),
        "posts/zanzibar.html",
    ]
    assert built.page("posts/zanzibar").select_one("meta[name=robots][content=noindex]")
    assert not built.page("posts/a").select_one("meta[name=robots]")
    again = plain_site.build(posts={"zanzibar.md": posts["zanzibar.md"].replace("hidden: true", "hidden: false")})
    assert WORD in again.read("blog/atom.xml")
    assert found_by_search(again) >= {"posts/zanzibar", "zanzibar-parts"}
    assert WORD in again.read("posts/a.html")
    back = plain_site.build(posts=posts)
    assert files_with_word(back) == files_with_word(built)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_unlisted_post_is_not_in_the_search_index(plain_site: SiteBuilder, post: Post, jobs: int) -> None:
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
def test_a_post_can_be_hidden_from_search_engines_only(plain_site: SiteBuilder, post: Post, key: str) -> None:
    built = plain_site.build(posts={"a.md": f"---\ntitle: A\ndate: 2024-03-24\n{key}\n---\nWords.\n"})

    assert "posts/a" not in built.read("sitemap.xml")
    assert built.page("posts/a").select_one("meta[name=robots][content=noindex]")
    assert "posts/a" in built.read("blog/atom.xml")


def test_a_post_that_became_a_draft_is_removed_everywhere(plain_site: SiteBuilder, post: Post) -> None:
    shown = post("Words of Zanzibar.\n", title=WORD, tags=["zanzibar"], aliases=["old-zanzibar"])
    plain_site.build(posts={"a.md": post(title="A"), "zanzibar.md": shown})
    hidden = shown.replace("title:", "draft: true\ntitle:", 1)
    built = plain_site.build(posts={"zanzibar.md": hidden})

    assert "draft: true" in hidden
    assert files_with_word(built) == []
    assert built.files("posts") == ["posts/a.html"]


def test_a_page_can_be_a_draft(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post()}, docs={"zanzibar.md": "---\ndraft: true\n---\n# Zanzibar\n"})

    assert files_with_word(built) == []
    assert built.warnings == []


def test_the_configuration_of_myst_is_not_printed(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build(posts={"a.md": post()})
    command = [sys.executable, "-m", "sphinx", "--no-color", "-E", "docs", "out"]
    done = subprocess.run(command, cwd=plain_site.folder, check=True, capture_output=True, text=True)  # noqa: S603

    assert "MdParserConfig" not in done.stdout
    assert "build succeeded" in done.stdout
