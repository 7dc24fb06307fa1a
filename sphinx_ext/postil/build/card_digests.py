"""Compute digests of what the cards of posts show, except for templates and options."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from postil.i18n import reading_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.blog.post import Post
    from postil.build.domain import PostDomain


class CardDigests:
    """The digest of each post's card, computed once; a preview keeps those of posts that were not read again."""

    def __init__(self, domain: PostDomain, images: Mapping[str, tuple[set[str], str]], *, speed: int) -> None:
        """`images` are all images of the site with their names in the output; `domain.images` are the processed ones.

        `speed` is the reading speed in words per minute: a card shows only the reading time of a post, not its number
        of words.
        """
        self._domain, self._speed = domain, speed
        self._names = {path: name for path, (_users, name) in images.items()}
        self._images, self._excerpts = domain.images, domain.excerpt_dependencies
        self._found: dict[tuple[str, str], str] = {}

    def keep(self, before: CardDigests, *, changed: Mapping[tuple[str, str], Post]) -> None:
        """Keep the digests of `before` if images and excerpts are the same, except those of the posts in `changed`."""
        if before._found and self._inputs == before._inputs:
            self._found = {key: found for key, found in before._found.items() if key not in changed}

    @cached_property
    def _inputs(self) -> tuple[object, ...]:
        return self._names, self._images, self._excerpts()

    def __call__(self, post: Post) -> str:
        """Return a digest of what the card of `post` shows."""
        found = self._found.get(post.key)
        if found is None:
            found = self._found[post.key] = self._of(post)
        return found

    def _of(self, post: Post) -> str:
        domain, index = self._domain, self._domain.index
        own = (post.card_digest, reading_minutes(post.words, speed=self._speed))
        image = (self._names.get(post.image, ""), self._images.get(post.image))
        excerpt = self._excerpts().get(post.docname, "")
        # In the order of the front matter, which is part of `post.card_digest`.
        terms = [(term.label, term.docname, term.link) for term in index.all_terms_of(post)]
        return domain.digest_cache.of(post.key, (own, terms, index.part(post), image, excerpt))
