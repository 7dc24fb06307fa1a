"""Fixtures for tests in the system's Chromium; all tests share one browser."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from page_checks import ARGUMENTS, BROWSERS
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request

    Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser. Without one, skip the tests, or fail if `CI` or `POSTIL_BROWSER=required` is set."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        message = f"no browser: none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("POSTIL_BROWSER") == "required" or os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Return a function that opens a file in a window of a given width, without third-party requests or errors."""
    problems: list[str] = []

    def record_host(request: Request) -> None:
        if request.url.startswith("http"):
            problems.append(request.url)

    with ExitStack() as stack:

        def open_file(path: Path, width: int = 1280, *, height: int = 900, part: str = "", **options: Any) -> Page:
            context = browser.new_context(viewport={"width": width, "height": height}, **options)
            stack.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("request", record_host)
            page.goto(path.as_uri() + part)
            if options.get("java_script_enabled", True):
                # The script that comes when the page is painted, if there is one.
                page.wait_for_function(
                    "'toggleFullScreen' in window || !document.documentElement.innerHTML.includes('postil-pages.js')"
                )
            page.wait_for_timeout(150)  # two or three frames: layout once fonts are there
            return page

        yield open_file
    assert problems == []
