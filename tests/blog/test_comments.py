"""Comments: the option, the section of a page, and when the service is loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from postil.blog.comments import Comments, read_comments

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

GISCUS = {"engine": "giscus", "repo": "ada/blog", "repo_id": "R", "category": "Posts", "category_id": "C"}
ENGINES: list[dict[str, str]] = [
    GISCUS,
    {"engine": "utterances", "repo": "ada/blog"},
    {"engine": "disqus", "shortname": "ada"},
    {"engine": "isso", "url": "https://isso.example/"},
]


@pytest.mark.parametrize("value", [None, False, {}])
def test_no_comments(value: Any) -> None:
    assert not read_comments(value)
    assert read_comments(value) == Comments()


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("giscus", "engine"),
        ({"engine": "other"}, "engine"),
        ({"engine": ["giscus"]}, "engine"),
        ({"engine": "giscus", "repo": "a/b"}, "`repo_id`"),
        ({"engine": "utterances", "repo": 1}, "`repo`"),
        ({"engine": "utterances", "repo": "a"}, "`repo`"),
        ({"engine": "utterances", "repo": "a/b", "ropo": "c"}, "`ropo`"),
        ({"engine": "disqus", "shortname": "a/../b"}, "`shortname`"),
        ({"engine": "isso", "url": "javascript:x"}, "`url`"),
    ],
)
def test_a_bad_value_is_a_located_warning(plain_site: SiteBuilder, post: Post, value: Any, wrong: str) -> None:
    plain_site.conf = f"postil_comments = {value!r}\n"
    built = plain_site.build({"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_comments = " in built.warnings[0]
    assert wrong in built.warnings[0]
    assert "[postil.config]" in built.warnings[0]
    assert not built.page("posts/a").select(".postil-comments")


@pytest.mark.parametrize("value", ENGINES)
def test_comments_section_of_a_page(plain_site: SiteBuilder, post: Post, value: dict[str, str]) -> None:
    plain_site.conf = f"postil_comments = {value!r}\n"
    off, draft = post(title="Off", comments=False), post(title="Draft", draft=True)
    title = 'A </section> & "b"'
    built = plain_site.build(
        {"a.md": post(title=title), "off.md": off, "d.md": draft}, overrides={"postil_drafts": True}
    )
    page = built.page("posts/a")
    box = page.select_one(".postil-comments")

    assert built.warnings == []
    assert box
    settings = json.loads(str(box["data-settings"]))
    assert settings["engine"] == value["engine"]
    assert settings["script"].startswith("https://")
    assert settings["page"]["identifier"] == "/posts/a/"
    assert settings["page"]["url"] == "https://example.org/posts/a.html"
    assert box.select("p a[href], noscript p")
    hosts = ("giscus", "utteranc", "disqus", "isso.example")
    loaded = [str(tag.get("src") or tag.get("href")) for tag in page.select("script[src], link[href], img, iframe")]
    assert not [address for address in loaded if any(host in address for host in hosts)]
    assert any("postil-comments.js" in address for address in loaded)
    for name in ("posts/off", "posts/d", "index", "blog"):
        assert not built.page(name).select(".postil-comments")
        assert "postil-comments.js" not in built.read(f"{name}.html")


def test_without_the_option_nothing_is_loaded(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post()})

    assert "comments" not in built.read("posts/a.html")


def test_disqus_shortname_of_ablog(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'disqus_shortname = "ada"\n'
    box = plain_site.build({"a.md": post()}).page("posts/a").select_one(".postil-comments")

    assert box
    assert json.loads(str(box["data-settings"]))["script"] == "https://ada.disqus.com/embed.js"


TEXTS_WITHOUT_JAVASCRIPT = {
    "giscus": "View comments on GitHub",
    "utterances": "View comments on GitHub",
    "disqus": "View comments on Disqus",
    "isso": "Enable JavaScript to read and post comments.",
}


@pytest.mark.parametrize("value", ENGINES)
def test_without_javascript_the_page_says_where_the_comments_are(
    plain_site: SiteBuilder, post: Post, value: dict[str, str]
) -> None:
    plain_site.conf = f"postil_comments = {value!r}\n"
    box = plain_site.build({"a.md": post()}).page("posts/a").select_one(".postil-comments")

    assert box
    assert [part.get_text() for part in box.select("p")] == [TEXTS_WITHOUT_JAVASCRIPT[value["engine"]]]
