"""The links to the other languages in the header: two in a line, or many in a menu; also without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from page_checks import check_axe

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Page]

HEAD = "---\ntitle: {}\ndate: 2024-03-24\n---\n\nText.\n"
NAMES = {"en": "English", "de": "Deutsch", "ar": "العربية", "ja": "日本語"}
# Whether the menu, or the list, is in the window and above what is around it.
IS_IN_VIEW = """() => [...document.querySelectorAll('.postil-languages li')].every((item) => {
  const box = item.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
  return box.width > 0 && box.left >= 0 && box.right <= innerWidth && item.contains(document.elementFromPoint(x, y));
})"""


def build(folder: Path, languages: list[str], conf: str = "") -> Path:
    """Return the output folder of a site with an essay in several languages."""
    listed = {tag: NAMES[tag] for tag in languages}
    site = SiteBuilder(folder, conf=f"postil_languages = {listed!r}\n{conf}")
    suffixes = [f".{tag}" if tag != "en" else "" for tag in languages]
    return site.build({f"walk{suffix}.md": HEAD.format(f"Walk{suffix}") for suffix in suffixes}).outdir


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site in four languages."""
    return build(tmp_path_factory.mktemp("many"), [*NAMES])


def test_menu_of_many_languages(open_page: Open, many: Path) -> None:
    """It opens from the keyboard, also without JavaScript, and leads to the same essay."""
    page = open_page(many / "posts" / "walk.html", java_script_enabled=False)
    page.locator(".postil-languages summary").focus()
    page.keyboard.press("Enter")
    for _link in range(2):  # the first one is Deutsch, the next one is Arabic
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/posts/walk.html")

    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.locator(".postil-languages summary").inner_text() == "العربية"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["posts/walk", "ar/posts/walk", "ja/index"])
def test_menu_is_in_the_window(open_page: Open, many: Path, width: int, name: str) -> None:
    """And axe finds nothing wrong with it, or with the languages of the page."""
    page = open_page(many / f"{name}.html", width)
    # Before it is open: axe takes the links that it covers for its neighbours.
    assert check_axe(page, AXE_SCRIPT) == []
    page.locator(".postil-languages summary").click()

    assert page.evaluate(IS_IN_VIEW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("conf", ["", "postil_menu = []\n"])
def test_two_languages_are_a_list(open_page: Open, tmp_path: Path, conf: str) -> None:
    """In postil's header, and in the theme's; in a narrow window without the language of the page."""
    folder = build(tmp_path, ["en", "de"], conf)
    page = open_page(folder / "posts" / "walk.html")

    assert page.locator(".postil-languages li:visible").all_inner_texts() == ["English", "Deutsch"]
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.locator(".postil-languages li:visible").all_inner_texts() == ["Deutsch"]
    page.locator(".postil-languages a").click()
    page.wait_for_url("**/de/posts/walk.html")
