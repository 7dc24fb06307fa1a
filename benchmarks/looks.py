"""Take the screenshots of the palettes and of the fonts in the docs: one post of postil's own site in Chromium.

Each image is the post in light and in dark mode. The fonts and the colors are added to the page in the browser.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from picture import IMAGES, POST, ROOT, SITE, browser_path
from PIL import Image
from playwright.sync_api import sync_playwright

from postil.theme.font_sets import FONT_SETS
from postil.theme.fonts import FOLDER, packaged_fonts, style_sheet
from postil.theme.palettes import PALETTES, palette_style_sheet

if TYPE_CHECKING:
    from typing import Literal

    from playwright.sync_api import Browser

WIDTH, HEIGHT = 640, 520
# Links and notes instead of the post's first figure.
TEXT_ONLY = "figure { display: none !important; }"


def font_css(name: str) -> str:
    """Return the style sheet of a set of fonts, with the files in the package."""
    folder = (ROOT / "sphinx_ext" / "postil" / "fonts" / name).as_uri()
    return style_sheet(packaged_fonts(name)).replace(f'url("{FOLDER}/', f'url("{folder}/')


def screenshot(browser: Browser, css: str, scheme: Literal["light", "dark"]) -> Image.Image:
    """Return a screenshot of the post with more CSS."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
    page.goto((SITE / POST).as_uri())
    page.add_style_tag(content=css + TEXT_ONLY)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(300)
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return image


def main() -> None:
    """Write the screenshots."""
    looks = {f"looks-palette-{name}": palette_style_sheet(palette) for name, palette in PALETTES.items()}
    looks = {name: font_css("source") + css for name, css in looks.items()}
    looks |= {f"looks-fonts-{name}": font_css(name) for name in FONT_SETS}
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", "--allow-file-access-from-files"]
        browser = playwright.chromium.launch(executable_path=browser_path(), args=arguments)
        for name, css in looks.items():
            image = Image.new("RGB", (2 * WIDTH, HEIGHT))
            image.paste(screenshot(browser, css, "light"), (0, 0))
            image.paste(screenshot(browser, css, "dark"), (WIDTH, 0))
            image.save(IMAGES / f"{name}.webp", quality=50, method=6)
        browser.close()


if __name__ == "__main__":
    main()
