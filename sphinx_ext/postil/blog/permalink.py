"""The permalink of a post: the path of its file, or a pattern."""

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

# The fields of patterns, with an example of each.
FIELDS = {
    "year": "2024",
    "month": "03",
    "day": "24",
    "slug": "hello-world",
    "name": "2024-03-24-Hello",
    "section": "posts/travel",
}
# The page that hosts show for URLs without a page.
NOT_FOUND_PAGE = "404"
# The pages that Sphinx and postil generate.
GENERATED_PAGES = frozenset({"search", "genindex", "py-modindex", NOT_FOUND_PAGE})
# The pages in the blog's path: kinds and terms, drafts, pages of listings, years and months.
_LISTING = re.compile(
    r"(archive|drafts|(tag|category|author|series|location|language)(/[^/]+)?|\d{4}(/\d\d)?)?(/?page/\d+)?"
)
# Characters with a meaning in URLs, or that some file systems don't allow; and spaces.
_INVALID_IN_PATH = re.compile(r'[\s\\:?#%*"<>|\x00-\x1f\x7f]')


def parse_pattern(pattern: str) -> str:
    """Return a URL pattern without slashes at its start, or raise ValueError with what is wrong with it."""
    braces = "the pattern has braces that are not a field such as {slug}"
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise ValueError(braces) from None
    if any(spec or conversion for _text, _name, spec, conversion in parts):
        raise ValueError(braces)
    names = {name for _text, name, _form, _turn in parts if name is not None}
    if unknown := sorted(names - FIELDS.keys()):
        message = f"there is no field {{{unknown[0]}}}; the fields are {', '.join(FIELDS)}"
        raise ValueError(message)
    if not names & {"slug", "name"}:
        message = "the pattern needs {slug} or {name}, or posts would share URLs"
        raise ValueError(message)
    text = "".join(text for text, *_field in parts)
    hidden = any(part.startswith((".", "_")) for part in pattern.split("/"))  # Sphinx's own folders are `_static`, …
    if hidden or ".." in text or "//" in pattern or _INVALID_IN_PATH.search(text):
        message = "the pattern is not a path in the site"
        raise ValueError(message)
    # The builder decides the suffix of pages.
    return re.sub(r"(?<=[^/])\.html?$", "", pattern.lstrip("/"))


def is_reserved(docname: str, *, blog: str, more: AbstractSet[str] = frozenset()) -> bool:
    """Return whether a name is reserved for generated pages: those of Sphinx, of the blog at `blog`, and `more`.

    A document can have such a name by its own path, but not by a slug or pattern.
    """
    name = docname.removesuffix("/index")
    if name in GENERATED_PAGES or name in more or name.partition("/")[0] in OUTPUT_FOLDERS | OUTPUT_FILES:
        return True
    below = name.removeprefix(f"{blog}/") if name.startswith(f"{blog}/") else ""
    return name == blog or bool(below and _LISTING.fullmatch(below))


def permalink(docname: str, *, slug: str = "", date: datetime | None = None, pattern: str = "") -> str:
    """Return the document name of a file in the site, which determines its URL.

    Without a pattern, it is the path of the file, with the slug as its last part. Patterns are for posts with a date;
    if one ends with a slash, the post is the index page of its own folder.
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
