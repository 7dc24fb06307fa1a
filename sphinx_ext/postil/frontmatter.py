"""Understand the front matter of the world's blogs.

One table says which keys there are, how else they are spelled, and of what kind their value is. A value that is not
of its kind is a problem and its default; nothing here raises.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from postil.date import Moment, date_in_name, name_without_date, parse_date
from postil.keys import NAMES, RANK, canonical
from postil.slug import slugify

if TYPE_CHECKING:
    from datetime import tzinfo

    from postil.source import Head, Value


# XML 1.0 has no way to write these, and no page can show them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# How much of a value a message repeats, in characters.
SHOWN = 60
_TRUE = frozenset({"true", "yes", "on", "y", "1"})
_HELD_STATUS = frozenset({"draft", "hidden", "pending", "private"})
_FALSE = frozenset({"false", "no", "off", "n", "0"})


@dataclass(frozen=True)
class Problem:
    """Something that was not understood: where, what, and what was used instead."""

    line: int
    message: str
    holds_back: bool = False
    """Whether the post is held back because of it."""


class Held(StrEnum):
    """Why a post is kept from readers."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    UNDATED = "undated"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class FrontMatter:
    """What an author says of a post, with types one can trust."""

    title: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    expires: Moment | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    description: str = ""
    excerpt_length: int | None = None
    draft: bool = False
    blogpost: bool | None = None
    slug: str = ""
    aliases: tuple[str, ...] = ()
    image: str = ""
    series: str = ""
    pinned: bool = False
    languages: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    notes: str = ""
    comments: bool = True
    canonical_link: str = ""
    external_link: str = ""
    unknown: Mapping[str, Any] = field(default_factory=dict)
    """Keys that are not postil's, as YAML types them; other extensions read them."""

    def held(self, now: datetime) -> Held | None:
        """Return why this is not to be published at `now`, or None if it is."""
        if self.draft:
            return Held.DRAFT
        if self.date is None:
            return Held.UNDATED
        if self.expires and self.expires.when <= now:
            return Held.EXPIRED
        return Held.SCHEDULED if self.date.when > now else None


def parse(head: Head, *, path: str, zone: tzinfo) -> tuple[FrontMatter, list[Problem]]:
    """Return what `head` says and what in it is not understood.

    `path` is the file's own, with `/` between its parts: its name may hold the date. `zone` is the site's.
    """
    reader = _Reader(head, zone)
    named_date = date_in_name(_own_name(path), zone)
    date = reader.date("date")
    published_on = reader.date_or_nothing("published")
    dated = reader.has("date") or published_on is not None
    description, excerpt_length = reader.excerpt()
    front = FrontMatter(
        title=reader.text("title"),
        date=date or published_on or (None if dated else named_date),
        updated=reader.date("updated"),
        expires=reader.date("expires"),
        tags=reader.list("tags"),
        categories=reader.list("categories"),
        authors=reader.list("authors"),
        description=description,
        excerpt_length=excerpt_length,
        draft=reader.flag("draft", default=False)
        or (published_on is None and not reader.flag("published", default=True))
        or reader.text("status").lower() in _HELD_STATUS
        or "/_drafts/" in f"/{path}",
        blogpost=reader.blogpost(),
        slug=reader.slug(),
        aliases=reader.aliases(),
        image=reader.image(),
        series=reader.text("series"),
        pinned=reader.flag("pinned", default=False),
        languages=reader.list("language"),
        locations=reader.list("location"),
        notes=reader.one_of("notes", ("margin", "end")),
        comments=reader.flag("comments", default=True) and not reader.flag("nocomments", default=False),
        canonical_link=reader.link("canonical_link"),
        external_link=reader.link("external_link"),
        unknown={key: value for key, value in head.extra.items() if canonical(key) not in NAMES},
    )
    problems = reader.problems
    problems.extend(Problem(line, f"`{key}` stands here twice; the last one was used") for key, line in head.repeated)
    if dated and front.date is None:
        front = replace(front, draft=True)
    if front.date and front.expires and front.expires.when <= front.date.when:
        problems.append(Problem(reader.line("expires"), "`expires` is not later than the date; it is left out"))
        front = replace(front, expires=None)
    return front, sorted(problems, key=lambda problem: problem.line)


