"""The languages of an imported site, and which of its posts are translations of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postil.importers.model import Kind
from postil.language_tags import own_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from postil.importers.model import ImportedPost, ImportedSite

_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def with_languages(site: ImportedSite) -> ImportedSite:
    """Return a site with the options for a blog in each of its languages, if it has several.

    It has if it says so, or if a post has a translation, and if the URLs of each language are in its folder, as with
    these options. A language without posts is left out.
    """
    own = site.facts.language or "en"
    site = _without_own(site, own)
    names = site.facts.languages
    used = {post.language for post in site.posts if post.language}
    found = [own, *(tag for tag in names if tag in used and tag != own), *sorted(used - {own, *names})]
    others = [post for post in site.posts if post.language]
    if not others or not (names or translated(site.posts)) or not _are_in_folder(others, own):
        return site
    named = {tag: names.get(tag) or own_name(tag) for tag in found if _TAG.fullmatch(tag)}
    settings = {**site.facts.settings, "postil_languages": named}
    own_posts = [post for post in site.posts if not post.language and post.kind is Kind.POST and post.url]
    if own_posts and _are_in_folder(own_posts, own):
        settings["postil_default_language_in_subfolder"] = True
    return replace(site, facts=replace(site.facts, settings=settings))


def translated(posts: Iterable[ImportedPost]) -> set[str]:
    """Return what posts share with their translations, of those that are there in several languages."""
    groups: dict[str, set[str]] = defaultdict(set)
    for post in posts:
        groups[post.translation].add(post.language)
    return {key for key, languages in groups.items() if key and len(languages) > 1}


def folder_of_language(post: ImportedPost, languages: Container[str]) -> str:
    """Return the folder of a post's language, with a slash at its end; empty for the language of the site."""
    return f"{post.language}/" if post.language and post.language in languages else ""


def language_in_path(path: str, languages: Iterable[str]) -> tuple[str, str]:
    """Return the language that a folder of a path is named after, and the path without it; empty if there is none."""
    folders = path.split("/")
    known = {tag.lower().replace("_", "-"): tag for tag in languages}
    for number, folder in enumerate(folders[:-1]):
        if tag := known.get(folder.lower().replace("_", "-")):
            return tag, "/".join([*folders[:number], *folders[number + 1 :]])
    return "", path


def _are_in_folder(posts: Iterable[ImportedPost], own: str) -> bool:
    """Return whether the URLs of posts begin with their languages; `own` is that of the site."""
    return all(
        urlsplit(post.url).path.lower().startswith(f"/{(post.language or own).lower()}/") for post in posts if post.url
    )


def _without_own(site: ImportedSite, own: str) -> ImportedSite:
    """Return a site whose posts in its own language do not say so, if it has posts in several.

    The language of a site is known without its territory: posts in `pt-br` are in that of a site in `pt`, if no other
    ones are.
    """
    used = {post.language for post in site.posts if post.language}
    similar = [tag for tag in used if re.split("[-_]", tag)[0] == own]
    own_tags = {own, *(similar if len(similar) == 1 else ())}
    if not used - own_tags:
        return site
    posts = (
        replace(post, language="", extra={name: value for name, value in post.extra.items() if name != "language"})
        if post.language in own_tags
        else post
        for post in site.posts
    )
    return replace(site, posts=tuple(posts))
