"""The labels by which pages refer to the blog: `blog-posts`, `tag-python`, a post's own name. They are ABlog's."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from postil.domain import post_domain
from postil.pages import listings
from postil.post import Kind, Post
from postil.wording import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Container

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.index import Index

_ = get_translation(CATALOGUE)


def find_target(index: Index, target: str, *, written: Container[str]) -> tuple[str, str] | None:
    """Return the document and the title that a label of ABlog's means, such as `blog-tags` or `tag-python`.

    `written` holds the documents and listings that there are.
    """
    pages = {
        "blog-posts": (index.path, _("Posts")),
        "blog-drafts": (f"{index.path}/drafts", _("Drafts")),
        "blog-archives": (index.page(Kind.YEAR), _("Archives")),
        "blog-tags": (index.page(Kind.TAG), _("Tags")),
        "blog-categories": (index.page(Kind.CATEGORY), _("Categories")),
        "blog-authors": (index.page(Kind.AUTHOR), _("Authors")),
        "blog-series": (index.page(Kind.SERIES), _("Series")),
        "blog-locations": (index.page(Kind.LOCATION), _("Locations")),
        "blog-languages": (index.page(Kind.LANGUAGE), _("Languages")),
    }
    if target in pages:
        return pages[target] if pages[target][0] in written else None
    prefix, _dash, slug = target.partition("-")
    if prefix in set(Kind):
        found = index.find(Kind(prefix), slug)
        if found:
            return found.docname, found.label
    names = {_label_of(post): post for post in reversed(index.posts)}
    return (names[target].docname, names[target].title) if target in names else None


def _label_of(post: Post) -> str:
    """Return the label that ABlog gives a post: its file's name, or its folder's."""
    folder, name = posixpath.split(post.docname)
    return posixpath.basename(folder) if name == "index" else name


def resolve_reference(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, contnode: nodes.Element
) -> nodes.reference | None:
    """Resolve what no document labels, if it is one of the blog's labels."""
    if node.get("reftype") not in ("ref", "any", "myst"):
        return None
    index = post_domain(env).index
    target = str(node.get("reftarget", ""))
    docname = str(node.get("refdoc") or env.docname)
    if target == "blog-feed" and app.config.postil.blog_baseurl:
        uri = app.builder.get_relative_uri(docname, index.path)
        uri = posixpath.join(posixpath.dirname(uri.rstrip("/")), posixpath.basename(index.path), "atom.xml")
        return _reference(node, contnode, uri, _("Feed"))
    written = {*env.found_docs, *(page for page, *_ in listings(index))}
    found = find_target(index, target, written=written)
    if found is None:
        return None
    return _reference(node, contnode, app.builder.get_relative_uri(docname, found[0]), found[1])


def _reference(node: nodes.Element, contnode: nodes.Element, uri: str, title: str) -> nodes.reference:
    text: Any = contnode if node.get("refexplicit") else nodes.inline("", title)
    return nodes.reference("", "", text, internal=True, refuri=uri)


def setup(app: Sphinx) -> None:
    """Resolve references to the blog's pages."""
    app.connect("missing-reference", resolve_reference)
