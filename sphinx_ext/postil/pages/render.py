"""Render a post, or its excerpt, as HTML that can stand on any page: once, with addresses to be put in later."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from docutils import nodes
from docutils.utils import new_document
from markupsafe import Markup

from postil.blog.excerpt import take_excerpt
from postil.blog.post import digest
from postil.build.cache import HTMLCache
from postil.build.domain import post_domain
from postil.build.record import digest_of_settings
from postil.diagnostics import suppress_logging
from postil.footnotes.numbering import referenced_footnotes
from postil.urls import resolve_relative

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.post import Post

# Stands for the site's first folder until it is known on which page the HTML goes.
# No host is ever called `invalid` (RFC 2606).
ROOT_PLACEHOLDER = "https://postil.invalid/"
EXCERPT_SETTING = "postil_partial"
"""An attribute of documents that are part of a page, for handlers of `doctree-resolved`."""
PREFIX = "postil_prefix"
"""An attribute of such documents: what the ids of notes start with, so that several parts can stand on one page."""


def id_prefix(name: str) -> str:
    """Return what ids of the part `name` start with where it stands beside others; no two names have the same."""
    return re.sub(r"[^\w/-]", lambda found: f".{ord(found[0]):x}.", name).replace("/", ".") + "--"


def root_path(builder: Builder, docname: str) -> str:
    """Return what leads from the page of `docname` to the site's first folder, with a slash at its end if not empty."""
    return "../" * builder.get_target_uri(docname).count("/")


def excerpt_of(app: Sphinx, post: Post) -> list[nodes.Element]:
    """Return a post's excerpt as nodes, references unresolved: its description, or its first paragraphs."""
    if post.description:
        return [nodes.paragraph(post.description, post.description)]
    length = app.config.postil.post_auto_excerpt if post.excerpt_length is None else post.excerpt_length
    doctree: nodes.Element = app.env.get_doctree(post.docname)
    return take_excerpt(section_of(doctree, post.anchor), length)


def section_of(doctree: nodes.Element, anchor: str) -> nodes.Element:
    """Return the section of `doctree` with the id `anchor`; all of it if there is none."""
    if not anchor:
        return doctree
    return next((section for section in doctree.findall(nodes.section) if anchor in section["ids"]), doctree)


def resolve_parts(app: Sphinx, docname: str, parts: Sequence[nodes.Node], *, prefix: str = "") -> nodes.document:
    """Return a document of `parts`, which are copies from `docname`, with their references resolved.

    The ids of notes start with `prefix`. In HTML, links within the site start with ROOT. What is wrong with a reference
    was told on its own page.
    """
    document = new_document(docname, _settings_of(app))
    document[EXCERPT_SETTING], document[PREFIX] = True, prefix
    document += parts
    with suppress_logging():
        app.env.apply_post_transforms(document, docname)
    if app.builder.format == "html":
        page = urljoin(ROOT_PLACEHOLDER, app.builder.get_target_uri(docname))
        for reference in document.findall(nodes.reference):
            if "refuri" in reference and reference.get("internal"):
                reference["refuri"] = urljoin(page, reference["refuri"])
            elif "refid" in reference:
                reference["refuri"] = f"{page}#{reference.attributes.pop('refid')}"
    return document


def _settings_of(app: Sphinx) -> Any:
    """Return the settings with which the builder writes; builders of other formats than HTML have none to show."""
    return getattr(app.builder, "docsettings", None) or app.env.get_doctree(app.config.root_doc).settings


def set_root_placeholder(document: nodes.document, root: str) -> None:
    """Let the links of a resolved document start at `root`, as seen from the page that it goes on."""
    for reference in document.findall(nodes.reference):
        if str(reference.get("refuri", "")).startswith(ROOT_PLACEHOLDER):
            reference["refuri"] = root + reference["refuri"].removeprefix(ROOT_PLACEHOLDER)


