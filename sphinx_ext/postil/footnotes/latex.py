"""Figures in footnotes for LaTeX, which loses floats in a footnote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.footnotes.unnumbered import number_for_latex

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class FlattenFiguresInFootnotes(SphinxPostTransform):
    """Replace figures in footnotes by an image and a paragraph, and number all footnotes."""

    # Before Sphinx moves footnotes to their references.
    default_priority = 5
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        """Change the footnotes of the document."""
        number_for_latex(self.document)
        for footnote in self.document.findall(nodes.footnote):
            for figure in list(footnote.findall(nodes.figure)):
                flatten_figure(figure)


def flatten_figure(figure: nodes.figure) -> None:
    """Replace a figure by its image and its caption in emphasis."""
    parts: list[nodes.Node] = []
    for child in figure.children:
        if isinstance(child, nodes.caption):
            parts.append(nodes.paragraph("", "", nodes.emphasis("", "", *child.children)))
        elif isinstance(child, nodes.legend):
            parts.extend(child.children)
        else:
            is_inline = isinstance(child, nodes.image | nodes.TextElement) and not isinstance(child, nodes.paragraph)
            parts.append(nodes.paragraph("", "", child) if is_inline else child)
    if figure["ids"]:
        parts.insert(0, nodes.target("", "", ids=list(figure["ids"])))
    parent, index = figure.parent, figure.parent.index(figure)
    parent[index : index + 1] = parts


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(FlattenFiguresInFootnotes)
