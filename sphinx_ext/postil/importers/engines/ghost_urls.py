"""The URLs of a Ghost site, which its export does not name: from its routes, or as Ghost makes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from postil.frozen import frozen
from postil.importers.json_values import items, mapping, mappings, parse_json, text
from postil.importers.source import SourceError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from postil.importers.source import Source

_TOKEN = re.compile(r"\{(\w+)\}|:(\w+)")
_FILTER = re.compile(r"(primary_tag|tags?|primary_author|authors?):\[?([\w,-]+)\]?")
# A redirect from one path; others are patterns.
_PLAIN_PATH = re.compile(r"\^?(/[\w./%~-]*?)(?:/\?)?\$?")


@frozen
class Permalinks:
    """The patterns of the URLs of posts."""

    patterns: Sequence[tuple[str, str]]
    """The filters of collections, and their patterns; the filter of all posts is empty."""

    def path(self, post: Mapping[str, Any], date: dt.datetime | None, tags: Sequence[str], author: str) -> str:
        """Return the path of a post; `tags` and `author` are slugs."""
        pattern = next((pattern for rule, pattern in self.patterns if _matches(rule, tags, author)), "/{slug}/")
        values = {
            "slug": text(post, "slug"),
            "id": text(post, "id"),
            "uuid": text(post, "uuid"),
            "primary_tag": tags[0] if tags else "all",
            "author": author or "all",
            "primary_author": author or "all",
        }
        if date:
            values |= {"year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}"}
        path = _TOKEN.sub(lambda found: values.get(found[1] or found[2], ""), pattern)
        return re.sub("/{2,}", "/", f"/{path}/")


def _matches(rule: str, tags: Sequence[str], author: str) -> bool:
    if not rule:
        return True
    found = _FILTER.fullmatch(rule)
    if not found:
        return False
    names = found[2].split(",")
    if "author" in found[1]:
        return author in names
    return any(tag in names for tag in (tags[:1] if found[1] == "primary_tag" else tags))


def read_permalinks(source: Source, settings: Mapping[str, str]) -> Permalinks:
    """Return the patterns of `routes.yaml`, or of the setting that old versions have."""
    for path in source.files:
        if path.rpartition("/")[2].startswith("routes") and path.endswith((".yaml", ".yml")):
            collections = mapping(_parse_yaml(source.read_text(path), path), "collections")
            patterns = [(text(rule, "filter"), text(rule, "permalink")) for rule in collections.values()]
            return Permalinks([pair for pair in patterns if pair[1]])
    return Permalinks([("", settings["permalinks"])] if settings.get("permalinks") else [])


def _parse_yaml(content: str, path: str) -> Mapping[Any, Any]:
    try:
        return mapping(yaml.safe_load(content))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceError(f"{path} can't be read: {' '.join(str(error).split())}") from error


def read_redirects(source: Source) -> dict[str, list[str]]:
    """Return the old paths that redirect to each path; patterns are left out."""
    found: list[tuple[str, str]] = []
    for path in source.files:
        name = path.rpartition("/")[2]
        if name.startswith("redirects") and name.endswith(".json"):
            found += [
                (text(rule, "from"), text(rule, "to")) for rule in mappings(parse_json(source.read_text(path), path))
            ]
        elif name.startswith("redirects") and name.endswith((".yaml", ".yml")):
            content = _parse_yaml(source.read_text(path), path)
            rules = [rule for kind in content.values() if isinstance(kind, dict) for rule in kind.items()]
            found += [(str(old), str(new)) for old, new in rules]
    redirects: dict[str, list[str]] = {}
    for old, new in found:
        if match := _PLAIN_PATH.fullmatch(old):
            redirects.setdefault(f"/{new.strip('/')}/", []).append(match[1])
    return redirects


def names_of_content(url: str) -> list[str]:
    """Return the paths at which a backup can have a file of the site; none for files of other sites."""
    path = url.partition("?")[0].partition("#")[0]
    found = re.search(r"/(content/(?:images|media|files)/.+)", path)
    if not found:
        return []
    name = re.sub(r"/size/[wh\d]+(?:/format/\w+)?/", "/", found[1])
    original = re.sub(r"(\.\w+)$", r"_o\1", name)
    # a backup can begin with `content`, with `images` in it, or with the years in that
    return [path.split("/", depth)[-1] for depth in range(3) for path in (name, original)]


def site_settings(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings of a site that are texts."""
    return {text(setting, "key"): text(setting, "value") for setting in mappings(items(data.get("settings")))}
