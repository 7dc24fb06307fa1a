"""Convert the attributes of an `<img>` tag into an image node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from postil.images.attributes import DECORATIVE_ROLES
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Mapping

EXTRA_ATTRIBUTES = "postil_html"
"""The attribute of an image node with the HTML attributes that docutils has no equivalent for."""
_SUPPORTED = frozenset({"src", "alt", "title", "width", "height", "align", "class", "id", "role", "style"})
_SET_BY_BUILDER = frozenset({"loading", "decoding", "aria-hidden", "border", "fetchpriority"})
_LENGTH = lazy_regex(r"(\d+(?:\.\d+)?)\s*(%|px|em|rem|ch|ex|cm|mm|in|pt|pc|vw)?")


def image_node(attributes: Mapping[str, str | None]) -> nodes.image | None:
    """Return an `<img>` as a node; None if it has attributes that a node cannot hold."""
    if not attributes.get("src") or attributes.keys() - _SUPPORTED - _SET_BY_BUILDER:
        return None
    size = _size(attributes)
    if size is None:
        return None
    node = nodes.image("", uri=attributes["src"], **size)
    if "alt" in attributes:
        node["alt"] = " ".join((attributes["alt"] or "").split())
    is_alt_empty = "alt" in attributes and not node["alt"]
    if is_alt_empty or attributes.get("role") in DECORATIVE_ROLES:
        node["postil_decorative"] = True
    if attributes.get("title"):
        node["title"] = attributes["title"]
    if attributes.get("align") in ("left", "center", "right", "middle"):
        node["align"] = "center" if attributes["align"] == "middle" else attributes["align"]
    node["classes"] = (attributes.get("class") or "").split()
    if attributes.get("id"):
        node["names"] = [nodes.fully_normalize_name(attributes["id"] or "")]
    return node


def image_node_with_extras(attributes: Mapping[str, str | None]) -> nodes.image | None:
    """Return an `<img>` as a node, with the attributes that docutils does not have in `EXTRA_ATTRIBUTES`.

    Return None if it has a `srcset`: Sphinx could copy only one of its files.
    """
    extra = {name: value for name, value in attributes.items() if name not in _SUPPORTED | _SET_BY_BUILDER}
    if "srcset" in extra:
        return None
    if _size(attributes) is None:
        extra |= {name: attributes[name] for name in ("style", "width", "height") if name in attributes}
    node = image_node({name: value for name, value in attributes.items() if name not in extra})
    if node is not None:
        node[EXTRA_ATTRIBUTES] = extra
    return node


def _size(attributes: Mapping[str, str | None]) -> dict[str, str] | None:
    """Return width and height from the attributes or the style; None if the style sets anything else."""
    size = {name: attributes[name] or "" for name in ("width", "height") if attributes.get(name)}
    for declaration in filter(str.strip, (attributes.get("style") or "").split(";")):
        name, _, value = (part.strip().lower() for part in declaration.partition(":"))
        if name in ("width", "height") and value == "auto":
            continue
        if name not in ("width", "max-width", "height"):
            return None
        size[name.removeprefix("max-")] = value
    if not all(_LENGTH.fullmatch(value.strip()) for value in size.values()):
        return None
    return {name: value.replace(" ", "") for name, value in size.items()}
