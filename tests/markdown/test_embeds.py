"""Films, posts and songs of other sites: links, or cards that load them at a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.blog.embeds import embed_of
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

ON = "postil_embeds = True\n"
FILM = "https://www.youtube.com/watch?v=abc_123-xyz"


@pytest.mark.parametrize(
    ("url", "src"),
    [
        (FILM, "https://www.youtube-nocookie.com/embed/abc_123-xyz?autoplay=1"),
        ("https://youtu.be/abc123?t=1m30s", "https://www.youtube-nocookie.com/embed/abc123?autoplay=1&start=90"),
        ("http://m.youtube.com/shorts/abc123", "https://www.youtube-nocookie.com/embed/abc123?autoplay=1"),
        ("https://youtube.com/watch?x=1&v=abc123&t=90", "https://www.youtube-nocookie.com/embed/abc123?autoplay=1&start=90"),
        ("https://www.youtube.com/playlist?list=PL1-a",
         "https://www.youtube-nocookie.com/embed/videoseries?list=PL1-a&autoplay=1"),
        ("https://vimeo.com/123", "https://player.vimeo.com/video/123?dnt=1&autoplay=1"),
        ("https://vimeo.com/123/abc", "https://player.vimeo.com/video/123?dnt=1&autoplay=1&h=abc"),
        ("https://open.spotify.com/intl-de/track/1aB?si=x", "https://open.spotify.com/embed/track/1aB"),
        ("https://codepen.io/ada/pen/abc", "https://codepen.io/ada/embed/abc?default-tab=result"),
        ("https://twitter.com/ada/status/123", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=123"),
        ("https://x.com/ada/status/123?s=20", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=123"),
        ("https://mastodon.example/@ada/109876543210987654",
         "https://mastodon.example/@ada/109876543210987654/embed"),
    ],
)  # fmt: skip
def test_what_sites_offer(url: str, src: str) -> None:
    found = embed_of(url)

    assert found
    assert found.src == src


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/@ada",
        "https://youtube.com.example.org/watch?v=abc",
        "https://www.youtube.com/watch?v=a%22b",
        "https://vimeo.com/ada",
        "https://x.com/ada",
        "https://open.spotify.com/",
        "https://example.org/@ada/post",
        "https://u:p@example.org/@ada/109876543210987654",
        "ftp://youtu.be/abc",
        "https://[",
        "",
    ],
)
def test_other_pages(url: str) -> None:
    assert embed_of(url) is None


@pytest.mark.parametrize("text", [FILM, f"<{FILM}>", "{{< youtube abc_123-xyz >}}", "- x\n\n  " + FILM, f"> {FILM}"])
def test_card(plain_site: SiteBuilder, post: Post, text: str) -> None:
    plain_site.conf = ON
    built = plain_site.build({"a.md": post(f"Words.\n\n{text}\n"), "b.md": post(title="B")})
    [card] = main_content(built).select("a.postil-embed")

    assert built.warnings == []
    assert card["href"] == FILM
    assert card["data-src"] == "https://www.youtube-nocookie.com/embed/abc_123-xyz?autoplay=1"
    assert "YouTube" in card.get_text()
    assert "youtube-nocookie" not in str(card.attrs["href"])
    assert not built.page("posts/a").select("iframe, img[src*='//'], p > a.postil-embed")
    assert "postil-embeds" in built.read("posts/a.html")
    assert "postil-embeds" not in built.read("posts/b.html")


@pytest.mark.parametrize(
    "text",
    [
        f"See {FILM}",
        f"[A film]({FILM})",
        f"{FILM}\n{FILM}",
        "https://example.org/",
        f"| a |\n|---|\n| {FILM} |",
        f"`{FILM}`",
    ],
)
def test_no_card(plain_site: SiteBuilder, post: Post, text: str) -> None:
    plain_site.conf = ON
    built = plain_site.build({"a.md": post(text)})

    assert built.warnings == []
    assert not main_content(built).select(".postil-embed")


@pytest.mark.parametrize("conf", ["", ON + 'postil_markdown_extras = ["-embeds"]\n'])
def test_link_by_default(plain_site: SiteBuilder, post: Post, conf: str) -> None:
    plain_site.conf = conf
    built = plain_site.build({"a.md": post(f"{FILM}\n")})

    assert not main_content(built).select(".postil-embed")
    assert main_content(built).find("a", href=FILM)


def test_feeds_have_a_link(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = ON
    feed = plain_site.build({"a.md": post(f"Words.\n\n{FILM}\n")}).read("blog/atom.xml")

    assert "abc_123-xyz" in feed
    assert "postil-embed" not in feed
    assert "nocookie" not in feed


@pytest.mark.parametrize(("builder", "suffix"), [("latex", ".tex"), ("epub", ".xhtml"), ("text", ".txt")])
def test_other_formats_have_a_link(plain_site: SiteBuilder, post: Post, builder: str, suffix: str) -> None:
    plain_site.conf = ON + 'latex_documents = [("posts/a", "a.tex", "A", "A", "howto")]\n'
    built = plain_site.build({"a.md": post(f"Words.\n\n{FILM}\n")}, builder=builder)
    pages = "".join(path.read_text("utf-8") for path in built.outdir.rglob(f"*{suffix}"))

    assert "abc_123-xyz" in pages.replace("\\_", "_").replace("\\sphinxhyphen{}", "-")
    assert "nocookie" not in pages


def test_excerpt_skips_a_card(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = ON
    summary = (
        plain_site.build({"a.md": post(f"{FILM}\n\nThe first words.\n")})
        .page("posts/a")
        .select_one("meta[name=description]")
    )

    assert summary
    assert summary["content"] == "The first words."


@pytest.mark.parametrize("name", ["youtube", "vimeo"])
@pytest.mark.parametrize("conf", ["", ON])
def test_directives(plain_site: SiteBuilder, post: Post, conf: str, name: str) -> None:
    """As in Pelican and Nikola, in reStructuredText; and in MyST."""
    plain_site.conf = conf
    rst = f"A walk\n======\n\n:date: 2024-05-01\n\nWords.\n\n.. {name}:: 123456\n   :width: 800\n   :align: center\n"
    built = plain_site.build({"a.rst": rst, "b.md": post(f"```{{{name}}} 123456\n```\n", title="B")})

    assert built.warnings == []
    for page in ("posts/a", "posts/b"):
        [link] = main_content(built, page).select("a[href*='123456']")
        assert ("postil-embed" in link.get_attribute_list("class")) is bool(conf)


def test_pages_follow_the_option(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.write({"posts/a.md": post(f"Words.\n\n{FILM}\n")})
    for conf in ("", ON, ""):
        plain_site.conf = conf
        built = plain_site.build()
        assert plain_site.differences(built) == []
