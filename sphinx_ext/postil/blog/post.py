"""The data of the blog: posts, terms and authors."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from postil.blog.keywords import keywords
from postil.frozen import frozen
from postil.pickling import changed_fields
from postil.title_markup import Spans, title_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Kind(StrEnum):
    """The taxonomies of posts. The value is the word in URLs and references."""

    TAG = "tag"
    CATEGORY = "category"
    AUTHOR = "author"
    SERIES = "series"
    LOCATION = "location"
    LANGUAGE = "language"
    YEAR = "archive"
    MONTH = "month"


@frozen
class Author:
    """An author, from `blog_authors` or from the front matter of a post; also a language or location."""

    name: str
    link: str = ""
    avatar: str = ""
    """An image: a path relative to conf.py, or a URL."""
    bio: str = ""
    """A biography: plain text, with empty lines between paragraphs."""
    links: tuple[tuple[str, str], ...] = ()
    """Other profiles: labels and URLs."""
    fediverse: str = ""
    """The handle in the fediverse: `@ada@example.social`."""


@frozen
class Term:
    """A tag, category, author, year …, with the document name of its page."""

    kind: Kind
    label: str
    slug: str
    docname: str
    link: str = ""


@frozen
class Post:
    """A post. Small and picklable: it contains text and dates, no nodes."""

    docname: str
    path: str = ""
    """The path of its file in the site, without suffix; `docname` can differ, by a slug or pattern."""
    label: str = ""
    """The label for `{ref}`: the slug, or the name of the file or folder."""
    anchor: str = ""
    """The id of its section, if a page contains several posts; else empty."""
    title: str = ""
    """The title without markup."""
    title_spans: Spans = ()
    """The parts of a title with markup."""
    untitled: bool = False
    """Whether its author gave it no title on purpose: `title` is made of its text, and pages do not show it."""
    date: datetime | None = None
    """The publication date, with a time zone. Only drafts have none."""
    has_time: bool = False
    """Whether the author gave a time of day."""
    updated: datetime | None = None
    draft: bool = False
    """Whether it is not published, and shown because of `postil_drafts`."""
    scheduled: bool = False
    """Whether it is a draft because its date, or the date for which it is scheduled, is in the future."""
    scheduled_for: datetime | None = None
    """When it is published, if that is later than its date."""
    expires: datetime | None = None
    """The date after which it is unpublished."""
    expired: bool = False
    """Whether it is a draft because it has expired."""
    words: int = 0
    """The number of words; a character of a script without spaces counts as half a word."""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """The languages in its front matter, which are terms."""
    language: str = ""
    """The tag of its language, if that is not the language of the site."""
    translation_key: str = ""
    """The key that it shares with its translations."""
    series: str = ""
    pinned: bool = False
    unlisted: bool = False
    """Whether it is in no list, feed or search result."""
    feed_id: str = ""
    """Its id in feeds, if that is not its URL."""
    feed_id_source: str = ""
    """`path:line` of `feed_id`, for messages."""
    description: str = ""
    summary: str = ""
    """The excerpt as plain text, as far as its own document has it; `PostDomain.summary` has all of it."""
    summary_is_resolved: bool = True
    """Whether the summary is complete: no reference in the excerpt takes its text from another place."""
    excerpt_digest: str = ""
    """A digest of the excerpt."""
    excerpt_is_self_contained: bool = True
    """Whether the excerpt refers to no other document and lists no posts, so that changes there do not affect it."""
    excerpt_length: int | None = None
    """The number of paragraphs in the excerpt, if the front matter sets it."""
    image: str = ""
    """Its image: an existing path in the source folder, or a URL."""
    notes: str = ""
    """Where its footnotes are shown, if the front matter sets it: `margin` or `end`."""
    comments: bool = True
    canonical_link: str = ""
    external_link: str = ""
    doi: str = ""
    """Its digital object identifier, without the URL of a resolver: `10.5281/zenodo.1234`."""
    aliases: tuple[str, ...] = ()
    source: str = ""
    """`path:line` of its aliases, else of the front matter, for messages."""

    def with_update(self, when: datetime) -> Post:
        """Return the post with `when` as its update, if that is later than its date and its own update."""
        if (self.updated and self.updated >= when) or (self.date and when.date() <= self.date.date()):
            return self
        return replace(self, updated=when)

    @cached_property
    def key(self) -> tuple[str, str]:
        """The unique key of the post: document name and section."""
        return (self.docname, self.anchor)

    def __hash__(self) -> int:
        """Return the hash of the key; that of all fields takes long."""
        return hash(self.key)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields to pickle, and those of the computed attributes that each build needs."""
        return changed_fields(self) | {"topic": self.topic, "card_digest": self.card_digest}

    @cached_property
    def topic(self) -> tuple[str, ...]:
        """The keywords of its title and excerpt."""
        return keywords(f"{self.title} {self.summary}")

    @cached_property
    def heading(self) -> Markup:
        """The title as HTML, with its markup."""
        return title_html(self.title_spans) or escape(self.title)

    @cached_property
    def title_digest(self) -> str:
        """A digest of what lists of titles show."""
        title = (self.docname, self.anchor, self.title, self.title_spans, self.untitled, self.date, self.has_time)
        return digest(repr((*title, self.draft, self.pinned, self.external_link, self.language)))

    @cached_property
    def fingerprint(self) -> str:
        """A digest of all fields, except the places in files that warnings name."""
        return digest(f"{self.card_digest} {self.words}")

    @cached_property
    def card_digest(self) -> str:
        """A digest of what cards show, without the reading time."""
        return digest(repr(_fields_of_card(self)))

    def is_listed_like(self, other: Post) -> bool:
        """Return whether two versions of a post have the same place in all lists, and the same title there.

        Then only its own page, its cards and its entries in feeds can differ.
        """
        # Dates that are equal in different time zones have another `repr`.
        return repr(_fields_of_lists(self)) == repr(_fields_of_lists(other))

    def with_text_of(self, other: Post) -> Post:
        """Return the post with the text, words and image of another version that `is_listed_like` it."""
        return replace(self, **{name: getattr(other, name) for name in _OWN_FIELDS})

    def labels(self, kind: Kind) -> tuple[str, ...]:
        """Return the labels of the post's terms of `kind`, as in its front matter."""
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


