"""Parse time zones, and resolve the times that a clock change skips or repeats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    import re

# `+02:00`, `-0530`, `+9`, `+01:23:45.6`, with or without UTC or GMT before it, and a name after it.
_OFFSET = lazy_regex(
    r"(?i)(?:Z|UTC|GMT|UT)? ?(?P<sign>[+-]|±) ?"
    r"(?:(?P<hours>\d{1,2})(?::(?P<minutes>\d\d)(?::(?P<seconds>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?)?"
    r"|(?P<compact>\d{4}|\d{6}))"
    r"(?: ?\([^()]*\)| ?\[[^\[\]]*\]| [A-Z]{1,5}| [+-]\d\d(?:\d\d)?)?(?: m=[+-][\d.]+)?"
)
_NAME = lazy_regex(r"[\[(]?([A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*)[\])]?")
# A time zone that the tz database does not have can look like `XYZ`. Other words are not time zones.
_ABBREVIATION = lazy_regex(r"[A-Z]{1,5}")
# RFC 5322, section 4.3: the time zones in mail headers; and other abbreviations that always mean the same offset.
_HOURS = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "CEST": 2, "EEST": 3, "WEST": 1, "BST": 1, "MSK": 3, "SAST": 2, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10,
    "AEDT": 11, "AWST": 8, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_UTC_NAMES = frozenset({"Z", "UTC", "GMT", "UT"})


def parse_zone(text: str) -> tuple[tzinfo | None, str]:
    """Return a time zone, and a warning if its name is unknown.

    `UTC+9` is nine hours ahead, as people mean it; in `Etc/GMT+5`, a name in the tz database, the sign is as in POSIX.
    Raises ValueError if `text` is not a time zone.
    """
    text = text.strip()
    if match := _OFFSET.fullmatch(text):
        return _offset(match), ""
    match = _NAME.fullmatch(text)
    if not match:
        raise ValueError(text)
    name = match[1]
    if name.upper() in _UTC_NAMES:
        return UTC, ""
    if hours := _HOURS.get(name.upper()):
        return timezone(timedelta(hours=hours)), ""
    if "/" not in name and not _ABBREVIATION.fullmatch(name):
        raise ValueError(text)
    try:
        return ZoneInfo(name), ""
    except (KeyError, ValueError, OSError):
        return None, f"unknown time zone {name}; using `postil_timezone`"


def _offset(match: re.Match[str]) -> timezone:
    compact = match["compact"] or ""
    parts = (
        (compact[:2], compact[2:4], compact[4:]) if compact else (match["hours"], match["minutes"], match["seconds"])
    )
    hours, minutes, seconds = (int(part or 0) for part in parts)
    fraction = int(f"{match['fraction'] or ''}000000"[:6])
    if max(minutes, seconds) >= 60:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(match[0])
    delta = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
    return timezone(-delta if match["sign"] == "-" else delta)  # raises ValueError from 24 hours


def resolve_clock_change(
    naive: datetime, zone: tzinfo, *, name: str = "", has_time: bool = True
) -> tuple[datetime, str]:
    """Return a local time in `zone`, and a warning if a clock change repeats or skips it.

    Of a repeated time, the one with the zone's `name` (`CET`, not `CEST`) is used, else the first. A skipped time is
    moved by as much as the clock. Without a time of day, there is no warning.
    """
    first, second = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
    try:
        offsets = first.utcoffset(), second.utcoffset()
        if offsets[0] == offsets[1]:
            return first, ""
        back = first.astimezone(UTC).astimezone(zone)
    except OverflowError:
        return first, ""
    if back.replace(tzinfo=None) != naive:
        return (
            back,
            f"this time does not exist, because the clock went forward; using {_format(back)}" if has_time else "",
        )
    if second.tzname() == name:
        return second, ""
    if first.tzname() == name or not has_time:
        return first, ""
    return first, f"this time exists twice, because the clock went back; using the first, {_format(first)}"


def _format(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")
