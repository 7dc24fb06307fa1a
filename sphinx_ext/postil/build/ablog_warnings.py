"""Log what ABlog does not warn about as advice, in a site that follows ABlog's rules: it built without warnings before.

A build with `-W` must go on to succeed, so the end of the build has one line for each kind instead. `sphinx-build -v`
logs the messages.
"""

from __future__ import annotations

import logging as stdlib_logging
from typing import TYPE_CHECKING

from sphinx.util.logging import NAMESPACE, WarningStreamHandler, getLogger

from postil.diagnostics import Subtype, advise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

logger = getLogger(__name__)

# What the end of the build says of each type, before a number.
_ADVICE: Mapping[str, str] = {
    Subtype.FIGURE: "images with an attribute that is ignored",
    Subtype.FORMULA: "formulas that are shown as TeX (MathJax renders them with `sphinx.ext.mathjax` in `extensions`)",
    Subtype.HTML: "places with HTML that is not closed or not nested correctly, and was corrected",
    Subtype.LEFT_OUT: "places with text that is not on the page",
    Subtype.NOTE: "footnotes that are not defined, not used or not indented",
    Subtype.PICTURE: "images that can't be read",
    Subtype.SYNTAX: "places with markup of another engine, which is shown as written",
}


class AblogWarnings(stdlib_logging.Filter):
    """A filter of a log handler that turns postil's warnings about a text into advice."""

    def filter(self, record: stdlib_logging.LogRecord) -> bool:
        """Return whether the record stays a warning."""
        subtype = getattr(record, "subtype", "")
        if getattr(record, "type", "") != "postil" or subtype not in _ADVICE:
            return True
        location = getattr(record, "location", None)
        logger.verbose("%s", record.getMessage(), location=location)
        advise(Subtype(subtype), _ADVICE[subtype], location=location)
        return False


def turn_warnings_into_advice(app: Sphinx) -> None:
    """Filter the warnings of a site that follows ABlog's rules, before they can end or fail the build."""
    if app.config.postil.ablog_rules:
        for handler in stdlib_logging.getLogger(NAMESPACE).handlers:
            if isinstance(handler, WarningStreamHandler):
                handler.filters.insert(0, AblogWarnings())


def setup(app: Sphinx) -> None:
    """Filter warnings from the first one about a text on."""
    app.connect("builder-inited", turn_warnings_into_advice, priority=40)
