"""Dates by the conventions of a site."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.front_matter.site_dates import DateReader


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("%d/%m/%Y", "05/01/2024", "2024-01-05"),
        ("%m/%d/%Y", "05/01/2024", "2024-05-01"),
        ("%d.%m.%y", "05.01.24", "2024-01-05"),
        ("%Y年%m月%d日", "2024年01月05日", "2024-01-05"),
        ("%d %B %Y %H:%M", "05 January 2024 14:30", "2024-01-05 14:30"),
        ("%d/%m/%Y", "2024-01-05", "2024-01-05"),  # another format than that of conf.py
        ("%d %B", "5 January 2024", "2024-01-05"),  # a format without a year is only for display
        ("%-d %B %Y", "5 January 2024", "2024-01-05"),  # only `strftime` knows it
    ],
)
def test_the_format_of_conf_py_comes_first(pattern: str, text: str, expected: str) -> None:
    found = DateReader(UTC, pattern).parse(text)

    assert found.when == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found.has_time == (":" in expected)
    assert not found.warning


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan 5, 2024", "2024-01-05"),
        ("05 January 2024", "2024-01-05"),
        ("5/1/24", "2024-05-01"),
        ("05/01/2024", "2024-05-01"),
        ("Jan 2024", "2024-01-01"),
        ("Friday 5th of January, 2024 at 10pm", "2024-01-05 22:00"),
    ],
)
def test_dates_that_ablog_understands(text: str, expected: str) -> None:
    """Whatever dateutil reads is a date, without a warning; a missing day is not today's, as it is in ABlog."""
    found = DateReader(UTC, as_ablog=True).parse(text)

    assert (found.when, found.warning) == (datetime.fromisoformat(expected).replace(tzinfo=UTC), "")


@pytest.mark.parametrize("text", ["", "soon", "12", "true", "2024", "January", "10:00", "2024-02-30", "5 x 2024"])
@pytest.mark.parametrize("as_ablog", [True, False])
def test_texts_that_are_no_dates(text: str, as_ablog: bool) -> None:  # noqa: FBT001
    """A date has at least a year and a month; dateutil would complete it with today's."""
    with pytest.raises(ValueError):  # noqa: PT011 - the reader documents no more
        DateReader(UTC, as_ablog=as_ablog).parse(text)


@given(st.text(max_size=150), st.text(max_size=10), st.booleans())
def test_any_text_is_a_date_or_a_value_error(text: str, pattern: str, as_ablog: bool) -> None:  # noqa: FBT001
    with suppress(ValueError):
        assert DateReader(UTC, pattern, as_ablog).parse(text).when.tzinfo
