"""URLs of their own, in the front matter of posts and pages, and incremental builds when URLs change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


def pages(built: Built) -> list[str]:
    """Return the pages that are not generated."""
    generated = r"(blog(/.*)?|index|search|genindex|404)\.html|(search|genindex|blog)/(.*/)?index\.html"
    return [name for name in built.files() if not re.fullmatch(generated, name)]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_post_has_the_url_in_its_front_matter(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    """What hosts serve at `/arches/`, `/mills.html`, `/mills` and `/2014/12/12/Timeline/`."""
    plain_site.conf = 'postil_permalink = "{year}/{slug}/"\n'
    zola = "2014/12/12/Timeline"
    built = plain_site.build(
        posts={
            "a.md": post("[b](b.md) [c](c.md)\n", title="A", url="/arches/"),
            "b.md": post(title="B", permalink="/mills.html"),
            "c.md": post(title="C", permalink="/rivers"),
            "d.md": f'+++\npath = "{zola}"\ntitle = "D"\naliases = ["{zola}.html"]\n+++\n\nText.\n',
        },
        builder=builder,
    )
    found = pages(built)

    assert built.warnings == []
    assert {"arches/index.html", "mills.html", "2014/12/12/Timeline/index.html", "2014/12/12/Timeline.html"} <= {*found}
    assert ("rivers.html" if builder == "html" else "rivers/index.html") in found
    redirects = [name for name in found if 'http-equiv="refresh"' in built.read(name)]
    assert redirects == ["2014/12/12/Timeline.html", *(["mills.html"] if builder == "dirhtml" else [])]
    links = [str(a["href"]) for a in built.article("arches/index").select("p > a")]
    assert links == (["../mills.html", "../rivers.html"] if builder == "html" else ["../mills/", "../rivers/"])
    assert sorted(built.titles("blog" if builder == "html" else "blog/index")) == ["A", "B", "C", "D"]
    assert "December 12, 2014" in built.article("2014/12/12/Timeline/index").get_text()


def test_keys_that_are_only_aliases(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_permalink_keys = False\n"
    posts = {
        "a.md": post(title="A", url="/arches", aliases=["old.html"]),
        "b.md": post(title="B", permalink="/mills.html"),
        "c.md": post(title="C", permalink="/posts/c.html"),
    }
    built = plain_site.build(posts=posts, builder="html")

    assert built.warnings == []
    assert built.read("_redirects").splitlines() == [
        "/arches/ /posts/a.html 301", "/mills.html /posts/b.html 301", "/old.html /posts/a.html 301"
    ]  # fmt: skip
    assert "posts/a.html" in built.read("arches/index.html")


def test_pages_have_urls_too(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"p.md": "---\nblogpost: false\npermalink: /about/\n---\n# About\n"},
        docs={
            "me.md": "---\npermalink: /me.html\norphan: true\n---\n# Me\n",
            "now/x.md": "---\npermalink: /now/\norphan: true\n---\n# Now\n\n[Me](../me.md)\n",
            "index.md": "---\npermalink: /other/\n---\n# Home\n\n[Now](now/x.md)\n\n```{postlist}\n```\n",
        },
    )

    assert [warning for warning in built.warnings if "toctree" not in warning] == []
    assert pages(built) == ["about/index.html", "me.html", "now/index.html"]
    assert [str(a["href"]) for a in built.article("now/index").select("p > a")] == ["../me.html"]
    assert [str(a["href"]) for a in built.article("index").select("p > a")] == ["now/index.html"]


@pytest.mark.parametrize(
    ("permalink", "words"),
    [
        ("/", "index.html, is already that of"),
        ("/index.html", "index.html, is already that of"),
        ("/blog/", "blog/index.html, is reserved for a generated page"),
        ("/blog/tag/x.html", "is reserved for a generated page"),
        ("/search.html", "is reserved for a generated page"),
        ("/_static/x.html", "is reserved for a generated page"),
        ("/sitemap.xml/", "is reserved for a generated page"),
        ("/posts/b.html", "is already that of"),
        ("/POSTS/B.html", "differs only in upper and lower case"),
        (f"/{'x' * 300}/", "is too long"),
        ("/../x/", "is not a path on this site; ignored"),
        ("https://example.org/x/", "is a full URL, not a path on this site; ignored"),
        ("/x/#y", "is not a path on this site; ignored"),
        ("/{{ page.fileSlug }}/", "contains a template, which is not evaluated; ignored"),
    ],
)
def test_a_url_that_a_post_cannot_have(plain_site: SiteBuilder, post: Post, permalink: str, words: str) -> None:
    """It is published where it would be without; the warning has the line."""
    built = plain_site.build(posts={"a.md": post(title="A", permalink=permalink), "b.md": post(title="B")})

    assert len(built.warnings) == 1
    assert "posts/a.md:4: WARNING: " in built.warnings[0]
    assert words in built.warnings[0]
    assert "A" in built.article("posts/a").get_text()
    assert "B" in built.article("posts/b").get_text()
    assert sorted(built.titles("blog")) == ["A", "B"]


def test_of_two_posts_with_one_url_the_first_keeps_it(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(
        posts={"a.md": post(title="First", url="/x/"), "b.md": post(title="Second", permalink="/x/index.html")}
    )

    assert len(built.warnings) == 1
    assert "posts/b.md:4: WARNING: its URL, x/index.html, is already that of" in built.warnings[0]
    assert "it is published at posts/b.html instead: choose another `slug` or `permalink`" in built.warnings[0]
    assert pages(built) == ["posts/b.html", "x/index.html"]
    assert "First" in built.article("x/index").get_text()


def test_a_pattern_for_a_folder_that_does_not_exist(plain_site: SiteBuilder, post: Post) -> None:
    known = '"posts": "{slug}/", "posts/deep": "deep/{slug}/", "notes": "n/{slug}", "/": "{name}"'
    plain_site.conf = f'postil_permalink = {{{known}, "post": "x/{{slug}}"}}\n'
    built = plain_site.build(posts={"a.md": post(), "deep/b.md": post(title="B")}, docs={"notes/x.txt": ""})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_permalink`: the folder `post` does not exist" in built.warnings[0]
    assert pages(built) == ["a/index.html", "deep/b/index.html"]


def test_a_post_without_a_page(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post(title="A", permalink=False), "b.md": post(title="B")})

    assert built.warnings == []
    assert pages(built) == ["posts/b.html"]


def test_ascii_slugs_of_posts_and_terms(plain_site: SiteBuilder, post: Post) -> None:
    """A post's are by the rules of its language, those of terms by the rules of the site's."""
    conf = 'language = "sv"\npostil_permalink = "{title}"\n'
    posts = {"a.md": post(title="Grüße", lang="de", tags=["Öl"]), "b.md": post(title="Öl", tags=["東京"])}
    plain_site.conf = f'{conf}suppress_warnings = ["postil.lost_url"]\n'
    built = plain_site.build(posts=posts)

    assert pages(built) == ["grüße.html", "öl.html"]
    assert built.files("blog/tag") == ["blog/tag/ol.html", "blog/tag/東京.html"]

    plain_site.conf += 'postil_slug_style = "ascii"\n'
    built = plain_site.build(posts=posts)

    assert built.warnings == []
    assert pages(built) == ["gruesse.html", "ol.html"]
    assert built.files("blog/tag") == ["blog/tag/dong-jing.html", "blog/tag/ol.html"]
    assert plain_site.differences(built) == []


@pytest.mark.long
def test_the_clean_build_is_equal_after_each_change(plain_site: SiteBuilder, post: Post) -> None:
    """Of a pattern, a title, a category, a style, a URL of its own, and whether it is used."""
    conf = 'suppress_warnings = ["postil.lost_url"]\n'
    link = "[b](b.md), {doc}`b`\n"
    ada = 'blog_authors = {"ada": ("Ada L.", "")}\nblog_default_author = "ada"'
    steps: list[tuple[str, Mapping[str, str | bytes | None], str]] = [
        ("", {"a.md": post(link, title="A"), "b.md": post(title="B v1.2", category="X")}, "posts/b.html"),
        ('postil_permalink = "{category}/{title}"', {}, "x/b-v1.2.html"),
        ('postil_permalink = "{category}/{title}"', {"b.md": post(title="C v1.2", category="Y Z")}, "y z/c-v1.2.html"),
        ('postil_permalink = "{category}/{title}"\npostil_slug_style = "ascii"', {}, "y-z/c-v12.html"),
        ('postil_permalink = {"posts": "{slug}/"}', {}, "b/index.html"),
        ('postil_permalink = {"posts/x": "{slug}/"}', {"x/y.md": post(title="Y")}, "posts/b.html"),
        ('postil_permalink = {"posts/x": "{slug}/"}', {"b.md": post(title="C", permalink="/own.html")}, "own.html"),
        ("postil_permalink_keys = False", {}, "posts/b.html"),
        ("", {"b.md": post("# From a heading\n", title="")}, "posts/b.html"),
        ('postil_permalink = "{title}"', {}, "from-a-heading.html"),
        ('postil_permalink = "{title}"', {"b.md": post("# Another\n", title="")}, "another.html"),
        (f'postil_permalink = "{{author}}/{{slug}}"\n{ada}', {}, "ada-l./b.html"),
    ]  # fmt: skip
    for options, posts, expected in steps:
        plain_site.conf = f"{conf}{options}\n"
        built = plain_site.build(posts=posts)

        assert built.warnings == [], options
        assert expected in built.files(), options
        assert plain_site.differences(built) == [], options
