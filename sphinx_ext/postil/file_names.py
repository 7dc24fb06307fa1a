"""Names of files as people and programs give them: which are nobody's text, and which no file or page can have."""

from __future__ import annotations

import re
import unicodedata

# The longest name that common file systems take, and the longest path that all systems take, in bytes.
LONGEST_NAME = 255
LONGEST_PATH = 1024
# Folders in each other. Python makes folders one within the other by recursion, at most about a thousand deep.
DEEPEST = 100
# The longest suffix of the files that are made for a document.
_LONGEST_SUFFIX = len(".doctree")
# What package managers and archivers put beside texts, READMEs included.
_OF_PROGRAMS = frozenset({"node_modules", "bower_components", "__pycache__", "__MACOSX", "site-packages"})
# Folders in which Sphinx keeps files of its own in the output, and files that postil writes there: no folder of pages
# can have their names.
OUTPUT_FOLDERS = frozenset({"_static", "_sources", "_images", "_downloads"})
OUTPUT_FILES = frozenset({"_redirects", "sitemap.xml", "robots.txt", "llms.txt"})
# Control characters, halves of characters (bytes that are not UTF-8), and what XML, and so a feed, cannot hold.
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_hidden(name: str) -> bool:
    """Return whether a file or folder of this name is hidden, or belongs to a program.

    Programs keep what was deleted, old versions and templates in folders whose names start with a dot.
    """
    return name.startswith(".") or name in _OF_PROGRAMS


def is_printable(name: str) -> bool:
    """Return whether a name has no control characters, and no bytes that are not UTF-8."""
    return not _NOT_TEXT.search(name)


def unusable_reason(path: str) -> str:
    """Return why no page can be made of the file at `path`, relative to its folder; empty if one can."""
    name = path.rpartition("/")[2]
    if not is_printable(path):
        coded = any("\ud800" <= character <= "\udfff" for character in path)
        return "the name is not UTF-8" if coded else "the name has control characters in it"
    return "the name starts with dots, as those of hidden files do" if name.startswith("..") else ""


def is_too_long(docname: str) -> bool:
    """Return whether a document's name is too long for the files that are made for it."""
    return has_long_name(docname, suffix=_LONGEST_SUFFIX) or is_too_deep(docname)


def has_long_name(path: str, *, suffix: int = 0) -> bool:
    """Return whether a part of a path, with a suffix of so many bytes, is longer than file systems take."""
    return any(len(part) + suffix > LONGEST_NAME for part in _bytes(path).split(b"/"))


def shorten(name: str, *, reserve: int) -> str:
    """Return as much of a name as leaves `reserve` bytes for what follows it."""
    return _bytes(name)[: LONGEST_NAME - reserve].decode("utf-8", "ignore")


def is_too_deep(path: str) -> bool:
    """Return whether a path is longer, or has more folders, than what can be written everywhere."""
    return len(_bytes(path)) > LONGEST_PATH or path.count("/") > DEEPEST


def is_within_site(path: str) -> bool:
    """Return whether a path leads from the output folder to a place within it."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and "\\" not in path and is_printable(path)


def escape_unprintable(path: str) -> str:
    """Return a path as it can be printed on one line, whatever is in it."""
    return _NOT_TEXT.sub(_escape, path)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    # Python reads a byte that is not UTF-8 as half a character.
    byte = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code  # noqa: PLR2004 - PEP 383
    return f"\\x{byte:02x}" if byte < 0x100 else f"\\u{byte:04x}"  # noqa: PLR2004


def normalize_unicode(path: str) -> str:
    """Return a path with accents as parts of their letters: macOS may give them apart (Unicode NFC)."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogatepass")  # half a character counts for three bytes, which is safe
