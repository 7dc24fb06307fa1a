"""The values of an item of a WordPress export."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from postil.importers.engines.common import parse_date, plain_text
from postil.importers.urls import absolute, name_in_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.importers.xml_tree import Element

_SIZE = re.compile(r"-(?:\d+x\d+|scaled|rotated)(?=\.\w+$)")


def meta_of(item: Element) -> dict[str, str]:
    """Return the custom fields of an item; of several with the same name, the last."""
    fields = item.find_all("postmeta", "wordpress")
    return {one.text_of("meta_key", "wordpress"): one.text_of("meta_value", "wordpress") for one in fields}


def footnotes_of(value: str) -> dict[str, str]:
    """Return the HTML of the notes of the block `footnotes`, by their ids."""
    try:
        notes = json.loads(value) if value else []
        return {str(note["id"]): str(note["content"]) for note in notes}
    except (ValueError, KeyError, TypeError):
        return {}


def url_of(item: Element, site_url: str) -> str:
    """Return the full URL of an item; empty if it never had one."""
    link = item.text_of("link")
    parts = urlsplit(link) if link.startswith(("http", "/")) else None
    if parts is None or (parts.path in ("", "/") and not parts.query):
        return ""
    return absolute(link, f"{site_url}/") if site_url else link


def other_urls_of(item: Element, site_url: str) -> tuple[str, ...]:
    """Return the URLs that an item had before its slug was changed."""
    old_slugs = [one.text_of("meta_value", "wordpress") for one in item.find_all("postmeta", "wordpress")
                 if one.text_of("meta_key", "wordpress") == "_wp_old_slug"]  # fmt: skip
    url, slug = url_of(item, site_url), item.text_of("post_name", "wordpress")
    if not url or not slug or slug not in url:
        return ()
    return tuple(slug_url for old in old_slugs if old and (slug_url := old.join(url.rsplit(slug, 1))) != url)


def date_of(item: Element, name: str) -> dt.datetime | None:
    """Return a date with the time zone that the site had on that day."""
    local = parse_date(item.text_of(name, "wordpress"))
    utc = parse_date(item.text_of(f"{name}_gmt", "wordpress"))
    if local and utc:
        offset = local.replace(tzinfo=None) - utc.replace(tzinfo=None)
        if abs(offset) <= dt.timedelta(hours=14):
            return local.replace(tzinfo=dt.timezone(offset))
    return local or utc or (parse_date(item.text_of("pubDate")) if name == "post_date" else None)


def terms_of(item: Element, domain: str) -> tuple[str, ...]:
    """Return the names of the categories, tags or authors of an item."""
    names = (plain_text(one.text) for one in _terms(item, domain))
    return tuple(dict.fromkeys(name for name in names if name))


def _terms(item: Element, domain: str) -> Iterator[Element]:
    return (one for one in item.find_all("category") if one.attributes.get("domain") == domain)


def language_of(item: Element, meta: Mapping[str, str]) -> str:
    """Return the language that Polylang, or the export of WPML, gives to an item; empty if it has none."""
    slugs = (one.attributes.get("nicename", "") for one in _terms(item, "language"))
    return next(filter(None, slugs), "") or meta.get("_wpml_import_language_code", "")


def translation_of(item: Element, meta: Mapping[str, str]) -> str:
    """Return what Polylang or WPML lets the translations of an item share; empty if it has none."""
    groups = (one.attributes.get("nicename", "") or one.text for one in _terms(item, "post_translations"))
    return next(filter(None, groups), "") or meta.get("_wpml_import_translation_group", "")


def is_shown(comment: Element) -> bool:
    """Return whether a comment was approved, and is one."""
    kind = comment.text_of("comment_type", "wordpress")
    return comment.text_of("comment_approved", "wordpress") == "1" and kind in ("", "comment")


def names_of_original(url: str) -> list[str]:
    """Return the paths that the file of a URL can have in a backup: as it is, and in its original size."""
    name = name_in_url(url)
    path = unquote(urlsplit(url).path)
    after = path.partition("/uploads/")[2] or path.partition("/files/")[2]
    paths = [one for one in (after, path.lstrip("/"), name) if one]
    return [candidate for one in paths for candidate in (_SIZE.sub("", one), one) if candidate]
