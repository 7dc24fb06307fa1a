"""Write words of any script in the letters a to z, by the rules of their language.

`text-unidecode` has one spelling for each character, whatever the language: ä is a, as in Swedish and Finnish. Here is
what languages spell differently: ä is ae in German.
"""

# ruff: noqa: RUF001 - letters of all scripts, of which some look like others

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NORDIC = {"æ": "ae", "ø": "oe", "å": "aa"}
_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_CYRILLIC = {"ё": "e", "й": "y", "э": "e", "ю": "yu", "я": "ya"}
_ARABIC = {"ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ئ": "y", "ؤ": "w", "ة": "a", "ع": "a", "ـ": ""}
# What differs from the table of `text-unidecode`, by language. `^` is the start of a word.
RULES: Mapping[str, Mapping[str, str]] = {
    "ar": _ARABIC,
    "az": {"ə": "e"},
    # The law of transliteration of 2009.
    "bg": {**_CYRILLIC, "х": "h", "щ": "sht", "ъ": "a", "ь": "y"},
    "da": _NORDIC,
    "de": _GERMAN,
    "el": {"η": "i", "υ": "y", "ϋ": "y", "χ": "ch", "ου": "ou", "αυ": "av", "ευ": "ev"},
    "fa": {**_ARABIC, "و": "v", "ث": "s", "ذ": "z", "ض": "z", "ظ": "z", "ق": "gh", "ی": "i", "ه": "h", "ة": "h"},
    "lb": _GERMAN,
    "nb": _NORDIC,
    "nn": _NORDIC,
    "no": _NORDIC,
    "ru": _CYRILLIC,
    "sr": {"љ": "lj", "њ": "nj", "џ": "dz", "ђ": "dj", "ћ": "c", "ч": "c", "ж": "z", "ш": "s", "х": "h", "ц": "c",
           "ј": "j", "đ": "dj"},
    # The table of 2010, which is that of passports.
    "uk": {"г": "h", "ґ": "g", "є": "ie", "^є": "ye", "и": "y", "ї": "i", "^ї": "yi", "й": "i", "^й": "y", "ю": "iu",
           "^ю": "yu", "я": "ia", "^я": "ya", "зг": "zgh"},
}  # fmt: skip


def to_ascii(text: str, language: str = "") -> str:
    """Return `text` in lower case and in ASCII, by the rules of a language, such as `de` or `de-AT`.

    Without a language, it is what the table has, as in other engines. With one, letters become only letters, and
    Chinese characters words of their own.
    """
    text = unicodedata.normalize("NFKC", text)
    if not language:
        return _in_table(text).lower()
    text = text.lower()
    primary = re.split("[-_]", language.lower())[0]
    if primary == "el":  # the accent says which syllable is stressed
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).replace("\u0301", ""))
    if rules := RULES.get(primary):
        text = _pattern(primary).sub(lambda found: _replacement(found, rules), text)
    return "".join(char if char.isascii() else _plain(char) for char in text)


def _in_table(text: str) -> str:
    """Return `text` as the table has it, which is loaded for the first text that is not in ASCII."""
    if text.isascii():
        return text
    from text_unidecode import unidecode  # noqa: PLC0415 - slow to load

    return str(unidecode(text))


def _replacement(found: re.Match[str], rules: Mapping[str, str]) -> str:
    is_start = found.start() == 0 or not found.string[found.start() - 1].isalnum()
    return rules.get(f"^{found[0]}", rules[found[0]]) if is_start else rules[found[0]]


@lru_cache(maxsize=len(RULES))
def _pattern(language: str) -> re.Pattern[str]:
    """Return a pattern for what the rules of a language replace, the longest first."""
    keys = {key.removeprefix("^") for key in RULES[language]}
    return re.compile("|".join(map(re.escape, sorted(keys, key=lambda key: (-len(key), key)))))


def _plain(char: str) -> str:
    plain = _in_table(char).lower()
    if not (char.isalpha() or unicodedata.category(char).startswith("M")):
        return plain
    # Soft signs and glottal stops are quotation marks in the table, which would separate words.
    letters = "".join(each for each in plain if each.isalnum() or each.isspace())
    return f" {letters}" if letters.endswith(" ") else letters
