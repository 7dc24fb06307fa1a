"""The lightbox of figures: mouse, keyboard, touch, and without JavaScript."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

TEXT = """\
---
title: Pictures
date: 2024-03-24
---

Words.

![Large](large.png "A *large* grey_png[^1].")

![Small](small.png)

![Wide](large.png){.wide}

![Margin](large.png){.margin}

![Drawing](drawing.svg){width=50%}

![Tall](tall.png)

![Four](large.png) ![Five](large.png) ![Six](large.png) ![Seven](large.png)

![One](large.png) ![Two](large.png)

[![Linked](large.png)](https://example.org)

[^1]: A note.

    ![In the note](large.png)
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20"><path d="M0 0H9V9"/></svg>'


def grey_png(width: int, height: int) -> bytes:
    """Return a grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a page with figures."""
    folder: Path = tmp_path_factory.mktemp("figures")
    files: dict[str, str | bytes | None] = {
        "large.png": grey_png(1800, 900),
        "small.png": grey_png(120, 80),
        "drawing.svg": SVG,
        "tall.png": grey_png(900, 1350),
    }
    built = SiteBuilder(folder).build(posts={**files, "a.md": TEXT})
    assert built.warnings == []
    return (built.outdir / "posts" / "a.html").as_uri()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Return the page with figures in a window of desktop size."""
    found = browser.new_page(viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.goto(url)
    yield found
    found.close()
    assert errors == []  # the page has wide content and no table of contents


def test_a_click_opens_the_image_and_escape_closes_it(page: Page) -> None:
    link = page.locator("figure:has(img[alt=Large]) > a.postil-enlarge")
    shown = link.locator("img").bounding_box()
    link.click()
    dialog = page.locator("dialog.postil-dialog")
    image = dialog.locator("img")

    expect(dialog).to_be_visible()
    expect(dialog.locator("figcaption")).to_have_text("A large grey_png[1].")
    expect(image).to_have_attribute("alt", "Large")
    box = image.bounding_box()
    assert box
    assert shown
    assert box["width"] > shown["width"] * 1.2
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    assert box["y"] + box["height"] <= 800

    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_keyboard(page: Page) -> None:
    link = page.locator("figure:has(img[alt=Wide]) > a.postil-enlarge")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.postil-dialog")

    expect(dialog).to_be_visible()
    close = dialog.get_by_role("button", name="Close")
    expect(close).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()


def test_a_click_anywhere_closes_it(page: Page) -> None:
    page.locator("figure:has(img[alt=Drawing]) > a.postil-enlarge").click()
    dialog = page.locator("dialog.postil-dialog")
    expect(dialog).to_be_visible()

    page.mouse.click(5, 400)
    expect(dialog).to_be_hidden()


def test_an_image_in_full_size_has_no_link(page: Page) -> None:
    expect(page.locator("figure:has(img[alt=Small]) > a:not([href])")).to_be_visible()


def test_touch_on_a_phone(browser: Browser, url: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(url)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("figure:has(img[alt=Two]) > a").click()
    dialog = page.locator("dialog.postil-dialog")
    expect(dialog).to_be_visible()
    image, close = dialog.locator("img").bounding_box(), dialog.get_by_role("button", name="Close").bounding_box()
    assert image
    assert close
    assert image["width"] > 320  # it is scrolled
    assert close["x"] + close["width"] <= 320
    page.close()


def test_previous_and_next(page: Page) -> None:
    dialog, image = page.locator("dialog.postil-dialog"), page.locator("dialog.postil-dialog img")
    page.locator("figure:has(img[alt=Five]) > a.postil-enlarge").click()

    for key, name in (("ArrowRight", "Six"), ("ArrowLeft", "Five"), ("ArrowLeft", "Four")):
        page.keyboard.press(key)
        expect(image).to_have_attribute("alt", name)
    for button, name in (("Next image", "Five"), ("Previous image", "Four")):
        dialog.get_by_role("button", name=button).click()
        expect(image).to_have_attribute("alt", name)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("figure:has(img[alt=Four]) > a.postil-enlarge")).to_be_focused()

    page.locator("figure:has(img[alt=Large]) > a.postil-enlarge").click()
    expect(dialog.get_by_role("button", name="Previous image")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(image).to_have_attribute("alt", "Large")


def test_a_gallery_has_equal_cells_and_a_portrait_fits_into_the_window(page: Page) -> None:
    for width, columns in ((1280, 2), (390, 2)):
        page.set_viewport_size({"width": width, "height": 800})
        boxes = [page.locator(f"figure img[alt={name}]").bounding_box() for name in ("Four", "Five", "Six", "Seven")]
        assert all(boxes)
        assert len({(round(box["width"]), round(box["height"])) for box in boxes if box}) == 1
        assert len({round(box["y"]) for box in boxes if box}) == columns
        tall = page.locator("figure img[alt=Tall]").bounding_box()
        assert tall
        assert tall["height"] <= 800 * 0.85 + 1
        assert abs(tall["height"] - 1.5 * tall["width"]) < 1


def test_a_link_of_the_author_is_followed(page: Page) -> None:
    link = page.locator("figure:has(img[alt=Linked]) > a")

    expect(link).to_have_attribute("href", "https://example.org")
    page.route("https://example.org/**", lambda route: route.fulfill(body="there"))
    link.click()
    expect(page.locator("body")).to_have_text("there")


def test_without_javascript_the_link_opens_the_file(browser: Browser, url: str) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page.goto(url)
    page.locator("figure:has(img[alt=Large]) > a").click()

    assert page.url.endswith("/_images/large.png")
    page.close()


@pytest.mark.parametrize("width", [1600, 1280, 1000, 768, 390, 320])
def test_figures_do_not_overflow_the_page(browser: Browser, url: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(url)
    text = page.locator("article p").first.bounding_box()
    wide = page.locator("figure.wide").bounding_box()
    margin = page.locator("figure.margin").bounding_box()

    assert text
    assert margin
    assert margin["x"] + margin["width"] <= width
    assert (margin["x"] >= text["x"] + text["width"]) == (width >= 880)
    assert wide
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert wide["x"] + wide["width"] <= width
    assert (wide["width"] > text["width"] * 1.2) == (width >= 880)
    one, two = (page.locator(f"figure:has(img[alt={name}])").bounding_box() for name in ("One", "Two"))
    assert one
    assert two
    assert (one["y"] == two["y"]) == (width >= 600)
    page.close()
