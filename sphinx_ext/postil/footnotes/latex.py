"""Figures in notes, on paper: TeX has no floats in a footnote, and loses what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.footnotes.unnumbered import number_for_latex

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class FlattenFiguresInFootnotes(SphinxPostTransform):
    """Set the figures of notes as a picture and a paragraph, and give each note a number."""

    # Before Sphinx moves the notes to their references.
    default_priority = 5
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        """Go through the notes."""
        number_for_latex(self.document)
        for note in self.document.findall(nodes.footnote):
            for figure in list(note.findall(nodes.figure)):
                flatten_figure(figure)


def flatten_figure(figure: nodes.figure) -> None:
    """Replace a figure by its picture and its caption in emphasis."""
    parts: list[nodes.Node] = []
    for child in figure.children:
        if isinstance(child, nodes.caption):
            parts.append(nodes.paragraph("", "", nodes.emphasis("", "", *child.children)))
        elif isinstance(child, nodes.legend):
            parts.extend(child.children)
        else:
            inline = isinstance(child, nodes.image | nodes.TextElement) and not isinstance(child, nodes.paragraph)
            parts.append(nodes.paragraph("", "", child) if inline else child)
    if figure["ids"]:
        parts.insert(0, nodes.target("", "", ids=list(figure["ids"])))
    place, parent = figure.parent.index(figure), figure.parent
    del parent[place]
    for number, part in enumerate(parts):
        parent.insert(place + number, part)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(FlattenFiguresInFootnotes)
