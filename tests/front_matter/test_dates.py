"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.front_matter.dates import date_in_name, name_without_date, parse_date

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "when", "has_time"),
    [
        ("2024-03-24", "2024-03-23T23:00Z", False),
        ("'2024-03-24'", "2024-03-23T23:00Z", False),
        ("2024-3-4", "2024-03-03T23:00Z", False),
        ("2024/03/24", "2024-03-23T23:00Z", False),
        ("20240324", "2024-03-23T23:00Z", False),
        ("24.03.2024", "2024-03-23T23:00Z", False),
        ("24 March 2024", "2024-03-23T23:00Z", False),
        ("March 24, 2024", "2024-03-23T23:00Z", False),
        ("2024-03-24 10:00", "2024-03-24T09:00Z", True),
        ("2024-03-24T10:00:00", "2024-03-24T09:00Z", True),
        ("2024-03-24T10:00:00Z", "2024-03-24T10:00Z", True),
        ("2024-03-24T10:00:00.000Z", "2024-03-24T10:00Z", True),
        ("2024-03-24 10:00:00 +0200", "2024-03-24T08:00Z", True),
        ("2024-03-24 10:00 +02:00", "2024-03-24T08:00Z", True),
        ("2024-03-24T10:00-08", "2024-03-24T18:00Z", True),
        ("2024-03-24 10:00 America/New_York", "2024-03-24T14:00Z", True),
        ("2024-03-24 10:00 UTC", "2024-03-24T10:00Z", True),
        ("Sun, 24 Mar 2024 10:00:00 +0100", "2024-03-24T09:00Z", True),
        ("Mar 24, 2024 5:00 PM PST", "2024-03-25T01:00Z", True),
        ("2024-07-24 10:00 CEST", "2024-07-24T08:00Z", True),
    ],
)
def test_dates_with_time_zones(text: str, when: str, *, has_time: bool) -> None:
    moment = parse_date(text, BERLIN)

    assert moment.when.astimezone(UTC) == datetime.fromisoformat(when)
    assert moment.has_time is has_time
    assert not moment.warning


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2024", "2024-03", "March 2024", "2024-02-30", "2024-13-01", "may", "10", "2024-03-24 25:00",
     "0001-01-01 00:00 +14:00", "9999-12-31T23:59:59-12:00", "2024-03-24 - 2024-04-01", "1711267200"],
)  # fmt: skip
def test_invalid_dates(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_date(text, BERLIN)


def test_ambiguous_dates_have_a_warning() -> None:
    assert "2024-03-04" in parse_date("03/04/2024", BERLIN).warning
    assert parse_date("24/03/2024", BERLIN).when.day == 24


@pytest.mark.parametrize(
    ("text", "when"),
    [
        # How Nikola, JavaScript and people write an offset: ahead of UTC is plus.
        ("2018-03-06 10:28:07 UTC-08:00", "2018-03-06T18:28:07Z"),
        ("2024-12-25 01:00 UTC+9", "2024-12-24T16:00Z"),
        ("2024-12-25 01:00 UTC +09:00", "2024-12-24T16:00Z"),
        ("2024-12-25 10:00 GMT-5", "2024-12-25T15:00Z"),
        ("2024-12-25 10:00 GMT\N{MINUS SIGN}5", "2024-12-25T15:00Z"),
        ("Tue Jun 05 2018 13:38:25 GMT+0200 (CEST)", "2018-06-05T11:38:25Z"),
        ("Tue Jun 05 2018 13:38:25 GMT+0200 (Central European Summer Time)", "2018-06-05T11:38:25Z"),
        ("2018-06-03T06:38:25Z-0700", "2018-06-03T13:38:25Z"),
        # In these names of the tz database the sign is POSIX's.
        ("2024-12-25 10:00 Etc/GMT+5", "2024-12-25T15:00Z"),
        ("2024-12-25 10:00 Etc/GMT-5", "2024-12-25T05:00Z"),
        # ISO 8601, RFC 5322, RFC 9557, Go, Unix.
        ("20241225T100000Z", "2024-12-25T10:00Z"),
        ("2024-W52-3T10:00Z", "2024-12-25T10:00Z"),
        ("2024-360T10Z", "2024-12-25T10:00Z"),
        ("2024-12-25T10:00:00,5+01", "2024-12-25T09:00:00.5Z"),
        ("2024-12-24T24:00:00Z", "2024-12-25T00:00Z"),
        ("2024-12-25+01:00", "2024-12-24T23:00Z"),
        ("Wed, 25 Dec 2024 10:00:00 -0500", "2024-12-25T15:00Z"),
        ("Wed, 25 Dec 2024 10:00 EST", "2024-12-25T15:00Z"),
        ("2024-12-25T10:00:00+01:00[Europe/Berlin]", "2024-12-25T09:00Z"),
        ("2024-12-25 10:00:00 +0100 CET m=+0.01", "2024-12-25T09:00Z"),
        ("Wed Dec 25 10:00:00 CET 2024", "2024-12-25T09:00Z"),
        ("Wednesday, December 25th, 2024 at 5 p.m. UTC", "2024-12-25T17:00Z"),
        ("10:00 CET, December 25, 2024", "2024-12-25T09:00Z"),
        # The hour that the clock shows twice: the name says which.
        ("2024-10-27 02:30 CET", "2024-10-27T01:30Z"),
        ("2024-10-27 02:30 CEST", "2024-10-27T00:30Z"),
        ("2024-10-27 02:30 +0100", "2024-10-27T01:30Z"),
    ],
)
def test_time_zone_formats(text: str, when: str) -> None:
    moment = parse_date(text, ZoneInfo("Asia/Tokyo"))

    assert moment.when.astimezone(UTC) == datetime.fromisoformat(when)
    assert not moment.warning


@pytest.mark.parametrize(
    "text",
    ["2024-03-24 10:00 soon", "2024-03-24 10:00 +25:00", "2024-03-24 10:00 +09:75", "2024-03-24 10:00 +0900 +x",
     "2024-03-24-08:00", "2024-03-24 10:00 10:00", "24 Smarch 2024", "13:00 PM 24 March 2024", "2024-366x", "2023-366",
     "A" * 20_000, "2024-03-24 10:00 " + "A" * 20_000, "1" * 5_000],
)  # fmt: skip
def test_text_around_a_date_makes_it_invalid(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_date(text, BERLIN)


def test_clock_changes() -> None:
    twice, never = parse_date("2024-10-27 02:30", BERLIN), parse_date("2024-03-31 02:30", BERLIN)

    assert twice.when.astimezone(UTC) == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    assert "2024-10-27 02:30+02:00" in twice.warning
    assert never.when.astimezone(UTC) == datetime(2024, 3, 31, 1, 30, tzinfo=UTC)
    assert "2024-03-31 03:30+02:00" in never.warning
    assert not parse_date("2024-10-27 03:30", BERLIN).warning
    assert not parse_date("2018-11-04", ZoneInfo("America/Sao_Paulo")).warning  # there was no midnight


# How a moment is written; `{short}` is its offset as `+0530`, `{long}` as `+05:30`.
SPELLINGS = [
    "%Y-%m-%dT%H:%M:%S{long}",
    "%Y-%m-%d %H:%M:%S{long}",
    "%Y-%m-%d %H:%M:%S {long}",
    "%Y-%m-%d %H:%M:%S {short}",
    "%Y-%m-%dT%H:%M:%S{short}",
    "%Y-%m-%dt%H:%M:%S.000{short}",
    "%Y/%m/%d %H:%M:%S {short}",
    "%Y.%m.%d %H:%M:%S {long}",
    "%Y%m%dT%H%M%S{short}",
    "%G-W%V-%uT%H:%M:%S{long}",
    "%Y-%jT%H:%M:%S{long}",
    "%d.%m.%Y %H:%M:%S {long}",
    "%a, %d %b %Y %H:%M:%S {short}",
    "%d %B %Y, %H:%M:%S UTC{long}",
    "%B %d, %Y at %I:%M:%S %p UTC{short}",
    "%a %b %d %Y %H:%M:%S GMT{short} (Somewhere)",
    "%a %b %d %H:%M:%S {short} %Y",
    "%Y-%m-%d %H:%M:%S {short} {short}",
    "%Y-%m-%dT%H:%M:%S{long}[Europe/Berlin]",
    "%A, %d-%b-%Y %H:%M:%S GMT {long}",
    "%H:%M:%S {long}, %d %B %Y",
]


@given(
    st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001 - the zone is drawn
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
    st.sampled_from(SPELLINGS),
)
def test_any_time_in_any_format_is_parsed(naive: datetime, minutes: int, spelling: str) -> None:
    when = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    offsets = {"long": f"{sign}{hours:02}:{rest:02}", "short": f"{sign}{hours:02}{rest:02}"}
    text = when.strftime(spelling).format(**offsets)

    moment = parse_date(text, BERLIN)

    assert moment.when == when
    assert (moment.has_time, moment.warning) == (True, "")


def test_an_unknown_time_zone_has_a_warning() -> None:
    moment = parse_date("2024-03-24 10:00 XYZ", BERLIN)

    assert "XYZ" in moment.warning
    assert moment.when.tzinfo is BERLIN


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        moment = parse_date(text, BERLIN)
    except ValueError:
        return
    assert moment.when.tzinfo


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_iso_dates_are_parsed(when: datetime) -> None:
    assert parse_date(when.isoformat(), BERLIN).when.astimezone(UTC) == when.astimezone(UTC)


def test_date_in_a_file_name() -> None:
    moment = date_in_name("2024-03-24-hello", BERLIN)

    assert moment
    assert moment.when == datetime(2024, 3, 24, tzinfo=BERLIN)
    assert date_in_name("2024-13-24-hello", BERLIN) is None
    assert date_in_name("hello", BERLIN) is None
    assert name_without_date("2024-03-24-hello") == "hello"
    assert name_without_date("2024-03-24") == "2024-03-24"
