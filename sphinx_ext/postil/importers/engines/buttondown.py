"""Buttondown: the zip file of Settings > Export, or the emails of its API as JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, parse_date, plain_text
from postil.importers.markdown_links import split_links
from postil.importers.model import ImportedPost, ImportedSite, NotUnderstood, Place, Reference, SiteFacts, Status
from postil.importers.source import SourceError
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.importers.model import Body
    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_PUBLIC = frozenset({"sent", "imported", "about_to_send", "in_flight", "scheduled", "published", "resending"})
_MODE = re.compile(r"\s*<!-- buttondown-editor-mode: (\w+) -->\s*")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CODE = re.compile(r"(^```.*?^```[^\n]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)


def looks_like(source: Source) -> bool:
    """Return whether a source has emails of Buttondown."""
    return any(True for _row, _place in _rows(source))


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the emails in an export as posts."""
    assets = AssetFinder([source, *([options.media] if options.media else [])], names=lambda url: [name_in_url(url)])
    posts, problems = [], list[NotUnderstood]()
    for row, place in _rows(source):
        post, found = _post(row, place, source, assets)
        posts.append(post)
        problems += found
    if not posts:
        raise SourceError(f"{source.name} has no emails of Buttondown")
    hosts = (urlsplit(post.url) for post in posts if post.url.startswith("http"))
    facts = SiteFacts(url=next((f"{one.scheme}://{one.netloc}" for one in hosts), ""), settings={"blog_baseurl": ""})
    return ImportedSite("buttondown", facts, tuple(posts), tuple(problems))


def _rows(source: Source) -> Iterator[tuple[Mapping[str, Any], Place]]:
    """Yield the emails in tables and JSON files, with their places."""
    for path in source.below(".csv", ".json"):
        try:
            text = source.read_text(path)
        except SourceError:
            continue
        if path.endswith(".csv"):
            if not {"subject", "publish_date"} <= set(text.partition("\n")[0].strip().split(",")):
                continue
            table = csv.DictReader(io.StringIO(text))
            line = 2
            for row in table:
                yield {key: value or "" for key, value in row.items() if isinstance(key, str)}, Place(path, line)
                line = table.line_num + 1
        else:
            yield from _json_rows(text, path)


def _json_rows(text: str, path: str) -> Iterator[tuple[Mapping[str, Any], Place]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return
    items = content.get("results", ()) if isinstance(content, dict) else content
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and "subject" in item and "publish_date" in item:
            position = text.find(json.dumps(str(item.get("id", ""))))
            yield item, Place(path, text.count("\n", 0, max(0, position)) + 1)


def _post(
    row: Mapping[str, Any], place: Place, source: Source, assets: AssetFinder
) -> tuple[ImportedPost, list[NotUnderstood]]:
    slug, identifier = _string(row, "slug"), _string(row, "id")
    url = _string(row, "absolute_url") or _string(row, "archive_url")
    text, place = _text(row, place, source)
    mode = _MODE.match(text)
    text = _MODE.sub("", text, count=1)
    problems: list[NotUnderstood] = []
    body: Body
    notes = 0
    if (mode and mode[1] == "fancy") or re.match(
        r"\s*<(?:p|div|h\d|figure|ul|ol|blockquote|html|!DOCTYPE)\b", text, re.IGNORECASE
    ):
        converted = convert(text, place=place, page_url=url, assets=assets)
        body, notes, problems = converted.body, converted.notes, list(converted.not_understood)
    else:
        text = _hide_templates(text, place, problems)
        body = split_links(text, url, assets.find)
        notes = len(re.findall(r"^\[\^[^\]]+\]:", text, re.MULTILINE)) + text.count("^[")
    status = _string(row, "status").lower()
    date = parse_date(_string(row, "publish_date"))
    image = _string(row, "image") or _string(row, "image_url")
    is_public = (
        (status in _PUBLIC or not status)
        and date is not None
        and _string(row, "email_type") not in ("private", "premium")
    )
    if _string(row, "email_type") in ("private", "premium"):
        problems.append(
            NotUnderstood(
                place, f"email of type {_string(row, 'email_type')}", "a draft, since it would be public here"
            )
        )
    post = ImportedPost(
        key=identifier or slug or _string(row, "subject"),
        place=place,
        title=plain_text(_string(row, "subject")) or first_paragraph_text(body) or "Untitled",
        body=body,
        status=Status.PUBLISHED if is_public else Status.DRAFT,
        date=date,
        url=(url or (f"/archive/{slug}/" if slug else "")) if is_public else "",
        slug=slug,
        description=plain_text(_string(row, "description")),
        image=Reference(image, assets.find(image), is_image=True) if image else None,
        notes=notes,
    )
    return post, problems


def _text(row: Mapping[str, Any], place: Place, source: Source) -> tuple[str, Place]:
    """Return the text of an email, which can be in a file of its own."""
    if body := _string(row, "body") or _string(row, "content"):
        return body, place
    for name in (_string(row, "slug"), _string(row, "id")):
        path = next(
            (path for path in source.files if name and path.rpartition("/")[2] in (f"{name}.md", f"{name}.html")), ""
        )
        if path:
            return source.read_text(path), Place(path)
    return "", place


def _hide_templates(text: str, place: Place, problems: list[NotUnderstood]) -> str:
    """Return Markdown with the tags for subscribers as comments: they mean nothing on a page."""
    parts = _CODE.split(text)
    line = 0
    for number, part in enumerate(parts):
        if number % 2 == 0:
            for found in _TEMPLATE.finditer(part):
                where = place.after(line + part.count("\n", 0, found.start()))
                problems.append(NotUnderstood(where, found[0], "an HTML comment"))
            parts[number] = _TEMPLATE.sub(lambda found: f"<!-- {found[0].replace('--', '- -')} -->", part)
        line += part.count("\n")
    return "".join(parts)


def _string(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value.strip() if isinstance(value, str) and key != "body" else value if isinstance(value, str) else ""
