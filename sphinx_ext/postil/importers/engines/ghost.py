"""Ghost: the JSON file of Settings > Migration tools > Export, alone or with the images in a zip file."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from postil.importers.engines.common import (
    AssetFinder,
    convert,
    first_paragraph_text,
    is_zone,
    parse_date,
    plain_text,
    problems_in_post,
)
from postil.importers.engines.ghost_cards import CardWriter, figure
from postil.importers.engines.ghost_html import replace_cards, without_controls
from postil.importers.engines.ghost_lexical import lexical_to_html
from postil.importers.engines.ghost_mobiledoc import mobiledoc_to_html
from postil.importers.engines.ghost_urls import names_of_content, read_permalinks, read_redirects, site_settings
from postil.importers.json_values import LineFinder, is_true, items, mapping, mappings, parse_json, text
from postil.importers.markdown_html import markdown_to_html
from postil.importers.model import (
    ImportedPost,
    ImportedSite,
    Kind,
    NotUnderstood,
    Place,
    Reference,
    SiteFacts,
    Status,
)
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

    Row = Mapping[str, Any]

_EXPORT = re.compile(r'"db"\s*:\s*\[|"(?:exported_on|posts_tags|posts_meta|mobiledoc|lexical)"\s*:')
_FIRST_BYTES = 20_000
_PUBLISHED = frozenset({"published", "scheduled", "sent"})
# The names of a setting in several versions.
_ZONE_KEYS = ("timezone", "active_timezone", "activeTimezone")
# Who may read a post that is not for everyone.
_FOR_PAYING = frozenset({"paid", "tiers", "filter"})


def looks_like(source: Source) -> bool:
    """Return whether a file of the source is an export of Ghost."""
    return any(_is_export(source, path) for path in source.below(".json", ".gz")[:20])


def _is_export(source: Source, path: str) -> bool:
    try:
        start = source.read(path)[:_FIRST_BYTES].decode("utf-8", "replace")
    except SourceError:
        return False
    return start.lstrip("\ufeff \t\r\n").startswith("{") and '"data"' in start and bool(_EXPORT.search(start))


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in an export."""
    paths = [path for path in source.below(".json", ".gz", "") if _is_export(source, path)]
    exports = [(path, data, content) for path in paths for data, content in _read_file(source, path)]
    if not any(items(data.get("posts")) for _path, data, _content in exports):
        raise SourceError(f"{source.name} has no Ghost export with posts")
    sites = [_Reader(source, options, data) for _path, data, _content in exports]
    posts: list[ImportedPost] = []
    problems: list[NotUnderstood] = []
    seen: set[str] = set()
    for (path, data, content), reader in zip(exports, sites, strict=True):
        lines = LineFinder(content)
        for row in mappings(data.get("posts")):
            place = Place(path, lines.line_of(text(row, "id", "slug", "title")))
            identifier = text(row, "uuid", "id", "slug")
            if identifier and identifier in seen:
                continue
            seen.add(identifier)
            post, found = reader.post(row, place)
            posts.append(post)
            problems += found
    comments = sum(len(items(data.get("comments"))) for _path, data, _content in exports)
    left_out = {"comments": comments} if comments else {}
    return ImportedSite("ghost", sites[0].facts, tuple(posts), tuple(problems), left_out)


def _read_file(source: Source, path: str) -> Iterator[tuple[Row, str]]:
    """Yield the tables of a file; versions differ in what is around them."""
    content = source.read_text(path)
    value = parse_json(content, path)
    databases = mappings(mapping(value).get("db")) or [mapping(value)]
    for database in databases:
        if data := mapping(database, "data"):
            yield data, content


