"""Parse dates by the conventions of a site: in the format of its conf.py, or as ABlog does."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import datetime, tzinfo

from postil.front_matter.dates import MAX_LENGTH, ParsedDate, parse_date
from postil.frozen import frozen

# Two days that differ in year and month: what a text leaves out differs in what dateutil makes of it.
_DEFAULTS = (datetime(2001, 1, 1), datetime(2004, 2, 1))  # noqa: DTZ001 - the zone is added later
# The year of dates in a format without a year.
_NO_YEAR = 1900


@frozen
class DateReader:
    """Parses the dates of a site."""

    zone: tzinfo
    """The time zone of dates without one."""
    pattern: str = ""
    """The `strftime` format in which the owner writes dates, `post_date_format`; empty if there is none."""
    as_ablog: bool = False
    """Whether dates that postil does not understand are parsed as in ABlog, with dateutil."""

    def parse(self, text: str) -> ParsedDate:
        """Parse a date. Raises ValueError if it is none, or names a day that does not exist."""
        text = text.strip()
        if found := self._parse_with_pattern(text):
            return found
        try:
            found = parse_date(text, self.zone)
        except ValueError:
            if not self.as_ablog:
                raise
            return self._parse_with_dateutil(text)
        # ABlog reads ambiguous dates in the same way, and says nothing.
        return replace(found, warning="") if self.as_ablog else found

    def _parse_with_pattern(self, text: str) -> ParsedDate | None:
        if not self.pattern:
            return None
        try:
            when = datetime.strptime(text, self.pattern)  # noqa: DTZ007 - the zone is added below
        except (ValueError, TypeError):  # a pattern that only `strftime` accepts, or another format
            return None
        if when.year == _NO_YEAR:
            return None
        has_time = any(f"%{directive}" in self.pattern for directive in "HIcXTRs")
        return ParsedDate(when if when.tzinfo else when.replace(tzinfo=self.zone), has_time=has_time)

    def _parse_with_dateutil(self, text: str) -> ParsedDate:
        """Parse a date that has at least a year and a month; a missing day is the first. Raises ValueError."""
        if len(text) > MAX_LENGTH:
            raise ValueError("too long for a date")
        from dateutil.parser import ParserError, UnknownTimezoneWarning, parse  # noqa: PLC0415 - slow to load

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UnknownTimezoneWarning)
                first, second = (parse(text, default=default) for default in _DEFAULTS)
        except (ParserError, OverflowError) as error:
            raise ValueError(text) from error
        if first != second:
            raise ValueError(text)
        has_time = first.time() != datetime.min.time()
        return ParsedDate(first if first.tzinfo else first.replace(tzinfo=self.zone), has_time=has_time)
