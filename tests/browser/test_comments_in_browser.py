"""Comments in a browser: loaded when the reader reaches them, in the light or dark theme; a link without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

GISCUS = {"engine": "giscus", "repo": "ada/blog", "repo_id": "R", "category": "Posts", "category_id": "C"}


def test_comments_load_when_scrolled_to(site: SiteBuilder, post: Post, browser: Browser) -> None:
    site.conf = f"postil_comments = {GISCUS!r}\n"
    built = site.build({"a.md": post("Words.\n\n" * 200)})
    url = (built.outdir / "posts/a.html").as_uri()
    requested: list[str] = []
    page = browser.new_page(color_scheme="dark")

    def answer(route: Any) -> None:
        requested.append(route.request.url)
        route.fulfill(
            body="document.querySelector('.giscus').textContent = 'here'",
            content_type="text/javascript",
            headers={"Access-Control-Allow-Origin": "*"},
        )

    page.route(re.compile("^https:"), answer)
    page.goto(url)
    page.wait_for_timeout(300)
    assert requested == []
    page.locator(".postil-comments").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.giscus')?.textContent === 'here'")
    assert requested == ["https://giscus.app/client.js"]
    script = page.locator("script[src^='https://giscus']")
    assert script.get_attribute("data-theme") == "dark"
    assert script.get_attribute("data-repo") == "ada/blog"
    assert page.locator(".postil-comments-plain").count() == 0
    page.close()

    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(url)
    assert plain.locator(".postil-comments a").is_visible()
    plain.close()
