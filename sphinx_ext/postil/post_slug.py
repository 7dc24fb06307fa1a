"""Turn the file names and titles of posts into parts of their URLs, as the blog engines do from which posts come.

What an author wrote as a slug is not changed if a URL can have it; the rules here are for what postil derives.
Punctuation separates words in file names, and is dropped in titles: `what's-new`, but `whats-new`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from text_unidecode import unidecode

from postil.file_names import is_printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Characters with a meaning in URLs, or that some file systems don't allow; and spaces.
INVALID_IN_URL = re.compile(r'[\s\\:?#%*"<>|\x00-\x1f\x7f]')


class SlugStyle(StrEnum):
    """How a slug is derived from a name."""

    KEEP = "keep"
    """Upper case and punctuation stay if a URL can have them, as in Jekyll."""
    UNICODE = "unicode"
    """Lower case; the letters of all scripts with their accents, as in Hugo."""
    ASCII = "ascii"
    """Lower case; only a to z, digits and `-`, as in Zola and Pelican."""


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


def slug_of_name(name: str, style: SlugStyle) -> str:
    """Return the slug of a file name without suffix; empty if no character is left."""
    return _OF_NAMES[style](unicodedata.normalize("NFC", name))


def slug_of_title(title: str, style: SlugStyle) -> str:
    """Return the slug of a title or a term; empty if no character is left."""
    return _OF_TITLES[style](unicodedata.normalize("NFC", title))


def _like_jekyll(text: str) -> str:
    """Return `text` with hyphens between the characters that Jekyll's `pretty` slugs allow."""
    return "".join(c if _is_letter(c) or c in "._~!$&'()+,;=@" else "-" for c in text)


def _keep_name(name: str) -> str:
    return re.sub("-+", "-", _like_jekyll(name)).strip("-")


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


def _ascii(text: str) -> str:
    return str(unidecode(unicodedata.normalize("NFKC", text))).lower()


def _ascii_name(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", _ascii(name)).strip("-")


def _ascii_title(title: str) -> str:
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", _ascii(title)).strip())


def _is_letter(char: str) -> bool:
    """Return whether a character is a letter, a digit, or a mark, which is a vowel in many scripts."""
    return char.isalnum() or unicodedata.category(char).startswith("M")


_OF_NAMES: Mapping[SlugStyle, Callable[[str], str]] = {
    SlugStyle.KEEP: _keep_name,
    SlugStyle.UNICODE: _like_hugo,
    SlugStyle.ASCII: _ascii_name,
}
_OF_TITLES: Mapping[SlugStyle, Callable[[str], str]] = {
    SlugStyle.KEEP: _like_hugo,
    SlugStyle.UNICODE: _like_hugo,
    SlugStyle.ASCII: _ascii_title,
}
