"""A figure's picture leads to the picture alone; a small script shows it over the page instead."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.i18n import CATALOG
from postil.images.figure_nodes import ROW_CLASS
from postil.images.image import FILMS, SOUNDS
from postil.pages.templates import builds_html_pages
from postil.safe_urls import is_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

_ = get_translation(CATALOG)
SCRIPT = "postil-figures.js"
SIZED_CLASS = "postil-sized"
# The book theme's own class for what is wider than the text: it hides the contents list beside it.
_FULL_WIDTH = "full-width"


class lightbox_link(nodes.reference):  # noqa: N801 - docutils names nodes in lower case
    """A link from a picture to its file, whose address is known when the page is written."""


class AddLightboxLinks(SphinxPostTransform):
    """Link the pictures of figures to their files, and let sizes be those of the figures, so that captions fit."""

    # After all references are resolved.
    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Go through the figures."""
        figures = list(self.document.findall(nodes.figure))
        for figure in figures:
            size_figure(figure)
            if builds_html_pages(self.app.builder):
                add_lightbox_link(figure)
        containers: list[nodes.Element] = list(self.document.findall(nodes.container))
        for node in [*figures, *(container for container in containers if ROW_CLASS in container["classes"])]:
            node["classes"] += [_FULL_WIDTH] if "wide" in node["classes"] else []


def size_figure(figure: nodes.figure) -> None:
    """Move a picture's width to its figure, unless the figure has one, or the picture a height as well."""
    image = next(_pictures(figure), None)
    if image is None or "width" not in image or {"height", "scale"} & image.attributes.keys() or "width" in figure:
        return
    width = str(image.attributes.pop("width"))
    figure["width"] = f"{width}px" if width.replace(".", "", 1).isdigit() else width
    figure["classes"].append(SIZED_CLASS)


def add_lightbox_link(figure: nodes.figure) -> None:
    """Wrap a figure's picture in a link to its file, unless its author linked it or it is only there to please."""
    image = figure[0] if figure.children else None
    if not isinstance(image, nodes.image) or "postil_decoration" in image or not is_link(image["uri"]):
        return
    if PurePosixPath(image["uri"]).suffix.lower() in FILMS | SOUNDS:
        return  # Sphinx writes a film with a link to its file in it
    figure[0] = lightbox_link("", "", image)


def _pictures(figure: nodes.figure) -> Iterator[nodes.image]:
    first = figure[0] if figure.children else None
    return iter(first.findall(nodes.image) if isinstance(first, nodes.Element) else ())


def visit_lightbox_link(translator: Any, node: lightbox_link) -> None:
    """Open the link to a picture's file."""
    builder: StandaloneHTMLBuilder = translator.builder
    image = cast("nodes.image", node[0])
    address = image["uri"]
    if address in builder.images:
        address = posixpath.join(builder.imgpath, quote(builder.images[address]))
    more = {"data-close": _("Close")}
    if not image.get("alt"):
        more["aria-label"] = _("Image")
    translator.body.append(translator.starttag(node, "a", "", CLASS="postil-enlarge", href=address, **more))


def depart_lightbox_link(translator: Any, node: lightbox_link) -> None:
    """Close the link."""
    translator.body.append("</a>\n")


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on pages that have a picture to enlarge."""
    if doctree is not None and any(True for _found in doctree.findall(lightbox_link)):
        app.add_js_file(SCRIPT, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the link, which is in HTML alone."""
    app.add_node(lightbox_link, html=(visit_lightbox_link, depart_lightbox_link))
    app.add_post_transform(AddLightboxLinks)
    app.connect("html-page-context", load_script)
