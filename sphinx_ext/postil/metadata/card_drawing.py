"""Draw the card that stands for a post where links are shown as previews: 1200 by 630 points, with Pillow."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageColor, ImageDraw, ImageFont

from postil.metadata.tags import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MARGIN = 80
_ROOM = WIDTH - 2 * _MARGIN
_BAR = 16
# The sizes in which a title is tried, in points, until it fits.
_SIZES = (76, 68, 60, 52, 46)
_LINES = 4
_SMALL = 34
# The palette: where the steps to the second colour start, and how many there are to each after the background. Sixteen
# colours are four bits a point, which pack in half the time of eight; the edges of letters do not show it.
_ACCENT = 8
_STEPS = 7
# The palette's number for how much of a colour there is in a point, of 255.
_SHADES = [(part * _STEPS + 127) // 255 for part in range(256)]
# Where systems have Chinese, Japanese and Korean; Pillow knows the folders.
_SYSTEM = (
    "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSans.ttc",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "Hiragino Sans GB.ttc", "PingFang.ttc",
    "AppleSDGothicNeo.ttc", "msyh.ttc", "YuGothM.ttc", "malgun.ttf", "Arial Unicode.ttf",
)  # fmt: skip
# A code point that is no character and never will be: what fonts draw for it stands for all that they lack.
_NOTHING = "\uffff"
_DECORATION = frozenset({"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Mn"})


@dataclass(frozen=True)
class Card:
    """What is on a card."""

    title: str
    byline: str
    site: str
    background: str
    text: str
    accent: str


class CardFont:
    """A font, in any size."""

    def __init__(self, path: str = "") -> None:
        """Take the font's file or its name in the system; Pillow's own if empty. Raises OSError if it is not there."""
        self.path = path
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        self._probe = self.at(20)
        self._known: dict[str, bool] = {}

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font in a size, in points."""
        if size not in self._sizes:
            self._sizes[size] = self._load(size)
        return self._sizes[size]

    def _load(self, size: int) -> ImageFont.FreeTypeFont:
        if not self.path:
            font = ImageFont.load_default(size)
            if isinstance(font, ImageFont.FreeTypeFont):
                return font
            raise OSError("Pillow was built without FreeType")
        return ImageFont.truetype(self.path, size, layout_engine=ImageFont.Layout.BASIC)

    def drawn(self, text: str) -> str | None:
        """Return `text` as this font can draw it, without emoji; None if it lacks a letter of it."""
        kept = []
        for sign in unicodedata.normalize("NFC", " ".join(text.split())):
            if unicodedata.bidirectional(sign) in ("R", "AL", "AN"):
                return None  # the simple layout, which is the same everywhere, goes from left to right
            if sign == " " or self._has(sign):
                kept.append(sign)
            elif unicodedata.category(sign) not in _DECORATION:
                return None
        return " ".join("".join(kept).split())

    def _has(self, sign: str) -> bool:
        if sign not in self._known:
            mask = self._probe.getmask(sign)
            self._known[sign] = (mask.size, bytes(mask)) != self._missing
        return self._known[sign]

    @cached_property
    def _missing(self) -> tuple[tuple[int, int], bytes]:
        mask = self._probe.getmask(_NOTHING)
        return mask.size, bytes(mask)


def find_fonts(files: Iterable[str], *, system: bool) -> list[CardFont]:
    """Return the fonts to try in order: `files`, those of the system if asked for, Pillow's own."""
    faces = []
    for path in [*files, *(_SYSTEM if system else ()), ""]:
        try:
            faces.append(CardFont(path))
        except OSError:
            continue
    return faces


def draw_card(card: Card, bold: Sequence[CardFont], regular: Sequence[CardFont]) -> bytes:
    """Return a card as PNG. What no font can draw is left out of it."""
    # What is drawn is how much of a colour there is in each point: of the text's, then of what stands out.
    image = Image.new("P", (WIDTH, HEIGHT))
    image.putpalette(_palette(card.background, card.text, card.accent))
    image.paste(_ACCENT + _STEPS, (0, 0, _BAR + 1, HEIGHT))
    if found := _first(bold, card.title):
        face, title = found
        font, lines = _fit(face, title)
        ascent, descent = font.getmetrics()
        for number, line in enumerate(lines):
            _write(image, line, font, top=_MARGIN + number * (ascent + descent), height=ascent + descent)
    for text, faces, accent, row in ((card.site, bold, True, 2), (card.byline, regular, False, 1)):
        if found := _first(faces, text):
            face, shown = found
            font, height = face.at(_SMALL), round(_SMALL * 1.4)
            top = HEIGHT - _MARGIN - row * height + _SMALL // 2
            _write(image, _shorten(shown, font), font, top=top, height=height, accent=accent)
    output = BytesIO()
    image.save(output, "PNG", bits=4, compress_level=3)
    return output.getvalue()


def _write(
    image: Image.Image, text: str, font: ImageFont.FreeTypeFont, *, top: int, height: int, accent: bool = False
) -> None:
    """Write a line of text on the card."""
    strip = Image.new("L", (WIDTH - _MARGIN, height))
    ImageDraw.Draw(strip).text((0, 0), text, font=font, fill=255)
    shades = [shade + _ACCENT if shade and accent else shade for shade in _SHADES]
    shown = strip.point(shades)
    image.paste(shown, (_MARGIN, top))


@lru_cache(maxsize=8)  # the cards of a site have the same
def _palette(background: str, text: str, accent: str) -> list[int]:
    back, *colours = (ImageColor.getrgb(colour)[:3] for colour in (background, text, accent))
    return [
        round(start + (end - start) * step / _STEPS)
        for colour in colours
        for step in range(_STEPS + 1)
        for start, end in zip(back, colour, strict=True)
    ]


def _first(faces: Sequence[CardFont], text: str) -> tuple[CardFont, str] | None:
    """Return the first font that can draw `text`, with the text as it draws it."""
    return next(((face, shown) for face in faces if (shown := face.drawn(text))), None)


def _fit(face: CardFont, title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which a title fits, and its lines; what does not fit at all is cut."""
    for size in _SIZES:
        font = face.at(size)
        lines = _wrap(title, font)
        if len(lines) <= _LINES:
            return font, lines
    return font, [*lines[: _LINES - 1], _shorten(lines[_LINES - 1] + "…", font, always=True)]


def _wrap(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break `text` at spaces, and words that are too long, such as sentences in Chinese, anywhere.

    Of lines that no card has room for, only the first is made.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if len(lines) > _LINES:
            return lines
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= _ROOM:
            line = longer
            continue
        lines += [line] * bool(line)
        line = ""
        for sign in word:
            if len(lines) > _LINES:
                return lines
            if font.getlength(line + sign) > _ROOM:
                lines.append(line)
                line = ""
            line += sign
    return [*lines, line]


def _shorten(text: str, font: ImageFont.FreeTypeFont, *, always: bool = False) -> str:
    """Return as much of `text` as fits on a line; with an ellipsis if that is not all, or `always`."""
    if font.getlength(text) <= _ROOM:
        return text
    text = text.removesuffix("…") if always else text
    # Half as many letters each time: to go letter by letter takes the square of the time.
    fits = bisect_left(range(len(text) + 1), x=True, key=lambda end: font.getlength(text[:end] + "…") > _ROOM)
    return text[: max(fits - 1, 0)].rstrip() + "…"
