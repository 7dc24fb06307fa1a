"""Ghost: the JSON file of Settings > Import/Export, alone or next to a backup of `content/images`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, parse_date, plain_text
from postil.importers.engines.ghost_cards import RULES
from postil.importers.engines.ghost_documents import html_of_lexical, html_of_mobiledoc
from postil.importers.html.context import name_in_url
from postil.importers.model import ImportedPost, ImportedSite, Kind, NotUnderstood, Place, Reference, SiteFacts, Status
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_FIRST_BYTES = 20_000_000
# What Ghost writes instead of the URL of the site.
_SITE = "__GHOST_URL__"


def looks_like(source: Source) -> bool:
    """Return whether a file of the source is an export of Ghost."""
    return bool(_files_of(source))


def _files_of(source: Source) -> list[str]:
    files = []
    for path in source.below(".json"):
        try:
            content = source.read(path)
        except SourceError:
            continue
        if b'"posts"' in content and (
            b'"posts_tags"' in content or b'"exported_on"' in content or b'"mobiledoc"' in content
        ):
            files.append(path)
    return files


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in an export."""
    files = _files_of(source)
    if not files:
        raise SourceError(f"{source.name} has no export of Ghost")
    path = files[0]
    text = source.read_text(path)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is not JSON ({error})") from error
    database = content.get("db", [content]) if isinstance(content, dict) else []
    data = database[0].get("data", database[0]) if database and isinstance(database[0], dict) else {}
    sources = [source, *([options.media] if options.media else [])]
    return _Reader(_Tables(data), text, path, AssetFinder(sources, names=_names)).read()


def _names(url: str) -> list[str]:
    path = unquote(urlsplit(url).path).lstrip("/")
    after = path.partition("content/")[2]
    return [one for one in (path, after, name_in_url(url)) if one]


