"""Find the images that can become figures, and move attributes from images to figures."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from postil.blog.listing import post_marker
from postil.images.caption_text import text_of_nodes
from postil.project.source_read import current_file_status

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

FIGURE_CLASS = "postil-figure"
ROW_CLASS = "postil-row"
SIZED_CLASS = "postil-sized"
"""The class of figures whose author set a width."""
FROM_HTML = "postil_from_html"
"""An attribute of images that are `<img>` tags in the source."""
# Classes for the layout of a figure or for a color scheme; they belong to the figure, not to the image.
_LAYOUT_CLASSES = frozenset({"wide", "margin", "margin-caption"})
_COLOR_SCHEME_CLASSES = frozenset({"only-light", "only-dark"})
_LINE_BREAKS = frozenset({"<br />", "<br>", "<br/>", "\\\\"})


def has_figures(env: BuildEnvironment, document: nodes.document) -> bool:
    """Return whether images in the document that Sphinx is reading can become figures.

    They can in posts, and on all pages if the site wants that.
    """
    if env.config.postil.postil_figure_pages == "all" or current_file_status(env).front_matter is not None:
        return True
    return next(document.findall(post_marker), None) is not None


def is_from_directive(image: nodes.image) -> bool:
    """Return whether an image in a paragraph is a substitution, `.. |x| image::`; directives keep their source."""
    return image.rawsource.startswith("image::")


def split_standalone_images(
    paragraph: nodes.paragraph, *, last_lines: bool
) -> tuple[list[nodes.Element], list[nodes.Node]]:
    """Return the images at the end of a paragraph, each with its link if it has one, and the nodes before them.

    There are none if other content is on the same line. With `last_lines`, lines of text may be before them.
    """
    found: list[Any] = []
    start = len(paragraph)
    while start and (_is_blank(paragraph[start - 1]) or _is_image_or_link(paragraph[start - 1])):
        start -= 1
        if _is_image_or_link(paragraph[start]):
            found.insert(0, paragraph[start])
    if not start or not found:
        return found, []
    rest = paragraph.children[:start]
    between = paragraph.children[start : paragraph.index(found[0])]
    on_own_line = "\n" in "".join(node.astext() for node in between) or rest[-1].astext().endswith("\n")
    return (found, rest) if last_lines and on_own_line else ([], [])


def can_become_figure(element: nodes.Element) -> bool:
    """Return whether a block may become a figure: not in a figure, a table cell, or the output of an extension."""
    if isinstance(element.parent, nodes.TextElement | nodes.figure | None):
        return False
    outer: nodes.Element | None = element
    while outer is not None:
        # sphinx-design positions images in cards by its own rules.
        if isinstance(outer, nodes.entry | nodes.figure) or any(name.startswith("sd-") for name in outer["classes"]):
            return False
        outer = outer.parent
    return not is_notebook_output(element)


def move_image_attributes(document: nodes.document, figure: nodes.figure) -> None:
    """Move the id, the layout classes and the alignment of an image to its figure, except in notebook output."""
    if is_notebook_output(figure):
        return
    figure["classes"].append(FIGURE_CLASS)
    for node in figure[0].findall(nodes.Element):
        if isinstance(node, nodes.image | nodes.reference | addnodes.pending_xref):
            transfer_references(document, node, figure)
            figure["classes"] += [name for name in node["classes"] if name in _LAYOUT_CLASSES | _COLOR_SCHEME_CLASSES]
            node["classes"] = [name for name in node["classes"] if name not in _LAYOUT_CLASSES]
        if isinstance(node, nodes.image) and "align" in node:
            align = node.attributes.pop("align")
            if align in ("left", "center", "right"):
                figure.setdefault("align", align)
    if not figure["ids"] and any(isinstance(child, nodes.caption) for child in figure):
        set_figure_id(document, figure)


def set_figure_id(document: nodes.document, figure: nodes.figure) -> None:
    """Give a figure an id after the file name of its image: Sphinx needs it for the caption and the figure number."""
    uri = next((str(image["uri"]) for image in figure.findall(nodes.image)), "")
    stem = "" if uri.startswith("data:") else Path(uri).stem
    base = nodes.make_id(f"figure-{stem}")
    candidates = (f"{base}-{number}" if number else base for number in count())
    identifier = next(candidate for candidate in candidates if candidate not in document.ids)
    figure["ids"].append(identifier)
    document.ids[identifier] = figure


def transfer_references(document: nodes.document, old: nodes.Element, new: nodes.Element) -> None:
    """Move the ids and names of `old` to `new`, so that references lead there."""
    for name in ("ids", "names", "dupnames"):
        new[name] += old[name]
        old[name] = []
    for identifier in new["ids"]:
        document.ids[identifier] = new
    for name in ("expect_referenced_by_name", "expect_referenced_by_id"):
        if hasattr(old, name):
            setattr(new, name, getattr(old, name))


def text_before(parent: nodes.Element, index: int) -> str:
    """Return the text of the paragraph or heading just before the child `index` of `parent`; empty if it is neither."""
    before = parent[index - 1] if index else None
    return text_of_nodes([before]) if isinstance(before, nodes.paragraph | nodes.title | nodes.rubric) else ""


def is_notebook_output(node: nodes.Element) -> bool:
    """Return whether a node is the output of a code cell in a notebook."""
    outer: nodes.Element | None = node
    while outer is not None:
        if "nb_element" in outer.attributes:
            return True
        outer = outer.parent
    return False


def _is_image_or_link(node: nodes.Node) -> bool:
    """Return whether a node is an image, or a link with nothing but an image in it."""
    if isinstance(node, nodes.image):
        return True
    if not isinstance(node, nodes.reference | addnodes.pending_xref):
        return False
    inner = [child for child in node.children if not _is_blank(child)]
    while len(inner) == 1 and isinstance(inner[0], nodes.inline):
        inner = [child for child in inner[0].children if not _is_blank(child)]
    return len(inner) == 1 and isinstance(inner[0], nodes.image)


def _is_blank(node: nodes.Node) -> bool:
    text = node.astext().strip()
    return (isinstance(node, nodes.Text) and not text) or (isinstance(node, nodes.raw) and text in _LINE_BREAKS)
