"""What postil says when something is wrong: one sentence, at file and line, of a kind that can be silenced."""

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
    """The kinds of warning; `suppress_warnings = ["postil.mount"]` silences one of them."""

    FRONT_MATTER = "front_matter"
    """A value in a post's front matter that is not understood."""
    SOURCE = "source"
    """A file that cannot be read as a post: not UTF-8, empty, too deep, broken front matter, an unusable name."""
    TITLE = "title"
    """A post without a title."""
    MOUNT = "mount"
    """A folder to be mounted that is not there, or holds the source folder."""
    PERMALINK = "permalink"
    """Two pages that want one address."""
    CONFIG = "config"
    """An option in conf.py with a value of the wrong kind, or with a name that no extension knows."""
    DIRECTIVE = "directive"
    """An option of a directive that is not understood."""
    NOTE = "note"
    """A reference without a note, a note without a reference or text, or two notes with one label."""
    FORMULA = "formula"
    """TeX that cannot be drawn, and is shown as it is written."""
    GIT = "git"
    """Dates that git was asked for and could not give."""
    PICTURE = "picture"
    """An image that cannot be read, is too large to make copies of, or is outside the folders of the site."""
    FIGURE = "figure"
    """A picture without alternative text, with a file's name in its place, or with an attribute not understood."""
    SEARCH = "search"
    """Pagefind, which is asked for and is not there, or fails."""
    COMPATIBILITY = "compatibility"
    """A library that is not what postil knows; the feature in question steps aside."""


@contextmanager
def silenced() -> Iterator[None]:
    """Let nothing that Sphinx or an extension logs come through: it has been said where it belongs."""
    handlers = stdlib_logging.getLogger("sphinx").handlers
    nothing = stdlib_logging.Filter("no logger has this name")
    for handler in handlers:
        handler.addFilter(nothing)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(nothing)


def warn(subtype: Subtype, message: str, location: str | tuple[str, int] | Node | None = None) -> None:
    """Log `message` as the warning `postil.<subtype>`.

    `location` is `"path:line"`, a pair of document and line, or a node; Sphinx puts it before the message.
    """
    logger.warning("%s", message, type="postil", subtype=subtype.value, location=location)
