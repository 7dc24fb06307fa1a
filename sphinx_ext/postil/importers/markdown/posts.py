"""Turn a document, its converted text and its URL into a post."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.parse import title_from_path
from postil.importers.markdown.conversion import count_notes
from postil.importers.markdown.documents import LOCAL
from postil.importers.model import ImportedPost, Kind, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from postil.front_matter.dates import ParsedDate
    from postil.importers.markdown.conversion import Conversion
    from postil.importers.markdown.documents import Document
    from postil.importers.model import Reference

# What the templates of other engines read, and nothing here does.
_NO_USE = frozenset(
    {"layout", "type", "template", "weight", "permalink", "eleventycomputed", "pagetemplate", "insertanchorlinks",
     "markup", "pagination", "eleventynavigation", "menu", "outputs", "cascade", "inpagelinks"}
)  # fmt: skip


def make_post(
    document: Document,
    conversion: Conversion,
    text: str,
    *,
    url: str,
    slug: str,
    is_page: bool = False,
    image: Reference | None = None,
    more_tags: Sequence[str] = (),
    left_out: Collection[str] = (),
    language: str = "",
    translation: str = "",
) -> ImportedPost:
    """Return a post; `text` has the marks of `conversion`. Of the front matter, the keys in `left_out` are not kept."""
    front = document.front
    extra = _extra(document, left_out)
    if language and not front.languages:
        extra["language"] = language
    title = _title(document, text, f"{slug}.md" if not front.slug else document.path)
    if not title and front.untitled:
        extra["title"] = ""
    status = Status.DRAFT if front.draft else Status.UNLISTED if front.unlisted else Status.PUBLISHED
    return ImportedPost(
        key=document.path,
        place=document.place,
        title=title,
        body=conversion.body(text),
        kind=Kind.PAGE if is_page else Kind.POST,
        status=status,
        date=as_typed(front.date),
        updated=as_typed(front.updated),
        url=url,
        other_urls=front.aliases,
        slug=slug,
        tags=tuple(dict.fromkeys((*front.tags, *more_tags))),
        categories=front.categories,
        authors=front.authors,
        description=front.description,
        image=image,
        extra=extra,
        notes=count_notes(text),
        language=language or (front.languages[0] if len(front.languages) == 1 else ""),
        translation=front.translation_key or translation,
    )


def as_typed(date: ParsedDate | None) -> dt.datetime | dt.date | None:
    """Return a date with as much as its author wrote: with or without time and zone."""
    if date is None:
        return None
    if not date.has_time:
        return date.when.date()
    return date.when.replace(tzinfo=None) if date.when.tzinfo is LOCAL else date.when


def _title(document: Document, text: str, path: str) -> str:
    for key, value in document.raw.values.items():
        if normalize_key(key) == "title" and isinstance(value, str):
            return value.strip()
    has_heading = re.match(r"\s*(?:# |[^\n]+\n=+\s*$)", text, re.MULTILINE)
    return "" if has_heading or document.front.untitled else title_from_path(path)


def _extra(document: Document, left_out: Collection[str]) -> dict[str, Any]:
    """Return the front matter that has no field in the model."""
    front = document.front
    unused = _NO_USE | {normalize_key(key) for key in left_out}
    known: dict[str, Any] = {
        "publishDate": as_typed(front.scheduled_for),
        "expires": as_typed(front.expires),
        "series": front.series,
        "pinned": front.pinned,
        "language": list(front.languages) if len(front.languages) > 1 else "".join(front.languages),
        "translation_key": front.translation_key,
        "location": list(front.locations),
        "notes": front.notes,
        "noindex": front.noindex and not front.unlisted,
        "feed_id": front.feed_id,
        "canonical_link": front.canonical_link,
        "external_link": front.external_link,
        "doi": front.doi,
    }
    kept = {key: value for key, value in known.items() if value}
    if not front.comments:
        kept["comments"] = False
    for key, value in front.unknown.items():
        if normalize_key(key) not in unused and normalize_key(key) not in NAMES and value is not None:
            kept[str(key)] = _plain(value)
    return kept


def _plain(value: Any) -> Any:
    """Return a value as YAML can have it."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, bool, int, float, dt.date, dt.datetime)) or value is None else str(value)
