"""Parse dates in the formats that people and programs write, with their time zones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from postil.front_matter.time_zones import parse_zone, resolve_clock_change
from postil.frozen import frozen
from postil.lazy_regex import lazy_regex

# All formats are shorter than this; longer text is not parsed.
MAX_LENGTH = 120
MONTHS = 12
# Jekyll accepts `2024-3-9-hello`.
_NAME_DATE = lazy_regex(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_ ]|$)")
# `2024/03/24/hello`, `2024/03/24-hello`, `2024-03-24/hello`; a file in `2024-03-24-trip/` is not a post of that day.
_PATH_DATE = lazy_regex(r"(?:^|/)(\d{4})(?:/(\d{1,2})/(\d{1,2})(?=[-_ /.]|$)|-(\d{1,2})-(\d{1,2})(?=/))")

# `10:00`, `10:00:30.5`, `5:00 PM`, `5 p.m.`; after a `T` also `10`, `1000` and `100030`.
_FRACTION = r"(?:[.,](?P<fraction>\d+))?"
_AM_PM = r"(?:\s?(?P<am_pm>[ap])(?:m\b|\.m\.?))"
_TIMES = (
    lazy_regex(rf"(?i)(?<![\d:.,+-])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d){_FRACTION})?(?![\d:]){_AM_PM}?"),
    lazy_regex(rf"(?i)(?<![\d:.,])(?P<hour>\d{{1,2}}){_AM_PM}"),
    lazy_regex(rf"(?<=\d)[Tt](?P<hour>\d\d)(?:(?P<minute>\d\d)(?:(?P<second>\d\d){_FRACTION})?)?(?!\d)"),
    lazy_regex(r"(?<=\d{4}-\d\d-\d\d) (?P<hour>\d\d)(?![\d:])"),
)  # fmt: skip
_IGNORED = lazy_regex(
    r"(?i)(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b[.,]?\s*|\bthe\s+|^,\s*)"
)
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NUMBERS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_NUMBERS |= {name[:3]: number for name, number in _NUMBERS.items()} | {"sept": 9}

_YEAR_FIRST = lazy_regex(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = lazy_regex(r"(\d{4})(\d\d)(\d\d)")
_WEEK = lazy_regex(r"(\d{4})-?[Ww](\d\d)-?(\d)")
_DAY_OF_YEAR = lazy_regex(r"(\d{4})-?(\d{3})")
_DAY_OR_MONTH_FIRST = lazy_regex(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,9})"
_YEAR = r"(?P<year>\d{4})"
_ENGLISH_DATES = [
    lazy_regex(pattern)
    for pattern in (
        rf"{_DAY}\.?[ -]?(?:of )?{_MONTH}\.?(?: ?, ?| |-){_YEAR}",
        rf"{_MONTH}\.?[ -]{_DAY}(?: ?, ?| |-){_YEAR}",
        rf"{_YEAR}[ ,-] ?{_MONTH}\.?[ -]{_DAY}",
    )
]


@frozen
class ParsedDate:
    """A date from front matter."""

    when: datetime
    """Always with a time zone."""
    has_time: bool
    """Whether the author wrote a time of day."""
    warning: str = ""
    """How an ambiguous date was read; empty if it is not ambiguous."""


def parse_date(text: str, zone: tzinfo) -> ParsedDate:
    """Parse a date. `zone` is the time zone if `text` has none; without a time of day, it is midnight.

    Supports ISO 8601, RFC 5322, the formats of JavaScript, Go, Unix and blog engines, and dates in English words.
    Raises ValueError if `text` has another format, or names a day that does not exist.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError("too long for a date")
    text = " ".join(text.replace("\N{MINUS SIGN}", "-").strip().strip("'\"").split())
    body, clock, rest = _split_time(text)
    words, zone_text = _find_date(body, rest, has_time=clock is not None)
    own_zone, zone_warning = parse_zone(zone_text) if zone_text else (None, "")
    day, day_warning = _parse_day(words)
    moment, clock_warning = resolve_clock_change(
        _combine(day, clock), own_zone or zone, name=zone_text, has_time=clock is not None
    )
    try:
        moment.astimezone(zone), moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
    warnings = [warning for warning in (day_warning, zone_warning, clock_warning) if warning]
    return ParsedDate(moment, has_time=clock is not None, warning="; ".join(warnings))


def date_in_name(name: str, zone: tzinfo) -> ParsedDate | None:
    """Return the date at the start of a file or folder name, as in `2024-03-24-hello`, or None."""
    match = _NAME_DATE.match(name)
    return _day(match[1], match[2], match[3], zone) if match else None


