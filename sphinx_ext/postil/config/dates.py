"""How a site reads dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.front_matter.site_dates import DateReader

if TYPE_CHECKING:
    from postil.config.options import Options


def date_reader(options: Options) -> DateReader:
    """Return what parses the dates of a site."""
    return DateReader(options.postil_timezone, options.post_date_format, options.ablog_rules)
