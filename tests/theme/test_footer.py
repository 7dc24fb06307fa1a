"""The footer of pages, and the feed in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.blog.index import Index
from postil.blog.menu import MenuLink, find_menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

CONF = """\
copyright = "2024, Ada & Bob"
author = "Ada & Bob"
postil_license = "CC BY 4.0"
postil_footer_links = {"A & B": "https://example.social/@ada?a=1&b=2", "Mail": "mailto:a@example.org"}
postil_menu = ["blog-posts", "blog-feed"]
blog_path = "essays"
"""


def test_the_footer_is_one_line(site: SiteBuilder, post: Post) -> None:
    site.conf = CONF
    built = site.build(posts={"a.md": post()})
    page = built.page("posts/a")
    footer = page.select_one(".bd-footer-content .postil-footer")

    assert built.warnings == []
    assert footer
    assert " ".join(footer.get_text().split()) == "© Copyright 2024, Ada & Bob. CC BY 4.0 Feed A & B Mail"
    assert [(a["href"], a.get("rel")) for a in footer.select("a")] == [
        ("https://creativecommons.org/licenses/by/4.0/", ["license"]),
        ("../essays/atom.xml", None),
        ("https://example.social/@ada?a=1&b=2", ["me"]),
        ("mailto:a@example.org", None),
    ]
    assert [(a.get_text(), a["href"]) for a in page.select(".postil-menu a")] == [
        ("Posts", "../essays.html"), ("Feed", "../essays/atom.xml"),
    ]  # fmt: skip
    assert (built.outdir / "essays/atom.xml").is_file()

    site.conf = (
        'postil_menu = ["blog-feed"]\nblog_baseurl = ""\nhtml_theme_options = {"footer_content_items": ["author"]}\n'
    )
    built = site.build()
    assert not built.page("posts/a").select(".postil-footer, .postil-menu")
    assert [warning.partition("WARNING: ")[2] for warning in built.lasting_warnings] == [
        "`postil_menu`: there is no feed without `blog_baseurl`; item skipped [postil.config]"
    ]


def test_the_feed_in_the_menu_has_a_label() -> None:
    entries = (("", "blog-feed"), ("Follow", "blog-feed"))
    feed = "blog/atom.xml"

    links, unknown = find_menu(Index(()), entries, home="index", documents=(), title=str, feed="Feed")
    assert links == [MenuLink("Feed", feed, is_file=True), MenuLink("Follow", feed, is_file=True)]
    assert unknown == []
    assert find_menu(Index(()), entries, home="index", documents=(), title=str)[1] == ["blog-feed", "blog-feed"]
