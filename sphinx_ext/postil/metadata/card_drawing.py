"""Draw a social card with Pillow: the image of 1200 by 630 pixels for previews of posts without a cover image."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from PIL import Image, ImageColor, ImageDraw, ImageFont

from postil.metadata.card_fonts import choose_font
from postil.metadata.card_png import write_png
from postil.metadata.model import PREVIEW_HEIGHT, PREVIEW_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.metadata.card_fonts import CardFont

_MARGIN = 80
_TEXT_WIDTH = PREVIEW_WIDTH - 2 * _MARGIN
_BAR_WIDTH = 16
# The font sizes of a title, in pixels; the largest that fits is used.
_TITLE_SIZES = (76, 68, 60, 52, 46)
_MAX_TITLE_LINES = 4
_SMALL_SIZE = 34
# The palette has two ramps from the background: to the text colour, and from index 8 to the accent colour, of 7 steps
# each. Sixteen colours are 4 bits per pixel, which compress in half the time of 8; the edges of glyphs look the same.
_ACCENT = 8
_STEPS = 7
# The palette's index for each grey level of a mask, in the text colour and in the accent colour.
_TEXT_LEVELS = bytes((level * _STEPS + 127) // 255 for level in range(256))
_ACCENT_LEVELS = bytes(level + _ACCENT if level else 0 for level in _TEXT_LEVELS)


@dataclass(frozen=True)
class Card:
    """The texts and colours of a card."""

    title: str
    byline: str
    site: str
    background: str
    text: str
    accent: str
    right_to_left: bool = False
    """Whether the text starts at the right edge."""


def draw_card(card: Card, bold: Sequence[CardFont], regular: Sequence[CardFont]) -> bytes:
    """Return a card as PNG. A text that no font can draw is omitted."""
    # Masks are drawn as indexes of the palette, so there is no conversion from RGB.
    image = Image.new("P", (PREVIEW_WIDTH, PREVIEW_HEIGHT))
    left = PREVIEW_WIDTH - _BAR_WIDTH - 1 if card.right_to_left else 0
    image.paste(_ACCENT + _STEPS, (left, 0, left + _BAR_WIDTH + 1, PREVIEW_HEIGHT))
    drawn: list[tuple[int, int]] = []

    def paste(line: Image.Image, top: int) -> None:
        """Put a line onto the card."""
        image.paste(line, (0 if card.right_to_left else _MARGIN, top))
        drawn.append((top, top + line.height))

    if found := choose_font(bold, card.title):
        font, lines = _fit_title(*found)
        height = sum(font.getmetrics())
        for number, line in enumerate(lines):
            paste(_draw_line(line, font, height, right_to_left=card.right_to_left), _MARGIN + number * height)
    for text, fonts, draw, row in ((card.site, bold, _draw_site, 2), (card.byline, regular, _draw_line, 1)):
        if found := choose_font(fonts, text):
            card_font, drawable = found
            font, height = card_font.at(_SMALL_SIZE), round(_SMALL_SIZE * 1.4)
            top = PREVIEW_HEIGHT - _MARGIN - row * height + _SMALL_SIZE // 2
            paste(draw(_shorten(drawable, font), font, height, right_to_left=card.right_to_left), top)
    return write_png(image, _palette(card.background, card.text, card.accent), drawn)


def _draw_line(
    text: str, font: ImageFont.FreeTypeFont, height: int, *, accent: bool = False, right_to_left: bool = False
) -> Image.Image:
    """Return an image of a line of text on the background, from its left or its right edge."""
    mask = Image.new("L", (PREVIEW_WIDTH - _MARGIN, height))
    # Only the layout engine for complex scripts knows directions; without one, it takes that of the first letter.
    direction = "rtl" if right_to_left and font.layout_engine == ImageFont.Layout.RAQM else None
    start = mask.width - font.getlength(text, direction=direction) if right_to_left else 0
    ImageDraw.Draw(mask).text((start, 0), text, font=font, fill=255, direction=direction)
    # As `Image.point`, which takes longer than drawing the text.
    levels = mask.tobytes().translate(_ACCENT_LEVELS if accent else _TEXT_LEVELS)
    return Image.frombytes("P", mask.size, levels)


_draw_site = lru_cache(maxsize=8)(partial(_draw_line, accent=True))  # all cards have the name of the site


@lru_cache(maxsize=8)  # the cards of a site have the same colours
def _palette(background: str, text: str, accent: str) -> bytes:
    back, *colours = (ImageColor.getrgb(colour)[:3] for colour in (background, text, accent))
    return bytes(
        round(start + (end - start) * step / _STEPS)
        for colour in colours
        for step in range(_STEPS + 1)
        for start, end in zip(back, colour, strict=True)
    )


def _fit_title(card_font: CardFont, title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which a title fits, and its lines; a title that fits in none is cut off."""
    for size in _TITLE_SIZES:
        font = card_font.at(size)
        lines = _wrap(title, font)
        if len(lines) <= _MAX_TITLE_LINES:
            return font, lines
    last = _shorten(lines[_MAX_TITLE_LINES - 1] + "…", font, always=True)
    return font, [*lines[: _MAX_TITLE_LINES - 1], last]


def _wrap(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break `text` into lines at spaces; words that are too long, such as sentences in Chinese, anywhere.

    It stops after the first line that does not fit on the card.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if len(lines) > _MAX_TITLE_LINES:
            return lines
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= _TEXT_WIDTH:
            line = longer
            continue
        lines += [line] * bool(line)
        line = ""
        for character in word:
            if len(lines) > _MAX_TITLE_LINES:
                return lines
            if font.getlength(line + character) > _TEXT_WIDTH:
                lines.append(line)
                line = ""
            line += character
    return [*lines, line]


def _shorten(text: str, font: ImageFont.FreeTypeFont, *, always: bool = False) -> str:
    """Return the part of `text` that fits on a line; with an ellipsis if it is cut off, or `always`."""
    if font.getlength(text) <= _TEXT_WIDTH:
        return text
    text = text.removesuffix("…") if always else text
    # A binary search: to try one character after the other takes quadratic time.
    end = bisect_left(range(len(text) + 1), x=True, key=lambda end: font.getlength(text[:end] + "…") > _TEXT_WIDTH)
    return text[: max(end - 1, 0)].rstrip() + "…"
