"""The colors of pages, for the option `postil_palette`.

`neutral` is the theme's own colors. Each palette has WCAG contrast AA, in light and in dark mode.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.cache_files import write_if_changed
from postil.frozen import frozen
from postil.html_builders import BOOK_THEME, builds_book_theme_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.config import Config

STYLE_SHEET = "postil-palette.css"
# sphinx-book-theme sets its link color only for a mode that JavaScript has set: without, links would have another one.
_NEUTRAL = "html:not([data-theme]) {\n  --pst-color-primary: #176de8;\n}\n"
# The elements of each mode. Without JavaScript, pages have no mode, and the theme's light colors.
_SELECTORS = {"light": 'html:not([data-theme]), html[data-theme="light"]', "dark": 'html[data-theme="dark"]'}


@frozen
class Colors:
    """The colors of one mode, each as `#rrggbb`."""

    background: str
    surface: str
    """The background of code, callouts and fields."""
    text: str
    muted: str
    """Text of dates, notes and captions."""
    border: str
    link: str
    """Links, the accent, and the outline of what has the keyboard focus."""
    hover: str
    """Links under the pointer."""
    mark: str
    """The background of marked text."""

    @property
    def variables(self) -> dict[str, str]:
        """The theme's variables by name, without `--pst-color-`."""
        return {
            "background": self.background,
            "on-background": self.background,
            "surface": self.surface,
            "on-surface": self.text,
            "text-base": self.text,
            "text-muted": self.muted,
            "border": self.border,
            "border-muted": self.border,
            "table": self.text,
            "table-inner-border": self.border,
            "table-row-hover-bg": self.surface,
            "blockquote-notch": self.muted,
            "inline-code": self.text,
            "primary": self.link,
            "primary-text": self.background,
            "primary-bg": self.surface,
            "secondary": self.hover,
            "secondary-text": self.background,
            "secondary-bg": self.surface,
            "accent": self.link,
            "accent-bg": self.surface,
            "link-higher-contrast": self.hover,
            "target": self.mark,
        }


PALETTES: Mapping[str, Mapping[str, Colors]] = {
    "paper": {
        "light": Colors("#fbf8f1", "#f3eee2", "#2b2622", "#665c51", "#ddd4c3", "#9a3412", "#6f2408", "#f2dca6"),
        "dark": Colors("#1b1917", "#292522", "#e6dfd3", "#b3a99a", "#4b443c", "#e89b74", "#f3bfa3", "#6b4d1f"),
    },
    "ink": {
        "light": Colors("#fcfcfd", "#f0f1f6", "#14161f", "#51566b", "#d5d8e2", "#2b3a9b", "#1a2470", "#ffe9a8"),
        "dark": Colors("#0f1220", "#1c2034", "#dfe2ee", "#a5abc2", "#3c425c", "#96aaff", "#c3cfff", "#4d4a86"),
    },
    "sepia": {
        "light": Colors("#f4ecd8", "#eadfc5", "#3b2f20", "#655540", "#d3c4a2", "#7d3c0b", "#5a2904", "#e8c987"),
        "dark": Colors("#211a12", "#30271b", "#e4d6bb", "#b8a789", "#544632", "#e0a458", "#f0c88f", "#6a4e1c"),
    },
    "sage": {
        "light": Colors("#f6f8f3", "#e9eee3", "#232a22", "#546051", "#cdd7c6", "#2a6135", "#1a4522", "#e2e4a2"),
        "dark": Colors("#151a15", "#212821", "#dae3d6", "#a1b09d", "#3e493d", "#8fca95", "#bbe3bf", "#515424"),
    },
}


def palette_style_sheet(palette: Mapping[str, Colors] | None) -> str:
    """Return the style sheet of a palette, or of the theme's colors. In print, pages are black on white."""
    if palette is None:
        return _NEUTRAL
    rules = [
        f"{_SELECTORS[mode]} {{\n"
        + "".join(f"  --pst-color-{name}: {value};\n" for name, value in colors.variables.items())
        + "}\n"
        for mode, colors in palette.items()
    ]
    return f"@media screen {{\n{''.join(rules)}}}\n"


def palette_of(config: Config) -> Mapping[str, Colors] | None:
    """Return the palette of a site; None for the theme's own colors."""
    return PALETTES.get(config.postil.postil_palette) if config.html_theme == BOOK_THEME else None


def add_palette(app: Sphinx) -> None:
    """Write the style sheet of the palette into a cache folder, and add that to the static files of the site."""
    if not builds_book_theme_pages(app):
        return
    folder = Path(app.doctreedir, "postil-palette")
    folder.mkdir(parents=True, exist_ok=True)
    write_if_changed(folder / STYLE_SHEET, palette_style_sheet(palette_of(app.config)).encode())
    app.config.html_static_path = [*app.config.html_static_path, str(folder)]
    # After postil's other style sheets, before the owner's.
    app.add_css_file(STYLE_SHEET, priority=505)


def setup(app: Sphinx) -> None:
    """Add the colors after the style sheets that use them."""
    app.connect("builder-inited", add_palette, priority=600)