# Faster than a copy with other values, which each build would make of each post.
_fields_of_card = attrgetter(
    *(field.name for field in fields(Post) if field.name not in ("words", "source", "feed_id_source"))
)
# The fields of which lists of titles, terms, neighbours, related posts and links show nothing.
_OWN_FIELDS = frozenset(
    {
        "words", "feed_id", "feed_id_source", "description", "summary", "summary_is_resolved",
        "excerpt_digest", "excerpt_is_self_contained", "excerpt_length", "image", "notes", "comments", "doi", "source",
    }
)  # fmt: skip
_fields_of_lists = attrgetter(*(field.name for field in fields(Post) if field.name not in _OWN_FIELDS), "topic")


def label_of(post: Post) -> str:
    """Return the name of the file or folder of a post."""
    folder, _slash, name = post.docname.rpartition("/")
    return folder.rpartition("/")[2] if name == "index" else name


def pinned_first(posts: Iterable[Post]) -> Sequence[Post]:
    """Return posts with pinned posts first, else in the same order."""
    return sorted(posts, key=lambda post: not post.pinned)


def newest_first(post: Post) -> tuple[bool, float, str, str]:
    """Return a sort key: undated drafts first, then the newest; then by document name, so that the order is fixed."""
    return (post.date is not None, -post.date.timestamp() if post.date else 0.0, post.docname, post.anchor)


class DigestCache:
    """Digests of values by key, computed again only if the value has changed.

    In a process with many builds, comparing is much faster than computing the digest.
    """

    def __init__(self) -> None:
        self._cached: dict[object, tuple[object, str]] = {}

    def of(self, key: object, value: object) -> str:
        """Return the digest of the `repr` of `value`, which must not be changed later.

        Equal values must have the same `repr`: dates, which are equal in all time zones, must be given as text.
        """
        cached = self._cached.get(key)
        if cached is None or cached[0] != value:
            cached = self._cached[key] = (value, digest(repr(value)))
        return cached[1]


def digest(text: str) -> str:
    """Return a digest of `text`, to find out whether it has changed."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
