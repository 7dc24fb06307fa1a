"""The permalink of a post: the path of its file, or a pattern."""

from __future__ import annotations

import posixpath
import re
import string
from functools import lru_cache
from typing import TYPE_CHECKING

from postil.file_names import OUTPUT_FILES, OUTPUT_FOLDERS
from postil.front_matter.dates import name_without_date
from postil.frozen import frozen
from postil.lazy_regex import lazy_regex
from postil.post_slug import INVALID_IN_URL, SlugStyle, slug_of_name, slug_of_title
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

# The fields of patterns, with an example of each.
FIELDS = {
    "year": "2024",
    "month": "03",
    "day": "24",
    "ordinal": "084",
    "date": "2024-03-24",
    "slug": "Hello-World",
    "title": "hello-world",
    "slug_or_title": "hello-world",
    "filename": "Hello-World",
    "name": "2024-03-24-Hello-World",
    "section": "posts/travel",
    "category": "essays",
    "author": "ada-lovelace",
}
# Fields of which at least one distinguishes posts.
_NAMES = frozenset({"slug", "title", "slug_or_title", "filename", "name"})
_DATES = frozenset({"year", "month", "day", "ordinal", "date"})
# The page that hosts show for URLs without a page.
NOT_FOUND_PAGE = "404"
# The pages that Sphinx and postil generate.
GENERATED_PAGES = frozenset({"search", "genindex", "py-modindex", NOT_FOUND_PAGE})
# The pages in the blog's path: kinds and terms, drafts, pages of listings, years and months.
_LISTING = lazy_regex(
    r"(archive|drafts|(tag|category|author|series|location|language)(/[^/]+)?|\d{4}(/\d\d)?)?(/?page/\d+)?"
)
# English names, whatever the language of the machine that builds the site.
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The directives of `strftime` in `{date:…}`. Those that are not here depend on the machine.
_DATE_FORMATS = frozenset("YmdyjHMSGVuwaAbBF")
_DATE_FORMAT = lazy_regex(r"%(-?)(.)")


def parse_pattern(pattern: str) -> str:
    """Return a URL pattern without slashes at its start, or raise ValueError with what is wrong with it."""
    braces = "the pattern has braces that are not a field such as {slug}"
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        raise ValueError(braces) from None
    if any((spec and name != "date") or conversion for _text, name, spec, conversion in parts):
        raise ValueError(braces)
    formats = [spec for _text, name, spec, _conversion in parts if name == "date" and spec]
    names = {name for _text, name, _form, _turn in parts if name is not None}
    if unknown := sorted(names - FIELDS.keys()):
        message = f"there is no field {{{unknown[0]}}}; the fields are {', '.join(FIELDS)}"
        raise ValueError(message)
    if not all(map(_is_date_format, formats)):
        known = ", ".join(f"%{letter}" for letter in sorted(_DATE_FORMATS, key=str.lower))
        raise ValueError(f"the format of {{date:…}} can have {known}")
    text = "".join(text for text, *_field in parts)
    if word := re.search(r":[a-z]\w*", text):
        raise ValueError(f"fields are written in braces, such as {{slug}}, not {word[0]}")
    if not names & _NAMES:
        message = "the pattern needs {slug}, {title}, {filename} or {name}, or posts would share URLs"
        raise ValueError(message)
    hidden = any(part.startswith((".", "_")) for part in pattern.split("/"))  # Sphinx's own folders are `_static`, …
    if hidden or ".." in text or "//" in pattern or INVALID_IN_URL.search(text):
        message = "the pattern is not a path in the site"
        raise ValueError(message)
    # The builder decides the suffix of pages.
    return re.sub(r"(?<=[^/])\.html?$", "", pattern.lstrip("/"))


def pattern_of(path: str, patterns: Mapping[str, str]) -> str:
    """Return the pattern for the file at `path`, that of the innermost folder; empty if there is none.

    A pattern for the folder "" is for all files.
    """
    if not patterns:
        return ""
    folder = posixpath.dirname(path)
    while folder and folder not in patterns:
        folder = posixpath.dirname(folder)
    return patterns.get(folder, "")


def is_reserved(docname: str, *, blogs: Sequence[str], more: AbstractSet[str] = frozenset()) -> bool:
    """Return whether a name is reserved for generated pages: those of Sphinx, of the blogs at `blogs`, and `more`.

    A document can have such a name by its own path, but not by a slug or pattern.
    """
    name = docname.removesuffix("/index")
    if name in GENERATED_PAGES or name in more or name.partition("/")[0] in OUTPUT_FOLDERS | OUTPUT_FILES:
        return True
    below = next((name.removeprefix(f"{blog}/") for blog in blogs if name.startswith(f"{blog}/")), "")
    return name in blogs or bool(below and _LISTING.fullmatch(below))


