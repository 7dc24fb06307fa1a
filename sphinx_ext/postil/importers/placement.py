"""Decide which file each imported post gets, and which old URLs lead to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from postil.importers.languages import folder_of_language, translated
from postil.importers.model import Kind
from postil.importers.names import folder_name, unique_name
from postil.importers.urls import UrlMap, host_of, permalink_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from postil.importers.manifest import Manifest
    from postil.importers.model import ImportedPost, ImportedSite

# Pages have no date; in a folder of this name, postil knows them by that.
_PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Placed:
    """A post and its file."""

    post: ImportedPost
    key: str
    """What identifies it among all imports into the folder."""
    file: str
    """Relative to the folder that is imported into."""
    permalink: str
    aliases: tuple[str, ...]
    lost_urls: tuple[tuple[str, str], ...]
    translation_key: str = ""
    """The key that it shares with its translations; empty if it has none."""
    slug: str = ""
    """The slug for its front matter, if it has no permalink and no other post has the same slug."""


def place_posts(
    site: ImportedSite, manifest: Manifest, *, is_taken: Callable[[str], bool]
) -> tuple[list[Placed], UrlMap]:
    """Return each post with its file, and the files by old URLs, also those of earlier imports.

    `is_taken` says whether a folder exists that no import made.
    """
    taken = {file.rpartition("/")[0].casefold() for file in manifest.posts.values()}
    urls = UrlMap(site.facts.url)
    permalinks: set[str] = set()
    keys: set[str] = set()
    slugs: set[str] = set()
    placed: list[Placed] = []
    languages = site.facts.settings.get("postil_languages", ())
    for post in site.posts:
        key = _unused_key(f"{site.engine} {host_of(site.facts.url)} {post.key}".replace("  ", " "), keys)
        keys.add(key)
        file = manifest.posts.get(key, "")
        if not file:
            folder = _new_folder(post, folder_of_language(post, languages), taken, is_taken)
            taken.add(folder.casefold())
            file = f"{folder}/index{post.suffix}"
        one = _with_urls(post, key, file, urls, permalinks)
        has_slug = not one.permalink and post.slug.casefold() not in slugs
        placed.append(replace(one, slug=post.slug if has_slug else ""))
        slugs.add(post.slug.casefold())
    for old, new in site.redirects.items():
        if target := urls.find(new):
            urls.add(old, target)
    for url, file in manifest.urls.items():
        urls.add(url, file)
    return _with_translation_keys(placed), urls


def _with_translation_keys(placed: list[Placed]) -> list[Placed]:
    """Return posts with the key that they share with their translations: the folder of the original."""
    groups = translated(one.post for one in placed)
    names: dict[str, str] = {}
    for one in sorted(placed, key=lambda one: one.post.language):
        if one.post.translation in groups:
            names.setdefault(one.post.translation, one.file.rpartition("/")[0])
    return [replace(one, translation_key=names.get(one.post.translation, "")) for one in placed]


def _unused_key(key: str, keys: set[str]) -> str:
    """Return a key, with a number if another post of the site has it: two posts never share a file."""
    return key if key not in keys else next(f"{key} {n}" for n in range(2, len(keys) + 3) if f"{key} {n}" not in keys)


def _new_folder(post: ImportedPost, parent: str, taken: set[str], is_taken: Callable[[str], bool]) -> str:
    slug = folder_name(post.slug.rpartition("/")[2].removesuffix(".html"), post.title, default="untitled")
    if post.kind is Kind.PAGE:
        parent, name = f"{parent}{_PAGES}/", slug
    else:
        name = f"{_day(post.date)}-{slug}" if post.date else slug
        # the folder of pages, and what postil and Sphinx don't read
        name = f"{name}-" if name in (_PAGES, "index") else name
    folder = unique_name(f"{parent}{name}", taken)
    while is_taken(folder):
        taken.add(folder.casefold())
        folder = unique_name(f"{parent}{name}", taken)
    return folder


def _day(date: dt.datetime | dt.date | None) -> str:
    return f"{date:%Y-%m-%d}" if date and date.year >= 1000 else ""  # noqa: PLR2004 - four digits


def _with_urls(post: ImportedPost, key: str, file: str, urls: UrlMap, permalinks: set[str]) -> Placed:
    """Return a post with the permalink and aliases that keep its old URLs."""
    urls.add(post.link_target, file)
    kept: list[str] = []
    lost: list[tuple[str, str]] = []
    for url in _unique((post.url, *post.other_urls)):
        path = permalink_of(url)
        is_first = urls.add(url, file)
        if not path:
            lost.append((url, "no file can have this URL; set up a redirect on your host if it matters"))
        elif not is_first and urls.find(url) and path.rstrip("/").casefold() in permalinks:
            lost.append((url, f"it is the URL of {urls.find(url)} already"))
        else:
            permalinks.add(path.rstrip("/").casefold())
            kept.append(path)
    has_own = bool(kept) and permalink_of(post.url) == kept[0]
    aliases = kept[1:] if has_own else kept
    return Placed(post, key, file, kept[0] if has_own else "", tuple(_unique(aliases)), tuple(lost))


def _unique(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
