"""Pictures in raw HTML: what is understood becomes the same nodes as Markdown's pictures, the rest stays as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.html_fragment import Element, FragmentParser
from postil.images.attributes import DECORATIVE
from postil.urls import srcset_candidates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What a picture keeps, and what the builder sets by itself.
_KEPT = frozenset({"src", "alt", "title", "width", "height", "align", "class", "id", "role", "style"})
_OF_FIGURES = frozenset({"class", "id", "align"})
_SET_BY_BUILDER = frozenset({"loading", "decoding", "aria-hidden", "border", "fetchpriority"})
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
_PICTURE = re.compile(r"<picture\b[^>]*>(.*?)</picture\s*>", re.IGNORECASE | re.DOTALL)
_SOURCE_SET = re.compile(r"""<source\b[^>]*\ssrcset=(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)
_OF_COPIES = frozenset({"srcset", "sizes"})
_FAR = re.compile(r"(?i)[a-z][a-z0-9+.-]*:|//")
_WRAPPERS = frozenset({"p", "div", "center"})
EXTRA_ATTRIBUTES = "postil_html"
"""The attribute of a node that holds HTML's attributes which have no other place in it."""
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(%|px|em|rem|ch|ex|cm|mm|in|pt|pc|vw)?")


def html_to_nodes(text: str, *, block: bool) -> list[nodes.Node] | None:
    """Return raw HTML as nodes if it has a picture that is understood, else None.

    A block that is pictures and figures alone becomes pictures and figures. Of any other HTML all stays as it is but
    the `<img>` tags of pictures that lie within the site: they take the place of the tags.
    """
    if "<img" not in text.lower():
        return None
    reader = FragmentParser(text)
    for image in reader.images:
        if _is_near(image.attributes.get("srcset")):
            image.attributes = {name: value for name, value in image.attributes.items() if name not in _OF_COPIES}
    if block and not reader.broken:
        found = _blocks(reader.root)
        if found:
            return found
    if any(image.attributes.get("src") is None for image in reader.images):
        return None
    return _pieces(text, reader.images)


def without_picture_sources(text: str) -> str:
    """Return HTML with each `<picture>` as its `<img>`, if the others are that picture in other sizes and kinds.

    Their files are no part of the site, and a browser that chose one would show nothing. postil makes its own.
    """
    return _PICTURE.sub(_only_image, text)


def _only_image(found: re.Match[str]) -> str:
    reader = FragmentParser(found[1])
    others = [child for child in reader.root.children if isinstance(child, Element) and child.name == "source"]
    same = all("media" not in other.attributes and _is_near(other.attributes.get("srcset")) for other in others)
    if not same or len(reader.images) != 1:
        return found[0]
    start, end = reader.images[0].span
    return found[1][start:end]


def uncopied_files(text: str) -> list[str]:
    """Return the files within the site that a `<source>` in HTML names, and that are not copied."""
    sets = [found[2] for found in _SOURCE_SET.finditer(text) if _is_near(found[2])]
    return list(dict.fromkeys(address for each in sets for address, *_size in srcset_candidates(each)))


def _is_near(srcset: str | None) -> bool:
    """Return whether all files of a `srcset` lie within the site."""
    return bool(srcset) and not any(_FAR.match(address) for address, *_size in srcset_candidates(srcset or ""))


def _pieces(text: str, images: Sequence[Element]) -> list[nodes.Node] | None:
    """Cut HTML at its pictures within the site."""
    found: list[nodes.Node] = []
    place = 0
    for image in images:
        source = image.attributes.get("src") or ""
        node = image_node(image.attributes) or image_node_with_extras(image.attributes)
        if node is None or _FAR.match(source):
            continue
        alone = text[: image.span[0]].strip() == "" == text[image.span[1] :].strip()
        node["postil_piece"] = EXTRA_ATTRIBUTES in node or not alone
        before = text[: image.span[0]].lower()
        node["postil_one_of_many"] = before.rfind("<picture") > before.rfind("</picture")
        if before := text[place : image.span[0]]:
            found.append(nodes.raw("", before, format="html"))
        found.append(node)
        place = image.span[1]
    if not found:
        return None
    if place < len(text):
        found.append(nodes.raw("", text[place:], format="html"))
    return found


def image_node(attributes: Mapping[str, str | None]) -> nodes.image | None:
    """Return an `<img>` as a node; None if it says more than a node can hold."""
    if not attributes.get("src") or attributes.keys() - _KEPT - _SET_BY_BUILDER:
        return None
    sizes = _sizes(attributes)
    if sizes is None:
        return None
    node = nodes.image("", uri=attributes["src"], **sizes)
    if "alt" in attributes:
        node["alt"] = " ".join((attributes["alt"] or "").split())
    empty = "alt" in attributes and not node["alt"]
    if empty or attributes.get("role") in DECORATIVE:
        node["postil_decoration"] = True
    if attributes.get("title"):
        node["title"] = attributes["title"]
    if attributes.get("align") in ("left", "center", "right", "middle"):
        node["align"] = "center" if attributes["align"] == "middle" else attributes["align"]
    node["classes"] = (attributes.get("class") or "").split()
    if attributes.get("id"):
        node["names"] = [nodes.fully_normalize_name(attributes["id"] or "")]
    return node


def image_node_with_extras(attributes: Mapping[str, str | None]) -> nodes.image | None:
    """Return an `<img>` that says more than a node can hold, what is more under `EXTRA_ATTRIBUTES`.

    None if it names several files, of which Sphinx could copy but one.
    """
    more = {name: value for name, value in attributes.items() if name not in _KEPT | _SET_BY_BUILDER}
    if "srcset" in more:
        return None
    if _sizes(attributes) is None:
        more |= {name: attributes[name] for name in ("style", "width", "height") if name in attributes}
    node = image_node({name: value for name, value in attributes.items() if name not in more})
    if node is not None:
        node[EXTRA_ATTRIBUTES] = more
    return node


