"""Tables of contents where the author marks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

HEADINGS = "## One *two*[^1] [three](https://example.org)\n\n### Sub\n\n## Other\n\n[^1]: A note.\n"
LISTED = ["#one-two-three", "#sub", "#other"]
MARKERS = [
    "[TOC]",
    "[toc]",
    "[[TOC]]",
    "[[_TOC_]]",
    "@[toc]",
    "${toc}",
    "{{< toc >}}",
    "{{% toc %}}",
    "{{toc}}",
    "{% toc %}",
    "<!-- toc -->",
    "<!--TOC-->",
    "<!-- toc -->\n\n<!-- tocstop -->",
    "{:toc}",
    "{: toc}",
    "* TOC\n{:toc}",
    "1. The contents\n{: toc}",
    "- toc\n\n{:toc}",
    "- TOC\n{:toc}\n\nWords.",
]


@pytest.mark.parametrize("marker", MARKERS)
def test_marker(plain_site: SiteBuilder, post: Post, marker: str) -> None:
    built = plain_site.build({"a.md": post(f"Before.\n\n{marker}\n\n{HEADINGS}")})
    content = main_content(built)

    assert built.warnings == []
    assert [link["href"] for link in content.select("nav.contents a")] == LISTED
    assert [link.get_text() for link in content.select("nav.contents a")] == ["One two three", "Sub", "Other"]
    assert not content.select("nav a a, nav sup")
    assert "toc" not in content.get_text().lower()


@pytest.mark.parametrize(
    "text",
    ["See [TOC].", "`[TOC]`", "    [TOC]", "- TOC\n- other", "[toc]\n\n[toc]: https://example.org", "# [TOC]"],
)
def test_what_is_no_marker(plain_site: SiteBuilder, post: Post, text: str) -> None:
    content = main_content(plain_site.build({"a.md": post(f"{text}\n\n## One\n")}))

    assert not content.select("nav.contents")
    assert "toc" in content.get_text().lower() or text.startswith("#")


def test_the_list_of_a_tool_stays(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(f"<!-- toc -->\n\n- [First](#other)\n\n<!-- tocstop -->\n\n{HEADINGS}")})
    content = main_content(built)

    assert built.warnings == []
    assert not content.select("nav.contents")
    assert [link.get_text() for link in content.select("ul a")] == ["First"]


def test_without_headings_there_is_nothing(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("[TOC]\n\nWords.\n")})

    assert built.warnings == []
    assert not main_content(built).select("nav")


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("> [TOC]\n\n## One\n", ["#one"]),
        ("::: box\n[TOC]\n:::\n\n## One\n", ["#one"]),
        ("- item\n\n  [TOC]\n\n## One\n", ["#one"]),
        ("> [!note]\n> [TOC]\n\n## One\n", ["#one"]),
        ("## Contents\n\n[TOC]\n\n## One\n\n### Sub\n", ["#contents", "#one", "#sub"]),
        ("{.no_toc}\n## Contents\n\n[TOC]\n\n## One {.unlisted}\n\n## Two\n", ["#two"]),
    ],
)
def test_places_and_headings_left_out(plain_site: SiteBuilder, post: Post, text: str, listed: list[str]) -> None:
    built = plain_site.build({"a.md": post(text)})

    assert built.warnings == []
    assert [link["href"] for link in main_content(built).select("nav.contents a")] == listed


def test_pages_that_are_no_posts(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'suppress_warnings = ["toc.not_included"]\n'
    built = plain_site.build(
        {"a.md": post()}, docs={"page.md": "# Page\n\n[TOC]\n\n## One\n", "two.md": "# One\n\n[TOC]\n\n# Two\n"}
    )

    assert built.warnings == []
    assert [link["href"] for link in main_content(built, "page").select("nav.contents a")] == ["#one"]
    assert [link["href"] for link in built.page("two").select("nav.contents a")] == ["#one", "#two"]


def test_it_is_not_the_excerpt(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post(f"[TOC]\n\nProse.\n\n{HEADINGS}")})

    assert built.page("posts/a").select_one('meta[name="description"]')["content"] == "Prose."  # type: ignore[index]


def test_links_in_feeds_lead_to_the_page(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "blog_feed_fulltext = True\n"
    feed = plain_site.build({"a.md": post(f"[TOC]\n\n{HEADINGS}")}).read("blog/atom.xml")

    assert "https://example.org/posts/a.html#other" in feed


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    plain_site.write({"docs/index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"})
    built = plain_site.build({"a.md": post(f"[TOC]\n\n{HEADINGS}")}, builder=builder)
    paths = [path for suffix in ("tex", "xhtml", "txt") for path in built.outdir.rglob(f"a.{suffix}")]
    paths = paths or list(built.outdir.rglob("*.tex"))

    assert "".join(path.read_text("utf-8") for path in paths).count("Other") > 1


def test_incremental_build(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build({"a.md": post("[TOC]\n\n## One\n")})
    built = plain_site.build({"a.md": post("[TOC]\n\n## One\n\n## Two\n")})

    assert plain_site.differences(built) == []


def test_construct_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-toc"]\n'

    assert "[TOC]" in main_content(plain_site.build({"a.md": post("[TOC]\n\n## One\n")})).get_text()