def title_from_path(path: str) -> str:
    """Return the title that a file's name makes: `2024-03-24-hello_world.md` is “Hello world”."""
    words = re.sub(r"[-_\s]+", " ", name_without_date(_own_name(path))).strip()
    return words[:1].upper() + words[1:]


def _own_name(path: str) -> str:
    """Return the name of a post's file, or of its folder if the file is its index."""
    folder, name = posixpath.split(path)
    stem = name.rsplit(".", 1)[0]
    return (posixpath.basename(folder) or stem) if stem == "index" else stem


class _Reader:
    """Reads the values of one head, and keeps what was wrong with them."""

    def __init__(self, head: Head, zone: tzinfo) -> None:
        self.problems: list[Problem] = []
        self._flags = head.flags
        self._zone = zone
        self._values: dict[str, list[tuple[str, Value, int]]] = {}
        for spelling in sorted(head.values, key=lambda spelling: RANK.get(canonical(spelling), 0)):
            name = NAMES.get(canonical(spelling))
            value = head.values[spelling]
            if name and (value is not None):
                self._values.setdefault(name, []).append((spelling, value, head.lines.get(spelling, 1)))

    def has(self, name: str) -> bool:
        return name in self._values

    def line(self, name: str) -> int:
        return self._values[name][0][2]

    def text(self, name: str) -> str:
        for spelling, value, line in self._values.get(name, ()):
            if (text := _as_text(value)) is not None:
                return text
            self._complain(line, spelling, value, "is not text", "left out")
        return ""

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        """Return which of `words` the author chose; empty if none."""
        for spelling, value, line in self._values.get(name, ()):
            word = value.strip().lower() if isinstance(value, str) else ""
            if word in words:
                return word
            self._complain(line, spelling, value, f"is none of {', '.join(words)}", "left out")
        return ""

    def list(self, name: str) -> tuple[str, ...]:
        """Return the words under every spelling of `name`, each once, in order."""
        found: dict[str, None] = {}
        for spelling, value, line in self._values.get(name, ()):
            items = value.split(",") if isinstance(value, str) else value
            for item in [items] if isinstance(items, Mapping) else items or ():
                text = _as_text(item)
                if text is None and item is not None:
                    self._complain(line, spelling, item, "is not a word or a list of words", "left out")
                elif text:
                    found[text] = None
        return tuple(found)

    def flag(self, name: str, *, default: bool) -> bool:
        for spelling, value, line in self._values.get(name, ()):
            word = value.strip().lower() if isinstance(value, str) else None
            if word in _TRUE or (word == "" and self._flags):
                return True
            if word in _FALSE:
                return False
            self._complain(line, spelling, value, "is neither yes nor no", f"taken as {'yes' if default else 'no'}")
        return default

    def blogpost(self) -> bool | None:
        """Return whether the author calls it a post; None if its place is to decide."""
        for spelling, value, line in self._values.get("blogpost", ()):
            word = value.strip().lower() if isinstance(value, str) else ""
            if word in _TRUE or (word == "" and self._flags):
                return True
            if word in _FALSE:
                return False
            self._complain(line, spelling, value, "is neither yes nor no", "its folder decides whether it is a post")
        return None

    def date(self, name: str) -> Moment | None:
        for spelling, value, line in self._values.get(name, ()):
            try:
                moment = parse_date(_as_text(value) or "", self._zone)
            except ValueError:
                holds_back = name == "date"
                instead = "the post is held back as a draft" if holds_back else "left out"
                message = f"`{spelling}: {_shown(value)}` is not a date such as 2024-03-24; {instead}"
                self.problems.append(Problem(line, message, holds_back))
                continue
            if moment.note:
                self.problems.append(Problem(line, f"`{spelling}: {_shown(value)}`: {moment.note}"))
            return moment
        return None

    def date_or_nothing(self, name: str) -> Moment | None:
        """Return a date that stands where a truth value usually does (`published: 2020-01-01`)."""
        for index, (_, value, _) in enumerate(self._values.get(name, ())):
            try:
                moment = parse_date(_as_text(value) or "", self._zone)
            except ValueError:
                continue
            del self._values[name][index]
            return moment
        return None

    def excerpt(self) -> tuple[str, int | None]:
        """Return the description and ABlog's number of paragraphs; both may be called `excerpt`."""
        length = None
        for entry in self._values.get("description", [])[:]:
            spelling, value, _ = entry
            if (
                canonical(spelling) == "excerpt"
                and isinstance(value, str)
                and re.fullmatch("[0-9]{1,3}", value.strip())
            ):
                length = int(value)
                self._values["description"].remove(entry)
        return " ".join(self.text("description").split()), length

    def slug(self) -> str:
        text = self.text("slug")
        last = text.strip("/").rsplit("/", 1)[-1]
        slug = slugify(last)
        if text and slug != last:
            _, _, line = self._values["slug"][0]
            self._complain(line, "slug", text, "cannot stand in an address as it is", f"`{slug}` was used")
        elif "/" in text.strip("/"):
            _, _, line = self._values["slug"][0]
            self._complain(line, "slug", text, "is more than the last part of an address", f"`{slug}` was used")
        return slug

    def aliases(self) -> tuple[str, ...]:
        """Return the old addresses as paths: `a/b.html` and `a/b/` keep their form, `a/b` is a page of the site's."""
        found: dict[str, None] = {}
        for text in self.list("aliases"):
            line = self._values["aliases"][0][2]
            # A file is found by what the address says, not by how browsers write it: `%20` is a space.
            path = posixpath.normpath(re.sub(r"(?<=/)index(\.html?)?$", "", unquote(text)).strip("/"))
            if re.match(r"(?i)[a-z][a-z0-9+.-]*:|//|\.\.|\.$", path) or re.search(r"[\\?#\x00-\x1f]", path):
                self._complain(line, "aliases", text, "is not a path on this site", "left out")
            else:
                found[f"{path}/" if re.search(r"/(index(\.html?)?)?$", text) else path] = None
        return tuple(found)

    def image(self) -> str:
        for spelling, value, line in self._values.get("image", ()):
            while isinstance(value, list) and value:
                value = value[0]  # noqa: PLW2901 - the first of several is the one that stands for the post
            if isinstance(value, Mapping):
                keys = ("image", "path", "src", "url", "file", "feature")
                value = next((value[key] for key in keys if value.get(key)), value)  # noqa: PLW2901
            if isinstance(value, str):
                return value.strip()
            self._complain(line, spelling, value, "is not the path of a picture", "left out")
        return ""

    def link(self, name: str) -> str:
        for spelling, value, line in self._values.get(name, ()):
            text = _as_text(value) or ""
            try:
                parts = urlsplit(text)
            except ValueError:
                parts = urlsplit("")
            if parts.scheme in ("http", "https") and parts.netloc:
                return text
            self._complain(line, spelling, value, "is not an address that starts with https://", "left out")
        return ""

    def _complain(self, line: int, spelling: str, value: object, wrong: str, instead: str) -> None:
        self.problems.append(Problem(line, f"`{spelling}: {_shown(value)}` {wrong}; {instead}"))


def _as_text(value: Value) -> str | None:
    """Return one value as text; of a mapping that names someone (`{name: Ada}`) the name. None if it is neither."""
    if isinstance(value, str):
        return _CONTROL.sub("", value).strip()
    if isinstance(value, Mapping):
        for key in ("name", "label", "title"):
            if isinstance(name := value.get(key), str):
                return _as_text(name)
    if isinstance(value, list) and len(value) == 1:
        return _as_text(value[0])
    return None


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
