"""Hold back what is logged about files until its number is known, so that the same kind is one line."""

from __future__ import annotations

import logging as stdlib_logging
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from docutils.utils import get_source_line
from sphinx.util.logging import NAMESPACE, InfoFilter, WarningSuppressor, getLogger, is_suppressed_warning

from postil.build.domain import post_domain
from postil.lazy_regex import lazy_regex
from postil.warning_groups import LocatedWarning, count_advice, group_warnings, parse_location

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.warning_groups import Location, WarningGroup

logger = getLogger(__name__)
Filter = TypeVar("Filter", bound=stdlib_logging.Filter)

# Not reported about posts: other blog engines allow these, and the page shows them as they should be.
IGNORED_IN_POSTS = frozenset({"myst.header", "myst.duplicate_def", "misc.highlighting_failure"})
# Messages of MyST and Sphinx about links, in words for those who do not know their terms.
_LINK_MESSAGES = tuple(
    (lazy_regex(pattern, re.DOTALL), text)
    for pattern, text in (
        (r"'myst' cross-reference target not found: (?P<target>.*)", "the link to {target} leads nowhere"),
        (r"Unknown source document (?P<target>.*)", "the link to {target} leads nowhere: there is no such document"),
        (
            r"local id not found in doc (?P<page>'.*?'): (?P<target>.*)",
            "the link to {target} leads nowhere: {page} has no such heading or label",
        ),
    )
)


class HeldWarnings(stdlib_logging.Filter):
    """A filter of a log handler that holds warnings about files until `release`."""

    def __init__(self, handler: stdlib_logging.Handler, doc2path: Callable[[str], object]) -> None:
        """Hold what `handler` gets; `doc2path` returns the file of a document."""
        super().__init__()
        self._handler, self._doc2path = handler, doc2path
        self._held: list[tuple[LocatedWarning, stdlib_logging.LogRecord]] = []
        self._releasing = False
        self._logged_once: set[tuple[str, str]] = set()

    def filter(self, record: stdlib_logging.LogRecord) -> bool:
        """Return whether to log the record now."""
        if self._releasing:
            return True
        # Sphinx counts a message that it logs only once each time.
        if getattr(record, "once", False):
            key = (str(record.msg), repr(record.args))
            if key in self._logged_once:
                return False
            self._logged_once.add(key)
        location = location_of(record, self._doc2path)
        if not location or record.exc_info:
            return True
        warning = LocatedWarning(parse_location(location), _message(record), (record.levelno, _warning_type(record)))
        self._held.append((warning, record))
        return False

    def take(self, posts: Callable[[], Collection[str]]) -> list[tuple[LocatedWarning, stdlib_logging.LogRecord]]:
        """Return the held warnings instead of logging them; `posts` returns the files of posts."""
        held, self._held = self._held, []
        if any(_warning_type(record) in IGNORED_IN_POSTS for _warning, record in held):
            files = posts()
            held = [
                (warning, record)
                for warning, record in held
                if warning.location.path not in files or _warning_type(record) not in IGNORED_IN_POSTS
            ]
        return held

    def release(self, posts: Callable[[], Collection[str]]) -> None:
        """Log the held warnings, grouped; `posts` returns the files of posts."""
        held = self.take(posts)
        records = {id(warning): record for warning, record in held}
        self._releasing = True
        try:
            for group in group_warnings(warning for warning, _record in held):
                self._handler.handle(_grouped(group, records[id(group.first)]))
        finally:
            self._releasing = False


class HeldAdvice(stdlib_logging.Filter):
    """A filter of a log handler that holds advice (see `postil.diagnostics.advise`) until `release`."""

    def __init__(self, doc2path: Callable[[str], object], is_suppressed: Callable[[str], bool]) -> None:
        """`doc2path` returns the file of a document; `is_suppressed` says whether a subtype is not to be logged."""
        super().__init__()
        self._doc2path, self._is_suppressed = doc2path, is_suppressed
        self._held: list[LocatedWarning] = []

    def filter(self, record: stdlib_logging.LogRecord) -> bool:
        """Return whether to log the record now."""
        if record.levelno != stdlib_logging.INFO or getattr(record, "type", "") != "postil":
            return True
        # Sphinx has two handlers for messages that are no warnings.
        if not getattr(record, "postil_held", False) and not self._is_suppressed(getattr(record, "subtype", "")):
            record.postil_held = True
            location = parse_location(location_of(record, self._doc2path))
            self._held.append(LocatedWarning(location, _message(record)))
        return False

    def take(self) -> list[LocatedWarning]:
        """Return the held advice instead of logging it."""
        held, self._held = self._held, []
        return held

    def release(self) -> None:
        """Log how much advice there is, and where."""
        held = self.take()
        for line in count_advice(replace(each, location=_relative(each.location)) for each in held):
            logger.info(line)


