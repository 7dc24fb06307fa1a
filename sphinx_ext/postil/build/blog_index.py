"""Compute the index of the posts: one blog, or one for each language."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from postil.blog.index import Index
from postil.blog.post import Kind, Post, digest, newest_first
from postil.blog.related import find_related_positions
from postil.blog.translations import Versions, without_second_versions
from postil.post_slug import SlugStyle

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from postil.blog.page_languages import PageLanguages
    from postil.blog.related import RelatedPositions, TopicText
    from postil.config.options import Options


class IndexInputs(NamedTuple):
    """From what an index is computed, besides options and what documents contain."""

    read: Mapping[str, float]
    """When each document was read."""
    documents: AbstractSet[str]
    homes: Mapping[str, str]
    git_dates: Mapping[str, datetime]
    now: datetime


def posts_read_again(index: Index, posts: Mapping[str, Sequence[Post]]) -> Mapping[tuple[str, str], Post]:
    """Return new versions of posts in the index, by their keys, from the documents with `posts` that were read again.

    Each is listed like the one before; so its status, its date in git and its translations are as before too.
    """
    read = {post.key: post for posts_of_document in posts.values() for post in posts_of_document}
    before = (post for docname in posts for post in index.by_docname.get(docname, ()))
    return {post.key: post.with_text_of(read[post.key]) for post in before}


def compute_index(
    posts: Iterable[Post],
    options: Options,
    now: datetime,
    *,
    homes: Mapping[str, str] = MappingProxyType({}),
    page_languages: PageLanguages | None = None,
    language: str = "en",
    git_dates: Mapping[str, datetime] = MappingProxyType({}),
    related_cache: dict[str, Any] | None = None,
) -> Index:
    """Compute the index of posts. Unpublished posts are in it only if the owner builds drafts.

    `homes` are the pages with the first posts of each blog by its language, `page_languages` those of documents.
    `git_dates` maps documents to the dates of their last commits, for posts without an `updated` date.
    `related_cache` stores between builds which posts are related.
    """
    dated = (
        post.with_update(git_dates[post.docname]) if post.docname in git_dates and not post.updated else post
        for post in posts
    )
    current = (with_status(post, now) for post in dated)
    shown = sorted((post for post in current if options.postil_drafts or not post.draft), key=newest_first)
    included = without_second_versions(shown)
    order = ["" if tag == options.site_language else tag for tag in options.languages]
    versions = Versions([post for post in included if not post.unlisted], order)
    cache = {} if related_cache is None else related_cache
    make_blog = partial(
        Index,
        profiles={
            Kind.AUTHOR: options.blog_authors,
            Kind.LANGUAGE: options.blog_languages,
            Kind.LOCATION: options.blog_locations,
        },
        related=options.postil_related,
        within_series=options.postil_neighbours == "series",
        versions=versions,
    )
    is_ascii = options.postil_slug_style is SlugStyle.ASCII
    blogs = {
        tag: make_blog(
            [post for post in included if post.language == tag],
            path=path_of_blog(options, tag),
            posts_page=homes.get(tag, ""),
            find_positions=partial(find_related_cached, cache.setdefault(tag, {})),
            ascii_language=tag if is_ascii else "",
        )
        for tag in filter(None, order)
    }
    return make_blog(
        included,
        path=path_of_blog(options, ""),
        posts_page=homes.get("", ""),
        find_positions=partial(find_related_cached, cache),
        ascii_language=language if is_ascii else "",
        blogs=blogs,
        page_languages=page_languages,
    )


def path_of_blog(options: Options, tag: str) -> str:
    """Return the path of the lists of the blog in a language, which is empty for that of the site."""
    return posixpath.join(options.blog_folders.get(tag, ""), options.blog_path)


def paths_of_blogs(options: Options) -> Sequence[str]:
    """Return the paths of the lists of all blogs."""
    return [path_of_blog(options, tag) for tag in options.blog_folders or [""]]


def home_of_blog(options: Options, tag: str) -> str:
    """Return the home page of the blog in a language: a document, or the list of all posts."""
    return f"{options.blog_folders[tag]}/index"


def home_pages(options: Options, *, root_doc: str, documents: Container[str]) -> Mapping[str, str]:
    """Return the page with the first posts of each blog by its language, if it is not the one at the blog's path.

    Without a document, the home page of a blog in a folder is that list.
    """
    homes = {"": root_doc} if options.postil_home else {}
    for tag, folder in options.blog_folders.items():
        home = f"{folder}/index"
        if folder and tag not in homes and (options.postil_home or home not in documents):
            homes[tag] = home
    return homes


def find_related_cached(stored: dict[str, Any], texts: Sequence[TopicText], count: int) -> RelatedPositions:
    """Return what `find_related_positions` returns, cached between builds in `stored`.

    Finding related posts takes as long as everything else after a small edit.
    """
    source, before = digest(repr((texts, count))), stored.get("digest")
    if before != source:
        one_is_new = before is not None and before == digest(repr((texts[1:], count)))
        known = stored["positions"] if one_is_new else ()
        stored.update(digest=source, positions=find_related_positions(texts, count, known))
    return cast("RelatedPositions", stored["positions"])


def with_status(post: Post, now: datetime) -> Post:
    """Return the post with its status at `now`: an undated, scheduled or expired post is treated as a draft."""
    if post.updated and post.updated > now:
        post = replace(post, updated=None)
    scheduled = not post.draft and post.date is not None and (post.scheduled_for or post.date) > now
    expired = not post.draft and post.expires is not None and post.expires <= now
    unpublished = scheduled or expired or post.date is None
    if not unpublished:
        return post
    return replace(post, draft=True, scheduled=scheduled, expired=expired and not scheduled)
