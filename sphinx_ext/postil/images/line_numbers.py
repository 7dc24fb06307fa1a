"""Set the line numbers of images, for warnings."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.images.raw_html import is_raw_html


class SetImageLines(SphinxTransform):
    """Set the line of each image in a paragraph; MyST sets the first line of the paragraph."""

    default_priority = 360
    searched_nodes = (nodes.image,)

    def apply(self, **kwargs: Any) -> None:
        """Count the lines of each paragraph up to its images."""
        for image in self.document.findall(nodes.image):
            paragraph = image.parent
            while isinstance(paragraph, nodes.TextElement) and not isinstance(paragraph, nodes.paragraph):
                paragraph = paragraph.parent
            if isinstance(paragraph, nodes.paragraph) and paragraph.line:
                image.source, image.line = paragraph.source, paragraph.line + _line_breaks_before(image, paragraph)


def _line_breaks_before(image: nodes.image, paragraph: nodes.paragraph) -> int:
    """Return the number of line breaks in `paragraph` before `image`.

    MyST has a hard break once for each output format; only the one for HTML counts.
    """
    before = takewhile(lambda node: node is not image, paragraph.findall())
    texts = [node for node in before if isinstance(node, nodes.Text)]
    counted = [text for text in texts if not isinstance(text.parent, nodes.raw) or is_raw_html(text.parent)]
    return sum(text.count("\n") for text in counted)
