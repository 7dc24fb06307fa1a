"""Resolve ABlog's labels, by which pages link to the blog: `blog-posts`, `tag-python`, the slug of a post."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from postil.blog.listing import resolve_label_on
from postil.build.domain import post_domain
from postil.i18n import CATALOG

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation(CATALOG)


def resolve_reference(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, contnode: nodes.Element
) -> nodes.reference | None:
    """Resolve a reference to one of the blog's labels, unless a document defines a label of that name."""
    if node.get("reftype") not in ("ref", "any", "myst"):
        return None
    target = str(node.get("reftarget", ""))
    docname = str(node.get("refdoc") or env.docname)
    index = post_domain(env).index.blog_of_page(docname)
    if target == "blog-feed" and app.config.postil.blog_baseurl:
        uri = app.builder.get_relative_uri(docname, index.path)
        uri = posixpath.join(posixpath.dirname(uri.rstrip("/")), posixpath.basename(index.path), "atom.xml")
        return _reference(node, contnode, uri, _("Feed"))
    found = resolve_label_on(post_domain(env).index, target, docname, documents=env.found_docs)
    if found is None:
        return None
    return _reference(node, contnode, app.builder.get_relative_uri(docname, found[0]), found[1])


def _reference(node: nodes.Element, contnode: nodes.Element, uri: str, title: str) -> nodes.reference:
    text: Any = contnode if node.get("refexplicit") else nodes.inline("", title)
    return nodes.reference("", "", text, internal=True, refuri=uri)


def setup(app: Sphinx) -> None:
    """Resolve references to the blog's pages."""
    app.connect("missing-reference", resolve_reference)
