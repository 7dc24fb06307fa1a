"""Write images with their dimensions, so that the layout does not shift, and with `srcset` for their variants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from markupsafe import escape
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.build.domain import post_domain
from postil.html_tags import start_tags
from postil.images.figure_nodes import FROM_HTML
from postil.images.html_img import EXTRA_ATTRIBUTES
from postil.images.image import CONTENT_WIDTH
from postil.lazy_regex import lazy_regex
from postil.pages.feed_images import feed_image, feed_source
from postil.pages.gallery import CELL
from postil.pages.image_style import add_style, ratio_style
from postil.pages.render import IS_FEED, IS_PARTIAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from postil.images.image import ImageInfo

# Below this width of the window, in pixels, the text is as wide as the window, without margins.
_NARROW = 768
_WIDTH = lazy_regex(r"(?i)(?:^|[;\s])width\s*:")
_HEIGHT = lazy_regex(r"(?i)(?:^|[;\s])height\s*:")
_NO_LINK = "no-scaled-link"
_TYPES = {"avif": "image/avif", "webp": "image/webp"}


class KeepHTMLImagesUnlinked(SphinxPostTransform):
    """Keep Sphinx from linking an `<img>` of the author to its file, which `html_scaled_image_link` does."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Add Sphinx's class for images without a link; `visit_image` removes it."""
        for image in self.document.findall(nodes.image):
            if FROM_HTML in image:
                image["classes"].append(_NO_LINK)


def visit_image(translator: Any, node: nodes.image) -> None:
    """Write an image as the theme does, and add dimensions, loading attributes and sources."""
    path, start = node["uri"], len(translator.body)
    node["classes"] = [name for name in node["classes"] if FROM_HTML not in node or name != _NO_LINK]
    type(translator).visit_image(translator, node)
    if extra := node.get(EXTRA_ATTRIBUTES):
        values = [f' {key}="{translator.attval(value or "")}"' for key, value in extra.items()]
        written = "".join(translator.body[start:])
        translator.body[start:] = [re.sub(r"^<img(?=\s)", lambda match: match[0] + "".join(values), written)]
    builder = translator.builder
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    image = post_domain(builder.env).images.get(path)
    written = "".join(translator.body[start:])
    if image is None or not image.width or not written.startswith("<img "):
        return
    partial = bool(translator.document.get(IS_PARTIAL))
    if translator.document.get(IS_FEED):
        in_sized_figure = any(part.get("width") for part in _image_and_wrappers(node) if part is not node)
        source = feed_source(image, folder=builder.imgpath)
        translator.body[start:] = [feed_image(written, source, width=0 if in_sized_figure else image.width)]
        return
    is_first = not partial and not getattr(translator, "postil_has_image", False)
    translator.postil_has_image = True
    # The style sheets of an ABlog site know of no dimensions: `height: 3em` without a width would distort the image.
    in_figure = any(isinstance(part, nodes.figure) for part in _image_and_wrappers(node))
    dimensions = in_figure or not builder.config.postil.ablog_rules
    html = add_attributes(written, image, lazy=not partial and not is_first, dimensions=dimensions)
    if dimensions and not _has_own_size(html, node):
        html = add_style(html, ratio_style(image, cell=node.get(CELL)))
    if image.variants and not partial and not node.get("postil_in_picture"):
        html = add_sources(html, image, folder=builder.imgpath, sizes=sizes_attribute(node))
    translator.body[start:] = [html]


def depart_image(translator: Any, node: nodes.image) -> None:
    """Close an image as the theme does."""
    type(translator).depart_image(translator, node)


def add_attributes(html: str, image: ImageInfo, *, lazy: bool, dimensions: bool = True) -> str:
    """Return the `<img>` in `html` with loading attributes, and with `dimensions` unless its author set some.

    A width in its style is no obstacle: `postil.css` makes the height of images with `decoding="async"` follow.
    """
    own = {attribute.name: attribute.value for tag in start_tags(html) for attribute in tag.attributes}
    has_own = own.keys() & {"width", "height"} or _HEIGHT.search(own.get("style") or "")
    found = {"width": image.width, "height": image.height} if dimensions and not has_own else {}
    has_width = "width" in own or _WIDTH.search(own.get("style") or "")
    keeps_ratio = has_width or "height" not in own
    attributes = found | ({"loading": "lazy"} if lazy else {}) | ({"decoding": "async"} if keeps_ratio else {})
    text = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return re.sub(r"^<img(?=\s)", lambda match: match[0] + text, html)


def _has_own_size(html: str, node: nodes.image) -> bool:
    """Return whether the author of an image set its size, or that of its figure."""
    own = next((tag.attributes for tag in start_tags(html)), ())
    style = next((attribute.value for attribute in own if attribute.name == "style"), "") or ""
    in_figure = any(part.get("width") for part in _image_and_wrappers(node) if isinstance(part, nodes.figure))
    return in_figure or "width" in node or "height" in node or bool(_WIDTH.search(style) or _HEIGHT.search(style))


def add_sources(html: str, image: ImageInfo, *, folder: str, sizes: str) -> str:
    """Return the `<img>` in `html` within a `<picture>` that has the variants as `<source>`s: the best format first."""
    sources = []
    for kind in dict.fromkeys(variant.format for variant in image.variants):
        candidates = [f"{folder}/{quote(v.file)} {v.width}w" for v in image.variants if v.format == kind]
        sources.append(
            f'<source type="{_TYPES[kind]}" srcset="{escape(", ".join(candidates))}" sizes="{escape(sizes)}">'
        )
    end = len(html.rstrip())
    return f"<picture>{''.join(sources)}{html[:end]}</picture>{html[end:]}"


def sizes_attribute(node: nodes.image) -> str:
    """Return the width at which an image is shown, as a value of the attribute `sizes`.

    It follows from the width that its author gave; a percentage is relative to the text.
    """
    width = next((str(part["width"]).strip() for part in _image_and_wrappers(node) if part.get("width")), "")
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)%", width):
        share = float(match[1]) / 100
        return f"(min-width: {_NARROW}px) {round(CONTENT_WIDTH * share)}px, {round(100 * share)}vw"
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)(px|em|rem|)", width):
        return f"{match[1]}{match[2] or 'px'}"
    if CELL in node:
        return f"(min-width: {_NARROW}px) {CONTENT_WIDTH // 2}px, 50vw"
    if any("wide" in part["classes"] for part in _image_and_wrappers(node)):
        return "100vw"
    return f"(min-width: {_NARROW}px) {CONTENT_WIDTH}px, 100vw"


def _image_and_wrappers(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield an image, and the link and the figure around it, which may have the width that its author gave."""
    current: nodes.Node | None = node
    while isinstance(current, (nodes.image, nodes.reference, nodes.figure)):
        yield current
        current = current.parent


def setup(app: Sphinx) -> None:
    """Register the transform, and override how HTML builders write images."""
    app.add_post_transform(KeepHTMLImagesUnlinked)
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
