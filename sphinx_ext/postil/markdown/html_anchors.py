"""Places in raw HTML that links lead to, `<a name="x">` and `id="x"`, as MyST knows those of headings.

MyST keeps what it knows in a document's `myst_slugs`, and in the metadata of the environment, to which there is no
public way.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx

_KNOWN = "myst_slugs"


class _Names(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Collect the names of a tag."""
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.found[value] = None


def names_in_html(text: str) -> list[str]:
    """Return the places in HTML that a link may lead to."""
    if "<" not in text or not ("id" in text.lower() or "name" in text.lower()):
        return []
    reader = _Names()
    reader.feed(text)
    reader.close()
    return list(reader.found)


class RegisterHtmlAnchors(SphinxTransform):
    """Tell MyST what places there are in raw HTML, so that it resolves links to them."""

    # When pictures of raw HTML have become images; before MyST resolves links within a document (879).
    default_priority = 870

    def apply(self, **kwargs: Any) -> None:
        """Add them to what MyST knows; headings come first."""
        known = getattr(self.document, _KNOWN, None)
        if known is None:
            return  # no Markdown
        for raw in self.document.findall(nodes.raw):
            if "html" in str(raw.get("format", "")).split():
                for name in names_in_html(raw.astext()):
                    known.setdefault(name, (raw.line, name, name))
        if known:
            self.env.metadata[self.env.docname][_KNOWN] = known


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(RegisterHtmlAnchors)
