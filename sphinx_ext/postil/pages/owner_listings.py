"""Listings with the owner's own templates: `ablog/collection.html` and `ablog/catalog.html`, with ABlog's variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import escape
from sphinx.locale import get_translation

from postil.ablog_compat.catalogs import Collection
from postil.ablog_compat.escaped_text import EscapedText
from postil.blog.post import Kind
from postil.build.page_digests import posts_content

if TYPE_CHECKING:
    from postil.ablog_compat.template_objects import Blog
    from postil.blog.pagination import ListingPage
    from postil.build.domain import PostDomain
    from postil.build.owner_templates import OwnerTemplates

# ABlog adds its translations to those of Sphinx; they are not in the catalogue of postil.
translated = get_translation("sphinx")
COLLECTION, CATALOG = "ablog/collection.html", "ablog/catalog.html"


def owner_listing(page: ListingPage, templates: OwnerTemplates) -> str:
    """Return the owner's template for a listing; empty if there is none."""
    name = CATALOG if page.kind else COLLECTION
    return name if templates.find(name) else ""


def has_owner_listings(templates: OwnerTemplates) -> bool:
    """Return whether the owner has a template for listings, which may show more of posts than those of postil."""
    return templates.find(COLLECTION) or templates.find(CATALOG)


def owner_listing_content(page: ListingPage, domain: PostDomain) -> list[object]:
    """Return what the owner's template can show of the posts of a listing, to find out whether it is outdated."""
    posts = [*page.posts, *(post for group in page.terms.values() for post in group)]
    return posts_content(domain, posts, full=domain.owner_templates.mention("fulltext"))


def listing_context(page: ListingPage, blog: Blog) -> dict[str, Any]:
    """Return ABlog's variables for a listing with the owner's template."""
    context = _catalog_context(page.kind, blog) if page.kind else _collection_context(page, blog)
    return {"parents": [], "summary": True} | context


def _words(kind: Kind) -> tuple[str, str]:
    """Return the title of the page of all terms, and the words before a term."""
    return {
        Kind.AUTHOR: (translated("Authors"), translated("Posts by")),
        Kind.LOCATION: (translated("Locations"), translated("Posts from")),
        Kind.LANGUAGE: (translated("Languages"), translated("Posts in")),
        Kind.CATEGORY: (translated("Categories"), translated("Posts in")),
        Kind.YEAR: (translated("All posts"), translated("Posted in")),
        Kind.MONTH: (translated("All posts"), translated("Posted in")),
        Kind.TAG: (translated("Tags"), translated("Posts tagged")),
    }.get(kind, (kind.capitalize(), translated("Posts in")))


def _catalog_context(kind: Kind, blog: Blog) -> dict[str, Any]:
    title, header = _words(kind)
    return {"title": escape(title), "header": header, "catalog": blog.catalog(kind)}


def _collection_context(page: ListingPage, blog: Blog) -> dict[str, Any]:
    feed_url = bool(blog.blog_baseurl)
    if page.term is None:
        drafts = page.docname == blog.drafts.docname
        name, header = (translated("Drafts"), "") if drafts else ("Posts", translated("All"))
        title = translated("Drafts") if drafts else translated("All Posts")
        href, more = "", {"atom_feed": feed_url, "feed_path": blog.blog_path}
    else:
        name, href = page.term.label, page.term.link
        header = _words(page.term.kind)[1]
        title = f"{header} {name}"
        own_feed = blog.blog_feed_archives and page.term.kind is not Kind.MONTH
        more = {"archive_feed": feed_url and own_feed, "feed_path": page.docname if own_feed else blog.blog_path}
        more["feed_title"] = EscapedText.of(title)
    collection = Collection(EscapedText.of(name), blog.views(page.posts), page.docname, href=href)
    return {"title": escape(title), "header": header, "collection": collection, **more}
