"""Read values in templates, `{{ site.title }}` and `{{ "/a.png" | relative_url }}`, without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postil.post_slug import SlugStyle, slug_of_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TERM = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+))\s*")
_STRINGS = "\"[^\"]*\"|'[^']*'"
_FILTER = re.compile(rf"\|\s*(\w+)\s*(?::\s*((?:[^|\"']|{_STRINGS})*)|\(((?:[^()\"']|{_STRINGS})*)\))?\s*")
_SAME = ("url", "relative_url", "absolute_url", "absurl", "relurl", "htmlbaseurl", "safe", "escape", "xml_escape")
# What filters make of a text.
_FILTERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(_SAME, str),
    "downcase": str.lower,
    "lower": str.lower,
    "upcase": str.upper,
    "upper": str.upper,
    "capitalize": str.capitalize,
    "trim": str.strip,
    "slugify": lambda text: slug_of_title(text, SlugStyle.ASCII),
    "slug": lambda text: slug_of_title(text, SlugStyle.ASCII),
}


def read_value(expression: str, values: Mapping[str, Any]) -> str | None:
    """Return the text that an expression means; None if it has code or names that are not known.

    A term that starts with `site.` or `page.` is a value in the mapping of that name.
    """
    found = _TERM.match(expression)
    text = _term(found, values) if found else None
    if found is None or text is None:
        return None
    position = found.end()
    while position < len(expression):
        used = _FILTER.match(expression, position)
        if used is None:
            return None
        position = used.end()
        argument = (used[2] or used[3] or "").strip()
        if used[1] in ("prepend", "append"):
            term = _TERM.fullmatch(argument)
            more = _term(term, values) if term else None
            if more is None:
                return None
            text = more + text if used[1] == "prepend" else text + more
        elif (change := _FILTERS.get(used[1])) and (not argument or used[1] in _SAME or used[1].startswith("slug")):
            text = change(text)
        else:
            return None
    return text


def _term(found: re.Match[str], values: Mapping[str, Any]) -> str | None:
    if found[1] is not None or found[2] is not None:
        return found[1] if found[1] is not None else found[2]
    value: Any = values
    for part in found[3].split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (str, int, float)) else None