def date_in_path(path: str, zone: tzinfo) -> ParsedDate | None:
    """Return the date in the folders of a path or URL, as in `blog/2024/03/24/hello`, or None."""
    match = _PATH_DATE.search(path)
    return _day(match[1], match[2] or match[4], match[3] or match[5], zone) if match else None


def _day(year: str, month: str, day: str, zone: tzinfo) -> ParsedDate | None:
    try:
        return ParsedDate(datetime(int(year), int(month), int(day), tzinfo=zone), has_time=False)
    except ValueError:
        return None


def name_without_date(name: str) -> str:
    """Return a file or folder name without the date at its start; a name that is only a date is unchanged."""
    return _NAME_DATE.sub("", name) or name


def _split_time(text: str) -> tuple[str, timedelta | None, str]:
    """Return the text before the time of day, the time since midnight if there is one, and the text after it."""
    for pattern in _TIMES:
        if match := pattern.search(text):
            return text[: match.start()], _time_of_day(match), text[match.end() :]
    return text, None, ""


def _time_of_day(match: re.Match[str]) -> timedelta:
    parts = match.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if am_pm := parts.get("am_pm"):
        if not 1 <= hour <= MONTHS:  # 12-hour clock
            raise ValueError(match[0])
        hour = hour % 12 + (12 if am_pm in "pP" else 0)
    fraction = int(f"{parts.get('fraction') or ''}000000"[:6])
    if (hour, minute, second, fraction) != (24, 0, 0, 0):  # ISO 8601: the end of the day
        time(hour, minute, second, fraction)  # raises ValueError
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction)


def _find_date(before: str, after: str, *, has_time: bool) -> tuple[str, str]:
    """Return the text of the date and that of the time zone, from the text before and after the time of day."""
    before = re.sub(r"(?i)(?:\bat|[t@,])$", "", _IGNORED.sub("", before).rstrip()).strip(" ,")
    after = after.strip()
    if not before:  # the time came first
        found = re.search(r"(?:^|[ ,])((?:\d|[A-Za-z]{3,9}\.? \d).*)$", after)
        if not found:
            raise ValueError(after)
        return _IGNORED.sub("", found[1]).strip(" ,"), after[: found.start()].strip(" ,")
    if has_time and (found := re.search(r"(?:^|\s)(\d{4})$", after)) and not re.search(r"\d{4}", before):
        return f"{before} {found[1]}", after[: found.start()].strip()  # `Mar 24 10:00:00 CET 2024`
    if not has_time and (found := re.search(r"(?<=\d)(?: ?(Z|UTC|GMT)| ([A-Z][A-Za-z]+/\S+)|(\+\d\d:\d\d))$", before)):
        return before[: found.start()], found[1] or found[2] or found[3]
    return before, after


def _parse_day(text: str) -> tuple[date, str]:
    """Return the day, and a warning if `text` is ambiguous."""
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[3]), int(match[4])), ""
    if match := _COMPACT.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3])), ""
    if match := _WEEK.fullmatch(text):
        return date.fromisocalendar(int(match[1]), int(match[2]), int(match[3])), ""
    if match := _DAY_OF_YEAR.fullmatch(text):
        first = date(int(match[1]), 1, 1)
        day = first + timedelta(days=int(match[2]) - 1)
        if day.year != first.year:
            raise ValueError(text)
        return day, ""
    if match := _DAY_OR_MONTH_FIRST.fullmatch(text):
        return _parse_numeric_day(match)
    for pattern in _ENGLISH_DATES:
        match = pattern.fullmatch(text.lower())
        if match and match["month"] in _NUMBERS:
            return date(int(match["year"]), _NUMBERS[match["month"]], int(match["day"])), ""
    raise ValueError(text)


def _parse_numeric_day(match: re.Match[str]) -> tuple[date, str]:
    """Return the day of `24.03.2024` or `03/24/2024`, and a warning if it is ambiguous."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    dotted = match[2] == "."  # as in most of Europe: the day comes first
    month, day = (second, first) if dotted or first > MONTHS else (first, second)
    found = date(year, month, day)
    ambiguous = not dotted and max(first, second) <= MONTHS and first != second
    return found, f"ambiguous; read as {found.isoformat()}" if ambiguous else ""


def _combine(day: date, clock: timedelta | None) -> datetime:
    try:
        return datetime.combine(day, time()) + (clock or timedelta())
    except OverflowError as error:
        raise ValueError(day.isoformat()) from error
