"""Run an import, from the paths of its sources to the files of posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from postil.frozen import frozen
from postil.importers.download import CACHE, Downloader
from postil.importers.registry import ENGINES, ReadOptions, detect_engine, engine_named
from postil.importers.source import SourceError, merge_sources, open_source
from postil.importers.writer import write_site

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from postil.importers.model import ImportedSite
    from postil.importers.registry import Engine
    from postil.importers.report import Report
    from postil.importers.source import Source

_T = TypeVar("_T")


class ImportFailedError(Exception):
    """An import that can't be run; the message is a sentence for the person who ran it."""


@frozen
class ImportRequest:
    """What to import, and where to."""

    engine: str
    """The name of an engine, or `auto`."""
    sources: Sequence[Path]
    folder: Path
    """The folder of posts that is written."""
    since: dt.date | None = None
    dry_run: bool = False
    media: Path | None = None
    """A backup of the images."""
    download: bool = False
    """Whether images that are not in the source are downloaded."""
    comments: bool = False
    url: str = ""
    """The URL of the old site, if its export does not name it."""


def run_import(request: ImportRequest, *, progress: Callable[[str], None] = lambda _file: None) -> Report:
    """Import, and return what was done; raise UnknownEngineError or ImportFailedError if that is impossible."""
    named = None if request.engine == "auto" else engine_named(request.engine)
    try:
        source = merge_sources([open_source(path) for path in request.sources])
        media = open_source(request.media) if request.media else None
        engine = named or _detect(source)
        site = _read(engine, source, ReadOptions(media, comments=request.comments, url=_checked_url(request.url)))
        if request.download and not request.dry_run:
            site = Downloader(request.folder / CACHE).with_files(site)
        report = write_site(site, request.folder, since=request.since, dry_run=request.dry_run, progress=progress)
    except (SourceError, ValueError) as error:
        raise ImportFailedError(str(error)) from error
    except OSError as error:
        raise ImportFailedError(f"{error.filename or request.folder}: {error.strerror}") from error
    report.problems[:0] = source.problems
    return report


def _checked_url(url: str) -> str:
    if url and not re.fullmatch(r"https?://[^\s/]+(?:/\S*)?", url):
        raise ImportFailedError(f"{url} is not the URL of a site, such as https://example.org")
    return url


def _detect(source: Source) -> Engine:
    found = _loaded(lambda: detect_engine(source))
    if found is None:
        names = ", ".join(engine.name for engine in ENGINES)
        raise ImportFailedError(f"{source.name} looks like no export that postil knows; name its engine: {names}")
    return found


def _read(engine: Engine, source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in a source; the error for a wrong engine names the right one."""
    reader = _loaded(engine.load)
    try:
        return reader.read(source, options)
    except SourceError as error:
        other = _loaded(lambda: detect_engine(source))
        hint = f" It looks like {other.title}: postil import {other.name} …" if other and other != engine else ""
        raise ImportFailedError(f"{error} (expected: {engine.source}).{hint}") from error


def _loaded(load: Callable[[], _T]) -> _T:
    try:
        return load()
    except ImportError as error:
        raise ImportFailedError(f'this import needs more packages: pip install "postil[import]" ({error})') from error
