"""Measure and draw a line of a social card's text from glyphs, each of which is drawn once for all cards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from PIL import Image, ImageDraw, ImageFont

# A line is drawn as indexes of a palette, so there is no conversion from RGB. The palette has two ramps from the
# background: to the text colour, and from index 8 to the accent colour, of 7 steps each. Sixteen colours are 4 bits per
# pixel, which compress in half the time of 8; the edges of glyphs look the same.
ACCENT = 8
STEPS = 7
# The palette's index for each grey level of a mask, in the text colour and in the accent colour.
_TEXT_LEVELS = bytes((level * STEPS + 127) // 255 for level in range(256))
_ACCENT_LEVELS = bytes(level + ACCENT if level else 0 for level in _TEXT_LEVELS)
_IS_DRAWN = [255 * (level > 0) for level in _TEXT_LEVELS]


@dataclass(frozen=True)
class _Glyph:
    """A drawn glyph, or a whole text if its script is complex."""

    left: int
    """The first column from where the text starts."""
    top: int
    """The first row from the top of the line."""
    levels: Image.Image
    """The indexes of the palette."""
    mask: Image.Image
    """Where the glyph is, so that it does not erase a part of the one before."""


class SizedFont:
    """A font in one size."""

    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        """Use a font of Pillow's. With its layout engine for complex scripts, a text is drawn as a whole."""
        self._font = font
        self._is_complex = font.layout_engine == ImageFont.Layout.RAQM
        self._advance = cache(self._measure)
        self._glyph = cache(self._draw_glyph)
        self.height = sum(font.getmetrics())
        """The height of a line, in pixels."""

    def length(self, text: str, *, right_to_left: bool = False) -> float:
        """Return the width of a text, in pixels."""
        if self._is_complex:
            return self._font.getlength(text, direction=self._direction(right_to_left=right_to_left))
        return sum(map(self._advance, text, [*text[1:], ""]))

    def draw(
        self,
        text: str,
        image: Image.Image,
        left: float,
        top: int = 0,
        *,
        accent: bool = False,
        right_to_left: bool = False,
    ) -> None:
        """Draw a text onto an image of palette indexes; `left` and `top` are where it starts."""
        if self._is_complex:
            _paste(self._draw_glyph(text, accent=accent, right_to_left=right_to_left), image, left, top)
            return
        for character, following in zip_longest(text, text[1:], fillvalue=""):
            _paste(self._glyph(character, accent=accent), image, left, top)
            left += self._advance(character, following)

    def _measure(self, character: str, following: str) -> float:
        """Return how far a character moves the one that follows it; its own width if that is empty."""
        return self._font.getlength(character + following) - self._font.getlength(following)

    def _draw_glyph(self, text: str, *, accent: bool, right_to_left: bool = False) -> _Glyph | None:
        """Return a drawn text; None if nothing of it is visible."""
        direction = self._direction(right_to_left=right_to_left)
        # Glyphs can be wider than the space that they take.
        margin = self.height
        canvas = Image.new("L", (round(self._font.getlength(text, direction=direction)) + 2 * margin, self.height))
        ImageDraw.Draw(canvas).text((margin, 0), text, font=self._font, fill=255, direction=direction)
        box = canvas.getbbox()
        if not box:
            return None
        drawn = canvas.crop(box)
        # As `Image.point`, which does not turn grey levels into indexes of a palette.
        levels = drawn.tobytes().translate(_ACCENT_LEVELS if accent else _TEXT_LEVELS)
        return _Glyph(
            left=box[0] - margin,
            top=box[1],
            levels=Image.frombytes("P", drawn.size, levels),
            mask=drawn.point(_IS_DRAWN, "1"),
        )

    def _direction(self, *, right_to_left: bool) -> str | None:
        # Only the layout engine for complex scripts knows directions; without one, it takes that of the first letter.
        return "rtl" if right_to_left and self._is_complex else None


def _paste(glyph: _Glyph | None, image: Image.Image, left: float, top: int) -> None:
    """Put a glyph onto an image; `left` and `top` are where the text starts."""
    if glyph:
        image.paste(glyph.levels, (round(left) + glyph.left, top + glyph.top), glyph.mask)
