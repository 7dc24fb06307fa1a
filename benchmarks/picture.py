"""Make the picture in the README: a post of postil's own site, as the system's Chromium shows it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
POST = ROOT / "build" / "html" / "posts" / "why-notes-belong-in-margins" / "index.html"
PICTURE = ROOT / "docs" / "images" / "post.png"


def main() -> None:
    """Write the picture, 1280 by 800 points."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not browser_path:
        message = "there is no chromium on this system; say where one is with CHROMIUM=…"
        raise SystemExit(message)
    PICTURE.parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(POST.as_uri())
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
