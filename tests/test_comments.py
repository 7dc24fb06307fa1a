"""Comments: what the owner may say, what stands on the page, and when the service is asked."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from postil.comments import Comments, read_comments

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
def test_none_is_none(value: Any) -> None:
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
def test_what_stands_on_a_page(plain_site: SiteBuilder, post: Post, value: dict[str, str]) -> None:
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
    told = json.loads(str(box["data-settings"]))
    assert told["engine"] == value["engine"]
    assert told["script"].startswith("https://")
    assert told["page"]["identifier"] == "/posts/a/"
    assert told["page"]["url"] == "https://example.org/posts/a.html"
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


def test_ablogs_option(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'disqus_shortname = "ada"\n'
    box = plain_site.build({"a.md": post()}).page("posts/a").select_one(".postil-comments")

    assert box
    assert json.loads(str(box["data-settings"]))["script"] == "https://ada.disqus.com/embed.js"


def test_comments_come_when_scrolled_to(site: SiteBuilder, post: Post) -> None:
    """In a browser: nothing is asked before, the theme is followed, and without scripts there is a link."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not shutil.which("chromium"):
        pytest.skip("no Chromium")
    site.conf = f"postil_comments = {GISCUS!r}\n"
    built = site.build({"a.md": post("Words.\n\n" * 200)})
    address = (built.outdir / "posts/a.html").as_uri()
    asked: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(color_scheme="dark")

        def answer(route: Any) -> None:
            asked.append(route.request.url)
            route.fulfill(
                body="document.querySelector('.giscus').textContent = 'here'",
                content_type="text/javascript",
                headers={"Access-Control-Allow-Origin": "*"},
            )

        page.route(re.compile("^https:"), answer)
        page.goto(address)
        page.wait_for_timeout(300)
        assert asked == []
        page.locator(".postil-comments").scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('.giscus')?.textContent === 'here'")
        assert asked == ["https://giscus.app/client.js"]
        script = page.locator("script[src^='https://giscus']")
        assert script.get_attribute("data-theme") == "dark"
        assert script.get_attribute("data-repo") == "ada/blog"
        assert page.locator(".postil-comments-plain").count() == 0

        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(address)
        assert plain.locator(".postil-comments a").is_visible()
        browser.close()
