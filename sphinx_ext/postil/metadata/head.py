"""Add metadata to the `<head>` of each page: feeds, description, previews, structured data, indexing."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from docutils import nodes
from markupsafe import Markup

from postil.blog.excerpt import text_without_notes
from postil.blog.post import Kind
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.feeds.channels import feed_links
from postil.html_builders import builds_html_pages
from postil.metadata.markdown_copies import copy_path
from postil.metadata.page_metadata import PageMetadataBuilder, shorten
from postil.metadata.tags import alternate_tag, description_tag, head_tags

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.post import Post, Term
    from postil.config.options import Options
    from postil.metadata.model import PageMetadata

# Another extension for previews and descriptions. A page of a document has its tags, not postil's.
_OPEN_GRAPH_EXTENSION = "sphinxext.opengraph"


def add_metadata(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add tags to the variable `metatags`, which every theme prints; not every theme has a block for them."""
    if not builds_html_pages(app.builder):
        return
    domain, options = post_domain(app.env), app.config.postil
    index = domain.index
    term = index.by_page.get(re.sub(r"/page/\d+$", "", pagename))  # all pages of a listing have the same term
    tags = [alternate_tag(*link) for link in feed_links(index, options, pagename, term)]
    posts = index.by_docname.get(pagename, ())
    post = posts[0] if len(posts) == 1 else None
    described = _OPEN_GRAPH_EXTENSION in app.extensions and doctree is not None
    existing = str(context.get("metatags") or "")
    if pagename in domain.data["noindex"] and 'name="robots"' not in existing:
        tags.append(Markup('\n<meta name="robots" content="noindex">'))
    text = domain.summary(post) if post else ""
    if not described:
        text = text or describe_page(app, pagename, context, doctree)
    if text and 'name="description"' not in existing:
        tags.append(description_tag(shorten(text)))
    if post and (copy := copy_path(app, post)):
        tags.append(alternate_tag(context["pathto"](quote(copy), 1), "text/markdown", post.title))
    if post and post.canonical_link:
        context["pageurl"] = post.canonical_link
    if site_root_url(options) and (pagename in app.env.found_docs or context.get("postil_listing")):
        page = page_metadata(app, pagename, context, post, term)
        tags.append(head_tags(page, preview=not described, existing=existing))
    context["metatags"] = existing + "".join(map(str, tags))


def page_metadata(
    app: Sphinx, pagename: str, context: dict[str, Any], post: Post | None, term: Term | None
) -> PageMetadata:
    """Return the metadata of a page, which may be that of `post` or list the posts of `term`."""
    builder = PageMetadataBuilder(app, cast("StandaloneHTMLBuilder", app.builder), pagename)
    if post and not post.anchor:
        return builder.post(post)
    if term and term.kind is Kind.AUTHOR:
        return builder.author(term, pagename)
    return builder.page(pagename, _title_text(context), term)


def describe_page(app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None) -> str:
    """Return a description of a page: the content of a listing, or the first paragraph."""
    options: Options = app.config.postil
    if pagename == app.config.root_doc and options.blog_feed_subtitle:
        return options.blog_feed_subtitle
    if "postil_summary" in context:
        return str(context["postil_summary"])
    paragraphs = doctree.findall(nodes.paragraph) if doctree is not None else ()
    first = next((text for paragraph in paragraphs if (text := text_without_notes(paragraph))), "")
    return first or f"{_title_text(context)} · {options.site_title}".strip(" ·")


def _title_text(context: dict[str, Any]) -> str:
    """Return the title of a page, which is HTML, as text."""
    return unescape(re.sub(r"<[^>]*>", "", str(context.get("title") or "")))