class _Reader:
    """Reads posts, which refer to authors and tags in other tables."""

    def __init__(self, source: Source, options: ReadOptions, data: Row) -> None:
        settings = site_settings(data)
        self._url = (options.url or settings.get("url", "")).rstrip("/")
        zone = next((zone for name in _ZONE_KEYS if is_zone(zone := settings.get(name, ""))), "")
        self._zone = ZoneInfo(zone) if zone else dt.UTC
        language = settings.get("locale") or settings.get("lang") or settings.get("default_locale", "")
        self.facts = SiteFacts(
            plain_text(settings.get("title", "")),
            self._url,
            plain_text(settings.get("description", "")),
            language.partition("-")[0],
            {"postil_timezone": zone} if zone not in ("", "Etc/UTC") else {},
        )
        self._permalinks = read_permalinks(source, settings)
        self._redirects = read_redirects(source)
        backups = [source, *([options.media] if options.media else [])]
        self._assets = AssetFinder(backups, names=names_of_content, export=source)
        self._users = {text(row, "id"): row for row in mappings(data.get("users"))}
        self._tags = {text(row, "id"): row for row in mappings(data.get("tags"))}
        self._authors_of = _grouped(data, "posts_authors", "author_id")
        self._tags_of = _grouped(data, "posts_tags", "tag_id")
        self._meta = {text(row, "post_id"): row for row in mappings(data.get("posts_meta"))}

    def post(self, row: Row, place: Place) -> tuple[ImportedPost, list[NotUnderstood]]:
        """Return a post, and what was not understood."""
        identifier = text(row, "id")
        row = {**self._meta.get(identifier, {}), **{name: value for name, value in row.items() if value is not None}}
        cards = CardWriter()
        html = _featured_figure(row) + _html(row, cards)
        is_page = text(row, "type") == "page" or is_true(row.get("page"))
        date = self._date(row, "published_at") or self._date(row, "created_at")
        updated = self._date(row, "updated_at")
        tags = [tag for key in self._tags_of.get(identifier, ()) if (tag := self._tags.get(key))]
        authors = self._authors(row, identifier)
        path = self._path(row, date, tags, authors, is_page=is_page)
        converted = convert(
            self._absolute(html), place=place, page_url=self._url + path, assets=self._assets, rules=[replace_cards]
        )
        cards.problems += _restrictions(row)
        problems = [NotUnderstood(place, *problem) for problem in cards.problems]
        problems += converted.not_understood
        image = self._absolute(text(row, "feature_image", "image", "og_image", "twitter_image"))
        references = [part for part in converted.body if isinstance(part, Reference)]
        if not self._url and any(
            part.is_image and part.target.startswith("/") and not part.asset for part in references
        ):
            instead = "their old paths; name the site with --url, or a backup of content/images with --media"
            problems.append(NotUnderstood(place, "images of the site", instead))
        title = plain_text(text(row, "title"))
        canonical = self._absolute(text(row, "canonical_url"))
        status = text(row, "status") or "published"
        is_public = status in _PUBLISHED and text(row, "visibility") not in _FOR_PAYING
        post = ImportedPost(
            key=text(row, "uuid", "id", "slug") or path,
            place=place,
            title=title or first_paragraph_text(converted.body) or text(row, "slug") or "Untitled",
            body=converted.body,
            kind=Kind.PAGE if is_page else Kind.POST,
            status=(Status.UNLISTED if _is_email(row) else Status.PUBLISHED) if is_public else Status.DRAFT,
            date=date,
            updated=updated if updated and date and updated.date() > date.date() else None,
            url=self._url + path if status in _PUBLISHED else "",
            other_urls=tuple(self._url + old for old in self._redirects.get(path, ())),
            slug=text(row, "slug"),
            tags=tuple(plain_text(text(tag, "name")) for tag in tags if not _is_internal(tag)),
            authors=tuple(plain_text(text(author, "name")) for author in authors),
            description=plain_text(text(row, "custom_excerpt", "meta_description")),
            image=Reference(image, self._assets.find(image), is_image=True) if image else None,
            extra={"canonical_link": canonical} if canonical else {},
            notes=converted.notes,
        )
        return post, problems_in_post(problems, place, post.title)

    def _path(
        self, row: Row, date: dt.datetime | None, tags: Sequence[Row], authors: Sequence[Row], *, is_page: bool
    ) -> str:
        if _is_email(row) and text(row, "uuid"):
            return f"/email/{text(row, 'uuid')}/"
        if is_page:
            return f"/{text(row, 'slug')}/"
        slugs = [text(tag, "slug") for tag in tags if not _is_internal(tag)]
        return self._permalinks.path(row, date, slugs, text(authors[0], "slug") if authors else "")

    def _authors(self, row: Row, identifier: str) -> list[Row]:
        keys = self._authors_of.get(identifier) or [text(row, "author_id", "author")]
        return [user for key in keys if (user := self._users.get(key))]

    def _absolute(self, html: str) -> str:
        """Return HTML with the URL of the site, for which an export has a placeholder; without it, URLs are paths."""
        return html.replace("__GHOST_URL__", self._url)

    def _date(self, row: Row, name: str) -> dt.datetime | None:
        """Return a date, which exports have in UTC, in the zone of the site."""
        value = row.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = _date_of_timestamp(value)
        date = value if isinstance(value, dt.datetime) else parse_date(text(row, name))
        if date is None:
            return None
        try:
            return (date if date.tzinfo else date.replace(tzinfo=dt.UTC)).astimezone(self._zone).replace(microsecond=0)
        except (OverflowError, ValueError):  # the first and the last day that there is have no other zone
            return date


