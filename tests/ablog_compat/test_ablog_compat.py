"""Sites written for ABlog: their options, templates and `update` directives work, and ABlog's handlers do not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ablog

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def test_ablog_site_builds_with_postil(plain_site: SiteBuilder) -> None:
    """A `conf.py` for ABlog works if "ablog" is replaced by "postil" in `extensions`."""
    plain_site.write(
        {
            "docs/conf.py": """
extensions = ["myst_parser", "postil"]
html_theme = "alabaster"
blog_baseurl = "https://example.org/site"
blog_title = "Old blog"
blog_path = "news"
blog_authors = {"ada": ("Ada", None)}
blog_default_author = "ada"
blog_post_pattern = "2024/*"
blog_feed_archives = True
fontawesome_included = True
post_date_format = "%d %b %Y"
html_sidebars = {"**": ["about.html", "ablog/postcard.html", "ablog/recentposts.html", "ablog/tagcloud.html",
    "ablog/archives.html", "ablog/categories.html", "ablog/authors.html", "searchbox.html"]}
""",
            "docs/index.md": "# Home\n",
            "docs/2024/a.rst": (
                ":blogpost: true\n:date: Mar 24, 2024\n:tags: x, y\n:category: News\n\n=====\nTitle\n=====\n\nText.\n"
            ),
        }
    )
    built = plain_site.build()
    sidebar = " ".join(built.page("index").select_one(".sphinxsidebar").get_text(" ").split())  # type: ignore[union-attr]

    assert built.warnings == []
    assert built.titles("news") == ["Title"]
    assert {"news/tag/x.html", "news/author/ada.html", "news/category/news.html"} <= set(built.files("news"))
    for words in ("Recent Posts Title", "Tags x y", "Archives 2024 1", "Categories News 1", "Authors Ada 1"):
        assert words in sidebar
    assert "24 Mar 2024" in built.page("2024/a").select_one(".ablog__postcard").get_text()  # type: ignore[union-attr]


def test_unsupported_version_of_ablog_is_a_warning(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ablog.post, "CheckFrontMatter")
    built = plain_site.build(overrides={"suppress_warnings": []})

    warnings = [warning for warning in built.warnings if "[postil.compatibility]" in warning]
    assert len(warnings) == 1
    assert f"unsupported version of ABlog, {ablog.__version__}" in warnings[0]


# --- the `update` directive -----------------------------------------------------------------------------------------


def test_update_directive(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("Words.\n\n```{update} 2024-05-01\nMore.\n```\n")})
    times = [str(time["datetime"]) for time in built.article("posts/a").select(".postil-byline time")]

    assert built.warnings == []
    assert times == ["2024-03-24", "2024-05-01"]
    assert "Updated on May 1, 2024" in built.article("posts/a").get_text()


def test_update_in_the_future_is_not_shown_yet(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post("Words.\n\n```{update} 2999-01-01\nMore.\n```\n", updated="2998-01-01")}
    )

    assert len(built.article("posts/a").select(".postil-byline time")) == 1
    assert "299" not in built.read("blog/atom.xml").split("<content")[0]


def test_invalid_date_in_update_is_a_warning_and_shown(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("Words.\n\n```{update} soon\nMore.\n```\n")})

    assert len(built.warnings) == 1
    assert "a.md:8: WARNING: invalid date in `update soon`" in built.warnings[0]
    assert "Updated on soon" in built.article("posts/a").get_text()
