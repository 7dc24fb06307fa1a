"""Keys of other engines that have an effect on the page, and warnings that name the key as the author wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

SECTIONS = "## One\n\nWords.\n\n## Two\n\nWords.\n"


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "pydata_sphinx_theme", "furo"])
@pytest.mark.parametrize("key", ["toc", "showToc", "table_of_contents"])
def test_toc_false_hides_the_table_of_contents(site: SiteBuilder, post: Post, theme: str, key: str) -> None:
    site.theme = theme
    built = site.build(posts={"a.md": post(SECTIONS, **{key: False}), "b.md": post(SECTIONS, title="B", **{key: True})})
    toc = ".bd-sidebar-secondary .toc-entry, .toc-tree li"

    assert built.warnings == []
    assert not built.page("posts/a").select(toc)
    assert built.page("posts/b").select(toc)


@pytest.mark.parametrize("key", ["image", "thumbnail", "heroImage", "cover", "featured_image"])
def test_a_missing_image_is_reported_under_its_key(plain_site: SiteBuilder, post: Post, key: str) -> None:
    built = plain_site.build(posts={"a.md": post(**{key: "gone.png"})})

    [warning] = built.warnings
    assert f"a.md:4: WARNING: `{key}: gone.png` names a file that was not found; the post has no image" in warning


def test_words_that_are_no_image_files_are_counted(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={f"{name}.md": post(thumbnail="python") for name in "abcde"})

    assert built.warnings == []
    assert built.log.count("posts whose `thumbnail` is no file name (they have no image): 5 (") == 1
    assert not built.page("posts/a").select("meta[property='og:image'][content*=python]")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("slug: 'a?b'", "slug"),
        ("redirect_from: /a?b=1", "redirect_from"),
        ("aliases: /old/\nalias: https://example.org/x", "alias"),
        ("isDraft: perhaps", "isDraft"),
        ("lastmod: soon", "lastmod"),
        ("expiryDate: 2020-01-01", "expiryDate"),
        ("external_url: here", "external_url"),
        ("linkpost: here", "linkpost"),
        ("cover: {image: [{a: b}]}", "cover"),
        ("pin: perhaps", "pin"),
    ],
)
def test_warnings_name_the_key_that_the_author_wrote(plain_site: SiteBuilder, line: str, key: str) -> None:
    built = plain_site.build(posts={"a.md": f"---\ntitle: A\ndate: 2024-01-01\n{line}\n---\nWords.\n"})

    [warning] = built.warnings
    assert f"`{key}" in warning
    assert f"a.md:{4 + line.count(chr(10))}: " in warning
