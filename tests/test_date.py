"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.date import date_in_name, name_without_date, parse_date

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "when", "timed"),
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
def test_date_with_its_zone(text: str, when: str, *, timed: bool) -> None:
    moment = parse_date(text, BERLIN)

    assert moment.when.astimezone(UTC) == datetime.fromisoformat(when)
    assert moment.timed is timed
    assert not moment.note


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2024", "2024-03", "March 2024", "2024-02-30", "2024-13-01", "may", "10", "2024-03-24 25:00",
     "0001-01-01 00:00 +14:00", "9999-12-31T23:59:59-12:00", "2024-03-24 - 2024-04-01", "1711267200"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_date(text, BERLIN)


def test_two_readings_are_told() -> None:
    assert "2024-03-04" in parse_date("03/04/2024", BERLIN).note
    assert parse_date("24/03/2024", BERLIN).when.day == 24


def test_unknown_zone_is_told() -> None:
    moment = parse_date("2024-03-24 10:00 XYZ", BERLIN)

    assert "XYZ" in moment.note
    assert moment.when.tzinfo is BERLIN


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        moment = parse_date(text, BERLIN)
    except ValueError:
        return
    assert moment.when.tzinfo


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_iso_dates_come_back_as_they_were(when: datetime) -> None:
    assert parse_date(when.isoformat(), BERLIN).when.astimezone(UTC) == when.astimezone(UTC)


def test_date_in_a_name() -> None:
    moment = date_in_name("2024-03-24-hello", BERLIN)

    assert moment
    assert moment.when == datetime(2024, 3, 24, tzinfo=BERLIN)
    assert date_in_name("2024-13-24-hello", BERLIN) is None
    assert date_in_name("hello", BERLIN) is None
    assert name_without_date("2024-03-24-hello") == "hello"
    assert name_without_date("2024-03-24") == "2024-03-24"
