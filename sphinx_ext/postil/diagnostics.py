"""Warnings: one sentence each, with file and line, and of a type that can be suppressed."""

from __future__ import annotations

import logging as stdlib_logging
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node

logger = logging.getLogger(__name__)


class Subtype(StrEnum):
    """The types of warnings; `suppress_warnings = ["postil.mount"]` suppresses one of them."""

    FRONT_MATTER = "front_matter"
    """An invalid value in a post's front matter."""
    SOURCE = "source"
    """A file that can't be read as a post: not UTF-8, empty, nested too deeply, with broken front matter, or with
    a file name that no page can have.
    """
    TITLE = "title"
    """A post without a title."""
    MOUNT = "mount"
    """A mounted folder that does not exist, or that contains the source folder."""
    PERMALINK = "permalink"
    """Two pages with the same URL, or a URL that is reserved."""
    LOST_URL = "lost_url"
    """A page that the last build had, and to whose URL no alias belongs now. Reported once."""
    CONFIG = "config"
    """An option in `conf.py` with an invalid value, or an unknown option."""
    DIRECTIVE = "directive"
    """An invalid option of a directive."""
    NOTE = "note"
    """A reference without a footnote, a footnote without a reference or without text, a line that is not indented
    enough to be part of a footnote, or two footnotes with the same label.
    """
    REFERENCE = "reference"
    """A reference to a figure, table, section or formula that the page does not have."""
    CITATION = "citation"
    """A citation of a work that is not in the bibliography, or a bibliography that can't be read."""
    DIAGRAM = "diagram"
    """An invalid Mermaid diagram; shown as code."""
    FORMULA = "formula"
    """Invalid or unsupported TeX; shown as source."""
    GIT = "git"
    """Dates that git could not provide."""
    PICTURE = "picture"
    """An image that can't be read, that is too large to resize, or that is outside the site's folders."""
    FIGURE = "figure"
    """An image with an invalid attribute, or with an option in its caption; the end of the build also counts images
    without alt text, or with alt text that describes nothing.
    """
    SYNTAX = "syntax"
    """Markup of another engine that is shown as written: template tags, shortcodes, code cells, components."""
    HTML = "html"
    """HTML that is not closed, or not nested correctly."""
    LEFT_OUT = "left_out"
    """Text that is not on the page: a hidden code cell, raw LaTeX, an unknown option of a directive."""
    SEARCH = "search"
    """Pagefind is not installed, failed, or cannot split the words of the language."""
    COMPATIBILITY = "compatibility"
    """Unsupported version of a dependency; the affected feature is disabled."""


@contextmanager
def suppress_logging() -> Iterator[None]:
    """Suppress what Sphinx and extensions log in this block, for work that repeats messages already logged."""
    handlers = stdlib_logging.getLogger("sphinx").handlers
    no_record = stdlib_logging.Filter("no logger has this name")
    for handler in handlers:
        handler.filters.insert(0, no_record)  # before the filter with which Sphinx counts warnings
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(no_record)


def advise(subtype: Subtype, problem: str, location: str | tuple[str, int] | Node | None = None) -> None:
    """Log what a writer could do better: the end of the build says how often, in one line.

    `problem` names the things, whose number and places follow: "images without alt text".
    """
    logger.info("%s", problem, type="postil", subtype=subtype.value, location=location)


def warn(subtype: Subtype, message: str, location: str | tuple[str, int] | Node | None = None) -> None:
    """Log `message` as the warning `postil.<subtype>`.

    `location` is `"path:line"`, a pair of document and line, or a node; Sphinx puts it before the message.
    """
    logger.warning("%s", message, type="postil", subtype=subtype.value, location=location)
