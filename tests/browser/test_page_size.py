"""Optimised pages: the theme's scripts still work, and search is loaded on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def open_recorded(browser: Browser, **options: Any) -> tuple[Any, list[str], list[str]]:
    """Return a page, its console messages and its requests."""
    page = browser.new_context(**options).new_page()
    console: list[str] = []
    requested: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    page.on("pageerror", lambda error: console.append(str(error)))
    page.on("request", lambda request: requested.append(request.url.partition("?")[0].rpartition("/")[2]))
    return page, console, requested


def test_the_scripts_of_the_theme_work(site: SiteBuilder, post: Post, browser: Browser) -> None:
    site.conf = 'html_theme_options = {"use_download_button": True}\npostil_reader_settings = False\n'
    built = site.build(posts={"a.md": post("Some words.\n\n## Part\n\nMore.\n")})
    page, console, requested = open_recorded(browser, viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto((built.outdir / "posts/a.html").as_uri())
    page.wait_for_function("'toggleFullScreen' in window")

    assert page.locator("html").get_attribute("data-theme") == "light"
    assert "bootstrap.js" not in requested
    for mode in ("dark", "light", "auto"):
        page.locator(".theme-switch-button").first.click()
        page.locator(f".theme-change-button[data-mode={mode}]").first.click()
        assert page.locator("html").get_attribute("data-mode") == mode
        assert page.locator(".theme-switch-button svg.theme-switch:visible").count() == 1
    menu = page.locator(".dropdown-download-buttons .dropdown-menu")
    assert not menu.is_visible()
    page.locator(".dropdown-download-buttons > button").click()
    assert menu.is_visible()
    page.keyboard.press("Control+k")
    assert page.locator("#pst-search-dialog").is_visible()
    page.keyboard.press("Escape")
    assert console == []
    assert requested.count("bootstrap.js") == 1
    assert "searchindex.js" not in requested
    assert not [name for name in requested if name.endswith((".woff2", "fontawesome.js"))]
    page.context.close()


def test_parts_of_bootstrap_in_a_post_work(site: SiteBuilder, post: Post, browser: Browser) -> None:
    """Its script loads at a tap or a key, which then does what it should."""
    text = """<p><a id="more" href="#part" data-bs-toggle="collapse">More</a></p>

<div class="collapse" id="part">

Folded words.

</div>

<div role="alert" id="box">A box. <button id="close" data-bs-dismiss="alert" data-bs-target="#box">Close</button></div>

"""
    built = site.build(posts={"a.md": post(text)})
    page, console, requested = open_recorded(browser, viewport={"width": 1280, "height": 900}, has_touch=True)
    page.goto((built.outdir / "posts/a.html").as_uri())
    page.wait_for_function("'toggleFullScreen' in window")
    assert not page.locator("#part").is_visible()
    assert "bootstrap.js" not in requested

    page.locator("#more").tap()
    page.locator("#part.show").wait_for()
    page.locator("#close").click()
    page.locator("#box").wait_for(state="detached")
    assert requested.count("bootstrap.js") == 1
    assert console == []
    page.context.close()


def test_the_menu_opens_on_a_phone(site: SiteBuilder, post: Post, browser: Browser) -> None:
    home = "# Home\n\n```{toctree}\npage\n```\n"
    built = site.build(posts={"a.md": post()}, docs={"index.md": home, "page.md": "# Page\n\nWords.\n"})
    page, console, _requested = open_recorded(browser, viewport={"width": 390, "height": 800})
    page.goto((built.outdir / "page.html").as_uri())
    page.wait_for_function("'toggleFullScreen' in window")
    page.locator("button.primary-toggle:visible").first.click()
    page.wait_for_timeout(300)

    assert page.locator("#pst-primary-sidebar-modal").is_visible()
    assert console == []
    page.context.close()


def test_the_search_page_shows_results(site: SiteBuilder, post: Post, browser: Browser) -> None:
    built = site.build(posts={"a.md": post("An aardvark[^n].\n\n[^n]: A capybara.\n", title="Beasts")})
    page, console, _requested = open_recorded(browser)
    page.goto((built.outdir / "search.html").as_uri() + "?q=capybara")
    page.wait_for_selector("#search-results li a")

    assert "Beasts" in page.locator("#search-results").inner_text()
    assert [
        line for line in console if "CORS" not in line and "Failed to" not in line and "fetch" not in line.lower()
    ] == []
    page.context.close()


def test_search_as_you_type(site: SiteBuilder, post: Post, browser: Browser) -> None:
    site.conf = 'html_theme_options = {"search_as_you_type": True}\n'
    built = site.build(posts={"a.md": post("An aardvark.\n", title="Beasts")})
    page, _console, requested = open_recorded(browser, viewport={"width": 1280, "height": 900})
    page.goto((built.outdir / "posts/a.html").as_uri())
    page.wait_for_function("'toggleFullScreen' in window")
    page.wait_for_timeout(200)
    assert "searchindex.js" not in requested

    page.keyboard.press("Control+k")
    page.keyboard.type("aardvark")
    page.wait_for_function("document.querySelector('#search-results')?.textContent.includes('Beasts')")
    assert requested.count("searchindex.js") == 1
    # As on the search page: excerpts are of the text alone, and the message repeats what was searched for.
    page_text = "<div role=main><p class=postil-byline>by Ada</p><details class=postil-contents>A</details>Text</div>"
    assert page.evaluate(f"Search.htmlToText('{page_text}')") == "Text"
    page.keyboard.type("s and zebras")
    page.wait_for_function("document.querySelector('.search-summary')?.textContent.includes('Nothing')")
    assert page.locator(".search-summary").inner_text() == "Nothing found for “aardvarks and zebras”."
    page.context.close()
