"""Draw a social card with Pillow: the image of 1200 by 630 pixels for previews of posts without a cover image."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import ImageColor

from postil.frozen import frozen
from postil.metadata.card_fonts import choose_font
from postil.metadata.card_png import FIRST_COLUMN, compress_rows, new_rows, write_png
from postil.metadata.card_text import ACCENT, STEPS, in_accent_color
from postil.metadata.model import PREVIEW_HEIGHT, PREVIEW_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from PIL import Image

    from postil.metadata.card_fonts import CardFont
    from postil.metadata.card_png import Rows
    from postil.metadata.card_text import SizedFont

_MARGIN = 80
_TEXT_WIDTH = PREVIEW_WIDTH - 2 * _MARGIN
_BAR_WIDTH = 17
# The font sizes of a title, in pixels; the largest that fits is used.
_TITLE_SIZES = (76, 68, 60, 52, 46)
_MAX_TITLE_LINES = 4
_SMALL_SIZE = 34
_SMALL_HEIGHT = round(_SMALL_SIZE * 1.4)
_SITE_TOP = PREVIEW_HEIGHT - _MARGIN - 2 * _SMALL_HEIGHT + _SMALL_SIZE // 2


@frozen
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
    parts: list[tuple[int, Rows]] = []
    if found := choose_font(bold, card.title):
        parts.append((_MARGIN, _draw_title(*found, right_to_left=card.right_to_left)))
    for text, fonts, draw, top in (
        (card.site, bold, _draw_site, _SITE_TOP),
        (card.byline, regular, _draw_small, _SITE_TOP + _SMALL_HEIGHT),
    ):
        if found := choose_font(fonts, text):
            parts.append((top, draw(*found, right_to_left=card.right_to_left)))
    rows = _fill_gaps(parts, right_to_left=card.right_to_left)
    return write_png(PREVIEW_WIDTH, _palette(card.background, card.text, card.accent), rows)


def _draw_title(card_font: CardFont, title: str, *, right_to_left: bool) -> Rows:
    """Draw a title, above the name of the site."""
    font, lines = _fit_title(card_font, title)
    image = _background(min(len(lines) * font.height, _SITE_TOP - _MARGIN), right_to_left=right_to_left)
    for number, line in enumerate(lines):
        left = _start(line, font, right_to_left=right_to_left)
        font.draw(line, image, left, number * font.height, right_to_left=right_to_left)
    return compress_rows(image)


def _draw_small(card_font: CardFont, text: str, *, right_to_left: bool, accent: bool = False) -> Rows:
    """Draw a line of small text, which is cut off if it is too long."""
    font = card_font.at(_SMALL_SIZE)
    line = _shorten(text, font)
    image = _background(_SMALL_HEIGHT, right_to_left=right_to_left)
    left = _start(line, font, right_to_left=right_to_left)
    font.draw(line, image, left, right_to_left=right_to_left)
    return compress_rows(in_accent_color(image) if accent else image)


@lru_cache(maxsize=8)  # all cards have the name of the site
def _draw_site(card_font: CardFont, text: str, *, right_to_left: bool) -> Rows:
    return _draw_small(card_font, text, right_to_left=right_to_left, accent=True)


def _start(line: str, font: SizedFont, *, right_to_left: bool) -> float:
    """Return the column where a line starts: at the left margin, or where it ends at the right one."""
    width = font.length(line, right_to_left=True) if right_to_left else _TEXT_WIDTH
    return FIRST_COLUMN + _MARGIN + _TEXT_WIDTH - width


def _background(height: int, *, right_to_left: bool) -> Image.Image:
    """Return rows without text."""
    image = new_rows(PREVIEW_WIDTH, height)
    left = FIRST_COLUMN + (PREVIEW_WIDTH - _BAR_WIDTH if right_to_left else 0)
    image.paste(ACCENT + STEPS, (left, 0, left + _BAR_WIDTH, height))
    return image


@lru_cache(maxsize=64)  # the lines of text begin at the same rows on most cards
def _blank_rows(height: int, *, right_to_left: bool) -> Rows:
    return compress_rows(_background(height, right_to_left=right_to_left))


def _fill_gaps(parts: Iterable[tuple[int, Rows]], *, right_to_left: bool) -> Iterator[Rows]:
    """Yield all rows of a card; `parts` are those with text, each with its first row."""
    position = 0
    for top, rows in parts:
        if top > position:
            yield _blank_rows(top - position, right_to_left=right_to_left)
        yield rows
        position = top + rows.height
    yield _blank_rows(PREVIEW_HEIGHT - position, right_to_left=right_to_left)


@lru_cache(maxsize=8)  # the cards of a site have the same colours
def _palette(background: str, text: str, accent: str) -> bytes:
    back, *colours = (ImageColor.getrgb(colour)[:3] for colour in (background, text, accent))
    return bytes(
        round(start + (end - start) * step / STEPS)
        for colour in colours
        for step in range(STEPS + 1)
        for start, end in zip(back, colour, strict=True)
    )


def _fit_title(card_font: CardFont, title: str) -> tuple[SizedFont, list[str]]:
    """Return the largest font in which a title fits, and its lines; a title that fits in none is cut off."""
    for size in _TITLE_SIZES:
        font = card_font.at(size)
        lines = _wrap(title, font)
        if len(lines) <= _MAX_TITLE_LINES:
            return font, lines
    last = _shorten(lines[_MAX_TITLE_LINES - 1] + "…", font, always=True)
    return font, [*lines[: _MAX_TITLE_LINES - 1], last]


def _wrap(text: str, font: SizedFont) -> list[str]:
    """Break `text` into lines at spaces; words that are too long, such as sentences in Chinese, anywhere.

    It stops after the first line that does not fit on the card.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if len(lines) > _MAX_TITLE_LINES:
            return lines
        longer = f"{line} {word}" if line else word
        if font.length(longer) <= _TEXT_WIDTH:
            line = longer
            continue
        lines += [line] * bool(line)
        line = ""
        for character in word:
            if len(lines) > _MAX_TITLE_LINES:
                return lines
            if font.length(line + character) > _TEXT_WIDTH:
                lines.append(line)
                line = ""
            line += character
    return [*lines, line]


def _shorten(text: str, font: SizedFont, *, always: bool = False) -> str:
    """Return the part of `text` that fits on a line; with an ellipsis if it is cut off, or `always`."""
    if font.length(text) <= _TEXT_WIDTH:
        return text
    text = text.removesuffix("…") if always else text
    # A binary search: to try one character after the other takes quadratic time.
    end = bisect_left(range(len(text) + 1), x=True, key=lambda end: font.length(text[:end] + "…") > _TEXT_WIDTH)
    return text[: max(end - 1, 0)].rstrip() + "…"