def _sizes(attributes: Mapping[str, str | None]) -> dict[str, str] | None:
    """Return width and height, from attributes or a style that says nothing else."""
    sizes = {name: attributes[name] or "" for name in ("width", "height") if attributes.get(name)}
    for rule in filter(str.strip, (attributes.get("style") or "").split(";")):
        name, _, value = (part.strip().lower() for part in rule.partition(":"))
        if name in ("width", "height") and value == "auto":
            continue
        if name not in ("width", "max-width", "height"):
            return None
        sizes[name.removeprefix("max-")] = value
    if not all(_LENGTH.fullmatch(value.strip()) for value in sizes.values()):
        return None
    return {name: value.replace(" ", "") for name, value in sizes.items()}


def _blocks(outer: Element) -> list[nodes.Node] | None:
    """Return pictures and figures; None if there is anything else."""
    found: list[nodes.Node] = []
    for child in outer.children:
        if isinstance(child, str):
            if child.strip():
                return None
            continue
        if child.name == "br":
            continue
        made = _block(child)
        if made is None:
            return None
        found.extend(made)
    return found


def _block(tag: Element) -> list[nodes.Node] | None:
    if tag.name in ("img", "a"):
        picture = _picture(tag)
        return [picture] if picture is not None else None
    if tag.name == "figure":
        figure = _figure(tag)
        return [figure] if figure is not None else None
    if tag.name in _WRAPPERS and not tag.attributes.keys() - {"align"}:
        inner = _blocks(tag)
        if inner is None:
            return None
        align = "center" if tag.name == "center" else tag.attributes.get("align")
        for node in inner:
            image = next(iter(node.findall(nodes.image)), None)
            if align == "center" and image is not None:
                image.setdefault("align", align)
        if len(inner) > 1 and all(isinstance(node, nodes.image | nodes.reference) for node in inner):
            return [nodes.paragraph("", "", *inner)]  # a row
        return inner
    return None


def _picture(tag: Element) -> nodes.Element | None:
    """Return an `<img>`, or one within a link."""
    if tag.name == "img":
        return image_node(tag.attributes)
    inner = [child for child in tag.children if not isinstance(child, str) or child.strip()]
    if tag.attributes.keys() - {"href", "title", "target", "rel", "class"} or not tag.attributes.get("href"):
        return None
    if len(inner) != 1 or isinstance(inner[0], str) or inner[0].name != "img":
        return None
    image = image_node(inner[0].attributes)
    if image is None or tag.attributes["href"] == image["uri"]:
        return image  # a figure's picture leads to its file anyway
    return _link(tag, [image])


def _link(tag: Element, children: Sequence[nodes.Node]) -> nodes.reference:
    link = nodes.reference("", "", *children, refuri=tag.attributes.get("href") or "")
    for name, key in (("title", "reftitle"), ("target", "target"), ("rel", "rel")):
        if tag.attributes.get(name):
            link[key] = tag.attributes[name]
    return link


def _figure(tag: Element) -> nodes.Element | None:
    """Return a `<figure>` of one picture with a caption or without; None for any other."""
    inner = [child for child in tag.children if not isinstance(child, str) or child.strip()]
    tags = [child for child in inner if isinstance(child, Element)]
    pictures = [child for child in tags if child.name != "figcaption"]
    captions = [child for child in tags if child.name == "figcaption"]
    if len(inner) > len(tags) or len(pictures) != 1 or len(captions) > 1 or tag.attributes.keys() - _OF_FIGURES:
        return None
    picture = _picture(pictures[0])
    if picture is None:
        return None
    figure = nodes.figure("", picture, classes=(tag.attributes.get("class") or "").split())
    phrases = _trim(_phrases(captions[0])) if captions else []
    if phrases:
        figure += nodes.caption("", "", *phrases)
    if tag.attributes.get("id"):
        figure["names"] = [nodes.fully_normalize_name(tag.attributes["id"] or "")]
    if tag.attributes.get("align") in ("left", "center", "right"):
        figure["align"] = tag.attributes["align"]
    return figure


def _phrases(tag: Element) -> list[nodes.Node]:
    """Return the text of a caption. Tags that have no node of their own are left out, their words are kept."""
    found: list[nodes.Node] = []
    for child in tag.children:
        if isinstance(child, str):
            found.append(nodes.Text(re.sub(r"\s+", " ", child)))
        elif child.name == "br":
            found.append(nodes.raw("", "<br />", format="html"))
            found.append(nodes.raw("", "\\\\", format="latex"))
        elif child.name == "a" and child.attributes.get("href"):
            found.append(_link(child, _phrases(child)))
        elif child.name in _INLINE:
            words = "".join(part.astext() for part in _phrases(child))
            kind = _INLINE[child.name]
            found.append(kind(words, words) if kind is nodes.literal else kind("", "", *_phrases(child)))
        else:
            found.extend(_phrases(child))
    return found


def _trim(found: list[nodes.Node]) -> list[nodes.Node]:
    """Return the nodes of a text without space at its ends."""
    if found and isinstance(found[0], nodes.Text):
        found[0] = nodes.Text(found[0].lstrip())
    if found and isinstance(found[-1], nodes.Text):
        found[-1] = nodes.Text(found[-1].rstrip())
    return [node for node in found if not isinstance(node, nodes.Text) or node]
