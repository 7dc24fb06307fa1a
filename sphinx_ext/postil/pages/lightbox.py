"""Link the image of a figure to its file; a small script opens it in a lightbox instead."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.build.domain import post_domain
from postil.html_builders import builds_html_pages
from postil.i18n import CATALOG
from postil.images.figure_nodes import ROW_CLASS, SIZED_CLASS
from postil.images.image import AUDIO_SUFFIXES, VIDEO_SUFFIXES
from postil.pages.gallery import arrange_gallery
from postil.pages.render import IS_PARTIAL
from postil.safe_urls import is_safe_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

_ = get_translation(CATALOG)
SCRIPT = "postil-figures.js"
# The book theme's class for content wider than the text: it hides the table of contents beside it.
_FULL_WIDTH = "full-width"


class lightbox_link(nodes.reference):  # noqa: N801 - docutils names nodes in lower case
    """A link from an image to its file, whose URL is known when the page is written."""


class AddLightboxLinks(SphinxPostTransform):
    """Link the images of figures to their files, and move widths to the figures, so that captions fit."""

    # After all references are resolved.
    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Process all figures of a document."""
        figures = list(self.document.findall(nodes.figure))
        in_html = bool(figures) and builds_html_pages(self.app.builder)
        for figure in figures:
            move_width(figure)
            if in_html:
                add_lightbox_link(figure)
        containers: list[nodes.Element] = list(self.document.findall(nodes.container))
        rows = [container for container in containers if ROW_CLASS in container["classes"]]
        for row in rows:
            arrange_gallery(row, post_domain(self.env).images)
        for node in [*figures, *rows]:
            node["classes"] += [_FULL_WIDTH] if "wide" in node["classes"] else []


def move_width(figure: nodes.figure) -> None:
    """Move the width of an image to its figure, unless the figure has one, or the image has a height too."""
    image = next(_images(figure), None)
    if image is None or "width" not in image or {"height", "scale"} & image.attributes.keys() or "width" in figure:
        return
    width = str(image.attributes.pop("width"))
    figure["width"] = f"{width}px" if width.replace(".", "", 1).isdigit() else width
    figure["classes"].append(SIZED_CLASS)


def add_lightbox_link(figure: nodes.figure) -> None:
    """Wrap the image of a figure in a link to its file, unless it is decorative or its author linked it."""
    image = figure[0] if figure.children else None
    if not isinstance(image, nodes.image) or "postil_decorative" in image or not is_safe_url(image["uri"]):
        return
    if PurePosixPath(image["uri"]).suffix.lower() in VIDEO_SUFFIXES | AUDIO_SUFFIXES:
        return  # Sphinx writes videos with a link to the file
    figure[0] = lightbox_link("", "", image)


def _images(figure: nodes.figure) -> Iterator[nodes.image]:
    first = figure[0] if figure.children else None
    return iter(first.findall(nodes.image) if isinstance(first, nodes.Element) else ())


def visit_lightbox_link(translator: Any, node: lightbox_link) -> None:
    """Open the link to an image's file."""
    builder: StandaloneHTMLBuilder = translator.builder
    image = cast("nodes.image", node[0])
    url = image["uri"]
    if url in builder.images:
        url = posixpath.join(builder.imgpath, quote(builder.images[url]))
    attributes: dict[str, str] = {}
    if not translator.document.get(IS_PARTIAL):  # parts of a page are on pages without the script
        attributes |= {"data-close": _("Close"), "data-previous": _("Previous image"), "data-next": _("Next image")}
    if not image.get("alt"):
        attributes["aria-label"] = _("Image")
    translator.body.append(translator.starttag(node, "a", "", CLASS="postil-enlarge", href=url, **attributes))


def depart_lightbox_link(translator: Any, node: lightbox_link) -> None:
    """Close the link."""
    translator.body.append("</a>\n")


def load_script(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on pages with images for the lightbox."""
    if doctree is not None and next(doctree.findall(lightbox_link), None) is not None:
        app.add_js_file(SCRIPT, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the node, which is for HTML only, the transform and the script."""
    app.add_node(lightbox_link, html=(visit_lightbox_link, depart_lightbox_link))
    app.add_post_transform(AddLightboxLinks)
    app.connect("html-page-context", load_script)
