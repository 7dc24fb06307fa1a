"""The whole text of posts as HTML with whole addresses: made once, and again only if something in it changed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from postil.blog.post import digest
from postil.build.cache import HTMLCache
from postil.build.domain import post_domain, reference_meaning
from postil.build.record import digest_of_settings
from postil.pages.render import PostRenderer
from postil.urls import make_absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.post import Post


class FullTextCache:
    """Texts of posts for feeds. Lives for one build; what it renders is kept beside the doctrees for the next."""

    def __init__(self, app: Sphinx) -> None:
        """Take over what earlier builds rendered, once a text is asked for."""
        self._env = app.env
        self._builder = cast("StandaloneHTMLBuilder", app.builder)
        self._renderer = PostRenderer(app)
        self._store = HTMLCache(Path(app.doctreedir, f"postil-{app.builder.name}-texts.sqlite"))
        self._used: set[str] = set()

    def look(self, post: Post) -> str:
        """Return what changes when a post's whole text would look different; empty if that cannot be told."""
        self._used.add(_name_of(post))
        return self._look(post)

    def whole(self, post: Post, *, base: str) -> str:
        """Return all of a post but its title; `base` is the site's address, with a slash at its end."""
        page = urljoin(base, self._builder.get_target_uri(post.docname))
        # `/about/` in a post's HTML is below the host, not below the site.
        look = digest(f"{look} {base}") if (look := self.look(post)) else ""
        return self._store.get(
            _name_of(post), look, lambda: make_absolute(str(self._renderer.full_text(post, root=base)), page)
        )

    def excerpt(self, post: Post, *, base: str) -> str:
        """Return a post's excerpt."""
        page = urljoin(base, self._builder.get_target_uri(post.docname))
        return make_absolute(str(self._renderer.excerpt(post, root=base)), page)

    def save(self) -> None:
        """Keep the texts of posts that were asked about in this build for the next one."""
        self._store.save(self._used.__contains__)

    def _look(self, post: Post) -> str:
        env, domain, docname = self._env, post_domain(self._env), post.docname
        if docname in domain.lists:
            return ""  # it shows other posts
        targets: Sequence[str] = domain.data["refs"].get(docname, ())
        parts: list[Any] = [
            env.all_docs.get(docname),  # the instant at which it was read
            self._settings,
            [reference_meaning(target, docname, env, domain.index) for target in targets],
            self._files.get(docname),
            env.toc_secnumbers.get(docname),
            env.toc_fignumbers.get(docname),
        ]
        return digest(repr(parts))

    @cached_property
    def _settings(self) -> str:
        return digest_of_settings(self._builder)

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        """The names that the pictures and downloads of each document have in the output."""
        found: dict[str, list[str]] = {}
        for files in (self._env.images, self._env.dlfiles):
            for _path, (users, name) in sorted(files.items()):
                for docname in users:
                    found.setdefault(docname, []).append(str(name))
        return found


def _name_of(post: Post) -> str:
    return f"{post.docname}#{post.anchor}"
