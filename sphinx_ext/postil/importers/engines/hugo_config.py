"""The configuration of Hugo: one file, or a folder with a file for each part."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from postil.importers.markdown.config import list_of, mapping_of, read_config, text_of
from postil.importers.model import SiteFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.importers.model import NotUnderstood
    from postil.importers.source import Source

_FOLDER = "config/_default/"
_SUFFIXES = ("toml", "yaml", "yml", "json")
CONFIG_NAMES = tuple(f"{name}.{suffix}" for name in ("hugo", "config") for suffix in _SUFFIXES)
# The taxonomies that postil has itself.
_KNOWN_TERMS = frozenset({"tag", "tags", "category", "categories", "series", "author", "authors"})


def read_hugo_config(source: Source, root: str, problems: list[NotUnderstood]) -> dict[str, Any]:
    """Return the configuration of the site in a folder; files of `config/_default` are the parts named after them."""
    config: dict[str, Any] = {}
    for name in CONFIG_NAMES:
        if f"{root}{name}" in source.files:
            config = read_config(source, f"{root}{name}", problems)
            break
    for path in source.files:
        name, suffix = PurePosixPath(path).stem, PurePosixPath(path).suffix.removeprefix(".")
        if not path.startswith(f"{root}{_FOLDER}") or suffix not in _SUFFIXES:
            continue
        values = read_config(source, path, problems)
        if name in ("hugo", "config"):
            config = {**config, **values}
        else:
            part = "menus" if name.startswith(("menu.", "menus.", "menu")) else name
            config[part] = {**mapping_of(config, part), **values}
    return config


def hugo_facts(config: Mapping[str, Any]) -> SiteFacts:
    """Return what the configuration says about the site."""
    language = text_of(config, "defaultContentLanguage") or text_of(config, "languageCode", "locale")
    own = mapping_of(mapping_of(config, "languages"), language)
    params = mapping_of(config, "params", "Params")
    author = text_of(
        {**config, "params": params},
        "author",
        "author.name",
        "params.author",
        "params.author.name",
        "params.authorName",
    )
    return SiteFacts(
        text_of(own, "title") or text_of(config, "title"),
        text_of(config, "baseURL", "baseurl", "BaseURL").rstrip("/"),
        text_of(own, "params.description") or text_of({"params": params}, "params.description"),
        (text_of(config, "languageCode", "languagecode") or language).partition("-")[0],
        {"blog_default_author": author, "postil_timezone": text_of(config, "timeZone", "timezone")},
        languages={
            tag: text_of(values, "label", "languageName", "languagename")
            for tag, values in _languages(config, language)
        },
    )


def _languages(config: Mapping[str, Any], own: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the languages with what is said about them, the site's first; none if there is only one."""
    found = {tag: values for tag, values in mapping_of(config, "languages").items() if isinstance(values, dict)}
    ordered = sorted(found.items(), key=lambda item: (item[0] != own, _weight(item[1].get("weight"))))
    return ordered if found.keys() - {own} else []


def hugo_menu(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names and URLs of the main menu, in order."""
    menus = {**mapping_of(config, "menu"), **mapping_of(config, "menus")}
    entries = [entry for entry in list_of(menus, "main") if isinstance(entry, dict)]
    for entry in sorted(entries, key=lambda entry: _weight(entry.get("weight"))):
        yield text_of(entry, "name", "title"), text_of(entry, "url", "pageRef", "pageref")


def _weight(value: object) -> float:
    try:
        return float(str(value)) or float("inf")
    except ValueError:
        return float("inf")


def own_taxonomies(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of the site's own taxonomies."""
    names = mapping_of(config, "taxonomies").values()
    return tuple(name for name in names if isinstance(name, str) and name not in _KNOWN_TERMS)
