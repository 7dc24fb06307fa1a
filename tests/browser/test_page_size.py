"""Light pages in a browser: what the theme's scripts do still works, and the search comes when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from postil.testing import SiteBuilder

    Post = Callable[..., str]


def watched(browser: Browser, **options: Any) -> tuple[Any, list[str], list[str]]:
    """Return a page, what its console says, and what it asks for."""
    page = browser.new_context(**options).new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url.partition("?")[0].rpartition("/")[2]))
    return page, said, asked


def test_the_theme_works(site: SiteBuilder, post: Post, browser: Browser) -> None:
    site.conf = 'html_theme_options = {"use_download_button": True}\n'
    built = site.build(posts={"a.md": post("Some words.\n\n## Part\n\nMore.\n")})
    page, said, asked = watched(browser, viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto((built.outdir / "posts/a.html").as_uri())
    page.wait_for_function("window.bootstrap")

    assert page.locator("html").get_attribute("data-theme") == "light"
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
    assert said == []
    assert "searchindex.js" not in asked
    assert not [name for name in asked if name.endswith((".woff2", "fontawesome.js"))]
    page.context.close()


def test_the_menu_opens_on_a_phone(site: SiteBuilder, post: Post, browser: Browser) -> None:
    home = "# Home\n\n```{toctree}\npage\n```\n"
    built = site.build(posts={"a.md": post()}, docs={"index.md": home, "page.md": "# Page\n\nWords.\n"})
    page, said, _asked = watched(browser, viewport={"width": 390, "height": 800})
    page.goto((built.outdir / "page.html").as_uri())
    page.wait_for_function("window.bootstrap")
    page.locator("button.primary-toggle:visible").first.click()
    page.wait_for_timeout(300)

    assert page.locator("#pst-primary-sidebar-modal").is_visible()
    assert said == []
    page.context.close()


def test_the_search_page_finds(site: SiteBuilder, post: Post, browser: Browser) -> None:
    built = site.build(posts={"a.md": post("An aardvark[^n].\n\n[^n]: A capybara.\n", title="Beasts")})
    page, said, _asked = watched(browser)
    page.goto((built.outdir / "search.html").as_uri() + "?q=capybara")
    page.wait_for_selector("#search-results li a")

    assert "Beasts" in page.locator("#search-results").inner_text()
    assert [
        line for line in said if "CORS" not in line and "Failed to" not in line and "fetch" not in line.lower()
    ] == []
    page.context.close()


def test_search_as_you_type(site: SiteBuilder, post: Post, browser: Browser) -> None:
    site.conf = 'html_theme_options = {"search_as_you_type": True}\n'
    built = site.build(posts={"a.md": post("An aardvark.\n", title="Beasts")})
    page, _said, asked = watched(browser, viewport={"width": 1280, "height": 900})
    page.goto((built.outdir / "posts/a.html").as_uri())
    page.wait_for_function("window.bootstrap")
    page.wait_for_timeout(200)
    assert "searchindex.js" not in asked

    page.keyboard.press("Control+k")
    page.keyboard.type("aardvark")
    page.wait_for_function("document.querySelector('#search-results')?.textContent.includes('Beasts')")
    assert asked.count("searchindex.js") == 1
    page.context.close()
