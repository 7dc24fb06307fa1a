"""Render a post, or its excerpt, as HTML that can stand on any page: once, with addresses to be put in later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from docutils import nodes
from docutils.utils import new_document
from markupsafe import Markup

from postil.directive import excerpt_of, section_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.post import Post

# Stands for the site's first folder until it is known on which page the HTML goes.
# No host is ever called `invalid` (RFC 2606).
ROOT = "https://postil.invalid/"
PARTIAL = "postil_partial"
"""An attribute of documents that are part of a page, for handlers of `doctree-resolved`."""


class Renderer:
    """Renders parts of posts. Lives for one build, and renders nothing twice."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._builder = cast("StandaloneHTMLBuilder", app.builder)
        self._excerpts: dict[tuple[str, str], str] = {}

    def excerpt(self, post: Post, *, root: str) -> Markup:
        """Return a post's excerpt; `root` leads from the page it goes on to the site's first folder."""
        key = (post.docname, post.anchor)
        if key not in self._excerpts:
            self._excerpts[key] = self._render(post.docname, excerpt_of(self._app, post))
        return place(self._excerpts[key], root)

    def whole(self, post: Post, *, root: str) -> Markup:
        """Return all of a post but its title."""
        section = section_of(self._app.env.get_doctree(post.docname), post.anchor)
        if not isinstance(section, nodes.section):
            section = next(section.findall(nodes.section), section)
        copies = [child.deepcopy() for child in section if not isinstance(child, nodes.title)]
        return place(self._render(post.docname, copies), root)

    def _render(self, docname: str, parts: Sequence[nodes.Node]) -> str:
        if not parts:
            return ""
        builder = self._builder
        document = new_document(docname, builder.docsettings)
        document[PARTIAL] = True
        document += parts
        self._app.env.apply_post_transforms(document, docname)
        page = urljoin(ROOT, builder.get_target_uri(docname))
        builder.imgpath = f"{ROOT}{builder.imagedir}"
        builder.post_process_images(document)
        for reference in document.findall(nodes.reference):
            if "refuri" in reference and reference.get("internal"):
                reference["refuri"] = urljoin(page, reference["refuri"])
        html = self._write(document, docname)
        return re.sub(r'(\shref=")(?=#)', rf"\1{page}", html)

    def _write(self, document: nodes.document, docname: str) -> str:
        builder = self._builder
        builder.current_docname = docname
        builder.dlpath = f"{ROOT}_downloads"
        builder.secnumbers = self._app.env.toc_secnumbers.get(docname, {})
        builder.fignumbers = self._app.env.toc_fignumbers.get(docname, {})
        permalinks, builder.add_permalinks = builder.add_permalinks, False
        try:
            visitor = builder.create_translator(document, builder)
            document.walkabout(visitor)
        finally:
            builder.add_permalinks = permalinks
        return "".join(cast("list[str]", visitor.fragment))  # type: ignore[attr-defined]


def place(html: str, root: str) -> Markup:
    """Return HTML with its addresses as seen from a page from which `root` leads to the site's first folder."""
    return Markup(html.replace(ROOT, root))  # noqa: S704 - the HTML is Sphinx's own
