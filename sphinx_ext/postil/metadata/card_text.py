"""Measure and draw a line of a social card's text from glyphs, each of which is drawn once for all cards."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest

from PIL import Image, ImageDraw, ImageFont

from postil.frozen import frozen

# A line is drawn as indexes of a palette, so there is no conversion from RGB. The palette has two ramps from the
# background: to the text colour, and from index 8 to the accent colour, of 7 steps each. Sixteen colours are 4 bits per
# pixel, which compress in half the time of 8; the edges of glyphs look the same.
ACCENT = 8
STEPS = 7
# The indexes of one ramp become those of the other, except for what has the accent colour already.
_TO_ACCENT = bytes(index + ACCENT if 0 < index <= STEPS else index for index in range(256))


@frozen
class _Glyph:
    """A drawn glyph, or a whole text if its script is complex."""

    left: int
    """The first column from where the text starts."""
    top: int
    """The first row from the top of the line."""
    mask: Image.Image
    """How much of each pixel the glyph covers."""

    def draw(self, canvas: ImageDraw.ImageDraw, left: float, top: int) -> None:
        """Draw the glyph onto an image of palette indexes; `left` and `top` are where the text starts."""
        # Between the indexes of a ramp, Pillow blends as it does between grey levels.
        canvas.bitmap((round(left) + self.left, top + self.top), self.mask, fill=STEPS)


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

    def draw(self, text: str, image: Image.Image, left: float, top: int = 0, *, right_to_left: bool = False) -> None:
        """Draw a text onto an image of palette indexes; `left` and `top` are where it starts."""
        canvas = ImageDraw.Draw(image)
        if self._is_complex:
            self._draw_glyph(text, right_to_left=right_to_left).draw(canvas, left, top)
            return
        for character, following in zip_longest(text, text[1:], fillvalue=""):
            self._glyph(character).draw(canvas, left, top)
            left += self._advance(character, following)

    def _measure(self, character: str, following: str) -> float:
        """Return how far a character moves the one that follows it; its own width if that is empty."""
        return self._font.getlength(character + following) - self._font.getlength(following)

    def _draw_glyph(self, text: str, *, right_to_left: bool = False) -> _Glyph:
        """Return a drawn text."""
        direction = self._direction(right_to_left=right_to_left)
        # Glyphs can be wider than the space that they take.
        margin = self.height
        canvas = Image.new("L", (round(self._font.getlength(text, direction=direction)) + 2 * margin, self.height))
        ImageDraw.Draw(canvas).text((margin, 0), text, font=self._font, fill=255, direction=direction)
        box = canvas.getbbox() or (0, 0, 0, 0)
        return _Glyph(box[0] - margin, box[1], canvas.crop(box))

    def _direction(self, *, right_to_left: bool) -> str | None:
        # Only the layout engine for complex scripts knows directions; without one, it takes that of the first letter.
        return "rtl" if right_to_left and self._is_complex else None


def in_accent_color(image: Image.Image) -> Image.Image:
    """Return an image with its text in the accent colour."""
    return Image.frombytes("P", image.size, image.tobytes().translate(_TO_ACCENT))
