"""The plain data that the rooms pass to each other: a post, and a term it stands under."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postil.blog.keywords import keywords

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """The ways in which posts are grouped. The value is the word in the address and in references."""

    TAG = "tag"
    CATEGORY = "category"
    AUTHOR = "author"
    SERIES = "series"
    LOCATION = "location"
    LANGUAGE = "language"
    YEAR = "archive"
    MONTH = "month"


@dataclass(frozen=True)
class Author:
    """A person who writes, as `blog_authors` declares them or as a post names them."""

    name: str
    link: str = ""
    avatar: str = ""
    """A picture of them: a path from the folder of conf.py, or an address."""
    bio: str = ""
    """Who they are: plain text, paragraphs between empty lines."""
    links: tuple[tuple[str, str], ...] = ()
    """Where else they are to be found: words and addresses."""
    fediverse: str = ""
    """Their handle: `@ada@example.social`."""


@dataclass(frozen=True)
class Term:
    """One tag, category, author, year … with the page that lists its posts."""

    kind: Kind
    label: str
    slug: str
    docname: str
    link: str = ""


@dataclass(frozen=True)
class Post:
    """One entry of the blog. Small and picklable: it holds words and dates, never nodes."""

    docname: str
    path: str = ""
    """The place of its file in the site, without suffix: its address may be another."""
    label: str = ""
    """The name by which `{ref}` knows it: its slug, or that of its file or folder."""
    anchor: str = ""
    """The id of the section that the post is, where a page holds several posts; else empty."""
    title: str = ""
    date: datetime | None = None
    """When it was published, with a zone. Only a draft has none."""
    has_time: bool = False
    """Whether the author gave a time of day."""
    updated: datetime | None = None
    draft: bool = False
    """Held back from readers; here all the same because `postil_drafts` shows it."""
    scheduled: bool = False
    """Held back because its date is in the future."""
    expires: datetime | None = None
    """From when on it is held back again."""
    expired: bool = False
    """Held back because that time has come."""
    words: int = 0
    """Reading load in words; a character of a script without spaces counts as half a word."""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    series: str = ""
    pinned: bool = False
    unlisted: bool = False
    """Whether only those find it who know its URL: it is in no list and no feed."""
    feed_id: str = ""
    """What feeds call it, if that is not its URL."""
    feed_id_source: str = ""
    """`path:line` of that, for messages."""
    description: str = ""
    summary: str = ""
    """The excerpt as plain text."""
    excerpt_digest: str = ""
    """Changes whenever the excerpt would look different."""
    excerpt_is_self_contained: bool = True
    """Whether the excerpt refers to no other document, so that it looks the same whatever happens to them."""
    excerpt_length: int | None = None
    """How many paragraphs the excerpt has, if the front matter says."""
    image: str = ""
    """The picture that stands for it: a path from the source folder, one that is there, or an address."""
    notes: str = ""
    """Where its notes stand, if its author says so: `margin` or `end`."""
    comments: bool = True
    canonical_link: str = ""
    external_link: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    """`path:line` of its aliases, or of the start of the front matter, for messages."""

    def with_update(self, when: datetime) -> Post:
        """Return the post as updated at `when`, unless its author names a later day or it is not after the date."""
        if (self.updated and self.updated >= when) or (self.date and when.date() <= self.date.date()):
            return self
        return replace(self, updated=when)

    @cached_property
    def key(self) -> tuple[str, str]:
        """What no two posts share: document and section."""
        return (self.docname, self.anchor)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept of a post between builds: what it is, and of what was computed its topic alone."""
        return {field.name: self.__dict__[field.name] for field in fields(self)} | {"topic": self.topic}

    @cached_property
    def topic(self) -> tuple[str, ...]:
        """The words of its title and its excerpt that may say what it is about."""
        return keywords(f"{self.title} {self.summary}")

    @cached_property
    def title_digest(self) -> str:
        """A digest of what a list of titles shows of it; a list with excerpts shows more."""
        title = (self.docname, self.anchor, self.title, self.date, self.has_time)
        return digest(repr((*title, self.draft, self.pinned, self.external_link)))

    @cached_property
    def fingerprint(self) -> str:
        """A digest of all of it."""
        return digest(repr(self))

    @cached_property
    def card_digest(self) -> str:
        """A digest of what a card may show of it, its length apart."""
        return digest(repr(replace(self, words=0, source="", feed_id_source="")))

    def labels(self, kind: Kind) -> tuple[str, ...]:
        """Return what the post says of itself under `kind`."""
        return self._labels[kind]

    @cached_property
    def _labels(self) -> Mapping[Kind, tuple[str, ...]]:
        date = self.date
        return {
            Kind.TAG: self.tags,
            Kind.CATEGORY: self.categories,
            Kind.AUTHOR: self.authors,
            Kind.SERIES: (self.series,) if self.series else (),
            Kind.LOCATION: self.locations,
            Kind.LANGUAGE: self.languages,
            Kind.YEAR: (f"{date.year:04}",) if date else (),
            Kind.MONTH: (f"{date.year:04}-{date.month:02}",) if date else (),
        }


class DigestCache:
    """Digests of what is shown somewhere, by where that is: made anew only for what is another than the last time.

    To compare takes a fraction of the time, in a process that stays for many builds.
    """

    def __init__(self) -> None:
        self._known: dict[object, tuple[object, str]] = {}

    def of(self, place: object, shown: object) -> str:
        """Return a digest of what `place` shows, by its `repr`. What is `shown` must not be changed afterwards.

        What is equal must look the same: of dates, which are equal in all time zones, it is given as text.
        """
        known = self._known.get(place)
        if known is None or known[0] != shown:
            known = self._known[place] = (shown, digest(repr(shown)))
        return known[1]


def digest(text: str) -> str:
    """Return what stands for `text` where only a change of it matters."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
