"""Write pictures so that a browser can lay out the page before they are there, and load the copy that fits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from markupsafe import escape
from sphinx.builders.html import StandaloneHTMLBuilder

from postil.build.domain import post_domain
from postil.html_tags import start_tags
from postil.images.image import CONTENT_WIDTH
from postil.images.raw_html import EXTRA_ATTRIBUTES
from postil.pages.render import EXCERPT_SETTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from postil.images.image import ImageInfo

# Below this width the text has the whole screen, but for its margins.
_NARROW = 768
_TYPES = {"avif": "image/avif", "webp": "image/webp"}


def visit_image(translator: Any, node: nodes.image) -> None:
    """Write a picture as the theme does, with what is known of it."""
    path, start = node["uri"], len(translator.body)
    type(translator).visit_image(translator, node)
    if more := node.get(EXTRA_ATTRIBUTES):
        values = [f' {key}="{translator.attval(value or "")}"' for key, value in more.items()]
        written = "".join(translator.body[start:])
        translator.body[start:] = [re.sub(r"^<img(?=\s)", lambda match: match[0] + "".join(values), written)]
    builder = translator.builder
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    picture = post_domain(builder.env).pictures.get(path)
    written = "".join(translator.body[start:])
    if picture is None or not picture.width or not written.startswith("<img "):
        return
    partial = bool(translator.document.get(EXCERPT_SETTING))
    first = not partial and not getattr(translator, "postil_has_picture", False)
    translator.postil_has_picture = True
    html = add_attributes(written, picture, lazy=not partial and not first)
    if picture.copies and not partial and not node.get("postil_one_of_many"):
        html = with_sources(html, picture, folder=builder.imgpath, sizes=sizes_of(node))
    translator.body[start:] = [html]


def depart_image(translator: Any, node: nodes.image) -> None:
    """Leave a picture as the theme does."""
    type(translator).depart_image(translator, node)


def add_attributes(html: str, picture: ImageInfo, *, lazy: bool) -> str:
    """Return the `<img>` in `html` with width and height, unless it has them, and with how it is to be loaded."""
    names = {attribute.name for tag in start_tags(html) for attribute in tag.attributes}
    found = {} if names & {"width", "height"} else {"width": picture.width, "height": picture.height}
    attributes = found | ({"loading": "lazy"} if lazy else {}) | {"decoding": "async"}
    text = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return re.sub(r"^<img(?=\s)", lambda match: match[0] + text, html)


def with_sources(html: str, picture: ImageInfo, *, folder: str, sizes: str) -> str:
    """Return `html`, an `<img>`, with the picture's copies as `<source>`s before it: the best format first."""
    sources = []
    for kind in dict.fromkeys(copy.kind for copy in picture.copies):
        copies = [f"{folder}/{quote(copy.file)} {copy.width}w" for copy in picture.copies if copy.kind == kind]
        sources.append(f'<source type="{_TYPES[kind]}" srcset="{escape(", ".join(copies))}" sizes="{escape(sizes)}">')
    end = len(html.rstrip())
    return f"<picture>{''.join(sources)}{html[:end]}</picture>{html[end:]}"


def sizes_of(node: nodes.image) -> str:
    """Return how wide a picture is shown, in the words of the attribute `sizes`.

    Its author's width counts; one in per cent is of the text.
    """
    width = next((str(part["width"]).strip() for part in _frames(node) if part.get("width")), "")
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)%", width):
        share = float(match[1]) / 100
        return f"(min-width: {_NARROW}px) {round(CONTENT_WIDTH * share)}px, {round(100 * share)}vw"
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)(px|em|rem|)", width):
        return f"{match[1]}{match[2] or 'px'}"
    if any("wide" in part["classes"] for part in _frames(node)):
        return "100vw"
    return f"(min-width: {_NARROW}px) {CONTENT_WIDTH}px, 100vw"


def _frames(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield a picture, and the link and the figure that it stands in: its author's width may be that of the figure."""
    current: nodes.Node | None = node
    while isinstance(current, (nodes.image, nodes.reference, nodes.figure)):
        yield current
        current = current.parent


def setup(app: Sphinx) -> None:
    """Write pictures in HTML; other formats write them as they do."""
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
