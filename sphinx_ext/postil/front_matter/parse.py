"""Convert the front matter of any blog engine to typed values.

`keys.KEYS` has the keys, their spellings and their types. For an invalid value, there is a problem to report, and the
default is used; nothing here raises.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import field, replace
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from postil.front_matter.dates import ParsedDate, date_in_name, date_in_path, name_without_date
from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.permalink_key import category_path, permalink_line, read_permalink
from postil.front_matter.read_visibility import read_noindex, read_visibility
from postil.front_matter.values import Problem, ValueReader
from postil.front_matter.visibility import VISIBILITY_FLAGS, VISIBILITY_KEYS, Visibility
from postil.frozen import frozen
from postil.lazy_regex import lazy_regex
from postil.pickling import changed_fields
from postil.title_markup import Spans, parse_title, title_text

if TYPE_CHECKING:
    from datetime import tzinfo

    from postil.front_matter.raw import RawFrontMatter
    from postil.front_matter.site_dates import DateReader

# Obsidian's sign before a tag.
_HASH = lazy_regex(r"^#(?=\w)")

__all__ = ["FrontMatter", "Problem", "Status", "parse_front_matter", "title_from_path"]


class Status(StrEnum):
    """Whether a file is published, and if not, why."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    UNDATED = "undated"
    UNREADABLE = "unreadable"


