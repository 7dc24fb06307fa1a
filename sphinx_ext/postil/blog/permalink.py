"""One rule for the address of a post: the folder of its file and its name, or a pattern of the owner's."""

from __future__ import annotations

import posixpath
import re
import string
from typing import TYPE_CHECKING

from postil.file_names import OUTPUT_FILES, OUTPUT_FOLDERS
from postil.front_matter.dates import name_without_date
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

# What a pattern may ask for, with an example of each.
FIELDS = {
    "year": "2024",
    "month": "03",
    "day": "24",
    "slug": "hello-world",
    "name": "2024-03-24-Hello",
    "section": "posts/travel",
}
# The page that hosts show where there is none.
NOT_FOUND_PAGE = "404"
# The pages that Sphinx makes, and that one.
MADE = frozenset({"search", "genindex", "py-modindex", NOT_FOUND_PAGE})
# The blog's pages below its path: kinds and terms, drafts, further pages, years and months.
_LISTING = re.compile(
    r"(archive|drafts|(tag|category|author|series|location|language)(/[^/]+)?|\d{4}(/\d\d)?)?(/?page/\d+)?"
)
# Signs that mean something else in an address, or that not every file system takes; and space.
_NOT_IN_PATH = re.compile(r'[\s\\:?#%*"<>|\x00-\x1f\x7f]')


def parse_pattern(pattern: str) -> str:
    """Return a pattern as it is used, without slashes at its start; raise ValueError saying what is wrong with it."""
    braces = "a pattern of addresses: it has braces that are not of a field such as {slug}"
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise ValueError(braces) from None
    if any(form or turn for _text, _name, form, turn in parts):
        raise ValueError(braces)
    names = {name for _text, name, _form, _turn in parts if name is not None}
    if unknown := sorted(names - FIELDS.keys()):
        message = f"a pattern of addresses: it has no field {{{unknown[0]}}}; there are {', '.join(FIELDS)}"
        raise ValueError(message)
    if not names & {"slug", "name"}:
        message = "a pattern of addresses: it has neither {slug} nor {name}, which tell posts apart"
        raise ValueError(message)
    words = "".join(text for text, *_field in parts)
    hidden = any(part.startswith((".", "_")) for part in pattern.split("/"))  # Sphinx's own folders are `_static`, …
    if hidden or ".." in words or "//" in pattern or _NOT_IN_PATH.search(words):
        message = "a pattern of addresses: it is no path within the site"
        raise ValueError(message)
    # What a page ends in is the builder's to say.
    return re.sub(r"(?<=[^/])\.html?$", "", pattern.lstrip("/"))


def is_reserved(docname: str, *, blog: str, more: AbstractSet[str] = frozenset()) -> bool:
    """Return whether a name is kept for what is made: Sphinx's pages and folders, those below `blog`, and `more`.

    A document that is there by its own path may take such a name; a post does not come upon it by a pattern.
    """
    name = docname.removesuffix("/index")
    if name in MADE or name in more or name.partition("/")[0] in OUTPUT_FOLDERS | OUTPUT_FILES:
        return True
    below = name.removeprefix(f"{blog}/") if name.startswith(f"{blog}/") else ""
    return name == blog or bool(below and _LISTING.fullmatch(below))


def permalink(docname: str, *, slug: str = "", date: datetime | None = None, pattern: str = "") -> str:
    """Return the name under which a document stands in the site, of which its address is made.

    Without a pattern that is its path, its slug in the last place. A pattern is for posts with a date; where it ends
    in a slash, the post is the first page of a folder of its own.
    """
    folder, name = posixpath.split(docname)
    is_index = name == "index" and bool(folder)
    if pattern and date:
        section, own = posixpath.split(folder) if is_index else (folder, name)
        values = {
            "year": f"{date.year:04}",
            "month": f"{date.month:02}",
            "day": f"{date.day:02}",
            "slug": slug or slugify(name_without_date(own)) or own,
            "name": own,
            "section": section,
        }
        path = pattern.format_map(values)
        return posixpath.normpath(path).lstrip("/") + ("/index" if path.endswith("/") else "")
    if not slug:
        return docname
    if is_index:
        return posixpath.join(posixpath.dirname(folder), slug, "index")
    return posixpath.join(folder, slug)
