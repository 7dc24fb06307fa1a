"""Read a post's own URL from its front matter: `permalink`, Hugo's and Pelican's `url`, Zola's and Gatsby's `path`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.front_matter.keys import normalize_key
from postil.front_matter.values import as_text
from postil.front_matter.visibility import FALSE, TRUE
from postil.lazy_regex import lazy_regex
from postil.post_slug import decoded_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.front_matter.values import ValueReader

_DATES = {"year": "{year}", "month": "{month}", "day": "{day}"}
# The fields of Jekyll in a `permalink`, and those of Hugo in a `url`.
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "permalink": _DATES
    | {
        "short_year": "{date:%y}",
        "i_month": "{date:%-m}",
        "short_month": "{date:%b}",
        "long_month": "{date:%B}",
        "i_day": "{date:%-d}",
        "y_day": "{ordinal}",
        "w_year": "{date:%G}",
        "week": "{date:%V}",
        "w_day": "{date:%u}",
        "short_day": "{date:%a}",
        "long_day": "{date:%A}",
        "hour": "{date:%H}",
        "minute": "{date:%M}",
        "second": "{date:%S}",
        "title": "{slug}",
        "slug": "{slug}",
        "categories": "{category}",
        "output_ext": ".html",
    },
    "url": _DATES
    | {
        "monthname": "{date:%B}",
        "yearday": "{date:%-j}",
        "weekday": "{date:%w}",
        "weekdayname": "{date:%A}",
        "section": "{section}",
        "sections": "{section}",
        "title": "{title}",
        "slug": "{slug_or_title}",
        "filename": "{name}",
        "contentbasename": "{name}",
        "slugorfilename": "{slug}",
        "slugorcontentbasename": "{slug}",
    },
}
_ABSOLUTE = lazy_regex(r"(?i)[a-z][a-z0-9+.-]*:|//")


def read_permalink(reader: ValueReader) -> str:
    """Return a post's own URL as a pattern: a path in the site without a slash at its start; empty if it has none."""
    for spelling, value, line in reader.values.get("permalink", ()):
        text = as_text(value) or ""
        if text.lower() in FALSE | TRUE or (not text and isinstance(value, str)):
            continue  # Eleventy's `permalink: true` is the default; for `false` see `read_visibility`
        pattern = _pattern(text, normalize_key(spelling))
        if pattern:
            return pattern
        reader.report(line, spelling, value, _problem(text), "ignored")
    return ""


def permalink_pattern(text: str, spelling: str) -> str:
    """Return a path with the fields of an engine as a pattern; empty if no page can have it, or a field is unknown.

    `spelling` is the key in which the engine has such paths: Jekyll's `permalink`, or Hugo's `url`.
    """
    return _pattern(text, normalize_key(spelling))


def category_path(reader: ValueReader) -> tuple[str, ...]:
    """Return the categories in the URL of a post; words in one text are several, as in Jekyll."""
    found: list[str] = []
    for spelling, value, _line in reader.values.get("categories", ()):
        if normalize_key(spelling) == "categories" and isinstance(value, str) and "," not in value:
            found += value.split()
        else:
            items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
            found += [text for item in items if item is not None and (text := as_text(item))]
    return tuple(dict.fromkeys(found))


def permalink_line(reader: ValueReader) -> int:
    """Return the line of a post's permalink, else of its slug; 1 if it has neither."""
    return next((reader.line(name) for name in ("permalink", "slug") if reader.values.get(name)), 1)


def _pattern(text: str, key: str) -> str:
    """Return the path that an author typed as a pattern; empty if no page can have it."""
    if not text or _ABSOLUTE.match(text) or set(text) & set("{}"):
        return ""
    fields = _FIELDS.get(key, {})
    # Percent-encoding hides braces from `decoded_path`, and colons of fields are not part of the path.
    parts = re.split(r":([a-z_]+)", text) if fields else [text]
    if any(name not in fields for name in parts[1::2]):
        return ""
    literal = "\0".join(parts[::2])
    decoded = decoded_path(literal.replace("\0", "x"), with_spaces=True)
    if decoded is None or set(decoded) & set("{}"):
        return ""
    texts = [decoded_path(part, with_spaces=True) or "" for part in parts[::2]]
    names = [fields[name] for name in parts[1::2]]
    path = "".join(part + name for part, name in zip(texts, [*names, ""], strict=True))
    path = re.sub("/+", "/", path).lstrip("/")
    if not path:
        return "index.html"
    # Hugo and Zola publish pages in folders, Jekyll in files.
    is_file = key == "permalink" or path.endswith(("/", ".html", ".htm"))
    return path if is_file else f"{path}/"


def _problem(text: str) -> str:
    if re.search(r"\{[{%]", text):
        return "contains a template, which is not evaluated"
    return "is a full URL, not a path on this site" if _ABSOLUTE.match(text) else "is not a path on this site"
