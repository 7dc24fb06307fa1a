"""What a check found: where, what is wrong, what to do, and how to fix it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable


class Level(StrEnum):
    """How serious a finding is."""

    PROBLEM = "problem"
    """Something does not work, or is not what the author meant."""
    SUGGESTION = "suggestion"
    """Something that readers or search engines would do better with."""


class Kind(StrEnum):
    """The kinds of findings, which `postil check --only` selects."""

    LINK = "link"
    """A link inside the site that leads nowhere: to no page, no file, or no heading."""
    WEB = "web"
    """A link to another site that does not work, or that redirects permanently. Only with `--web`."""
    IMAGE = "image"
    """An image that is missing, damaged, very large, or not used."""
    ALT = "alt"
    """An image without alt text, or with alt text that describes nothing."""
    NOTE = "note"
    """A footnote without a reference, a reference without a footnote, or two footnotes with the same label."""
    URL = "url"
    """Two pages with the same URL, a URL that is reserved, or a URL of the last build that leads nowhere now."""
    FRONT_MATTER = "front-matter"
    """A key of the front matter that is probably misspelled, an invalid value, or a file that can't be read."""
    OPTION = "option"
    """An option in `conf.py` that is unknown, misspelled or invalid."""
    DESCRIPTION = "description"
    """A post without a description, or with one that search engines cut off."""
    TAG = "tag"
    """Tags or categories that differ only in case, punctuation or plural."""
    SCHEDULE = "schedule"
    """A scheduled or expiring post on a host that does not rebuild the site."""
    FEED = "feed"
    """A feed that is not valid, or no feed."""
    SITEMAP = "sitemap"
    """A sitemap that is not valid, or no sitemap."""
    MARKUP = "markup"
    """Every other warning of a build."""


@frozen
class LineFix:
    """Replace text in one line, once."""

    line: int
    before: str
    after: str


@frozen
class TextFix:
    """Change the text of a file; the function may raise `postil.front_matter.edit.EditError`."""

    change: Callable[[str], str]


@frozen
class Finding:
    """Something that is wrong, or that could be better."""

    kind: Kind
    message: str
    """What is wrong, in one sentence without a full stop."""
    file: Path | None = None
    line: int = 0
    """The line in the file, from 1; 0 if the finding belongs to no line."""
    advice: str = ""
    """What to do, if the message does not say so."""
    level: Level = Level.PROBLEM
    fix: LineFix | TextFix | None = None
    """How to fix it, if that is mechanical."""
