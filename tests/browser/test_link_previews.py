"""Link previews: what they show, and how they open and close."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

# No such host exists (RFC 2606); its answers come from the output folder.
HOST = "http://site.invalid"
FAR = f"\n\n{'Words. ' * 400}\n\n"
A = f"""---
title: A
date: 2024-03-24
---
[Page](b.md), [heading](b.md#a-part), {{ref}}`figure <bridge>`, {{ref}}`far one <far>`, note[^n], [own](#below) and
[out](https://example.invalid/). [Gone](https://site.invalid/posts/gone.html).
[Hebrew](c.md).
{FAR}
(far)=
![The far bridge](far.svg "A far caption")

## Below

See *below*, [a link](b.md) and ![](far.svg).

[^n]: A note *with* words.
"""
B = """---
title: "B <b>"
date: 2024-03-23
description: "The & description"
---
Words.

## A part

The text of the part.

(bridge)=
![The bridge](bridge.svg "A caption")
"""
C = """---
title: קשתות
date: 2024-03-22
language: he
---
הנהר.[^n]

[^n]: הערה
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100"/></svg>'


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = SiteBuilder(tmp_path_factory.mktemp("previews"), conf='postil_notes = "end"\n')
    built = site.build(posts={"a.md": A, "b.md": B, "c.md": C, "bridge.svg": SVG, "far.svg": SVG})
    assert built.warnings == []
    return built.outdir


@pytest.fixture
def page(browser: Browser, site_folder: Path) -> Iterator[Page]:
    problems: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()

    def answer(route: Route) -> None:
        path = site_folder / route.request.url.removeprefix(f"{HOST}/").partition("?")[0]
        if not route.request.url.startswith(HOST):
            problems.append(route.request.url)
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404)

    context.route("**/*", answer)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{HOST}/posts/a.html")
    page.mouse.move(3, 3)  # loads the script
    page.wait_for_timeout(100)
    yield page
    context.close()
    assert problems == []


def card_of(page: Page, text: str) -> Any:
    """Return the card of the link with a text, once it had time to open."""
    page.keyboard.press("Escape")
    page.mouse.move(3, 3)
    page.locator(".e-content a", has_text=text).first.hover()
    with suppress(PlaywrightTimeout):
        page.wait_for_selector(".postil-preview", timeout=600)
    return page.locator(".postil-preview")


def test_what_cards_show(page: Page) -> None:
    shown = {
        text: " ".join(card.inner_text().split()) if (card := card_of(page, text)).count() else None
        for text in ("Page", "heading", "figure", "far one", "1", "own", "out", "Gone")
    }
    assert shown == {
        "Page": "B <b> March 23, 2024 · 1 min read The & description",
        "heading": "A part The text of the part. A caption",
        "figure": "A caption",
        "far one": "A far caption",
        "1": "1 A note with words.",
        "own": "Below See below, a link and .",
        "out": None,
        "Gone": None,
    }
    # Images of other pages load, and a copy has neither ids nor links.
    card = card_of(page, "figure")
    assert card.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert card_of(page, "Page").locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    # A post in another language.
    languages = {text: card_of(page, text).evaluate("card => [card.lang, card.dir]") for text in ("Hebrew", "heading")}
    assert languages == {"Hebrew": ["he", "rtl"], "heading": ["en", ""]}
    card = card_of(page, "own")
    assert card.locator("a, [id]").count() == 0


def test_cards_open_and_close(page: Page) -> None:
    card = card_of(page, "Page")
    assert page.locator("[aria-describedby=postil-preview]").inner_text() == "Page"
    # The mouse can be moved onto the card (WCAG 1.4.13).
    box = card.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20, steps=4)
    page.wait_for_timeout(500)
    assert card.count() == 1
    page.keyboard.press("Escape")
    assert card.count() == 0
    assert page.locator("[aria-describedby=postil-preview]").count() == 0
    # With the keyboard as well; it stays inside the window.
    page.mouse.move(3, 3)
    page.locator(".e-content a", has_text="Page").focus()
    page.keyboard.press("Tab")
    page.wait_for_timeout(700)
    assert card.inner_text().startswith("A part")
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.keyboard.press("Tab")
    page.wait_for_timeout(250)
    assert not card.count() or not card.inner_text().startswith("A part")


def test_no_card_at_a_tap(browser: Browser, site_folder: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto((site_folder / "posts/a.html").as_uri())
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault(), true)")
    page.locator(".e-content a", has_text="Page").tap()
    page.wait_for_timeout(600)
    assert page.locator(".postil-preview").count() == 0
    context.close()
