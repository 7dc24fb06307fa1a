"""Pages with front matter of other engines: their titles, and files in folders of posts that are pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

UNDATED_PAGES = {
    "Zola": '+++\ntitle = "The gate"\n+++\n\nText.\n',
    "Zola, below a comment": '<!-- A comment -->\n+++\ntitle = "The gate"\n[extra]\nx = 1\n+++\n\nText.\n',
    "Jekyll": "---\nlayout: page\ntitle: The gate\n---\n\nText.\n",
    "Hugo": "---\ntitle: The gate\ntype: page\n---\n\nText.\n",
    "WordPress": "---\ntitle: The gate\npost_type: page\n---\n\nText.\n",
    "Pelican": "Title: The gate\nLayout: Page\n\nText.\n",
}


@pytest.mark.parametrize("engine", UNDATED_PAGES)
def test_undated_files_that_the_engine_calls_pages(plain_site: SiteBuilder, post: Post, engine: str) -> None:
    built = plain_site.build(posts={"gate.md": UNDATED_PAGES[engine], "walk.md": post("[Gate](gate.md)", title="Walk")})

    assert built.warnings == []
    assert built.titles("blog") == ["Walk"]
    article = built.article("posts/gate")
    assert article.h1
    assert article.h1.get_text().startswith("The gate")
    assert article.p
    assert article.p.get_text() == "Text."
    assert "title" not in article.get_text()
    assert built.article("posts/walk").select_one("a[href='gate.html']")
    assert "not listed: 1 file is a page because it has no date (posts/gate.md)" in built.log
    assert "The gate" not in built.read("blog/atom.xml")


@pytest.mark.parametrize("folder", ["pages", "en/pages", "pages/more"])
def test_undated_files_in_a_folder_of_pages(plain_site: SiteBuilder, folder: str) -> None:
    built = plain_site.build(
        posts={
            f"{folder}/gate.md": "Title: The gate\n\nText.\n",
            f"{folder}/mill.rst": "The mill\n########\n\n:slug: mill\n\nText.\n",
            f"{folder}/walk.md": "Title: Walk\nDate: 2024-01-01\n\nText.\n",
            f"{folder}/draft.md": "Title: Draft\nStatus: draft\n\nText.\n",
        }
    )

    assert built.warnings == []
    assert built.titles("blog") == ["Walk"]
    assert built.files(f"posts/{folder}") == [f"posts/{folder}/{name}.html" for name in ("gate", "mill", "walk")]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n---\nText.\n",
        "---\nlayout: post\ntitle: A\n---\nText.\n",
        "---\nlayout: page\ntitle: A\ndate: soon\n---\nText.\n",
        "Title: A\n\nText.\n",
    ],
)
def test_other_undated_files_are_not_published(plain_site: SiteBuilder, text: str) -> None:
    built = plain_site.build(posts={"a.md": text})

    assert built.files("posts") == []
    assert len(built.warnings) == 1


@pytest.mark.parametrize("line", ["draft = true", "render = false", "[extra]\ndraft = true", 'status = "draft"'])
def test_drafts_are_not_pages(plain_site: SiteBuilder, line: str) -> None:
    built = plain_site.build(posts={"a.md": f'+++\ntitle = "A"\n{line}\n+++\nText.\n'})

    assert built.files("posts") == []


def test_dated_files_are_posts_whatever_the_layout(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(layout="page"), "b.md": '+++\ntitle = "B"\ndate = 2024-01-01\n+++\nText.'}
    )

    assert built.titles("blog") == ["A post", "B"]


@pytest.mark.parametrize(
    "text",
    [
        "---\nlayout: default\ntitle: About\norphan: true\n---\n\nText.\n",
        '+++\ntitle = "About"\norphan = true\n+++\n\nText.\n',
        '\n\n---\ntitle: "About"\norphan: true\n---\n\nText.\n',
        "Title: About\nOrphan: true\n\nText.\n",
        '{"title": "About", "orphan": true}\n\nText.\n',
    ],
)
def test_a_page_outside_of_the_posts_has_the_title_of_its_front_matter(plain_site: SiteBuilder, text: str) -> None:
    built = plain_site.build(docs={"about.md": text})

    article = built.article("about")
    assert [title.get_text().rstrip("¶") for title in article.select("h1")] == ["About"]
    assert [part.get_text() for part in article.select("p")] == ["Text."]
    assert built.page("about").title
    assert "About" in str(built.page("about").title)


def test_the_heading_of_a_page_stays(plain_site: SiteBuilder) -> None:
    built = plain_site.build(docs={"about.md": "---\ntitle: Short\norphan: true\n---\n\n# A long heading\n\nText.\n"})

    assert built.warnings == []
    assert [title.get_text().rstrip("¶") for title in built.article("about").select("h1")] == ["A long heading"]


def test_a_page_that_becomes_a_post(plain_site: SiteBuilder, post: Post) -> None:
    page = UNDATED_PAGES["Zola"]
    plain_site.build(posts={"gate.md": page, "walk.md": post("[](gate.md)", title="Walk")})
    for text in (page.replace("gate", "bridge"), page.replace("+++\n\n", "date = 2024-01-01\n+++\n\n"), page):
        built = plain_site.build(posts={"gate.md": text})

        assert plain_site.differences(built) == []
