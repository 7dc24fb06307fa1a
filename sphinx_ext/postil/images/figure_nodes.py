"""What makes a figure of a picture, on nodes alone."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes

from postil.images.captions import caption_text

FIGURE_CLASS = "postil-figure"
ROW_CLASS = "postil-row"
# Classes that say where a figure stands, or in which colours it shows; they are the figure's, not the picture's.
_LAYOUT = frozenset({"wide", "margin"})
_SCHEMES = frozenset({"only-light", "only-dark"})
_BREAKS = frozenset({"<br />", "<br>", "<br/>", "\\\\"})


def split_standalone_images(
    paragraph: nodes.paragraph, *, last_lines: bool
) -> tuple[list[nodes.Element], list[nodes.Node]]:
    """Return the pictures that stand alone in a paragraph, or on its last lines, and what stands before them."""
    pictures: list[Any] = []
    place = len(paragraph)
    while place and (_is_blank(paragraph[place - 1]) or _image_in(paragraph[place - 1])):
        place -= 1
        if _image_in(paragraph[place]):
            pictures.insert(0, paragraph[place])
    if not place or not pictures:
        return pictures, []
    rest = paragraph.children[:place]
    between = paragraph.children[place : paragraph.index(pictures[0])]
    own_line = "\n" in "".join(node.astext() for node in between) or rest[-1].astext().endswith("\n")
    return (pictures, rest) if last_lines and own_line else ([], [])


def can_become_figure(picture: nodes.Element) -> bool:
    """Return whether a block may become a figure: not within another, nor in a cell, nor in what an extension made."""
    if isinstance(picture.parent, nodes.TextElement | nodes.figure | None):
        return False
    outer: nodes.Element | None = picture
    while outer is not None:
        # Cells are for small things; sphinx-design sets pictures in cards by rules of its own.
        if isinstance(outer, nodes.entry | nodes.figure) or any(name.startswith("sd-") for name in outer["classes"]):
            return False
        outer = outer.parent
    return not is_notebook_output(picture)


def move_image_attributes(document: nodes.document, figure: nodes.figure) -> None:
    """Give a figure what is its own: the picture's id, place and alignment; a notebook's output is left alone."""
    if is_notebook_output(figure):
        return
    figure["classes"].append(FIGURE_CLASS)
    for node in figure[0].findall(nodes.Element):
        if isinstance(node, nodes.image | nodes.reference | addnodes.pending_xref):
            transfer_references(document, node, figure)
            figure["classes"] += [name for name in node["classes"] if name in _LAYOUT | _SCHEMES]
            node["classes"] = [name for name in node["classes"] if name not in _LAYOUT]
        if isinstance(node, nodes.image) and "align" in node:
            align = node.attributes.pop("align")
            if align in ("left", "center", "right"):
                figure.setdefault("align", align)
    if not figure["ids"] and any(isinstance(child, nodes.caption) for child in figure):
        name_figure(document, figure)


def name_figure(document: nodes.document, figure: nodes.figure) -> None:
    """Give a figure an id after its picture's file: Sphinx wants one below each caption, and numbers by it."""
    address = next((str(image["uri"]) for image in figure.findall(nodes.image)), "")
    stem = "" if address.startswith("data:") else Path(address).stem
    base = nodes.make_id(f"figure-{stem}")
    names = (f"{base}-{number}" if number else base for number in count())
    name = next(name for name in names if name not in document.ids)
    figure["ids"].append(name)
    document.ids[name] = figure


def transfer_references(document: nodes.document, old: nodes.Element, new: nodes.Element) -> None:
    """Let what refers to `old` lead to `new`."""
    for name in ("ids", "names", "dupnames"):
        new[name] += old[name]
        old[name] = []
    for identifier in new["ids"]:
        document.ids[identifier] = new
    for name in ("expect_referenced_by_name", "expect_referenced_by_id"):
        if hasattr(old, name):
            setattr(new, name, getattr(old, name))


def text_before(parent: nodes.Element, place: int) -> str:
    """Return the text of the paragraph or heading before a place among the children of `parent`."""
    before = parent[place - 1] if place else None
    return caption_text([before]) if isinstance(before, nodes.paragraph | nodes.title | nodes.rubric) else ""


def _image_in(node: nodes.Node) -> nodes.image | None:
    """Return the picture that a node is, or that is all that is in a link."""
    if isinstance(node, nodes.image):
        return node
    if isinstance(node, nodes.reference | addnodes.pending_xref):
        inner = [child for child in node.children if not _is_blank(child)]
        while len(inner) == 1 and isinstance(inner[0], nodes.inline):
            inner = [child for child in inner[0].children if not _is_blank(child)]
        return inner[0] if len(inner) == 1 and isinstance(inner[0], nodes.image) else None
    return None


def _is_blank(node: nodes.Node) -> bool:
    text = node.astext().strip()
    return (isinstance(node, nodes.Text) and not text) or (isinstance(node, nodes.raw) and text in _BREAKS)


def is_notebook_output(node: nodes.Element) -> bool:
    """Return whether a picture is what a notebook's code drew."""
    outer: nodes.Element | None = node
    while outer is not None:
        if "nb_element" in outer.attributes:
            return True
        outer = outer.parent
    return False
