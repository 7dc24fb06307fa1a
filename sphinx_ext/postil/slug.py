"""Turn what people write into the last part of an address.

A slug keeps the letters of every script, strips the accents of Latin letters, and speaks a symbol by its name
where leaving it out would make two things one: C, C++ and C# are three.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# The longest slug, in characters: four bytes each still fit the 255 bytes that file systems give a name.
MAX_LENGTH = 60
# Pages that stand beside the pages of a kind, so that no term may take their address.
RESERVED = frozenset({"index"})
# Symbols that tell names or words apart; others fall silent while any letter is left.
SPOKEN = {"+": " plus ", "#": " sharp ", "♯": " sharp ", "♭": " flat ", "/": " "}


def slugify(text: str) -> str:
    """Return `text` as a slug: lower case, words joined by `-`, never empty unless `text` has no visible character."""
    text = unicodedata.normalize("NFC", text).strip().lower()
    text = re.sub(r"^#+(?=\w)", "", text)  # a hash tag is its word
    text = re.sub(r"^\.(?=\w)", "dot ", text)
    slug = _join_words("".join(filter(_stays, _strip_accents("".join(SPOKEN.get(c, c) for c in text)))))
    slug = slug or _join_words(" ".join(unicodedata.name(c, "") for c in text if not c.isspace()).lower())
    return slug if len(slug) <= MAX_LENGTH else f"{slug[: MAX_LENGTH - 9].rstrip('-')}-{_digest(slug)}"


@lru_cache(maxsize=8192)
def fold(label: str) -> str:
    """Return the form under which two spellings of one term are the same: `Python`, `python` and ` PYTHON`."""
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


def unique_slugs(labels: Iterable[str]) -> dict[str, str]:
    """Return a slug for each label, no two alike; where two would be, the later one in order is numbered.

    The result depends on the set of labels alone, not on their order.
    """
    slugs: dict[str, str] = {}
    taken = set(RESERVED)
    for label in sorted(set(labels), key=lambda label: (slugify(label), label)):
        stem = slugify(label) or "untitled"
        slug, number = stem, 2
        while slug in taken:
            slug, number = f"{stem}-{number}", number + 1
        taken.add(slug)
        slugs[label] = slug
    return slugs


def _strip_accents(text: str) -> str:
    """Return `text` with the accents of its Latin letters gone; other scripts need theirs to be words."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(char) and kept and kept[-1].isascii():
            continue
        kept.append(char)
    # Compatibility forms (a double-struck S) have a lower case only once they are plain letters.
    return unicodedata.normalize("NFC", "".join(kept).lower())


def _stays(char: str) -> bool:
    """Return whether a character is part of a word or between words; marks are part, being vowels in many scripts."""
    return char.isalnum() or char.isspace() or char in "-_" or unicodedata.category(char).startswith("M")


def _join_words(text: str) -> str:
    return re.sub(r"[-\s]+", "-", text).strip("-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
