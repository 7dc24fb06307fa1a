"""The fonts of social cards, and which characters each of them has."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from PIL import ImageFont, features

from postil.metadata.card_text import SizedFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Fonts of operating systems with Chinese, Japanese and Korean; Pillow knows the folders.
_SYSTEM_FONTS = (
    "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSans.ttc",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "Hiragino Sans GB.ttc", "PingFang.ttc",
    "AppleSDGothicNeo.ttc", "msyh.ttc", "YuGothM.ttc", "malgun.ttf", "Arial Unicode.ttf",
)  # fmt: skip
# Fonts of operating systems with Arabic, Hebrew or scripts of India and South-East Asia.
_SYSTEM_FONTS_OF_COMPLEX_SCRIPTS = (
    "NotoSansArabic-Bold.ttf", "NotoSansHebrew-Bold.ttf", "NotoSansDevanagari-Bold.ttf",
    "NotoSansBengali-Bold.ttf", "NotoSansTamil-Bold.ttf", "NotoSansThai-Bold.ttf", "DejaVuSans-Bold.ttf",
    "GeezaPro.ttc", "tahomabd.ttf", "Nirmala.ttf", "Kohinoor.ttc", "Thonburi.ttc",
)  # fmt: skip
# A code point that will never be a character. Fonts draw it like all characters that they lack.
_NONCHARACTER = "\uffff"
# Unicode categories of characters that can be left out, such as emoji and combining marks.
_OPTIONAL = frozenset({"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Mn"})


class CardFont:
    """A font, in any size."""

    def __init__(self, path: str = "", *, complex_scripts: bool = False) -> None:
        """Load a font by its path or its name in the system; Pillow's default if empty. Raises OSError if missing.

        `complex_scripts`: it can draw them, if Pillow can.
        """
        self.path = path
        self._complex = complex_scripts and can_draw_complex_scripts()
        self._sizes: dict[int, SizedFont] = {}
        self._probe = self._load(20)
        self._has_character: dict[str, bool] = {}

    def at(self, size: int) -> SizedFont:
        """Return the font in a size, in pixels."""
        if size not in self._sizes:
            self._sizes[size] = SizedFont(self._load(size))
        return self._sizes[size]

    def _load(self, size: int) -> ImageFont.FreeTypeFont:
        if not self.path:
            font = ImageFont.load_default(size)
            if isinstance(font, ImageFont.FreeTypeFont):
                return font
            raise OSError("Pillow was built without FreeType")
        engine = ImageFont.Layout.RAQM if self._complex else ImageFont.Layout.BASIC
        return ImageFont.truetype(self.path, size, layout_engine=engine)

    def drawable(self, text: str) -> str | None:
        """Return `text` as this font can draw it, without emoji; None if it lacks a character."""
        characters = []
        for character in unicodedata.normalize("NFC", " ".join(text.split())):
            if not self._complex and unicodedata.bidirectional(character) in ("R", "AL", "AN"):
                return None  # the basic layout, which is the same on all systems, is left to right
            if character == " " or self._has(character):
                characters.append(character)
            elif unicodedata.category(character) not in _OPTIONAL:
                return None
        return " ".join("".join(characters).split())

    def _has(self, character: str) -> bool:
        if character not in self._has_character:
            mask = self._probe.getmask(character)
            self._has_character[character] = (mask.size, bytes(mask)) != self._missing_glyph
        return self._has_character[character]

    @cached_property
    def _missing_glyph(self) -> tuple[tuple[int, int], bytes]:
        mask = self._probe.getmask(_NONCHARACTER)
        return mask.size, bytes(mask)


def can_draw_complex_scripts() -> bool:
    """Return whether Pillow has the layout engine for complex scripts, which most of its packages have."""
    return bool(features.check_feature("raqm")) and bool(features.check_feature("fribidi"))


def find_fonts(files: Iterable[str], *, system: bool, complex_scripts: bool = False) -> list[CardFont]:
    """Return the fonts to try in order: `files`, fonts of the system if `system`, Pillow's default.

    `complex_scripts`: they are for a text with such a script.
    """
    fonts = []
    of_system = (_SYSTEM_FONTS_OF_COMPLEX_SCRIPTS if complex_scripts else ()) + (_SYSTEM_FONTS if system else ())
    for path in [*files, *of_system, ""]:
        try:
            fonts.append(CardFont(path, complex_scripts=complex_scripts))
        except OSError:
            continue
    return fonts


def choose_font(fonts: Sequence[CardFont], text: str) -> tuple[CardFont, str] | None:
    """Return the first font that can draw `text`, with the text as it draws it; None if there is none."""
    return next(((font, drawable) for font in fonts if (drawable := font.drawable(text))), None)
