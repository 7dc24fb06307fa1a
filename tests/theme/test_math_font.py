"""The font of formulas: which characters it has, and which pages load it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import postil
from postil.theme.math_font import MATH_FONT, MATH_FONTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

STATIC = Path(postil.__file__).parent / "static"
MORE = "postil-math-more.woff2"
# What grows with a formula: Chromium draws it from the first font only.
STRETCHY = "()[]{}|‖⌈⌉⌊⌋⟦⟧⟨⟩√⏞⏟←→↑↓↔⇒⇔↦¯^~∑∏∫"


def codes(ranges: str) -> set[int]:
    """Return the first and the last code points of the ranges of a subset."""
    return {int(code, 16) for part in ranges.split(",") for code in part.removeprefix("U+").split("-")}


def test_the_style_sheet_names_the_files_and_their_characters() -> None:
    sheet = (STATIC / "postil.css").read_text("utf-8")

    assert all(f'url("{name}")' in sheet for name in MATH_FONTS)
    # Without a range, browsers load the second file for any character that the first lacks, such as an emoji.
    assert all(0xA1 <= code <= 0x2FFF or 0x1D400 <= code <= 0x1D7FF for code in codes(MATH_FONTS[MORE]))
    assert "unicode-range: U+A1-2FFF, U+1D400-1D7FF;" in sheet


def test_the_first_file_has_all_that_grows() -> None:
    ttf = pytest.importorskip("fontTools.ttLib")
    font = ttf.TTFont(STATIC / MATH_FONT)

    assert set(map(ord, STRETCHY)) <= font.getBestCmap().keys()
    variants = font["MATH"].table.MathVariants
    growing = {*variants.VertGlyphCoverage.glyphs, *variants.HorizGlyphCoverage.glyphs}
    assert {font.getBestCmap()[ord(character)] for character in "()[]{}|√⏞→"} <= growing
    assert (STATIC / MATH_FONT).stat().st_size < 38_000


def test_only_pages_with_formulas_load_it(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post("An $x$.\n"), "b.md": post("No formula.\n")})
    links = {name: built.page(name).select('link[as="font"]') for name in ("posts/a", "posts/b")}

    assert [link["href"] for link in links["posts/a"]] == ["../_static/postil-math.woff2"]
    assert links["posts/b"] == []
    sheet = built.read("_static/styles/postil-pages.css")
    assert 'url("../postil-math.woff2")' in sheet
    assert "SIL OPEN FONT LICENSE" in built.read("_static/postil-math-license.txt")
