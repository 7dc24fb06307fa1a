"""The font of formulas: a part of STIX Two Math (SIL Open Font License), which only pages with formulas load.

Roots, parentheses that grow and large sums need a font with data for formulas, and many systems have none.
`benchmarks/fonts.py` generates the files; the style sheet `postil.css` names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.html_builders import builds_html_pages
from postil.theme.fonts import add_preload

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

MATH_FONT = "postil-math.woff2"
# The characters of each file: those of most formulas, and the others. Browsers load the second file only if a page has
# one of its characters. Chromium draws roots, and what grows with a formula, from the first font only: parentheses,
# braces, arrows and accents.
MATH_FONTS = {
    MATH_FONT: "U+20-7E,U+A0,U+AC,U+AF-B1,U+B4,U+B7,U+D7,U+F7,U+2C6-2C7,U+2DC,U+300-304,U+307-308,U+30C,U+338,"
    "U+393-3A9,U+3B1-3C9,U+3D1,U+3D5,U+3F1,U+3F5,U+2016,U+2020,U+2026,U+2032-2033,U+203E,"
    "U+2061-2064,U+20D7,U+2102,U+210E-210F,U+2113,U+2115,U+211A,U+211D,U+2124,U+2190-2194,U+21A6,U+21D2,U+21D4,U+2200,U+2202-2203,U+2205,U+2207-2209,"
    "U+220F,U+2211-2213,U+2217-2218,U+221A,U+221D-221E,U+2225,U+2227-222B,U+223C,U+2243,U+2245,U+2248,U+2260-2261,"
    "U+2264-2265,U+226A-226B,U+2282-2283,U+2286-2287,U+2295,U+2297,U+22A5,U+22C5,U+22EE-22EF,U+22F1,U+2308-230B,"
    "U+23DE-23DF,U+27E6-27E9,U+1D434-1D454,U+1D456-1D467,U+1D6FC-1D71B",
    "postil-math-more.woff2": "U+A7,U+B6,U+301-336,U+3AA-3B0,U+2010-2015,U+2017-201F,U+2021-2025,U+2034-2057,"
    "U+20D0-20D6,U+20DB-20F0,U+2100-214F,U+2190-21FF,U+2201-22FF,U+2300-23FF,U+25A0-25FF,U+2660-2667,U+2713,U+27C0-27FF,U+2900-297F,"
    "U+2980-2AFF,U+1D400-1D433,U+1D468-1D6FB,U+1D71C-1D7FF",
}


def preload_math_font(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let browsers load the font for formulas before they have read the style sheets, on pages with formulas."""
    if not builds_html_pages(app.builder) or "pathto" not in context or "<math" not in str(context.get("body", "")):
        return
    add_preload(context, MATH_FONT)


def setup(app: Sphinx) -> None:
    """Add the link when the text of the page is complete."""
    app.connect("html-page-context", preload_math_font, priority=900)
