"""The reading settings: what they change, that they last, and how pages are without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

POST = "---\ntitle: A\ndate: 2024-03-24\n---\n\n" + "Some words[^n] " * 80 + "\n\n[^n]: A note.\n"
# What a setting changes on the page.
MEASURE = """() => {
  const text = document.querySelector(".e-content > p"), style = getComputedStyle(text);
  return {
    size: parseFloat(style.fontSize), font: style.fontFamily.split(",")[0], width: text.getBoundingClientRect().width,
    theme: document.documentElement.dataset.theme,
    // Footnotes in the margin are beside the text, wherever it ends.
    gap: document.querySelector(".postil-note").getBoundingClientRect().left - text.getBoundingClientRect().right,
  };
}"""


@pytest.fixture(scope="module")
def page_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = SiteBuilder(tmp_path_factory.mktemp("reader")).build(posts={"a.md": POST})
    assert built.warnings == []
    assert not built.page("posts/a").select(".theme-switch-button")  # the panel has it
    return built.outdir / "posts/a.html"


@pytest.fixture
def page(browser: Browser, page_path: Path) -> Iterator[Page]:
    problems: list[str] = []
    context = browser.new_context(viewport={"width": 1600, "height": 900}, color_scheme="light")
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(page_path.as_uri())
    page.wait_for_function("'toggleFullScreen' in window")
    yield page
    context.close()
    assert problems == []


def test_settings_change_the_page_and_last(page: Page) -> None:
    before = page.evaluate(MEASURE)
    panel = page.locator("#postil-reader")
    assert not panel.is_visible()
    page.locator(".postil-reader-button").focus()
    page.keyboard.press("Enter")
    panel.wait_for(state="visible")  # the script has its style
    page.wait_for_function("document.querySelector('#postil-reader-size').hasAttribute('aria-valuetext')")
    page.locator("#postil-reader-size").fill("1.2")
    for name, value in (("postilFont", "sans"), ("postilWidth", "narrow"), ("mode", "dark")):
        page.locator(f"[name={name}][value={value}]").check()
    page.wait_for_timeout(100)
    after = page.evaluate(MEASURE)

    assert after["size"] == pytest.approx(before["size"] * 1.2, abs=0.1)
    assert after["font"] != before["font"]
    assert after["width"] < before["width"] * 1.15
    assert (before["theme"], after["theme"]) == ("light", "dark")
    assert after["gap"] == pytest.approx(before["gap"], abs=8)
    assert page.locator("#postil-reader-size").get_attribute("aria-valuetext") == "120 %"
    page.keyboard.press("Escape")
    assert not panel.is_visible()

    # On the next page they hold before any script file has loaded.
    page.route("**/*.js*", lambda route: route.abort())
    page.reload()
    assert page.evaluate(MEASURE) | {"gap": 0} == after | {"gap": 0}
    page.unroute("**/*.js*")
    page.emulate_media(media="print")
    printed = page.evaluate(MEASURE)
    assert (printed["size"], printed["font"]) == (pytest.approx(10.75 * 4 / 3, abs=0.1), before["font"])
    page.emulate_media(media="screen")

    page.reload()
    page.locator(".postil-reader-button").click()
    page.wait_for_function("document.querySelector('#postil-reader-size').hasAttribute('aria-valuetext')")
    page.wait_for_function("'toggleFullScreen' in window")
    page.locator("#postil-reader [type=reset]").click()
    page.wait_for_timeout(100)
    assert page.evaluate(MEASURE) == before


def test_without_storage_and_without_javascript_there_is_no_button(browser: Browser, page_path: Path) -> None:
    variants: list[dict[str, Any]] = [{"java_script_enabled": False}, {}]
    for options in variants:
        context = browser.new_context(viewport={"width": 390, "height": 800}, **options)
        page = context.new_page()
        page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})")
        page.goto(page_path.as_uri())
        assert not page.locator(".postil-reader-button").is_visible()
        assert not page.locator("#postil-reader").is_visible()
        context.close()