def location_of(record: stdlib_logging.LogRecord, doc2path: Callable[[str], object]) -> str:
    """Return the location of a record as `path:line`, with `path:` if only the file is known; empty without one."""
    location: Any = getattr(record, "location", None)
    if isinstance(location, nodes.Node):
        source, line = get_source_line(location)
        return f"{Path(source).absolute()}:{line or ''}" if source else ""
    if isinstance(location, tuple):
        docname, line = location
        return f"{doc2path(docname)}:{line or ''}" if docname else ""
    if location and ":" not in location:
        return str(doc2path(location))
    return str(location or "")


def _relative(location: Location) -> Location:
    """Return a location relative to the current folder, if it is below it."""
    path = Path(location.path)
    current = Path.cwd()
    return replace(location, path=str(path.relative_to(current))) if path.is_relative_to(current) else location


def _warning_type(record: stdlib_logging.LogRecord) -> str:
    return f"{getattr(record, 'type', '')}.{getattr(record, 'subtype', '')}"


def _message(record: stdlib_logging.LogRecord) -> str:
    try:
        text = str(record.msg) % record.args if record.args else str(record.msg)
    except (TypeError, ValueError):  # as Sphinx does
        return str(record.msg)
    if getattr(record, "type", "") == "myst":
        for pattern, plain in _LINK_MESSAGES:
            if match := pattern.fullmatch(text):
                return plain.format_map(match.groupdict())
    return text


def _grouped(group: WarningGroup, record: stdlib_logging.LogRecord) -> stdlib_logging.LogRecord:
    """Return the record of the first warning of a group, with the message of the group."""
    record.msg, record.args = group.message, None
    if group.first.location.line:
        record.location = str(group.first.location)
    # Otherwise, Sphinx writes the location of the record itself, with or without a colon.
    return record


def take_warnings(app: Sphinx) -> list[LocatedWarning]:
    """Return the warnings and the advice that are held, each by itself, instead of logging them.

    Advice has an empty type. Warnings that the owner suppresses are left out.
    """
    found: list[LocatedWarning] = []
    for held in _filters(HeldWarnings):
        for warning, record in held.take(lambda: _files_of_posts(app)):
            kind, subtype = (str(getattr(record, name, "") or "") for name in ("type", "subtype"))
            if not is_suppressed_warning(kind, subtype, app.config.suppress_warnings):
                found.append(replace(warning, type=f"{kind}.{subtype}".strip(".")))
    for advice in dict.fromkeys(_filters(HeldAdvice)):
        found += advice.take()
    return found


def _files_of_posts(app: Sphinx) -> set[str]:
    return {str(app.env.doc2path(name)) for name in post_domain(app.env).posts}


def release_warnings(app: Sphinx, *_args: object) -> None:
    """Log the warnings that are held."""
    for held in _filters(HeldWarnings):
        held.release(lambda: _files_of_posts(app))


def release_advice(app: Sphinx, error: Exception | None) -> None:
    """Log the advice that is held, as the last lines of a build."""
    for held in dict.fromkeys(_filters(HeldAdvice)):
        held.release()


def hold_messages(app: Sphinx) -> None:
    """Hold warnings about files, and advice, from now on; each handler of a new application has its own filters."""
    advice = HeldAdvice(app.env.doc2path, lambda subtype: is_suppressed(app.config, subtype))
    for handler in stdlib_logging.getLogger(NAMESPACE).handlers:
        if any(isinstance(each, HeldWarnings | HeldAdvice) for each in handler.filters):
            continue
        counters = [each for each in handler.filters if isinstance(each, WarningSuppressor)]
        if counters:
            # Before the filter that counts warnings, so that Sphinx counts lines; after the one that ends the build.
            handler.filters.insert(handler.filters.index(counters[0]), HeldWarnings(handler, app.env.doc2path))
        elif any(isinstance(each, InfoFilter) for each in handler.filters):
            handler.addFilter(advice)


def is_suppressed(config: Config, subtype: str) -> bool:
    """Return whether `suppress_warnings` contains postil's messages of this subtype."""
    return not {"postil", "postil.*", f"postil.{subtype}"}.isdisjoint(config.suppress_warnings)


def _filters(kind: type[Filter]) -> list[Filter]:
    handlers = stdlib_logging.getLogger(NAMESPACE).handlers
    return [each for handler in handlers for each in handler.filters if isinstance(each, kind)]


def setup(app: Sphinx) -> None:
    """Hold warnings while documents are read, and again while they are written; advice until the end."""
    app.connect("builder-inited", hold_messages, priority=50)
    app.connect("env-updated", release_warnings, priority=100)
    app.connect("build-finished", release_warnings, priority=990)
    app.connect("build-finished", release_advice, priority=991)
