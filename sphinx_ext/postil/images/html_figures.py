"""Convert HTML that consists of images, links and figures into nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.html_fragment import Element
from postil.images.html_img import image_node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FIGURE_ATTRIBUTES = frozenset({"class", "id", "align"})
_WRAPPERS = frozenset({"p", "div", "center"})
_INLINE: Mapping[str, type[nodes.TextElement]] = {
    "em": nodes.emphasis,
    "i": nodes.emphasis,
    "cite": nodes.emphasis,
    "strong": nodes.strong,
    "b": nodes.strong,
    "code": nodes.literal,
    "sub": nodes.subscript,
    "sup": nodes.superscript,
    "span": nodes.inline,
    "small": nodes.inline,
}


def figures_from_html(parent: Element) -> list[nodes.Node] | None:
    """Return the images and figures in `parent`; None if there is any other content."""
    found: list[nodes.Node] = []
    for child in parent.children:
        if isinstance(child, str):
            if child.strip():
                return None
            continue
        if child.name == "br":
            continue
        blocks = _convert_block(child)
        if blocks is None:
            return None
        found.extend(blocks)
    return found


def _convert_block(tag: Element) -> list[nodes.Node] | None:
    if tag.name in ("img", "a"):
        image = _convert_image(tag)
        return [image] if image is not None else None
    if tag.name == "figure":
        figure = _convert_figure(tag)
        return [figure] if figure is not None else None
    if tag.name in _WRAPPERS and not tag.attributes.keys() - {"align"}:
        return _convert_wrapper(tag)
    return None


def _convert_wrapper(tag: Element) -> list[nodes.Node] | None:
    """Return the images in a `<p>`, `<div>` or `<center>`, with its alignment; several become a paragraph."""
    inner = figures_from_html(tag)
    if inner is None:
        return None
    align = "center" if tag.name == "center" else tag.attributes.get("align")
    for node in inner:
        image = next(iter(node.findall(nodes.image)), None)
        if align == "center" and image is not None:
            image.setdefault("align", align)
    if len(inner) > 1 and all(isinstance(node, nodes.image | nodes.reference) for node in inner):
        return [nodes.paragraph("", "", *inner)]  # becomes a row of figures
    return inner


def _convert_image(tag: Element) -> nodes.Element | None:
    """Return an `<img>`, or an `<a>` with an `<img>` in it; None for other tags."""
    if tag.name == "img":
        return image_node(tag.attributes)
    inner = _children(tag)
    if tag.attributes.keys() - {"href", "title", "target", "rel", "class"} or not tag.attributes.get("href"):
        return None
    if len(inner) != 1 or isinstance(inner[0], str) or inner[0].name != "img":
        return None
    image = image_node(inner[0].attributes)
    if image is None or tag.attributes["href"] == image["uri"]:
        return image  # figures have a link to the image file anyway
    return _convert_link(tag, [image])


def _convert_link(tag: Element, children: Sequence[nodes.Node]) -> nodes.reference:
    link = nodes.reference("", "", *children, refuri=tag.attributes.get("href") or "")
    for name, key in (("title", "reftitle"), ("target", "target"), ("rel", "rel")):
        if tag.attributes.get(name):
            link[key] = tag.attributes[name]
    return link


def _convert_figure(tag: Element) -> nodes.Element | None:
    """Return a `<figure>` of one image, with or without a caption; None for any other."""
    inner = _children(tag)
    tags = [child for child in inner if isinstance(child, Element)]
    images = [child for child in tags if child.name != "figcaption"]
    captions = [child for child in tags if child.name == "figcaption"]
    if len(inner) > len(tags) or len(images) != 1 or len(captions) > 1 or tag.attributes.keys() - _FIGURE_ATTRIBUTES:
        return None
    image = _convert_image(images[0])
    if image is None:
        return None
    figure = nodes.figure("", image, classes=(tag.attributes.get("class") or "").split())
    text = _strip(_convert_inline(captions[0])) if captions else []
    if text:
        figure += nodes.caption("", "", *text)
    if tag.attributes.get("id"):
        figure["names"] = [nodes.fully_normalize_name(tag.attributes["id"] or "")]
    if tag.attributes.get("align") in ("left", "center", "right"):
        figure["align"] = tag.attributes["align"]
    return figure


def _convert_inline(tag: Element) -> list[nodes.Node]:
    """Return the content of a caption; of tags without an equivalent in docutils, only the content."""
    found: list[nodes.Node] = []
    for child in tag.children:
        if isinstance(child, str):
            found.append(nodes.Text(re.sub(r"\s+", " ", child)))
        elif child.name == "br":
            found.append(nodes.raw("", "<br />", format="html"))
            found.append(nodes.raw("", "\\\\", format="latex"))
        elif child.name == "a" and child.attributes.get("href"):
            found.append(_convert_link(child, _convert_inline(child)))
        elif child.name in _INLINE:
            node_class, inner = _INLINE[child.name], _convert_inline(child)
            text = "".join(node.astext() for node in inner)
            found.append(node_class(text, text) if node_class is nodes.literal else node_class("", "", *inner))
        else:
            found.extend(_convert_inline(child))
    return found


def _children(tag: Element) -> list[Element | str]:
    """Return the children of a tag except whitespace."""
    return [child for child in tag.children if not isinstance(child, str) or child.strip()]


def _strip(children: list[nodes.Node]) -> list[nodes.Node]:
    """Return inline nodes without whitespace at the start and the end."""
    if children and isinstance(children[0], nodes.Text):
        children[0] = nodes.Text(children[0].lstrip())
    if children and isinstance(children[-1], nodes.Text):
        children[-1] = nodes.Text(children[-1].rstrip())
    return [node for node in children if not isinstance(node, nodes.Text) or node]
