"""Links that are paths on a web site: to pages, old URLs, source files and copied files, as other engines have them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

RIVER = "posts/2024/river/index.html"
# How a link is written in `posts/2024/walk.md`, and the file in the output to which it leads.
LINKS = {
    # the URL of a page
    "/posts/2024/river/": RIVER,
    "/posts/2024/river": RIVER,
    "/posts/2024/river/index.html": RIVER,
    "/posts/2024/river/#below": f"{RIVER}#below",
    "/posts/2024/river/?from=feed": RIVER,
    "/posts/hill.html": "posts/hill.html",
    "/posts/hill/": "posts/hill.html",
    "/posts/Hill/": "posts/hill.html",
    "/posts/hill#top": "posts/hill.html#top",
    "/about/": "about.html",
    "/": "index.html",
    "/index.html": "index.html",
    "/blog/": "blog.html",
    "/posts/": "blog.html",
    "/posts/_index.md": "blog.html",
    "/blog/tag/old-mills.html": "blog/tag/old-mills.html",
    "/search.html": "search.html",
    "/posts/caf%C3%A9/": "posts/café.html",
    "/posts/café/": "posts/café.html",
    "/posts/it's.html": "posts/it's.html",
    "/posts/it%27s/": "posts/it's.html",
    # an old URL
    "/old/hill/": "posts/hill.html",
    "/old/hill": "posts/hill.html",
    "/2019/river.html#below": f"{RIVER}#below",
    # a source file
    "/posts/hill.md": "posts/hill.html",
    "/posts/hill.qmd": "posts/hill.html",
    "/posts/2024/river/index.md": RIVER,
    "/posts/2024/river/index.ipynb#below": f"{RIVER}#below",
    "/2024/river/index.md": RIVER,
    "/hill.md": "posts/hill.html",
    "/docs/about.md": "about.html",
    "../hill.markdown": "posts/hill.html",
    "river/index.qmd": RIVER,
    "@/hill.md": "posts/hill.html",
    "@/2024/river/index.md#below": f"{RIVER}#below",
    "{filename}/hill.md": "posts/hill.html",
    "{filename}../hill.md": "posts/hill.html",
    "{filename}river/index.md#below": f"{RIVER}#below",
    "|filename|/hill.md": "posts/hill.html",
    # as a browser resolves it, from the URL of the post with and without a slash
    "../../hill/": "posts/hill.html",
    "../hill.html": "posts/hill.html",
    "../river/": RIVER,
    "../../../about/": "about.html",
    # a term, the home page, a feed
    "{tag}old mills": "blog/tag/old-mills.html",
    "{tag}Old Mills": "blog/tag/old-mills.html",
    "{category}walks": "blog/category/walks.html",
    "{author}Ada": "blog/author/ada.html",
    "{index}": "index.html",
    "/tags/old-mills/": "blog/tag/old-mills.html",
    "/category/walks.html": "blog/category/walks.html",
    "/tags/": "blog/tag.html",
    "/feed.xml": "blog/atom.xml",
    "/blog/rss.xml": "blog/rss.xml",
    # a copied file
    "/files/map.pdf": "files/map.pdf",
    "/files/big%20map.pdf": "files/big map.pdf",
    "/files/map.pdf#page=2": "files/map.pdf#page=2",
    "/public/files/map.pdf": "files/map.pdf",
    "{static}/files/map.pdf": "files/map.pdf",
    "/demo/": "demo/index.html",
    "/_static/plan.pdf": "_static/plan.pdf",
    "/plan.pdf": "_static/plan.pdf",
}
CONF = 'html_extra_path = ["../public"]\nhtml_static_path = ["../shared"]\n'
FILES: dict[str, str] = {
    "public/files/map.pdf": "x",
    "public/files/big map.pdf": "x",
    "public/demo/index.html": "<p>x</p>",
    "shared/plan.pdf": "x",
}
ABOUT = {"about.md": "---\norphan: true\n---\n# About\n"}


def posts(post: Post, text: str) -> dict[str, str]:
    """Return the posts of a site; one has `text`."""
    return {
        "2024/walk.md": post(text, title="A walk", date="2024-05-01", author="Ada"),
        "2024/river/index.md": post("## Below\n\nText.\n", title="River", aliases=["/2019/river.html"]),
        "hill.md": post("## Top\n", title="Hill", aliases=["/old/hill/"], tags=["Old mills"], categories=["Walks"]),
        "café.md": post(title="Café"),
        "it's.md": post(title="Its"),
    }


def leads_to(built: Built, page: str, href: str) -> str:
    """Return the file in the output to which a link on a page leads, with the fragment."""
    parts = urlsplit(href)
    path = unquote(parts.path)
    target = (built.outdir / page).parent / path
    target = target / "index.html" if path.endswith("/") or not target.suffix else target
    name = target.resolve().relative_to(built.outdir).as_posix()
    return f"{name}#{parts.fragment}" if parts.fragment else name


def linked(built: Built, page: str) -> list[str]:
    """Return what the links in the paragraphs of a page lead to."""
    found = built.article(page).select("p a[href]:not(.headerlink):not(.postil-byline a)")
    return [leads_to(built, page, str(a["href"])) for a in found]


def spelled(link: str) -> str:
    """Return a link as Markdown has it."""
    return f"[x](<{link}>)"


@pytest.mark.parametrize("conf", ["", 'blog_baseurl = "https://example.org/my/site/"\n'])
def test_links_lead_to_pages_and_files(plain_site: SiteBuilder, post: Post, conf: str) -> None:
    plain_site.conf = CONF + conf
    plain_site.write(FILES)
    text = "\n\n".join(spelled(link) for link in LINKS)
    if conf:
        text += "\n\n" + "\n\n".join(f"[x](</my/site{link}>)" for link in LINKS if link[0] == "/")
    built = plain_site.build(posts=posts(post, text), docs=ABOUT)
    expected = [*LINKS.values(), *(LINKS[link] for link in LINKS if conf and link[0] == "/")]

    assert built.warnings == []
    assert linked(built, "posts/2024/walk.html") == expected
    assert all((built.outdir / name.partition("#")[0]).is_file() for name in expected)


def test_links_on_a_site_with_folders_as_urls(plain_site: SiteBuilder, post: Post) -> None:
    """With `dirhtml`, the same links lead to the same pages."""
    plain_site.conf = CONF
    plain_site.write(FILES)
    text = "\n\n".join(map(spelled, LINKS))
    built = plain_site.build(posts=posts(post, text), docs=ABOUT, builder="dirhtml")

    assert built.warnings == []
    assert all(
        (built.outdir / name.partition("#")[0]).is_file() for name in linked(built, "posts/2024/walk/index.html")
    )


@pytest.mark.parametrize(
    "link",
    ["/nowhere/", "/nowhere.html#x", "../../nowhere/", "nowhere", "/nowhere?x=1", "/posts/nowhere.md", "@/no.md"],
)
@pytest.mark.parametrize("form", ["[x]({})", "[x][n]\n\n[n]: {}", '<a href="{}">x</a>'])
def test_links_to_nowhere_stay_as_written(plain_site: SiteBuilder, post: Post, link: str, form: str) -> None:
    built = plain_site.build(posts={"a.md": post(form.format(link) + "\n")})
    found = built.article("posts/a").find("a", string="x")

    assert found
    assert found["href"] == link
    assert len(built.warnings) == 1
    assert f"posts/a.md:6: WARNING: the link to {link!r} leads nowhere" in built.warnings[0]
    assert "[myst.xref_missing]" in built.warnings[0]


@pytest.mark.parametrize(
    "conf",
    [
        'suppress_warnings = ["myst.xref_missing"]',
        'nitpick_ignore = [("myst", "/no/")]',
        'nitpick_ignore_regex = [("my.*", "/n.*")]',
    ],
)
def test_the_warning_can_be_suppressed(plain_site: SiteBuilder, post: Post, conf: str) -> None:
    plain_site.conf = conf
    built = plain_site.build(posts={"a.md": post('[x](/no/) <a href="/no/">y</a>\n')})

    assert built.warnings == []


def test_links_in_restructuredtext(plain_site: SiteBuilder, post: Post) -> None:
    text = ":date: 2024-05-01\n\nA walk\n======\n\n`x </posts/hill/>`_ `y </nowhere/>`_ y_\n\n.. _y: /old/hill/\n"
    built = plain_site.build(posts={"r.rst": text, "hill.md": post(title="Hill", aliases=["/old/hill/"])})

    assert [a["href"] for a in built.article("posts/r").select("p > a")] == ["hill.html", "/nowhere/", "hill.html"]
    assert len(built.warnings) == 1
    assert "r.rst:6: WARNING: the link to '/nowhere/' leads nowhere" in built.warnings[0]


def test_files_in_restructuredtext(plain_site: SiteBuilder, post: Post) -> None:
    links = "`x <map.pdf>`_ `y <{static}/files/map.pdf>`_ `z <{filename}/hill.md>`__"
    text = f":date: 2024-05-01\n\nA walk\n======\n\n{links}\n"
    built = plain_site.build(posts={"r.rst": text, "map.pdf": "x", "files/map.pdf": "y", "hill.md": post(title="Hill")})
    hrefs = [str(a["href"]) for a in built.article("posts/r").select("p > a")]

    assert built.warnings == []
    assert [(built.outdir / "posts" / href).read_text() for href in hrefs[:2]] == ["x", "y"]
    assert hrefs[2] == "hill.html"


def test_links_without_text_show_the_title(plain_site: SiteBuilder, post: Post) -> None:
    text = "[](/posts/hill/) [](/posts/hill/#top) [](/blog/tag/old-mills/) [](blog-tags)\n"
    built = plain_site.build(posts=posts(post, text))
    found = built.article("posts/2024/walk").select("p > a")

    assert [a.get_text() for a in found] == ["Hill", "Top", "Old mills", "Tags"]


def test_links_in_captions_footnotes_and_excerpts(site: SiteBuilder, post: Post, png: bytes) -> None:
    text = (
        "An excerpt with [a link](/posts/hill/) and [another](/nowhere/).[^n]\n\n"
        '![Arches](p.png "See [the hill](/old/hill/)")\n\n[![Arches](p.png)](/posts/hill/)\n\n'
        "[^n]: In [a note](@/hill.md).\n"
    )
    built = site.build(posts={**posts(post, text), "2024/p.png": png})
    article = built.article("posts/2024/walk")

    assert {str(a["href"]) for a in article.select("figure a, aside a, p a") if "hill" in str(a["href"])} == {
        "../hill.html"
    }
    assert article.select('figure a[href="../hill.html"] img')
    assert article.select('figcaption a[href="../hill.html"]')
    assert built.article("blog").select('a[href="posts/hill.html"]')
    assert built.article("blog").select('a[href="/nowhere/"]')
    assert len(built.warnings) == 1
    feed = built.read("blog/atom.xml")
    assert feed.count('href="https://example.org/posts/hill.html"') > 2
    assert 'href="https://example.org/nowhere/"' in feed


@pytest.mark.parametrize("link", ["/posts/hill/", "/old/hill", "@/hill.md", "https://example.org/posts/hill.html"])
@pytest.mark.parametrize("form", ["[x]({})", '<a href="{}">x</a>'])
def test_backlinks_know_these_links(plain_site: SiteBuilder, post: Post, link: str, form: str) -> None:
    built = plain_site.build(posts=posts(post, form.format(link) + "\n"))

    assert [a.get_text() for a in built.article("posts/hill").select(".postil-backlinks a")] == ["A walk"]


def test_linkcheck_knows_these_links(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = CONF
    plain_site.write(FILES)
    text = "\n\n".join(map(spelled, LINKS)) + "\n\n[x](/nowhere/)\n"
    built = plain_site.build(posts=posts(post, text), docs=ABOUT, builder="linkcheck")

    assert [line.rpartition("] ")[2].rstrip(": ") for line in built.read("output.txt").splitlines()] == ["/nowhere/"]


# --- incremental builds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["[x]({})", "[]({})", '<a href="{}">x</a>', "![A [x]({})](p.png)"])
@pytest.mark.parametrize("link", ["/posts/hill/", "/old/", "@/hill.md", "/tags/mills/", "../hill/#top"])
def test_pages_follow_what_they_link_to(plain_site: SiteBuilder, post: Post, png: bytes, form: str, link: str) -> None:
    """A target appears, moves, gets other headings, and vanishes."""
    walk = post(form.format(link) + "\n", title="A walk", date="2024-05-01")
    steps: list[dict[str, str | bytes | None]] = [
        {"walk.md": walk, "p.png": png},
        {"hill.md": post("## Top\n", title="Hill", aliases=["/old/"], tags=["Mills"])},
        {"hill.md": post("## Top\n", title="Other", slug="mount", aliases=["/old/", "/posts/hill/"], tags=["Mills"])},
        {"hill.md": post("## TOP\n", title="Other", slug="mount", tags=["mills"])},
        {"hill.md": None, "hill/index.md": post("## Top\n", title="Hill")},
        {"hill/index.md": None},
    ]
    for step in steps:
        built = plain_site.build(posts=step)
        assert plain_site.differences(built) == []


def test_pages_follow_files_that_are_copied(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = CONF
    plain_site.write(FILES)
    text = '[x](/files/map.pdf) [y](/files/new.pdf)\n\n<a href="/files/new.pdf">z</a>\n'
    for files in ({}, {"public/files/new.pdf": "x"}, {"public/files/new.pdf": None}):
        plain_site.write(files)
        built = plain_site.build(posts={"a.md": post(text)})
        assert plain_site.differences(built) == []


# --- Markdown copies ------------------------------------------------------------------------------------------------


def test_markdown_copies_have_the_urls(plain_site: SiteBuilder, post: Post) -> None:
    text = "[x](/posts/hill/#top) [y](@/hill.md) [z][r] ![P](/images/p.png)\n\n[r]: /old/hill/\n"
    plain_site.conf = CONF
    plain_site.write({"public/images/p.png": b"\x89PNG"})
    copy = plain_site.build(posts=posts(post, text)).read("posts/2024/walk.md")

    assert "[x](../hill.md#top) [y](../hill.md) [z][r] ![P](../../_images/p.png)" in copy
    assert "[r]: ../hill.md" in copy
