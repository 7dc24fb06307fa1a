"""Rules for file names: hidden files, files of programs, and names that no file or page can have."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    import re

# The longest name on common file systems, and the longest path on all systems, in bytes.
MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 1024
# Nested folders: Python creates them by recursion, at most about a thousand deep.
MAX_DEPTH = 100
# The longest suffix of the files that Sphinx writes for a document.
_LONGEST_SUFFIX = len(".doctree")
# Folders of package managers and archivers, which contain READMEs.
_PROGRAM_FOLDERS = frozenset({"node_modules", "bower_components", "__pycache__", "__MACOSX", "site-packages"})
# Folders of Sphinx in the output, and files that postil writes there: no folder with pages can have their names.
OUTPUT_FOLDERS = frozenset({"_static", "_sources", "_images", "_downloads"})
OUTPUT_FILES = frozenset({"_redirects", "sitemap.xml", "robots.txt", "llms.txt"})
# The suffixes of Markdown files in other programs; Sphinx knows only the first.
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".qmd", ".mdx")
# Formats of posts in other programs, which no parser of Sphinx reads.
_OTHER_FORMATS = (
    ".html", ".htm", ".org", ".adoc", ".asciidoc", ".txt", ".textile", ".rmd", ".rmarkdown", ".pandoc", ".njk", ".rst",
    ".ipynb", *MARKDOWN_SUFFIXES,
)  # fmt: skip
# Control characters, surrogates (bytes that are not UTF-8), and characters that XML and so feeds can't contain.
_UNPRINTABLE = lazy_regex("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_hidden(name: str) -> bool:
    """Return whether a file or folder of this name is hidden, or belongs to a program.

    Programs have deleted files, old versions and templates in folders whose names start with a dot.
    """
    return name.startswith(".") or name in _PROGRAM_FOLDERS


def is_partial(path: str) -> bool:
    """Return whether a path in a folder of posts is a part of others, as in Quarto, or a section, as in Hugo."""
    return any(part.startswith("_") for part in path.split("/"))


def is_in_other_format(name: str) -> bool:
    """Return whether a file that is no source file of the site is probably a document all the same."""
    return name.lower().endswith(_OTHER_FORMATS)


def is_printable(name: str) -> bool:
    """Return whether a name has no control characters, and no bytes that are not UTF-8."""
    return not _UNPRINTABLE.search(name)


def unusable_reason(path: str) -> str:
    """Return why the file at `path`, relative to its folder, can't be a page; empty if it can."""
    name = path.rpartition("/")[2]
    if not is_printable(path):
        encoding_error = any("\ud800" <= character <= "\udfff" for character in path)
        return "the name is not UTF-8" if encoding_error else "the name contains control characters"
    return "the name starts with dots, like that of a hidden file" if name.startswith("..") else ""


def is_too_long(docname: str) -> bool:
    """Return whether a document name is too long for the files that Sphinx writes for it."""
    if len(docname) <= MAX_DEPTH and docname.isascii():  # too short for all limits, as almost all are
        return False
    return has_long_name(docname, suffix=_LONGEST_SUFFIX) or is_too_deep(docname)


def has_long_name(path: str, *, suffix: int = 0) -> bool:
    """Return whether a part of a path, with a suffix of `suffix` bytes, is too long for file systems."""
    return any(len(part) + suffix > MAX_NAME_BYTES for part in _bytes(path).split(b"/"))


def shorten(name: str, *, reserve: int) -> str:
    """Return a name, shortened so that `reserve` bytes can follow it."""
    return _bytes(name)[: MAX_NAME_BYTES - reserve].decode("utf-8", "ignore")


def is_too_deep(path: str) -> bool:
    """Return whether a path is too long, or has too many folders, for some systems."""
    return len(_bytes(path)) > MAX_PATH_BYTES or path.count("/") > MAX_DEPTH


def is_within_site(path: str) -> bool:
    """Return whether a relative path is in the output folder."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and "\\" not in path and is_printable(path)


def escape_unprintable(path: str) -> str:
    """Return a path for messages, on one line, with escapes for unprintable characters."""
    return _UNPRINTABLE.sub(_escape, path)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    # Python decodes bytes of file names that are not UTF-8 as surrogates.
    byte = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code  # noqa: PLR2004 - PEP 383
    return f"\\x{byte:02x}" if byte < 0x100 else f"\\u{byte:04x}"  # noqa: PLR2004


def normalize_unicode(path: str) -> str:
    """Return a path in Unicode NFC; macOS can return accents as separate characters."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogatepass")  # a surrogate counts as three bytes, which is enough
