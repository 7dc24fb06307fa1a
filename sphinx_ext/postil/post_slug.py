"""Turn the file names and titles of posts into parts of their URLs, as the blog engines do from which posts come.

What an author wrote as a slug is not changed if a URL can have it; the rules here are for what postil derives.
Punctuation separates words in file names, and is dropped in titles: `what's-new`, but `whats-new`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from urllib.parse import unquote

from postil.file_names import is_printable
from postil.lazy_regex import lazy_regex
from postil.transliteration import to_ascii

# Characters with a meaning in URLs, or that some file systems don't allow; and spaces.
INVALID_IN_URL = lazy_regex(r'[\s\\:?#%*"<>|\x00-\x1f\x7f]')


class SlugStyle(StrEnum):
    """How a slug is derived from a name."""

    KEEP = "keep"
    """Upper case and punctuation stay if a URL can have them, as in Jekyll."""
    UNICODE = "unicode"
    """Lower case; the letters of all scripts with their accents, as in Hugo."""
    ASCII = "ascii"
    """Lower case; only a to z, digits and `-`, as in Zola and Pelican, but by the rules of the language."""


def decoded_path(text: str, *, with_spaces: bool = False) -> str | None:
    """Return a path that a person typed, percent-decoded; None if a URL, or a file, can't have it as it is.

    Spaces must be encoded, unless `with_spaces` is true.
    """
    path = unquote(text)
    checked = path.replace(" ", "_") if with_spaces or " " not in text else path
    if INVALID_IN_URL.search(checked) or not is_printable(path):
        return None
    return None if any(not part.strip(". ") for part in path.split("/") if part) else path


def typed_slug(text: str) -> str:
    """Return a slug that an author typed, with its slashes; empty if a URL can't have it as it is."""
    slug = decoded_path(text.strip("/")) or ""
    return "" if "//" in slug else slug


def slug_of_name(name: str, style: SlugStyle, language: str = "") -> str:
    """Return the slug of a file name without suffix; empty if no character is left."""
    name = unicodedata.normalize("NFC", name)
    match style:
        case SlugStyle.KEEP:
            return re.sub("-+", "-", _like_jekyll(name)).strip("-")
        case SlugStyle.UNICODE:
            return _like_hugo(name)
        case SlugStyle.ASCII:
            return re.sub("[^a-z0-9]+", "-", to_ascii(name, language)).strip("-")


def slug_of_title(title: str, style: SlugStyle, language: str = "") -> str:
    """Return the slug of a title or a term; empty if no character is left."""
    if style is not SlugStyle.ASCII:
        return _like_hugo(unicodedata.normalize("NFC", title))
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", to_ascii(title, language)).strip())


def _like_jekyll(text: str) -> str:
    """Return `text` with hyphens between the characters that Jekyll's `pretty` slugs allow."""
    return "".join(c if _is_letter(c) or c in "._~!$&'()+,;=@" else "-" for c in text)


def _like_hugo(text: str) -> str:
    """Return `text` in lower case, with the characters that Hugo allows in a path, and hyphens instead of spaces."""
    characters: list[str] = []
    is_space = False
    for char in text.lower().strip().replace("/", "-"):
        if char.isspace():
            is_space = bool(characters) and characters[-1] != "-"
        elif _is_letter(char) or char in "._#+~-@":
            characters += ["-", char] if is_space and char != "-" else [char]
            is_space = False
    return "".join(characters).replace("+", "")


def _is_letter(char: str) -> bool:
    """Return whether a character is a letter, a digit, or a mark, which is a vowel in many scripts."""
    return char.isalnum() or unicodedata.category(char).startswith("M")
