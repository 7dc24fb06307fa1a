"""The document at `blog_path`: it shows the list of all posts, instead of a placeholder or below its own content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.logging import getLogger

from postil.html_builders import builds_html_pages
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.blog.index import Index
    from postil.build.domain import PostDomain

logger = getLogger(__name__)

# Nodes that show nothing on the page.
_HIDDEN = (nodes.Invisible, nodes.docinfo, nodes.meta, nodes.target, addnodes.highlightlang)
_END_OF_SENTENCE = lazy_regex(r"[.!?…]+(?=\s|$)|[\u3002\uff01\uff1f]+")  # Latin; Chinese and Japanese

_COMMENTS = lazy_regex(r"<!--.*?-->", re.DOTALL)


def find_posts_documents(app: Sphinx, domain: PostDomain) -> Mapping[str, Index]:
    """Return the documents that show the list of all posts of a blog, with that blog."""
    found = {find_posts_document(app, domain, blog): blog for blog in domain.index.all_blogs}
    return {docname: blog for docname, blog in found.items() if docname}


def find_posts_document(app: Sphinx, domain: PostDomain, blog: Index) -> str:
    """Return the document that shows the list of all posts; empty if that is a page of its own, or not shown.

    A document at `blog_path` shows it, unless it is a post or has a `postlist`.
    """
    page = blog.posts_page
    if app.config.postil.postil_home and (page in app.env.found_docs or blog is domain.index):
        return page
    if not builds_html_pages(app.builder) or not blog.posts:
        return ""
    url = app.builder.get_target_uri(page)
    names = (name for name in names_at(page) if name in app.env.found_docs)
    docname = next((name for name in names if app.builder.get_target_uri(name) == url), "")
    return "" if docname in domain.posts or docname in domain.postlists else docname


def log_posts_documents(env: BuildEnvironment, domain: PostDomain) -> None:
    """Log what became of the documents at `blog_path`."""
    for docname in domain.posts_documents:
        if docname == env.config.root_doc:
            continue
        path = env.doc2path(docname, base=False)
        if docname in domain.data["placeholders"]:
            logger.info("%s is a placeholder: its page shows the list of all posts", path)
        else:
            logger.info("%s: the list of all posts follows its content", path)


def names_at(page: str) -> tuple[str, str]:
    """Return the names of documents that can have the URL of the generated page `page`."""
    return (page, f"{page}/index")


def is_placeholder(doctree: nodes.document) -> bool:
    """Return whether a document has no content of its own: nothing, or no more than a heading and a sentence."""
    content = list(visible_content(doctree))
    if len(content) > 1:
        return False
    return all(isinstance(node, nodes.paragraph) and _is_one_sentence(node) for node in content)


def visible_content(doctree: nodes.document) -> Iterator[nodes.Node]:
    """Yield what a document shows, except its title."""
    parts = [node for node in doctree.children if not _is_hidden(node)]
    if parts and isinstance(parts[0], nodes.section):
        _title, *content = parts.pop(0).children
        parts = [*(node for node in content if not _is_hidden(node)), *parts]
    yield from parts


def _is_hidden(node: nodes.Node) -> bool:
    """Return whether a node shows nothing on the page."""
    if isinstance(node, nodes.compound):
        return all(isinstance(child, addnodes.toctree) and child.get("hidden") for child in node.children)
    if isinstance(node, nodes.raw):
        return "html" not in node.get("format", "").split() or not _COMMENTS.sub("", node.astext()).strip()
    return isinstance(node, _HIDDEN)


def _is_one_sentence(paragraph: nodes.paragraph) -> bool:
    if any(True for _image in paragraph.findall(nodes.image)):
        return False
    return len(_END_OF_SENTENCE.findall(paragraph.astext().strip())) <= 1