def _date_of_timestamp(value: float) -> dt.datetime | None:
    """Return the date of milliseconds since 1970, as old versions have it."""
    try:
        return dt.datetime.fromtimestamp(value / 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _grouped(data: Row, table: str, column: str) -> dict[str, list[str]]:
    """Return what belongs to each post, in the order that its author gave."""
    rows = sorted(mappings(data.get(table)), key=lambda row: _number(row.get("sort_order")))
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[text(row, "post_id")].append(text(row, column))
    return found


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0


def _html(row: Row, cards: CardWriter) -> str:
    """Return the text of a post as HTML, from the format in which it was written, if that has a text."""
    for name, convert_text in (("lexical", lexical_to_html), ("mobiledoc", mobiledoc_to_html)):
        if source := text(row, name):
            try:
                state = parse_json(source, name)
            except SourceError:
                cards.problems.append((f"broken {name}", "the post's HTML" if text(row, "html") else "nothing"))
                continue
            if html := convert_text(state, cards):
                return html
    return without_controls(text(row, "html")) or markdown_to_html(text(row, "markdown")).html


def _featured_figure(row: Row) -> str:
    """Return the image at the head of a post, if it has words that would be lost."""
    image, alt, caption = (text(row, name) for name in ("feature_image", "feature_image_alt", "feature_image_caption"))
    if not image or not (alt or caption.strip()):
        return ""
    tag = f'<img src="{escape(image)}" alt="{escape(alt)}">'
    return figure(tag, caption) if caption.strip() else f"<figure>{tag}</figure>"


def _restrictions(row: Row) -> list[tuple[str, str]]:
    """Return what a post has that pages can't have."""
    found = []
    visibility = text(row, "visibility")
    if visibility in _FOR_PAYING:
        found.append(("post for paying readers", "a draft, since it would be public here"))
    elif visibility == "members":
        found.append(("post for members", "a public post"))
    if _is_email(row):
        found.append(("post for e-mails only", "an unlisted post"))
    if text(row, "codeinjection_head").strip() or text(row, "codeinjection_foot").strip():
        found.append(("code injection", "nothing"))
    return found


def _is_email(row: Row) -> bool:
    return is_true(row.get("email_only")) or text(row, "status") == "sent"


def _is_internal(tag: Row) -> bool:
    return text(tag, "visibility") == "internal" or text(tag, "name").startswith("#")
