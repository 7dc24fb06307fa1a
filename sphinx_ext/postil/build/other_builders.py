"""Find the outdated pages of builders other than those for HTML pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.build.exact_output import exact_output
from postil.build.record import BuildRecord, PageSources, digest_of_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


class OtherBuilderRecord:
    """Finds the outdated pages of a builder without a record of its own, such as `latex` or `text`."""

    def __init__(self) -> None:
        self._record: BuildRecord | None = None
        self._sources: PageSources | None = None

    def find_outdated_pages(self, app: Sphinx, env: Any) -> Iterable[str]:
        """Return the documents whose page is outdated."""
        if exact_output(app.builder):
            return ()
        self._record = BuildRecord(Path(app.doctreedir), app.builder.name, Path(app.outdir))
        self._sources = PageSources(app.builder, digest_of_settings(app.builder, of_pages=True))
        found = self._sources.outdated(self._record)
        if found:
            self._record.begin()
        return sorted(found)

    def record_written(self, app: Sphinx, exception: Exception | None) -> None:
        """Record all pages as written when a build has finished."""
        if self._record is None or self._sources is None or exception:
            return
        if self._record.unfinished or not self._sources.are_recorded(self._record):
            self._sources.record(self._record)
            self._record.documents = dict(self._sources.digests(app.env.found_docs))
            self._record.save()
        self._record.end()


def setup(app: Sphinx) -> None:
    """Find outdated pages after the index is computed (700)."""
    other = OtherBuilderRecord()
    app.connect("env-get-updated", other.find_outdated_pages, priority=800)
    app.connect("build-finished", other.record_written, priority=900)
