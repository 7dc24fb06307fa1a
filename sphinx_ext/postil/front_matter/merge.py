"""Merge the front matter of a file with the options of its `post` directive."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from postil.front_matter.parse import FrontMatter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.front_matter.dates import ParsedDate

_DEFAULT = FrontMatter()
# What is merged in another way, or belongs to the file alone.
_SPECIAL = frozenset({"date", "date_is_from_name", "draft", "marked_draft", "blogpost", "unknown"})
# Both can have these: the content of a directive is an excerpt as well.
_NO_CONTRADICTION = frozenset({"description", "excerpt_length"})


def merge_front_matter(explicit: FrontMatter, directive: FrontMatter) -> tuple[FrontMatter, list[str]]:
    """Return front matter completed by the options of a directive, and the keys for which their values differ.

    The front matter takes precedence over the directive, which takes precedence over the name of the file.
    """
    values: dict[str, Any] = {}
    differing: list[str] = []
    own, other = (None if explicit.date_is_from_name else explicit.date), directive.date
    if own and other and not _same_date(own, other):
        differing.append("date")
    for field in fields(FrontMatter):
        if field.name in _SPECIAL:
            continue
        default = getattr(_DEFAULT, field.name)
        ours, theirs = getattr(explicit, field.name), getattr(directive, field.name)
        if theirs == default:
            continue
        if ours == default:
            values[field.name] = theirs
        elif _items(ours) != _items(theirs) and field.name not in _NO_CONTRADICTION:
            differing.append(field.name)
    return replace(explicit, **values, **_date_and_status(explicit, directive)), differing


def _date_and_status(explicit: FrontMatter, directive: FrontMatter) -> Mapping[str, Any]:
    """Return the date and the status; an invalid date of a directive does not bring back that of the file's name."""
    marked = explicit.marked_draft or directive.marked_draft
    if explicit.date_is_from_name and (directive.date or directive.draft):
        date = directive.date
    else:
        date = explicit.date or directive.date
    return {
        "date": date,
        "date_is_from_name": explicit.date_is_from_name and date is explicit.date,
        "draft": marked or date is None,
        "marked_draft": marked,
    }


def _same_date(one: ParsedDate, other: ParsedDate) -> bool:
    """Return whether two dates are the same; if only one has a time of day, whether the days are the same."""
    if one.has_time and other.has_time:
        return one.when == other.when
    return one.when.date() == other.when.date()


def _items(value: Any) -> Any:
    """Return a value to compare: the order and the case of terms do not matter."""
    return {str(item).casefold() for item in value} if isinstance(value, tuple) else value
