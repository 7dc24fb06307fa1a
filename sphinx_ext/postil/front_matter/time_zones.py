"""Read the time zones people write after a time, and settle the hours that a clock change skips or repeats."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# `+02:00`, `-0530`, `+9`, `+01:23:45.6`, with or without UTC or GMT before it, and a name in words after it.
_OFFSET = re.compile(
    r"(?i)(?:Z|UTC|GMT|UT)? ?(?P<sign>[+-]|±) ?"
    r"(?:(?P<hours>\d{1,2})(?::(?P<minutes>\d\d)(?::(?P<seconds>\d\d)(?:\.(?P<fraction>\d{1,6}))?)?)?"
    r"|(?P<compact>\d{4}|\d{6}))"
    r"(?: ?\([^()]*\)| ?\[[^\[\]]*\]| [A-Z]{1,5}| [+-]\d\d(?:\d\d)?)?(?: m=[+-][\d.]+)?"
)
_NAME = re.compile(r"[\[(]?([A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*)[\])]?")
# What a name that the tz database does not have may look like: `XYZ`. Other words are no zone.
_ABBREVIATION = re.compile(r"[A-Z]{1,5}")
# RFC 5322, section 4.3: the zones that mail headers name, and others that mean one offset wherever they are used.
_HOURS = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "CEST": 2, "EEST": 3, "WEST": 1, "BST": 1, "MSK": 3, "SAST": 2, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10,
    "AEDT": 11, "AWST": 8, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_UTC_NAMES = frozenset({"Z", "UTC", "GMT", "UT"})


def parse_zone(text: str) -> tuple[tzinfo | None, str]:
    """Return the zone that `text` names, and a note if it is a name that is not known.

    `UTC+9` is nine hours ahead, as people mean it; in `Etc/GMT+5`, a name of the tz database, the sign is POSIX's.
    Raises ValueError if it is not a zone.
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
        return None, f"the zone {name} is not known; the site's own was used"


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
    """Return a moment in `zone`, and a note if its clock showed that time twice or never.

    Of two, the one is taken that the zone's `name` names (`CET`, not `CEST`), else the first. A time that was skipped
    is moved by as much as the clock was. A day without a time of its own needs no note.
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
        return back, f"the clock went forward over that time; {_shown(back)} was taken" if has_time else ""
    if second.tzname() == name:
        return second, ""
    if first.tzname() == name or not has_time:
        return first, ""
    return first, f"the clock showed that time twice; the first, {_shown(first)}, was taken"


def _shown(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")
