"""The full text of posts as HTML with absolute URLs, cached until something in it changes."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from postil.blog.post import digest
from postil.build.cache import HTMLCache
from postil.build.domain import post_domain
from postil.build.page_digests import reference_dependencies
from postil.build.record import digest_of_settings
from postil.pages.render import PostRenderer
from postil.urls import make_absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.post import Post


class FullTextCache:
    """Full texts and excerpts of posts for the feeds of one build. Full texts are cached beside the doctrees."""

    def __init__(self, app: Sphinx) -> None:
        """Open the cache of earlier builds; it is read when a text is needed."""
        self._env = app.env
        self._builder = cast("StandaloneHTMLBuilder", app.builder)
        self._renderer = PostRenderer(app)
        self._cache = HTMLCache(Path(app.doctreedir, f"postil-{app.builder.name}-texts.sqlite"))
        self._used: set[str] = set()

    def source_digest(self, post: Post) -> str:
        """Return a digest of all that a post's full text depends on; empty if that is unknown."""
        self._used.add(_cache_key(post))
        return self._source_digest(post)

    def full_text(self, post: Post, *, base: str, doctree: nodes.document | None = None) -> str:
        """Return a post without its title; `base` is the URL of the site, with a slash at its end.

        `doctree` is that of its document as it was read, if the caller has it.
        """
        page_url = urljoin(base, self._builder.get_target_uri(post.docname))
        # `/about/` in a post's HTML is relative to the host, not to the site.
        source = digest(f"{source} {base}") if (source := self.source_digest(post)) else ""

        def render() -> str:
            """Return the text as HTML."""
            return make_absolute(
                str(self._renderer.full_text(post, root=base, in_feed=True, doctree=doctree)), page_url
            )

        return self._cache.get(_cache_key(post), source, render)

    def excerpt(self, post: Post, *, base: str) -> str:
        """Return a post's excerpt."""
        page_url = urljoin(base, self._builder.get_target_uri(post.docname))
        dependencies = post_domain(self._env).excerpt_dependencies().get(post.docname, "")
        name = f"{_cache_key(post)} excerpt"
        self._used.add(name)

        def render() -> str:
            """Return the excerpt as HTML."""
            return make_absolute(str(self._renderer.feed_excerpt(post, root=base)), page_url)

        source = digest(repr((post.excerpt_digest, dependencies, self._settings, base)))
        return self._cache.get(name, source, render)

    def save_new(self) -> None:
        """Save the new texts for other processes of this build."""
        self._cache.save()

    def save(self) -> None:
        """Save the texts of the posts that this build used, for the next one."""
        self._cache.save(self._used.__contains__)

    def _source_digest(self, post: Post) -> str:
        env, domain, docname = self._env, post_domain(self._env), post.docname
        if docname in domain.postlists:
            return ""  # it lists other posts
        targets: Sequence[str] = domain.data["references"].get(docname, ())
        parts: list[Any] = [
            env.all_docs.get(docname),  # when Sphinx read it
            self._settings,
            [reference_dependencies(target, docname, env, domain.index) for target in targets],
            self._output_names.get(docname),
            env.toc_secnumbers.get(docname),
            env.toc_fignumbers.get(docname),
        ]
        return digest(repr(parts))

    @cached_property
    def _settings(self) -> str:
        return digest_of_settings(self._builder)

    @cached_property
    def _output_names(self) -> dict[str, list[str]]:
        """The names that the images and downloads of each document have in the output, with those of smaller copies."""
        names: dict[str, list[str]] = {}
        infos = post_domain(self._env).images
        for files in (self._env.images, self._env.dlfiles):
            for path, (users, name) in sorted(files.items()):
                copies = repr(infos[str(path)].variants) if path in infos else ""
                for docname in users:
                    names.setdefault(docname, []).append(f"{name} {copies}")
        return names


def _cache_key(post: Post) -> str:
    return f"{post.docname}#{post.anchor}"
