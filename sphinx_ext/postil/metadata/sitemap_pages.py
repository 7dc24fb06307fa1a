"""Find the public pages of the site, and when each was changed last, for its sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.blog.listing import select_posts
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.domain import post_domain
from postil.pages.listings import listing_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sphinx.application import Sphinx

    from postil.blog.index import Index
    from postil.blog.post import Post


def sitemap_pages(app: Sphinx) -> Iterator[tuple[str, datetime | None]]:
    """Yield the name of each public page, with the date of the last change to it, or None if that is unknown.

    The pages are those of the site, not only those that a build writes, so the sitemap is always complete.
    """
    yield from _documents(app)
    index: Index = post_domain(app.env).index
    drafts = tuple(f"{blog.path}/drafts" for blog in index.all_blogs)
    posts_pages = {blog.posts_page for blog in index.all_blogs}
    for page in listing_pages(app):
        if page.docname in drafts or page.docname.startswith(tuple(f"{name}/" for name in drafts)):
            continue
        posts = [post for group in page.terms.values() for post in group] if page.terms else page.posts
        if any(not post.draft for post in posts) or page.docname in posts_pages:
            yield page.docname, last_modified(posts)


def _documents(app: Sphinx) -> Iterator[tuple[str, datetime | None]]:
    """Yield the documents; a document changes with its posts, with those that it lists, or else by its git history."""
    domain = post_domain(app.env)
    index: Index = domain.index
    for docname in app.env.found_docs:
        posts = index.by_docname.get(docname, ())
        if docname in domain.data["noindex"] or any(post.draft or post.canonical_link for post in posts):
            continue  # not public, or a copy of a page on another site
        if docname == NOT_FOUND_PAGE:
            continue
        listed = [
            post
            for options in domain.postlists.get(docname, ())
            for post in select_posts(index, options, docname=docname)
        ]
        if docname in domain.posts_documents:
            listed = [*listed, *domain.posts_documents[docname].published]
        committed = domain.git_dates.get(docname)
        modified = last_modified([*posts, *listed])
        if committed and not posts:
            modified = max(modified, committed) if modified else committed
        yield docname, modified


def last_modified(posts: Iterable[Post]) -> datetime | None:
    """Return the date of the last change to the published ones of `posts`; None if there are none."""
    dates = [post.updated or post.date for post in posts if not post.draft]
    return max((date for date in dates if date), default=None)