class _Tables:
    """The tables of Ghost's database; rows that are no mappings are ignored."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        rows = self._data.get(name)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def by_id(self, name: str, key: str = "id") -> dict[str, dict[str, Any]]:
        """Return the rows of a table by their ids."""
        return {str(row.get(key)): row for row in self.rows(name)}

    def related(self, name: str, key: str) -> dict[str, list[str]]:
        """Return the ids of what belongs to each post, in order."""
        found: dict[str, list[str]] = {}
        for row in sorted(self.rows(name), key=lambda row: row.get("sort_order") or 0):
            found.setdefault(str(row.get("post_id")), []).append(str(row.get(key)))
        return found


class _Reader:
    """Reads posts with their tags and authors."""

    def __init__(self, tables: _Tables, text: str, path: str, assets: AssetFinder) -> None:
        self._tables = tables
        self._text = text
        self._path = path
        self._assets = assets
        self._tags, self._users = tables.by_id("tags"), tables.by_id("users")
        self._post_tags = tables.related("posts_tags", "tag_id")
        self._post_authors = tables.related("posts_authors", "author_id")
        self._meta = tables.by_id("posts_meta", "post_id")

    def read(self) -> ImportedSite:
        """Return the site."""
        settings = {str(row.get("key")): row.get("value") for row in self._tables.rows("settings")}
        posts, problems = [], list[NotUnderstood]()
        for row in self._tables.rows("posts"):
            post, found = self._post(row)
            posts.append(post)
            problems += found
        if not posts:
            raise SourceError(f"{self._path} has no posts")
        facts = SiteFacts(
            _string(settings, "title"),
            "",
            _string(settings, "description"),
            (_string(settings, "locale") or _string(settings, "lang")).partition("-")[0],
        )
        return ImportedSite("ghost", facts, tuple(posts), tuple(problems))

    def _post(self, row: Mapping[str, Any]) -> tuple[ImportedPost, list[NotUnderstood]]:
        identifier, slug = _string(row, "id"), _string(row, "slug")
        place = Place(self._path, self._line(identifier))
        html, problems = _html(row, place)
        converted = convert(html, place=place, page_url=f"/{slug}/", assets=self._assets, rules=RULES)
        # all of a post is on one line of the file, so the lines within its HTML say nothing
        problems += [NotUnderstood(place, item.construct, item.instead) for item in converted.not_understood]
        status, visibility = _string(row, "status"), _string(row, "visibility") or "public"
        if visibility != "public":
            problems.append(
                NotUnderstood(place, f"post for {visibility} only", "a draft, since it would be public here")
            )
        problems += [
            NotUnderstood(place, name, "nothing")
            for name in ("codeinjection_head", "codeinjection_foot")
            if _string(row, name)
        ]
        meta = self._meta.get(identifier, {})
        is_public = status in ("published", "scheduled", "sent") and visibility == "public"
        image = _string(row, "feature_image").replace(_SITE, "")
        canonical = _string(row, "canonical_url")
        tags = [_string(self._tags.get(one, {}), "name") for one in self._post_tags.get(identifier, ())]
        authors = [_string(self._users.get(one, {}), "name") for one in self._post_authors.get(identifier, ())]
        is_page = _string(row, "type") == "page" or row.get("page") in (1, True)
        date, updated = parse_date(_string(row, "published_at")), parse_date(_string(row, "updated_at"))
        body = _with_image_text(converted.body, meta)
        post = ImportedPost(
            key=identifier or slug,
            place=place,
            title=plain_text(_string(row, "title")) or first_paragraph_text(body) or slug or "Untitled",
            body=body,
            kind=Kind.PAGE if is_page else Kind.POST,
            status=Status.PUBLISHED if is_public else Status.DRAFT,
            date=date or parse_date(_string(row, "created_at")),
            updated=updated if updated and date and updated.date() > date.date() else None,
            url=f"/{slug}/" if slug and status in ("published", "scheduled") else "",
            slug=slug,
            tags=tuple(tag for tag in tags if tag and not tag.startswith("#")),
            authors=tuple(name for name in authors if name),
            description=_string(row, "custom_excerpt") or _string(meta, "meta_description"),
            image=Reference(image, self._assets.find(image), is_image=True) if image else None,
            extra={"canonical_link": canonical} if canonical.startswith("http") else {},
            notes=converted.notes,
        )
        return post, problems

    def _line(self, identifier: str) -> int:
        position = self._text.find(json.dumps(identifier)) if identifier else 0
        return self._text.count("\n", 0, max(0, position)) + 1


def _html(row: Mapping[str, Any], place: Place) -> tuple[str, list[NotUnderstood]]:
    """Return the HTML of a post; Ghost keeps it next to the document of its editor, but old exports have only that."""
    problems: list[NotUnderstood] = []
    html = _string(row, "html")
    try:
        if not html and _string(row, "lexical"):
            html = html_of_lexical(json.loads(_string(row, "lexical")), lambda name: _report(problems, place, name))
        elif not html and _string(row, "mobiledoc"):
            html = html_of_mobiledoc(json.loads(_string(row, "mobiledoc")), lambda name: _report(problems, place, name))
    except (ValueError, RecursionError, TypeError, AttributeError, KeyError, IndexError):
        problems.append(NotUnderstood(place, "document of the editor", "nothing; its JSON is broken"))
    return html.replace(_SITE, ""), problems


def _report(problems: list[NotUnderstood], place: Place, name: str) -> None:
    problems.append(NotUnderstood(place, f"card {name}", "its text"))


def _with_image_text(body: tuple[str | Reference, ...], meta: Mapping[str, Any]) -> tuple[str | Reference, ...]:
    """Return the body with the caption of the feature image, which front matter has no key for, as an HTML comment."""
    caption = plain_text(_string(meta, "feature_image_caption")).replace("--", "- -")
    return (*body, f"\n\n<!-- Caption of the image: {caption} -->\n") if caption else body


def _string(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""
