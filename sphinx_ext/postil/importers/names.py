"""Names of files and folders that every system allows, made from titles and slugs."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from postil.file_names import shorten
from postil.post_slug import SlugStyle, slug_of_title

if TYPE_CHECKING:
    from collections.abc import Collection

# Devices of Windows: no file can have these names, whatever its suffix.
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in (*range(10), "¹", "²", "³")
}
_INVALID = re.compile(r'[\\/:?#%*"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\s]+')
# In bytes, so that a date before the name and a number after it still fit into paths on all systems.
_MAX_NAME = 100


def folder_name(*candidates: str, default: str) -> str:
    """Return a folder name from the first candidate that has a letter or a digit."""
    for text in candidates:
        name = slug_of_title(_cut(text), SlugStyle.UNICODE).strip("-._~#@")
        name = _safe(_INVALID.sub("-", name))
        if any(char.isalnum() for char in name):
            return name
    return default


def file_name(name: str, default: str = "file") -> str:
    """Return a file name with its suffix, from the last part of a path or URL."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", suffix):
        stem, suffix = name, ""
    stem = _safe(_INVALID.sub("-", stem).strip("-. ").lstrip("_").strip("-. ")) or default
    return f"{stem}.{suffix}" if suffix else stem


def unique_name(name: str, taken: Collection[str]) -> str:
    """Return `name`, with a number if `taken` has it; case does not distinguish names on all systems."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    result, number = name, 2
    while result.casefold() in taken:
        result, number = f"{stem}-{number}{dot}{suffix}", number + 1
    return result


def _cut(text: str) -> str:
    """Return the beginning of a text, at a word if possible."""
    text = " ".join(text.split())
    short = text[: _MAX_NAME - 20]
    return text if short == text else short.rpartition(" ")[0] or short


def _safe(name: str) -> str:
    name = shorten(name, reserve=255 - _MAX_NAME).rstrip("-. ")
    first, dot, rest = name.partition(".")
    return f"{first}-{dot}{rest}" if first.lower() in _DEVICES else name
