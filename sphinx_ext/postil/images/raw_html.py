"""Convert images in raw HTML into the nodes of Markdown images; HTML that cannot be converted stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.html_fragment import Element, FragmentParser
from postil.images.html_figures import figures_from_html
from postil.images.html_img import EXTRA_ATTRIBUTES, image_node, image_node_with_extras
from postil.lazy_regex import lazy_regex
from postil.urls import srcset_candidates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PICTURE = lazy_regex(r"<picture\b[^>]*>(.*?)</picture\s*>", re.IGNORECASE | re.DOTALL)
_SRCSET_ATTRIBUTES = frozenset({"srcset", "sizes"})
_ABSOLUTE_URL = lazy_regex(r"(?i)[a-z][a-z0-9+.-]*:|//")


def is_raw_html(node: nodes.Node) -> bool:
    """Return whether a node is raw HTML."""
    return isinstance(node, nodes.raw) and node.get("format") == "html"


def html_to_nodes(text: str, *, block: bool, is_kept: Callable[[str | None], bool]) -> list[nodes.Node] | None:
    """Return raw HTML as nodes; None if it has no image that can be converted.

    A `block` of nothing but images and figures becomes images and figures. In other HTML, only the `<img>` tags of
    images within the site become nodes; the rest stays as it is, as do images for whose `src` `is_kept` is true.
    """
    if "<img" not in text.lower():
        return None
    parser = FragmentParser(text)
    for image in parser.images:
        if _is_local(image.attributes.get("srcset")):
            attributes = image.attributes
            image.attributes = {name: attributes[name] for name in attributes if name not in _SRCSET_ATTRIBUTES}
    images = [image for image in parser.images if not is_kept(image.attributes.get("src"))]
    if block and not parser.malformed and len(images) == len(parser.images):
        found = figures_from_html(parser.root)
        if found:
            return found
    return _replace_img_tags(text, images)


def without_picture_sources(text: str) -> str:
    """Return HTML with `<picture>` elements replaced by their `<img>`, unless a `<source>` shows another image.

    Sphinx does not copy the files of a `<source>`, and a browser that chose one would show nothing. postil generates
    variants of its own.
    """
    return _PICTURE.sub(_img_of_picture, text)


def _img_of_picture(match: re.Match[str]) -> str:
    parser = FragmentParser(match[1])
    sources = [child for child in parser.root.children if isinstance(child, Element) and child.name == "source"]
    is_one_image = all(
        "media" not in source.attributes and _is_local(source.attributes.get("srcset")) for source in sources
    )
    if not is_one_image or len(parser.images) != 1:
        return match[0]
    start, end = parser.images[0].span
    return match[1][start:end]


def _is_local(srcset: str | None) -> bool:
    """Return whether all files in a `srcset` are within the site."""
    return bool(srcset) and not any(_ABSOLUTE_URL.match(url) for url, *_descriptor in srcset_candidates(srcset or ""))


def _replace_img_tags(text: str, images: Sequence[Element]) -> list[nodes.Node] | None:
    """Return HTML as raw nodes with image nodes between them, for images within the site; None if there are none."""
    found: list[nodes.Node] = []
    position = 0
    for image in images:
        start, end = image.span
        node = image_node(image.attributes) or image_node_with_extras(image.attributes)
        if node is None or _ABSOLUTE_URL.match(image.attributes.get("src") or ""):
            continue
        is_alone = not text[:start].strip() and not text[end:].strip()
        node["postil_in_html"] = EXTRA_ATTRIBUTES in node or not is_alone
        preceding = text[:start].lower()
        node["postil_in_picture"] = preceding.rfind("<picture") > preceding.rfind("</picture")
        if html := text[position:start]:
            found.append(nodes.raw("", html, format="html"))
        found.append(node)
        position = end
    if not found:
        return None
    if position < len(text):
        found.append(nodes.raw("", text[position:], format="html"))
    return found