class Renderer:
    """Renders parts of posts. Lives for one build, and renders nothing twice; excerpts not even in a later build."""

    def __init__(self, app: Sphinx) -> None:
        """Take over the excerpts and cards that earlier builds rendered, once one is asked for."""
        self._app = app
        self._builder = cast("StandaloneHTMLBuilder", app.builder)
        self._excerpts, self._cards = (
            HTMLCache(Path(app.doctreedir, f"postil-{app.builder.name}-{name}.sqlite"))
            for name in ("excerpts", "cards")
        )

    def excerpt(self, post: Post, *, root: str) -> Markup:
        """Return a post's excerpt; `root` leads from the page it goes on to the site's first folder."""
        look = post.excerpt_digest + post_domain(self._app.env).behind.get(post.docname, "")
        html = self._excerpts.get(_name_of(post), look, lambda: self._render(post.docname, excerpt_of(self._app, post)))
        return fill_in_root(html, root)

    def card(self, post: Post, form: str, make: Callable[[], str], *, root: str) -> Markup:
        """Return a post as part of a listing, in one of several forms; `make` makes it, its links from ROOT on."""
        look = f"{post_domain(self._app.env).card(post)} {self._surroundings}"
        return fill_in_root(self._cards.get(f"{_name_of(post)} {form}", look, make), root)

    @cached_property
    def _surroundings(self) -> str:
        """A digest of what all cards are made with: templates and options."""
        return digest(post_domain(self._app.env).overall + digest_of_settings(self._builder))

    def save(self) -> None:
        """Keep what was rendered, for posts that are still there, for the next build."""
        there = post_domain(self._app.env).index.by_docname
        for store in (self._excerpts, self._cards):
            store.save(lambda name: name.rpartition("#")[0] in there)

    def whole(self, post: Post, *, root: str) -> Markup:
        """Return all of a post but its title."""
        document = self._app.env.get_doctree(post.docname)
        found: list[nodes.Node] = []
        for part in [section_of(document, post.anchor)] if post.anchor else document.children:
            if isinstance(part, nodes.section):
                found.extend(child for child in part if not isinstance(child, nodes.title))
            elif not isinstance(part, nodes.docinfo):
                found.append(part)  # notes stand after the section
        if post.anchor:
            found.extend(referenced_footnotes(found, document))
        body = nodes.section()  # so that headings are of the second level, as on the page
        body += [node.deepcopy() for node in found]
        name = f"{post.docname}#{post.anchor}" if post.anchor else post.docname
        return fill_in_root(self._render(post.docname, [body], prefix=id_prefix(name)), root)

    def _render(self, docname: str, parts: Sequence[nodes.Node], *, prefix: str = "") -> str:
        if not parts:
            return ""
        document = resolve_parts(self._app, docname, parts, prefix=prefix)
        self._builder.imgpath = f"{ROOT_PLACEHOLDER}{self._builder.imagedir}"
        self._builder.post_process_images(document)
        page = urljoin(ROOT_PLACEHOLDER, self._builder.get_target_uri(docname))
        return resolve_relative(self._write(document, docname), page, own=prefix)

    def _write(self, document: nodes.document, docname: str) -> str:
        builder = self._builder
        builder.current_docname = docname
        builder.dlpath = f"{ROOT_PLACEHOLDER}_downloads"
        builder.secnumbers = self._app.env.toc_secnumbers.get(docname, {})
        builder.fignumbers = self._app.env.toc_fignumbers.get(docname, {})
        permalinks, builder.add_permalinks = builder.add_permalinks, False
        try:
            visitor = builder.create_translator(document, builder)
            with suppress_logging():
                document.walkabout(visitor)
        finally:
            builder.add_permalinks = permalinks
        return "".join(cast("list[str]", visitor.fragment))  # type: ignore[attr-defined]


def _name_of(post: Post) -> str:
    return f"{post.docname}#{post.anchor}"


def fill_in_root(html: str, root: str) -> Markup:
    """Return HTML with its addresses as seen from a page from which `root` leads to the site's first folder."""
    return Markup(html.replace(ROOT_PLACEHOLDER, root))  # noqa: S704 - the HTML is Sphinx's own