@frozen
class FrontMatter:
    """The metadata of a post, typed and validated."""

    title: str = ""
    """The title without markup."""
    title_spans: Spans = ()
    """The parts of a title with markup."""
    untitled: bool = False
    """Whether it has no title on purpose: `title` is empty, or missing, and there are no words in the file name."""
    date: ParsedDate | None = None
    date_is_from_name: bool = False
    """Whether the date is that in the name of the file."""
    updated: ParsedDate | None = None
    expires: ParsedDate | None = None
    scheduled_for: ParsedDate | None = None
    """When it is published, if another key gives a later date than `date`: Hugo's `publishDate`."""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    category_path: tuple[str, ...] = ()
    """The categories in its URL: in Jekyll, `categories: a b` are two."""
    authors: tuple[str, ...] = ()
    description: str = ""
    excerpt_length: int | None = None
    draft: bool = False
    marked_draft: bool = False
    """Whether the front matter marks it as a draft; `draft` is also true for a post with an invalid date."""
    unlisted: bool = False
    """Whether it is in no list, feed or search result."""
    noindex: bool = False
    """Whether search engines are asked not to index it."""
    feed_id: str = ""
    """Its id in feeds, if that is not its URL."""
    blogpost: bool | None = None
    slug: str = ""
    permalink: str = ""
    """Its own URL as a pattern, with or without fields; a slash at its end is kept."""
    permalink_line: int = 1
    """The line of its permalink, else of its slug."""
    aliases: tuple[str, ...] = ()
    image: str = ""
    image_key: str = ""
    """The key that has the image, as the author spelled it."""
    series: str = ""
    pinned: bool = False
    languages: tuple[str, ...] = ()
    translation_key: str = ""
    locations: tuple[str, ...] = ()
    notes: str = ""
    comments: bool = True
    canonical_link: str = ""
    external_link: str = ""
    doi: str = ""
    unknown: Mapping[str, Any] = field(default_factory=dict)
    """Keys that are not postil's, typed as in YAML; other extensions read them."""

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields to pickle."""
        return changed_fields(self)

    def status(self, now: datetime) -> Status:
        """Return whether the post is published at `now`, and if not, why."""
        if self.draft:
            return Status.DRAFT
        if self.date is None:
            return Status.UNDATED
        if self.expires and self.expires.when <= now:
            return Status.EXPIRED
        return Status.SCHEDULED if (self.scheduled_for or self.date).when > now else Status.PUBLISHED


def parse_front_matter(
    raw: RawFrontMatter, *, path: str, dates: DateReader, name_has_date: bool = True
) -> tuple[FrontMatter, list[Problem]]:
    """Convert front matter; return it with the problems in it, by line.

    `path` is the path of the file, with `/` between its parts. `name_has_date`: if the front matter has no date, that
    in its name or path is used.
    """
    reader = ValueReader(raw, dates)
    date = reader.date("date")
    published_date = reader.optional_date("published")
    has_date = reader.has("date") or published_date is not None
    date_of_name = _date_of_path(reader, path, dates.zone) if name_has_date and not has_date else None
    description, excerpt_length = reader.excerpt()
    title_spans = parse_title(reader.text("title"))
    image, image_key = reader.image()
    visibility = read_visibility(reader, in_drafts="/_drafts/" in f"/{path}")
    scheduled_for = reader.later_date("date", date)
    if date and published_date and published_date.when > (scheduled_for or date).when:
        scheduled_for = published_date
    front = FrontMatter(
        title=title_text(title_spans),
        title_spans=title_spans if any(kinds for _text, kinds in title_spans) else (),
        untitled=not title_spans and ("title" in map(str.lower, raw.values) or _has_no_words(_name_of_post(path))),
        date=date or published_date or date_of_name,
        date_is_from_name=date_of_name is not None,
        scheduled_for=scheduled_for,
        updated=reader.date("updated"),
        expires=reader.date("expires"),
        tags=tuple(_HASH.sub("", tag) for tag in reader.list("tags")),
        categories=reader.list("categories"),
        category_path=category_path(reader),
        authors=reader.list("authors"),
        description=title_text(parse_title(description)),
        excerpt_length=excerpt_length,
        draft=visibility is Visibility.DRAFT,
        marked_draft=visibility is Visibility.DRAFT,
        unlisted=visibility is Visibility.UNLISTED,
        noindex=read_noindex(reader) or visibility is Visibility.UNLISTED,
        feed_id=reader.feed_id(),
        blogpost=reader.blogpost(),
        slug=reader.slug(),
        permalink=read_permalink(reader),
        permalink_line=permalink_line(reader),
        aliases=reader.aliases(),
        image=image,
        image_key=image_key,
        series=reader.text("series"),
        pinned=reader.flag("pinned", default=False),
        languages=reader.languages(),
        translation_key=reader.text("translation_key"),
        locations=reader.list("location"),
        notes=reader.one_of("notes", ("margin", "end")),
        comments=reader.flag("comments", default=True) and not reader.flag("nocomments", default=False),
        canonical_link=reader.link("canonical_link"),
        external_link=reader.link("external_link"),
        doi=reader.doi(),
        unknown={key: value for key, value in raw.extra.items() if normalize_key(key) not in NAMES},
    )
    problems = reader.problems
    problems.extend(Problem(line, message) for line, message in raw.problems)
    problems.extend(_duplicate(key, line) for key, line in raw.duplicates)
    if has_date and front.date is None:
        front = replace(front, draft=True)
    if front.date and front.expires and front.expires.when <= front.date.when:
        problems.append(
            Problem(reader.line("expires"), f"`{reader.values['expires'][0][0]}` is not later than the date; ignored")
        )
        front = replace(front, expires=None)
    return front, sorted(problems, key=lambda problem: problem.line)


def _has_no_words(name: str) -> bool:
    """Return whether a file name is only numbers: a date, a time, an identifier."""
    name = name_without_date(name)
    return bool(re.search(r"\d", name)) and not re.search(r"[^\W\d_]{3}", name)


def _date_of_path(reader: ValueReader, path: str, zone: tzinfo) -> ParsedDate | None:
    """Return the date in the name of a post, in the URL that its front matter asks for, or in its folders; or None."""
    urls = [text.strip("/") for text in reader.raw_texts("path", "permalink", "url", "slug")]
    names = [_name_of_post(path), *(posixpath.basename(url) for url in urls)]
    found = [*(date_in_name(name, zone) for name in names), *(date_in_path(each, zone) for each in [*urls, path])]
    return next((date for date in found if date), None)


def _duplicate(key: str, line: int) -> Problem:
    if NAMES.get(normalize_key(key)) in {*VISIBILITY_FLAGS, *VISIBILITY_KEYS}:
        return Problem(
            line, f"the key `{key}` appears twice; the post is treated as a draft", makes_draft=True, unclear=True
        )
    return Problem(line, f"the key `{key}` appears twice; using the last one")


def title_from_path(path: str) -> str:
    """Return a title from a file name: “Hello world” from `2024-03-24-hello_world.md`."""
    words = re.sub(r"[-_\s]+", " ", name_without_date(_name_of_post(path))).strip()
    return words[:1].upper() + words[1:]


def _name_of_post(path: str) -> str:
    """Return the name of a post's file, or of its folder if the file is its index."""
    folder, name = posixpath.split(path)
    stem = name.rsplit(".", 1)[0]
    return (posixpath.basename(folder) or stem) if stem == "index" else stem
