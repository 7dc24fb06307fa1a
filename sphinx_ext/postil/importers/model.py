"""What every engine reads: a site with posts and pages, in one model that one writer turns into files."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping


class Kind(StrEnum):
    """What an entry of the old site is."""

    POST = "post"
    PAGE = "page"


class Status(StrEnum):
    """Whether an entry was public on the old site."""

    PUBLISHED = "published"
    UNLISTED = "unlisted"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Place:
    """A line in a file of the source, for messages."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def after(self, lines: int) -> Place:
        """Return the place so many lines below."""
        return Place(self.file, self.line + lines)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A construct that has no counterpart in Markdown."""

    place: Place
    construct: str
    """Its name, as its author knows it: `[contact-form]`, `<script>`."""
    instead: str
    """What is in the post now."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that belongs to posts, such as an image."""

    key: str
    """What identifies it: its path in the source, or its URL."""
    name: str
    """The file name that it should get."""
    read: Callable[[], bytes] = field(compare=False, repr=False)
    """Returns its content; may raise OSError or `source.SourceError`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The target of a link or an image in a body, as it was on the old site; the writer replaces it."""

    target: str
    """A full URL, or a path that starts with `/`, in the old site; `#id` is a place in the same post."""
    asset: Asset | None = None
    """The file, if the source has it."""
    is_image: bool = False
    is_document_name: bool = False
    """Whether a link to a post is written without the suffix of its file, as Sphinx's role `doc` needs it."""


# Markdown in parts: the text between link targets is literal.
Body = tuple[str | Reference, ...]


@dataclass(frozen=True, slots=True)
class ImportedPost:
    """A post or page of the old site."""

    key: str
    """What identifies it in later imports of the same site, for example its id or its URL."""
    place: Place
    title: str
    body: Body
    kind: Kind = Kind.POST
    status: Status = Status.PUBLISHED
    date: dt.datetime | dt.date | None = None
    updated: dt.datetime | dt.date | None = None
    url: str = ""
    """The old URL, or its path; empty if it had none."""
    other_urls: tuple[str, ...] = ()
    """Further old URLs, which become aliases."""
    slug: str = ""
    """The old slug, which names the file."""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    description: str = ""
    image: Reference | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """More front matter: text, numbers, booleans, dates, and lists and mappings of them."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further files to write next to the post, by name."""
    notes: int = 0
    """How many footnotes the body has."""
    link_target: str = ""
    """A path that starts with `/`, by which links of this site mean it; for posts that had no URL."""
    language: str = ""
    """The tag of its language, if that is not the language of the site."""
    translation: str = ""
    """What it shares with its translations on the old site; empty if it can have none."""
    suffix: str = ".md"
    """That of its file: `.md`, or `.rst` for reStructuredText."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the old site says about itself."""

    title: str = ""
    url: str = ""
    """Its root URL, with scheme and host."""
    description: str = ""
    language: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """More options for `conf.py`, by name."""
    conf_diff: str = ""
    """What changes in `conf.py`, as a unified diff, if the old site had one."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """The tags of all languages that it says it has, in order, with their names, which can be empty."""


@dataclass(frozen=True, slots=True)
class ImportedSite:
    """Everything that an engine found in its source."""

    engine: str
    facts: SiteFacts
    posts: tuple[ImportedPost, ...]
    not_understood: tuple[NotUnderstood, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How many things of each sort are not imported, for example `comments` or `posts in the trash`."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Other old URLs by the URL of the post that they lead to."""
