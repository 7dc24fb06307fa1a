"""Anchors in raw HTML, `<a name="x">` and `id="x"`, as targets of links in Markdown."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.markdown.myst_compat import add_link_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx


class _AnchorParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Collect the anchors of a tag."""
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.names[value] = None


def anchors_in_html(html: str) -> list[str]:
    """Return the names of all anchors in a piece of HTML."""
    if "<" not in html or not ("id" in html.lower() or "name" in html.lower()):
        return []
    parser = _AnchorParser()
    parser.feed(html)
    parser.close()
    return list(parser.names)


class RegisterHtmlAnchors(SphinxTransform):
    """Register the anchors in raw HTML with MyST, so that it resolves links to them."""

    # After images in raw HTML became image nodes; before MyST resolves links within a document (879).
    default_priority = 870

    def apply(self, **kwargs: Any) -> None:
        """Register the anchors of the document."""
        add_link_targets(self.document, self.env.metadata[self.env.docname], html_targets(self.document))


def html_targets(document: nodes.document) -> Iterator[tuple[str, int | None]]:
    """Yield the name and the line of each anchor in the raw HTML of a document."""
    for raw in document.findall(nodes.raw):
        if "html" in str(raw.get("format", "")).split():
            for name in anchors_in_html(raw.astext()):
                yield name, raw.line


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(RegisterHtmlAnchors)
