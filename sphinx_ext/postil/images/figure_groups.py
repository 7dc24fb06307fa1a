"""Figures of several images and columns, from the divs that `postil.markdown.layout` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.images.caption_text import text_of_nodes
from postil.images.figure_nodes import FIGURE_CLASS, ROW_CLASS
from postil.markdown.layout import CAPTIONED, COLUMNS, WIDE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

# Quarto's classes of images, and postil's.
_IMAGE_CLASSES: Mapping[str, str] = {
    **dict.fromkeys(WIDE_CLASSES, "wide"),
    "column-margin": "margin",
    "aside": "margin",
}
_MAX_COLUMNS = 4


class figure_group(nodes.figure):  # noqa: N801 - docutils names nodes in lower case
    """A figure that contains several images, each perhaps with a caption of its own."""


class MapImageClasses(SphinxTransform):
    """Replace Quarto's classes of images by postil's."""

    # Before images become figures (365).
    default_priority = 361
    searched_nodes = (nodes.image,)

    def apply(self, **kwargs: Any) -> None:
        """Replace the classes."""
        for image in self.document.findall(nodes.image):
            image["classes"] = list(dict.fromkeys(_IMAGE_CLASSES.get(name, name) for name in image["classes"]))


class ArrangeLayouts(SphinxTransform):
    """Arrange the divs with a layout: put their content into columns, and make figures of those with a caption."""

    # After images became figures (365).
    default_priority = 366
    searched_nodes = (nodes.container,)

    def apply(self, **kwargs: Any) -> None:
        """Arrange each div."""
        for container in list(self.document.findall(nodes.container)):
            if CAPTIONED not in container:
                continue
            is_captioned, columns = container.attributes.pop(CAPTIONED), container.attributes.pop(COLUMNS)
            caption = take_caption(container) if is_captioned else None
            if columns:
                arrange_columns(container, columns)
            if caption is not None:
                group = create_group(container, caption)
                container.replace_self(group)
                self.document.ids |= dict.fromkeys(container["ids"], group)


def take_caption(container: nodes.Element) -> nodes.paragraph | None:
    """Remove the last paragraph of a div, which is its caption; None if there is none, or nothing before it."""
    last = container.children[-1] if len(container) > 1 else None
    if not isinstance(last, nodes.paragraph):
        return None
    container.remove(last)
    return last


def arrange_columns(container: nodes.Element, columns: int) -> None:
    """Put the blocks of a div into a row; -1 is one row for all. The figures of rows in it are blocks too."""
    blocks: list[nodes.Node] = []
    for child in container.children:
        is_row = isinstance(child, nodes.container) and ROW_CLASS in child["classes"]
        blocks += child.children if isinstance(child, nodes.container) and is_row else [child]
    number = min(columns, _MAX_COLUMNS) if columns > 0 else 0
    classes = [ROW_CLASS, *([f"postil-columns-{number}"] if number > 1 else [])]
    container.children = []
    container += nodes.container("", *blocks, classes=classes)


def create_group(container: nodes.Element, caption: nodes.paragraph) -> nodes.Element:
    """Return a figure with the content and the id of a div; it is the figure or the table in it, if that is all."""
    only = container.children[0] if len(container) == 1 else None
    group: nodes.Element
    if isinstance(only, nodes.table):
        group = only
        title: nodes.TextElement = nodes.title(caption.rawsource, "", *caption.children)
        group.children = [title, *(child for child in group.children if not isinstance(child, nodes.title))]
        title.parent = group
    else:
        title = nodes.caption(caption.rawsource, "", *caption.children)
        if isinstance(only, nodes.figure):
            group = only
            group.children = [child for child in group.children if not isinstance(child, nodes.caption)]
        else:
            group = figure_group("", *container.children)
            group.source, group.line = container.source, container.line
        group += title
        group["classes"].insert(0, FIGURE_CLASS)
    title.source, title.line = caption.source, caption.line
    group["ids"] = [*container["ids"], *group["ids"]]
    group["names"] = [*container["names"], *group["names"]]
    group["classes"] = list(dict.fromkeys([*group["classes"], *container["classes"]]))
    return group


def caption_of(node: nodes.Node) -> str:
    """Return the text of a figure's caption, for references to it."""
    return next((text_of_nodes(child.children) for child in node.children if isinstance(child, nodes.caption)), "")


def visit_figure_group(translator: Any, node: figure_group) -> None:
    """Open a figure in LaTeX; the figures in it are no floats."""
    translator.visit_figure(node)
    translator.in_minipage += 1


def depart_figure_group(translator: Any, node: figure_group) -> None:
    """Close a figure in LaTeX."""
    translator.in_minipage -= 1
    translator.depart_figure(node)


def setup(app: Sphinx) -> None:
    """Register the transforms and the node."""
    app.add_transform(MapImageClasses)
    app.add_transform(ArrangeLayouts)
    app.add_enumerable_node(figure_group, "figure", caption_of, latex=(visit_figure_group, depart_figure_group))
