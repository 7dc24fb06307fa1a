"""The tags of Liquid and Nunjucks in Eleventy's documents, and the templates in permalinks."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from postil.importers.engines.jekyll_tags import protected_text
from postil.importers.markdown.values import read_value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from postil.importers.markdown.page import Page
    from postil.importers.markdown.tags import Call

_INCLUDE = re.compile(r"\{%-?\s*(?:include|render)\s+[\"']?([\w./-]+)[\"']?\s*-?%\}")
_LOGIC = re.compile(r"\{%-?\s*(?:for|if|unless|case|assign|set|macro|block|extends)\b")
_SETTINGS = frozenset({"set", "assign", "from", "import", "extends", "layout"})
_DATE = re.compile(r"\s*(?:page\.)?date\s*\|\s*\w*[dD]ate\w*\s*(?::\s*|\()\s*[\"']([^\"']+)[\"']\s*\)?\s*")
# The names of a date's parts in Luxon and the like, which plugins for Nunjucks use.
_LUXON = {"yyyy": "%Y", "YYYY": "%Y", "LL": "%m", "MM": "%m", "dd": "%d", "DD": "%d", "yy": "%y"}
_STRFTIME = re.compile(r"(?:%[YmdyjHMSbB]|[^%])*")


def eleventy_tags(values: Mapping[str, Any], folder: str) -> Callable[[Call, Page], str | None]:
    """Return what replaces tags; `values` is the data of the site, `folder` that of the documents."""

    def handle(call: Call, page: Page) -> str | None:
        """Return what replaces a tag; None if it is not understood."""
        if call.source.startswith("{{"):
            own = page.document.raw.values
            return read_value(call.source[2:-2].strip("- \n"), {**values, **own, "page": {"url": page.url}})
        if call.name in ("raw", "verbatim") and call.raw is not None:
            return protected_text(call)
        if call.name in ("include", "render"):
            return _included(call, page, folder)
        if call.name in _SETTINGS and call.raw is None:
            return ""
        return page.shortcodes.convert(call)

    return handle


def _included(call: Call, page: Page, folder: str) -> str | None:
    """Return an included file, if it has no logic."""
    found = _INCLUDE.fullmatch(call.source)
    name = found[1] if found else ""
    for each in (f"{folder}_includes/", f"{posixpath.dirname(page.document.path)}/"):
        path = posixpath.normpath(each + name)
        if not name or path not in page.index.source.files or not path.startswith(each.lstrip("/")):
            continue
        if _LOGIC.search(page.index.source.read_text(path)):
            return None
        included = page.include(path)
        return included.strip("\n") if included is not None else None
    return None


def permalink_path(text: str, values: Mapping[str, Any], date: dt.datetime | None) -> str | None:
    """Return the path that a permalink with templates means; None if that is not known."""
    parts = re.split(r"\{\{(.*?)\}\}", text)
    for number in range(1, len(parts), 2):
        value = _date_value(parts[number], date) or read_value(parts[number].strip("- "), values)
        if value is None:
            return None
        parts[number] = value
    path = "".join(parts)
    return None if "{%" in path or "${" in path else re.sub("/+", "/", path)


def _date_value(expression: str, date: dt.datetime | None) -> str | None:
    found = _DATE.fullmatch(expression)
    if found is None or date is None:
        return None
    pattern = found[1]
    if "%" not in pattern:
        pattern = re.sub("|".join(_LUXON), lambda part: _LUXON[part[0]], pattern)
    is_known = _STRFTIME.fullmatch(pattern) and not re.search(r"(?<!%)[A-Za-z]", pattern)
    return date.strftime(pattern) if is_known else None
