"""Take the screenshots in the README and the docs: pages of postil's own site in Chromium."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
SITE = ROOT / "build" / "html"
IMAGES = ROOT / "docs" / "images"
POST = "posts/why-notes-belong-in-margins/index.html"


@dataclass(frozen=True)
class Shot:
    """A screenshot of a page."""

    name: str
    page: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    print: bool = False


SHOTS = (
    Shot("post.png", POST, 1280, 800),
    Shot("looks-front.webp", "index.html", 1280, 1000),
    Shot("looks-post.webp", POST, 1280, 800, scheme="dark"),
    Shot("looks-manual.webp", "tutorial.html", 1280, 700),
    # The width of A4 at 96 pixels per inch.
    Shot("looks-paper.webp", POST, 794, 1000, print=True),
)


def browser_path() -> str:
    """Return the path of the browser."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        message = "Chromium not found; set CHROMIUM to the path of a browser"
        raise SystemExit(message)
    return path


def main() -> None:
    """Write the screenshots."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
        )
        for shot in SHOTS:
            page = browser.new_page(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme)
            page.goto((SITE / shot.page).as_uri())
            if shot.print:
                page.emulate_media(media="print")
                # Page margins, which exist only in print.
                page.add_style_tag(content="@media print { body { padding: 20mm 22mm; } }")
            page.wait_for_timeout(300)
            image = Image.open(BytesIO(page.screenshot())).convert("RGB")
            if shot.name.endswith(".png"):
                image.save(IMAGES / shot.name, optimize=True)
            else:
                image.save(IMAGES / shot.name, quality=50, method=6)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
