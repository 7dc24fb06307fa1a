"""Convert images that are written as raw HTML in Markdown."""

from __future__ import annotations

from functools import partial
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.images.figure_nodes import FROM_HTML, has_figures
from postil.images.html_sources import is_kept
from postil.images.inline_markdown import is_markdown
from postil.images.media import add_controls, plays_media
from postil.images.raw_html import html_to_nodes, is_raw_html, without_picture_sources


class ConvertRawImages(SphinxTransform):
    """Convert `<img>` tags in Markdown into nodes, so that Sphinx copies their files."""

    default_priority = 355
    searched_nodes = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        """Replace raw HTML with nodes where it can be converted."""
        if not is_markdown(self.env):
            return
        figures = has_figures(self.env, self.document)
        for paragraph in self.document.findall(nodes.paragraph):
            merge_picture_elements(paragraph)
            merge_link_elements(paragraph)
        for raw in list(self.document.findall(nodes.raw)):
            if is_raw_html(raw):
                self._convert(raw, figures=figures)

    def _convert(self, raw: nodes.raw, *, figures: bool) -> None:
        is_block = not isinstance(raw.parent, nodes.TextElement) or raw.astext().startswith("<a ")
        text = without_picture_sources(raw.astext())
        if ("<video" in text or "<audio" in text) and plays_media(self.config):
            text = add_controls(text)
            raw.rawsource, raw.children = text, []
            raw += nodes.Text(text)
        converted = html_to_nodes(text, block=is_block and figures, is_kept=partial(is_kept, self.app))
        if converted is None:
            return
        for part in converted:
            for image in part.findall(nodes.image):
                image[FROM_HTML] = True
            for node in part.findall(nodes.Element):
                node.source, node.line, node.document = raw.source, raw.line, self.document
                if node["names"]:
                    self.document.note_explicit_target(node, node)
        raw.replace_self(converted)


def merge_picture_elements(paragraph: nodes.paragraph) -> None:
    """Merge the nodes from `<picture>` to `</picture>` into one; MyST has one for each tag."""
    start = None
    for node in list(paragraph.children):
        text = node.astext() if is_raw_html(node) else ""
        if text.startswith("<picture"):
            start = paragraph.index(node)
        elif text == "</picture>" and start is not None:
            end = paragraph.index(node) + 1
            html = without_picture_sources("".join(part.astext() for part in paragraph[start:end]))
            paragraph[start:end] = [nodes.raw("", html, format="html")]
            start = None
        elif not text and node.astext().strip():
            start = None  # text other than HTML


def merge_link_elements(paragraph: nodes.paragraph) -> None:
    """Merge `<a …>`, `<img …>` and `</a>` into one node; MyST has one for each tag."""
    for tags in list(zip(paragraph, paragraph[1:], paragraph[2:], strict=False)):
        start, image, end = (node.astext() if is_raw_html(node) else "" for node in tags)
        if start.startswith("<a ") and image.startswith("<img ") and end == "</a>":
            index = paragraph.index(tags[0])
            paragraph[index : index + 3] = [nodes.raw("", start + image + end, format="html")]
