"""The versions of each essay in several languages: translations, and which version a list shows."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from postil.blog.post import Post


def without_second_versions(posts: Sequence[Post]) -> list[Post]:
    """Return posts in the same order; the second version of an essay in one language is an essay of its own.

    Else it would be in no list, and no translation would link to it. A draft is never the first version.
    """
    first: dict[tuple[str, str], Post] = {}
    for post in sorted(posts, key=lambda post: post.draft):
        if post.translation_key and not post.unlisted:
            first.setdefault((post.translation_key, post.language), post)
    return [
        post
        if first.get((post.translation_key, post.language), post) is post or post.unlisted
        else replace(post, translation_key="")
        for post in posts
    ]


class Versions:
    """Posts that are the same essay in several languages: they share a translation key."""

    def __init__(self, posts: Iterable[Post], languages: Sequence[str] = ()) -> None:
        """Group `posts`; `languages` are tags in the order of the owner, with an empty one for that of the site."""
        self._ranks: Mapping[str, int] = {tag: rank for rank, tag in enumerate(languages)}
        self._by_key: dict[str, dict[str, Post]] = defaultdict(dict)
        for post in posts:
            if post.translation_key:
                self._by_key[post.translation_key].setdefault(post.language, post)

    def with_posts(self, posts: Mapping[tuple[str, str], Post]) -> Versions:
        """Return the same with other versions of posts, by their keys; language and translation key are as before."""
        found, by_key = copy(self), defaultdict(dict, self._by_key)
        for key in {post.translation_key for post in posts.values()} & self._by_key.keys():
            by_key[key] = {tag: posts.get(post.key, post) for tag, post in self._by_key[key].items()}
        vars(found)["_by_key"] = by_key
        return found

    def translations(self, post: Post) -> Sequence[Post]:
        """Return the versions of a post in other languages, in the order of the languages."""
        versions = self._by_key.get(post.translation_key, {}).values()
        others = [version for version in versions if version.language != post.language]
        return sorted(others, key=lambda version: self._rank(version.language)) if others else ()

    def in_language(self, post: Post, language: str) -> Post:
        """Return the version of a post in a language; the post itself if there is none."""
        if post.language == language:
            return post
        return self._by_key.get(post.translation_key, {}).get(language, post)

    def once(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Return posts in the same order, with each essay in one language only.

        That is the language of the site if there is a version in it, else that of the first version by date.
        """
        best: dict[str, Post] = {}
        for post in posts:
            key = post.translation_key
            if key and (key not in best or self._preference(post) < self._preference(best[key])):
                best[key] = post
        if len(best) == len(posts):
            return posts
        return [post for post in posts if not post.translation_key or best[post.translation_key] is post
                or best[post.translation_key].language == post.language]  # fmt: skip

    def _rank(self, language: str) -> tuple[int, str]:
        return (self._ranks.get(language, len(self._ranks)), language)

    def _preference(self, post: Post) -> tuple[bool, bool, float, tuple[int, str]]:
        when = post.date.timestamp() if post.date else 0.0
        return (post.draft, bool(post.language), when, self._rank(post.language))
