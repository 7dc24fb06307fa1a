"""Render a post or its excerpt as HTML for any page: once, with a placeholder for the path to the site's root."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from docutils import nodes
from docutils.utils import new_document
from markupsafe import Markup

from postil.blog.excerpt import extract_excerpt, stored_excerpt
from postil.blog.post import digest
from postil.build.cache import HTMLCache
from postil.build.domain import post_domain
from postil.build.record import digest_of_settings
from postil.build.text_language import in_language, text_language
from postil.diagnostics import suppress_logging
from postil.footnotes.references import referenced_footnotes
from postil.markdown.callout_nodes import quote_admonitions
from postil.pages.sphinx_compat import write_fragment, writer_settings
from postil.urls import resolve_relative

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.post import Post

# Replaced by the path to the site's root, which depends on the page that the HTML goes on.
# No host is ever called `invalid` (RFC 2606).
ROOT_PLACEHOLDER = "https://postil.invalid/"
IS_PARTIAL = "postil_partial"
"""An attribute of documents that are part of a page, for handlers of `doctree-resolved`."""
IS_FEED = "postil_feed"
"""An attribute of such documents that are entries of feeds, whose readers know neither style sheets nor scripts."""
ID_PREFIX = "postil_prefix"
"""An attribute of such documents: the prefix of footnote ids, so that several parts can be on one page."""


def id_prefix(name: str) -> str:
    """Return the prefix of the ids in the part `name` of a page; no two names have the same."""
    return re.sub(r"[^\w/-]", lambda found: f".{ord(found[0]):x}.", name).replace("/", ".") + "--"


def root_path(builder: Builder, docname: str) -> str:
    """Return the relative URL of the site's root from the page of `docname`; it is empty or ends with a slash."""
    return "../" * builder.get_target_uri(docname).count("/")


def excerpt_nodes(app: Sphinx, post: Post, doctree: nodes.document | None = None) -> list[nodes.Element]:
    """Return a post's excerpt, its references unresolved: its description, or its first paragraphs.

    `doctree` is that of its document as it was read, if the caller has it.
    """
    if post.description:
        return [nodes.paragraph(post.description, post.description)]
    length = app.config.postil.post_auto_excerpt if post.excerpt_length is None else post.excerpt_length
    doctree = doctree or app.env.get_doctree(post.docname)
    excerpt = stored_excerpt(doctree, post.anchor) or extract_excerpt(find_section(doctree, post.anchor), length)
    if app.config.numfig and app.config.math_numfig:
        # Sphinx finds these numbers by ids, which excerpts do not have, and only on the post's own page.
        for equation in (found for node in excerpt for found in node.findall(nodes.math_block)):
            equation["number"] = None
    return excerpt


def find_section(doctree: nodes.Element, anchor: str) -> nodes.Element:
    """Return the section of `doctree` with the id `anchor`; all of `doctree` if there is none."""
    if not anchor:
        return doctree
    return next((section for section in doctree.findall(nodes.section) if anchor in section["ids"]), doctree)


def resolve_parts(
    app: Sphinx, docname: str, parts: Sequence[nodes.Node], *, prefix: str = "", in_feed: bool = False
) -> nodes.document:
    """Return a document of `parts`, which are copies from `docname`, with their references resolved.

    Footnote ids start with `prefix`. `in_feed` is for entries of feeds. In HTML, internal links start with
    ROOT_PLACEHOLDER. There are no warnings: Sphinx warns about references when it resolves the document itself.
    """
    document = new_document(docname, writer_settings(app))
    document[IS_PARTIAL], document[ID_PREFIX], document[IS_FEED] = True, prefix, in_feed
    document += parts
    with suppress_logging():
        app.env.apply_post_transforms(document, docname)
    if app.builder.format == "html":
        page_url = urljoin(ROOT_PLACEHOLDER, app.builder.get_target_uri(docname))
        for reference in document.findall(nodes.reference):
            if "refuri" in reference and reference.get("internal"):
                reference["refuri"] = urljoin(page_url, reference["refuri"])
            elif "refid" in reference:
                reference["refuri"] = f"{page_url}#{reference.attributes.pop('refid')}"
    return document


def fill_in_root_of_links(document: nodes.document, root: str) -> None:
    """Replace the placeholder in the links of a resolved document by `root`, the path from the page it goes on."""
    for reference in document.findall(nodes.reference):
        if str(reference.get("refuri", "")).startswith(ROOT_PLACEHOLDER):
            reference["refuri"] = root + reference["refuri"].removeprefix(ROOT_PLACEHOLDER)


