"""The plain text of excerpts whose references are resolved: for descriptions, feeds and `llms.txt`.

A document is read before the titles and labels that it refers to are known. The summary in a `Post` has only the words
of its own document; that of `PostDomain.summary` has the rest.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from postil.blog.excerpt import plain_text
from postil.build.cache import HTMLCache
from postil.build.domain import post_domain
from postil.build.record import digest_of_settings
from postil.html_builders import builds_html_pages
from postil.pages.render import excerpt_nodes, resolve_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.blog.post import Post


def resolve_summaries(app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
    """Resolve the summaries of all posts that need it; those that are unchanged come from a cache."""
    if not builds_html_pages(app.builder):
        return ()
    domain = post_domain(env)
    posts = [post for post in domain.index.all_posts if not post.summary_is_resolved]
    cache = HTMLCache(Path(app.doctreedir, f"postil-{app.builder.name}-summaries.sqlite"))
    settings = digest_of_settings(app.builder, of_pages=True) if posts else ""
    domain.summaries = {}
    for post in posts:
        source = post.excerpt_digest + domain.excerpt_dependencies().get(post.docname, "") + settings
        domain.summaries[post.key] = cache.get("#".join(post.key), source, partial(summarize, app, post))
    cache.save({"#".join(post.key) for post in posts}.__contains__)
    return ()


def summarize(app: Sphinx, post: Post) -> str:
    """Return the text of a post's excerpt with its references resolved."""
    parts = excerpt_nodes(app, post)
    return plain_text(resolve_parts(app, post.docname, parts).children) if parts else ""


def setup(app: Sphinx) -> None:
    """Resolve the summaries once all documents are read and the index is computed."""
    app.connect("env-get-updated", resolve_summaries, priority=800)
