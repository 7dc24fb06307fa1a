"""Turn text into slugs, the last part of a URL.

The slug of a term keeps the letters of all scripts, without the accents of Latin letters, or is in ASCII. Symbols that
distinguish terms are spelled out: C, C++ and C# have three slugs. For the slugs of posts, see `post_slug`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from postil.transliteration import to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable

# In characters: with four bytes each, slugs still fit in the 255 bytes of a file name.
MAX_LENGTH = 60
# Pages in the same folder as the pages of terms, whose names no term can have.
RESERVED = frozenset({"index"})
# Symbols that distinguish terms or separate words; others are removed, unless no letter is left.
SYMBOL_NAMES = {"+": " plus ", "#": " sharp ", "♯": " sharp ", "♭": " flat ", "/": " "}


def slugify(text: str, ascii_language: str = "") -> str:
    """Return a slug: lower case, words joined by `-`, empty only if `text` has no visible character.

    With the tag of a language, it is in ASCII, by the rules of that language.
    """
    text = unicodedata.normalize("NFC", text).strip().lower()
    text = re.sub(r"^#+(?=\w)", "", text)  # of a hash tag, the word
    text = re.sub(r"^\.(?=\w)", "dot ", text)
    spelled = "".join(SYMBOL_NAMES.get(char, char) for char in text)
    spelled = to_ascii(spelled, ascii_language) if ascii_language else spelled
    slug = _join_words(_words(_strip_accents(_words(spelled))))
    slug = slug or _join_words(" ".join(unicodedata.name(c, "") for c in text if not c.isspace()).lower())
    return slug if len(slug) <= MAX_LENGTH else f"{slug[: MAX_LENGTH - 9].rstrip('-')}-{_digest(slug)}"


def heading_slug(text: str) -> str:
    """Return the id that GitHub and MyST give to a heading: each space becomes a hyphen."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


@lru_cache(maxsize=8192)
def fold(label: str) -> str:
    """Return the form that all spellings of a term share: `Python`, `python` and ` PYTHON` are the same term."""
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def unique_slugs(labels: Iterable[str], ascii_language: str = "") -> dict[str, str]:
    """Return a unique slug for each label; of equal slugs, all but the first in order get a number.

    The result does not depend on the order of `labels`.
    """
    slugs: dict[str, str] = {}
    taken = set(RESERVED)
    plain = {label: slugify(label, ascii_language) for label in labels}
    for label in sorted(plain, key=lambda label: (plain[label], label)):
        stem = plain[label] or "untitled"
        slug, number = stem, 2
        while slug in taken:
            slug, number = f"{stem}-{number}", number + 1
        taken.add(slug)
        slugs[label] = slug
    return slugs


def _strip_accents(text: str) -> str:
    """Return `text` without the accents of Latin letters; in other scripts, they distinguish words."""
    characters: list[str] = []
    for char in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(char) and characters and characters[-1].isascii():
            continue
        characters.append(char)
    # Compatibility characters (a double-struck S) have a lower case only after normalization.
    return unicodedata.normalize("NFC", "".join(characters).lower())


def _words(text: str) -> str:
    """Return `text` without signs, and with plain spaces: others would hide that an accent follows its letter."""
    return "".join(" " if char.isspace() else char for char in text if _is_part_of_word(char))


def _is_part_of_word(char: str) -> bool:
    """Return whether a character is part of a word or separates words; marks are vowels in many scripts."""
    return char.isalnum() or char.isspace() or char in "-_" or unicodedata.category(char).startswith("M")


def _join_words(text: str) -> str:
    return re.sub(r"[-\s]+", "-", text).strip("-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
