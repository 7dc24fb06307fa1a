"""`postil_palette`: contrast of each palette, and its style sheet."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pygments.styles import get_style_by_name

import postil
from postil.config.options import Options, option_fields
from postil.theme.palettes import PALETTES, Colors, palette_style_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

MODES = ("light", "dark")
EACH = list(product(PALETTES, MODES))
# The contrast that WCAG 2.2 requires at level AA of text, and of what is not text, such as the focus indicator.
TEXT, OTHER = 4.5, 3.0


def luminance(color: str) -> float:
    """Return the relative luminance of `#rgb` or `#rrggbb`."""
    digits = color.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colors, from 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def too_weak(colors: Colors) -> list[str]:
    """Return the pairs of colors with too little contrast."""
    pairs = [
        (name, text, ground, TEXT)
        for name, text in (
            ("text", colors.text),
            ("muted", colors.muted),
            ("link", colors.link),
            ("hover", colors.hover),
        )
        for ground in (colors.background, colors.surface)
    ]
    pairs.append(("text of buttons", colors.background, colors.link, TEXT))
    pairs.append(("marked text", colors.text, colors.mark, TEXT))
    pairs += [("focus", colors.link, ground, OTHER) for ground in (colors.background, colors.surface)]
    found = [(name, text, ground, contrast(text, ground), least) for name, text, ground, least in pairs]
    return [f"{name} {text} on {ground}: {value:.2f}" for name, text, ground, value, least in found if value < least]


@pytest.mark.parametrize(("name", "mode"), EACH)
def test_palettes_have_contrast(name: str, mode: str) -> None:
    assert too_weak(PALETTES[name][mode]) == []


@pytest.mark.parametrize("mode", MODES)
def test_the_neutral_palette_has_contrast(theme_file: Callable[[str], str], mode: str) -> None:
    """Its colors are the theme's: the later rules win."""
    sheets = theme_file("pydata-sphinx-theme.css") + theme_file("sphinx-book-theme.css")
    values: dict[str, str] = {}
    for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", sheets):
        if f"html[data-theme={mode}]" in selector.split(","):
            values |= re.findall(r"--pst-color-([\w-]+):([^;]+)", rule)
    color = {name: value for name, value in values.items() if value.startswith("#")}
    found = Colors(
        color["background"], color["surface"], color["text-base"], color["text-muted"], color["border"],
        color["primary"], color["primary"], color["target"],
    )  # fmt: skip
    # The theme has buttons in other colors; links in callouts are darker, which `test_pages_in_browser.py` measures.
    weak = [pair for pair in too_weak(found) if not pair.startswith("text of buttons")]
    assert [pair for pair in weak if f"{color['primary']} on {color['surface']}" not in pair] == []


@pytest.mark.parametrize(("name", "mode"), EACH)
def test_highlighted_code_has_contrast(name: str, mode: str) -> None:
    surface = PALETTES[name][mode].surface
    style = get_style_by_name({"light": "a11y-high-contrast-light", "dark": "a11y-high-contrast-dark"}[mode])
    colors = {f"#{token['color']}" for _type, token in style if token["color"]}

    assert [color for color in colors if contrast(color, surface) < TEXT] == []


def mix(first: str, second: str, share: float) -> str:
    """Return `color-mix(in srgb, first share, second)`."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + bytes(round(one * share + other * (1 - share)) for one, other in pairs).hex()


@pytest.mark.parametrize(("name", "mode"), EACH)
def test_the_badge_of_drafts_has_contrast(name: str, mode: str, theme_file: Callable[[str], str]) -> None:
    """Its color is a mix of the theme's color of warnings and that of the text."""
    sheet = (Path(postil.__file__).parent / "static" / "postil.css").read_text("utf-8")
    [share] = re.findall(
        r"\n  color: color-mix\(in srgb, var\(--postil-warning\) (\d+)%, var\(--postil-ink\)\);", sheet
    )
    rules = re.findall(rf"html\[data-theme={mode}\]\{{([^{{}}]*)\}}", theme_file("pydata-sphinx-theme.css"))
    warning = re.findall(r"--pst-color-warning:(#\w{6})", "".join(rules))[-1]
    colors = PALETTES[name][mode]

    assert contrast(mix(warning, colors.text, int(share) / 100), colors.background) >= TEXT


@pytest.mark.parametrize("name", PALETTES)
def test_dark_is_dark(name: str) -> None:
    light, dark = (PALETTES[name][mode] for mode in MODES)

    assert luminance(light.background) > 0.7
    assert luminance(dark.background) < 0.05
    assert luminance(light.text) < luminance(light.background)
    assert luminance(dark.text) > luminance(dark.background)


def test_the_style_sheet_has_both_modes_and_not_print() -> None:
    sheet = palette_style_sheet(PALETTES["sepia"])

    assert sheet.startswith("@media screen {")
    assert 'html:not([data-theme]), html[data-theme="light"] {\n  --pst-color-background: #f4ecd8;' in sheet
    assert 'html[data-theme="dark"] {\n  --pst-color-background: #211a12;' in sheet


def test_the_link_color_of_the_theme_does_not_depend_on_javascript(theme_file: Callable[[str], str]) -> None:
    [own] = re.findall(
        r"html\[data-theme=light\]\{[^}]*--pst-color-primary:([^;}]+)", theme_file("sphinx-book-theme.css")
    )

    assert palette_style_sheet(None) == f"html:not([data-theme]) {{\n  --pst-color-primary: {own};\n}}\n"


def test_each_palette_is_a_value_of_the_option() -> None:
    option = next(option for option in option_fields() if option.name == "postil_palette")

    assert Options().postil_palette == "neutral"
    assert [option.metadata["validate"](name) for name in PALETTES] == list(PALETTES)
    assert all(f"`'{name}'`" in option.metadata["help"] for name in ("neutral", *PALETTES))


def test_a_site_with_a_palette(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_palette = "sepia"\n'
    built = site.build(posts={"a.md": post()})
    url = built.page("posts/a").select_one('link[href*="postil-pages.css"]')["href"]  # type: ignore[index]

    assert built.warnings == []
    assert "--pst-color-background:#f4ecd8" in built.read("_static/styles/postil-pages.css")
    site.write({"docs/conf.py": (site.folder / "docs" / "conf.py").read_text("utf-8").replace("sepia", "ink")})
    again = site.build()
    assert "--pst-color-background:#fcfcfd" in again.read("_static/styles/postil-pages.css")
    assert again.page("posts/a").select_one('link[href*="postil-pages.css"]')["href"] != url  # type: ignore[index]