def fill_in_root(html: str, root: str) -> Markup:
    """Replace the placeholder in HTML by `root`, the path from the page that it goes on."""
    return Markup(html.replace(ROOT_PLACEHOLDER, root))  # noqa: S704 - the HTML is Sphinx's own


class PostRenderer:
    """Renders posts, excerpts and cards in one build. Excerpts and cards are cached for later builds."""

    def __init__(self, app: Sphinx) -> None:
        """Open the caches of excerpts and cards; they are read when one is needed."""
        self._app = app
        self._builder = cast("StandaloneHTMLBuilder", app.builder)
        self._excerpts, self._cards = (
            HTMLCache(Path(app.doctreedir, f"postil-{app.builder.name}-{name}.sqlite"))
            for name in ("excerpts", "cards")
        )

    def excerpt(self, post: Post, *, root: str, doctree: nodes.document | None = None) -> Markup:
        """Return a post's excerpt; `root` is the path to the site's root from the page it goes on.

        `doctree` is that of its document as it was read, if the caller has it.
        """
        dependencies = post_domain(self._app.env).excerpt_dependencies().get(post.docname, "")
        source = post.excerpt_digest + dependencies + self._excerpt_settings
        html = self._excerpts.get(
            _cache_key(post), source, lambda: self._render(post.docname, excerpt_nodes(self._app, post, doctree))
        )
        return fill_in_root(html, root)

    def feed_excerpt(self, post: Post, *, root: str) -> Markup:
        """Return a post's excerpt as feed readers show it best; `root` is the URL of the site's root."""
        return fill_in_root(self._render(post.docname, excerpt_nodes(self._app, post), in_feed=True), root)

    def card(self, post: Post, variant: str, render: Callable[[], str], *, root: str) -> Markup:
        """Return a post as a card of a listing, from the cache if there.

        `variant` names the options that the card is rendered with; `render` returns it with ROOT_PLACEHOLDER in links.
        """
        source = f"{post_domain(self._app.env).card_digest(post)} {self._card_settings}"
        return fill_in_root(self._cards.get(f"{_cache_key(post)} {variant}", source, render), root)

    @cached_property
    def _excerpt_settings(self) -> str:
        """A digest of what all excerpts depend on: options, such as the renderer of formulas."""
        return digest_of_settings(self._builder, of_pages=True)

    @cached_property
    def _card_settings(self) -> str:
        """A digest of what all cards depend on: templates and options."""
        return digest(post_domain(self._app.env).shared_digest + digest_of_settings(self._builder))

    def save(self) -> None:
        """Save the caches for the next build, without entries of posts that are gone."""
        docnames = post_domain(self._app.env).index.by_docname
        for cache in (self._excerpts, self._cards):
            cache.save(lambda key: key.rpartition("#")[0] in docnames)

    def save_excerpts(self) -> None:
        """Save the new excerpts for other processes of this build."""
        self._excerpts.save()

    def full_text(
        self, post: Post, *, root: str, in_feed: bool = False, doctree: nodes.document | None = None
    ) -> Markup:
        """Return a post's full text, without its title; `in_feed`, as feed readers show it best.

        `doctree` is that of its document as it was read, if the caller has it.
        """
        document = doctree or self._app.env.get_doctree(post.docname)
        parts: list[nodes.Node] = []
        for part in [find_section(document, post.anchor)] if post.anchor else document.children:
            if isinstance(part, nodes.section):
                parts.extend(child for child in part if not isinstance(child, nodes.title))
            elif not isinstance(part, nodes.docinfo):
                parts.append(part)  # footnotes are after the section
        if post.anchor:
            parts.extend(referenced_footnotes(parts, document))
        body = nodes.section()  # so that headings are of the second level, as on the page
        body += [node.deepcopy() for node in parts]
        quote_admonitions(body)
        name = f"{post.docname}#{post.anchor}" if post.anchor else post.docname
        return fill_in_root(self._render(post.docname, [body], prefix=id_prefix(name), in_feed=in_feed), root)

    def _render(self, docname: str, parts: Sequence[nodes.Node], *, prefix: str = "", in_feed: bool = False) -> str:
        if not parts:
            return ""
        with in_language(self._app.config, text_language(self._app.env, docname)):
            document = resolve_parts(self._app, docname, parts, prefix=prefix, in_feed=in_feed)
            html = write_fragment(self._builder, document, docname, root=ROOT_PLACEHOLDER)
        page_url = urljoin(ROOT_PLACEHOLDER, self._builder.get_target_uri(docname))
        return resolve_relative(html, page_url, own=prefix)


def _cache_key(post: Post) -> str:
    return f"{post.docname}#{post.anchor}"
