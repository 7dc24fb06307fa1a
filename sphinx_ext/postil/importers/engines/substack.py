"""Substack: the zip file of Settings > Exports, with `posts.csv` and a folder of HTML files."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from postil.importers.engines.common import AssetFinder, convert, first_paragraph_text, parse_date, plain_text
from postil.importers.engines.substack_blocks import RULES, without_icons
from postil.importers.model import ImportedPost, ImportedSite, Kind, NotUnderstood, Place, Reference, SiteFacts, Status
from postil.importers.source import SourceError
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.registry import ReadOptions
    from postil.importers.source import Source

_COLUMNS = {"post_id", "post_date", "is_published", "title"}
_HOST = re.compile(r"https://[\w-]+\.substack\.com(?=/(?:subscribe|p/|\?|\"|&quot;))")


def looks_like(source: Source) -> bool:
    """Return whether a source has the table of posts."""
    return bool(_tables(source))


def _tables(source: Source) -> list[str]:
    found = []
    for path in source.files:
        if path.rpartition("/")[2] == "posts.csv":
            try:
                first = source.read_text(path).partition("\n")[0]
            except SourceError:
                continue
            if set(first.split(",")) >= _COLUMNS:
                found.append(path)
    return found


def read(source: Source, options: ReadOptions) -> ImportedSite:
    """Return the site in an export."""
    tables = _tables(source)
    if not tables:
        raise SourceError(f"{source.name} has no posts.csv of Substack")
    texts = {path: source.read_text(path) for path in source.below(".html")}
    site_url = next((found[0] for text in texts.values() if (found := _HOST.search(text))), "")
    assets = AssetFinder(
        [source, *([options.media] if options.media else [])], names=lambda url: [name_in_url(url)], export=source
    )
    posts: list[ImportedPost] = []
    problems: list[NotUnderstood] = []
    for table in tables:
        folder = table.rpartition("/")[0]
        rows = csv.DictReader(io.StringIO(source.read_text(table)))
        for row in rows:
            file = f"{folder}/posts/{row['post_id']}.html".lstrip("/")
            place = Place(file if file in texts else table, 1 if file in texts else rows.line_num)
            post, more = _post(row, texts.get(file), place, site_url, assets)
            posts.append(post)
            problems += more
    return ImportedSite("substack", SiteFacts(url=site_url), tuple(posts), tuple(problems))


def _post(
    row: Mapping[str, str | None], html: str | None, place: Place, site_url: str, assets: AssetFinder
) -> tuple[ImportedPost, list[NotUnderstood]]:
    values = {
        key: (value or "").strip() for key, value in row.items() if isinstance(key, str) and not isinstance(value, list)
    }
    identifier, kind = values["post_id"], values.get("type", "")
    slug = identifier.partition(".")[2] or identifier
    url = f"{site_url}/p/{slug}"
    converted = convert(
        without_icons(html or ""), place=place, page_url=f"{site_url}/p/{slug}", assets=assets, rules=RULES
    )
    problems = list(converted.not_understood)
    body = converted.body
    is_paid = values.get("audience", "everyone") in ("only_paid", "founding")
    if html is None:
        problems.append(NotUnderstood(place, "post without a file", "a draft without text"))
    if is_paid:
        problems.append(NotUnderstood(place, "post for paying readers", "a draft, since it would be public here"))
    if podcast := values.get("podcast_url", ""):
        problems.append(NotUnderstood(place, "podcast episode", "a player at the end of the post"))
        body = (*body, "\n\n![](", Reference(podcast, assets.find(podcast), is_image=True), ")\n")
    elif kind not in ("newsletter", "page", ""):
        problems.append(NotUnderstood(place, f"post of type {kind}", "a post"))
    is_published = values["is_published"].lower() == "true"
    post = ImportedPost(
        key=identifier,
        place=place,
        title=plain_text(values["title"]) or first_paragraph_text(body) or slug,
        body=body,
        kind=Kind.PAGE if kind == "page" else Kind.POST,
        status=Status.PUBLISHED if is_published and not is_paid and html is not None else Status.DRAFT,
        date=parse_date(values["post_date"]),
        url=url if is_published else "",
        slug=slug,
        description=plain_text(values.get("subtitle", "")),
        notes=converted.notes,
    )
    return post, problems
