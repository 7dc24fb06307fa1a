"""Read the dates people write, and keep their zone."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T\s])")
_DAY_OR_MONTH_FIRST = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_ZONE = re.compile(r"\s*(Z|UTC|GMT|[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+)+|(?<=[\d\s])[A-Z]{3,4})$")
_OFFSET = re.compile(r"\s*(?<=[\d\s])([+-])(\d{2}):?(\d{2})?$")
_NAME_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[-_ ]|$)")
# RFC 5322, section 4.3: the zones that mail headers name; the tz database does not have the summer ones.
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_HOURS |= {"CEST": 2, "EEST": 3, "WEST": 1, "BST": 1}
MONTHS = 12


@dataclass(frozen=True)
class Moment:
    """A date as an author gave it."""

    when: datetime
    """With a zone, always."""
    timed: bool
    """Whether a time of day was given."""
    note: str = ""
    """What was guessed, for a warning; empty if nothing was."""


def parse_date(text: str, zone: tzinfo) -> Moment:
    """Return the moment that `text` names; without a zone of its own it is in `zone`, without a time it is midnight.

    Raises ValueError if year, month and day are not all there, or there is no such day.
    """
    text = " ".join(text.strip().strip("'\"").split())
    body, own_zone, note = _split_zone(text)
    body = _YEAR_FIRST.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", body, count=1)
    if match := _DAY_OR_MONTH_FIRST.match(body):
        first, second = int(match[1]), int(match[3])
        dotted = match[2] == "."  # as in German and most of Europe: the day comes first
        month, day = (second, first) if dotted or first > MONTHS else (first, second)
        body = f"{match[4]}-{month:02}-{day:02}{body[match.end() :]}"
        if not dotted and max(first, second) <= MONTHS and first != second:
            note = f"it could be two days and was read as {match[4]}-{month:02}-{day:02}"
    naive = _parse_naive(body)
    moment = naive.replace(tzinfo=own_zone or naive.tzinfo or zone)
    try:
        moment.astimezone(zone), moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
    return Moment(moment, timed=bool(re.search(r"\d[T ]\d|:\d\d", body)), note=note)


def date_in_name(name: str, zone: tzinfo) -> Moment | None:
    """Return the date that a file or folder name starts with, as in `2024-03-24-hello`, or None."""
    match = _NAME_DATE.match(name)
    if not match:
        return None
    try:
        return Moment(datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=zone), timed=False)
    except ValueError:
        return None


def name_without_date(name: str) -> str:
    """Return a file or folder name without the date it starts with; a name that is only a date stays."""
    return _NAME_DATE.sub("", name) or name


def _split_zone(text: str) -> tuple[str, tzinfo | None, str]:
    """Return the text without its zone, the zone if there is one, and a note if its name is not known."""
    if match := _OFFSET.search(text):
        if ":" not in text[: match.start()] and not re.search(r"[T ]\d{1,2}$", text[: match.start()]):
            return text, None, ""  # `2024-03-24` ends in what looks like an offset
        delta = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return text[: match.start()], timezone(-delta if match[1] == "-" else delta), ""
    match = _ZONE.search(text)
    if not match or not re.search(r"\d", text[: match.start()]):
        return text, None, ""
    body, name = text[: match.start()].rstrip(), match[1]
    if name in ("Z", "UTC", "GMT"):
        return body, UTC, ""
    if hours := _HOURS.get(name):
        return body, timezone(timedelta(hours=hours)), ""
    try:
        return body, ZoneInfo(name), ""
    except (KeyError, ValueError, OSError):
        return body, None, f"the zone {name} is not known; the site's own was used"


def _parse_naive(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass  # not ISO 8601: the words of a person
    if not re.search(r"[A-Za-z]", text) and not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d", text):
        raise ValueError(text)
    # dateutil fills what is missing from a default; a result that depends on the default is a date with a part missing.
    defaults = datetime(2000, 1, 1), datetime(2001, 2, 3)  # noqa: DTZ001 - the caller knows the zone
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an unknown zone's name: the words around it still make a date or do not
        try:
            one, other = (dateutil_parser.parse(text, default=default) for default in defaults)
        except (ValueError, OverflowError, TypeError) as error:
            raise ValueError(text) from error
    if one != other:
        raise ValueError(text)
    return one
