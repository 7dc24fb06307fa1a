"""What the checks need to know of a site, as plain data."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from postil.project.source_facts import SourceFacts
    from postil.warning_groups import LocatedWarning


@frozen
class LinkFacts:
    """A link on a page, as resolved: to another page of the site, or anywhere else."""

    url: str
    file: Path
    line: int


@frozen
class PageFacts:
    """A document with its links resolved."""

    docname: str
    url: str
    """Its URL relative to the root of the site."""
    ids: Collection[str]
    links: Sequence[LinkFacts]


@frozen
class ImageFacts:
    """An image file that documents show."""

    file: Path
    user: Path
    """The first file that shows it."""
    line: int


@frozen
class SiteFacts:
    """A site as it was read."""

    source: Path
    """The folder of conf.py."""
    folders: Sequence[Path]
    """The folders with sources: that of conf.py, and those that are mounted."""
    published_folders: Sequence[Path] = ()
    """Folders and files that are copied to the output."""
    base_url: str = ""
    warnings: Sequence[LocatedWarning] = ()
    sources: Sequence[SourceFacts] = ()
    pages: Sequence[PageFacts] = ()
    images: Sequence[ImageFacts] = ()
    output: Mapping[str, bytes] = field(default_factory=dict)
    """The feeds and the files for crawlers that a build would write, by their paths in the output."""
    files: Collection[str] = ()
    """The pages and files in the output, without static ones."""
    dead_own_links: Sequence[LinkFacts] = ()
    """Absolute URLs of this site that lead nowhere."""
    lost: Sequence[LostFacts] = ()


@frozen
class LostFacts:
    """A URL of the last build that leads nowhere now."""

    url: str
    file: Path | None = None
    """The source file, if that is published elsewhere now."""
    now: str = ""
    """The URL at which it is published now."""