@frozen
class PermalinkFields:
    """What the fields of a pattern are made from: a post's front matter."""

    slug: str = ""
    """The slug as typed, which can have several parts."""
    title: str = ""
    date: datetime | None = None
    """The date in the time zone in which it was typed."""
    categories: Sequence[str] = ()
    author: str = ""
    style: SlugStyle = SlugStyle.KEEP
    language: str = ""
    """The tag of the language by whose rules slugs are in ASCII; empty: those of other engines."""


NO_FIELDS = PermalinkFields()


def permalink(docname: str, pattern: str = "", fields: PermalinkFields = NO_FIELDS) -> str:
    """Return the document name of a file in the site, which determines its URL.

    Without a pattern, it is the path of the file, with the slug as its last part; likewise if the pattern has the date
    of a post without one.
    """
    if pattern and (path := expand(pattern, docname, fields)) is not None:
        return docname_of_url(path)
    if not fields.slug:
        return docname
    folder, name = posixpath.split(docname)
    if name == "index" and folder:
        return posixpath.join(posixpath.dirname(folder), fields.slug, "index")
    return posixpath.join(folder, fields.slug)


def docname_of_url(path: str) -> str:
    """Return the docname of the page at a path in the site: with a slash at its end, the index page of a folder."""
    is_folder = path.endswith("/")
    name = re.sub(r"(?<=[^/])\.html?$", "", re.sub("/+", "/", path).strip("/"))
    return f"{name}/index" if is_folder and name else name or "index"


def expand(pattern: str, docname: str, fields: PermalinkFields) -> str | None:
    """Return a pattern with the values of a post; None if it has the date of a post without one."""
    folder, own = posixpath.split(docname)
    if own == "index" and folder:
        folder, own = posixpath.split(folder)
    parts = []
    for text, name, spec in _parts(pattern):
        parts.append(text)
        if name in _DATES:
            if fields.date is None:
                return None
            parts.append(_date_field(name, spec or "%F", fields.date))
        elif name:
            parts.append(_field(name, folder, own, fields))
    return re.sub("/+", "/", "".join(parts)).lstrip("/")


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[tuple[str, str | None, str], ...]:
    """Return the parts of a pattern: a text, and the field after it, with the format of a date."""
    return tuple((text, name, spec or "") for text, name, spec, _conversion in string.Formatter().parse(pattern))


def _field(name: str, section: str, own: str, fields: PermalinkFields) -> str:
    """Return the value of a field that is not part of a date."""
    filename = name_without_date(own)
    match name:
        case "slug":
            return fields.slug or slug_of_name(filename, fields.style, fields.language) or slugify(filename) or own
        case "title":
            return slug_of_title(fields.title, fields.style, fields.language) or slugify(fields.title) or filename
        case "slug_or_title":
            return fields.slug or _field("title", section, own, fields)
        case "filename":
            return filename
        case "name":
            return own
        case "section":
            return section
        case "category":
            return "/".join(dict.fromkeys(_category(label, fields) for label in fields.categories))
        case _:
            return slug_of_title(fields.author, fields.style, fields.language)


def _category(label: str, fields: PermalinkFields) -> str:
    """Return the part of a URL for a category; Jekyll keeps its spaces, which are legal if they are encoded."""
    if fields.style is not SlugStyle.KEEP:
        return slug_of_title(label, fields.style, fields.language)
    legal = INVALID_IN_URL.sub(lambda found: "#" if found[0] == "#" else " ", label)
    return " ".join(legal.split()).strip(" ./").lower()


def _is_date_format(text: str) -> bool:
    rest = _DATE_FORMAT.sub(lambda match: "" if match[2] in _DATE_FORMATS else "%", text)
    return not INVALID_IN_URL.search(rest) and ".." not in rest


def _date_field(name: str, date_format: str, date: datetime) -> str:
    match name:
        case "year":
            return f"{date.year:04}"
        case "month":
            return f"{date.month:02}"
        case "day":
            return f"{date.day:02}"
        case "ordinal":
            return date.strftime("%j")
    return _DATE_FORMAT.sub(lambda match: _format_date(match[2], date, is_short=bool(match[1])), date_format)


def _format_date(directive: str, date: datetime, *, is_short: bool) -> str:
    """Return what `strftime` makes of a directive, in English, and with four digits for each year."""
    week_year, week, weekday = date.isocalendar()
    value = {
        "Y": f"{date.year:04}",
        "F": f"{date.year:04}-{date.month:02}-{date.day:02}",
        "G": f"{week_year:04}",
        "V": f"{week:02}",
        "u": str(weekday),
        "w": str(weekday % 7),
        "A": _DAYS[date.weekday()],
        "a": _DAYS[date.weekday()][:3],
        "B": _MONTHS[date.month - 1],
        "b": _MONTHS[date.month - 1][:3],
    }.get(directive)
    if value is None:
        value = date.strftime(f"%{directive}")
    return (value.lstrip("0") or "0") if is_short else value
