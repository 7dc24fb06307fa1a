"""Create figures from images that are alone in a paragraph, or on its last lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.images.alt_text import check_alt_text, fill_links_to_images, normalize_alt_text, parse_alt_text
from postil.images.attributes import DECORATIVE_ROLES, apply_image_attributes
from postil.images.captions import caption_nodes, create_caption
from postil.images.figure_nodes import (
    FROM_HTML,
    ROW_CLASS,
    can_become_figure,
    has_figures,
    is_from_directive,
    is_notebook_output,
    move_image_attributes,
    split_standalone_images,
    text_before,
    transfer_references,
)
from postil.images.files import decode_image_uri
from postil.images.inline_markdown import MarkdownImage, is_markdown, markdown_images
from postil.images.line_numbers import SetImageLines
from postil.images.media import media_kind, plays_media, replace_media
from postil.images.numfig import show_figure_number
from postil.images.raw_html_transform import ConvertRawImages
from postil.markdown.image_attributes import CAPTION
from postil.markdown.layout import CAPTIONED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx


class CreateFigures(SphinxTransform):
    """Convert images that stand alone into figures, and warn about images without alt text."""

    default_priority = 365

    def apply(self, **kwargs: Any) -> None:
        """Convert paragraphs first, then images outside of paragraphs; then complete all figures."""
        figures = has_figures(self.env, self.document)
        images = [image for image in self.document.findall(nodes.image) if not is_notebook_output(image)]
        for image in images:
            apply_image_attributes(self.document, image)
        for paragraph in list(self.document.findall(nodes.paragraph)):
            self._convert_paragraph(paragraph, figures=figures)
        media = [image for image in images if media_kind(image["uri"])] if plays_media(self.config) else []
        for image in images:
            if image not in media:
                decode_image_uri(self.env, image)
            # An `image` directive is an image: for figures, there is the directive `figure`.
            if not (figures and FROM_HTML in image):
                continue
            element = image.parent if isinstance(image.parent, nodes.reference) else image
            if can_become_figure(element) and not image.get("postil_in_html"):
                parent, index = element.parent, element.parent.index(element)
                parent[index] = self._create_figure(element, preceding_text=text_before(parent, index))
        for figure in self.document.findall(nodes.figure):
            move_image_attributes(self.document, figure)
        if self.config.numfig:
            show_figure_number(self.document, self.env.docname)
        replace_media(media)
        images = [image for image in images if image not in media]
        for image in images:
            check_alt_text(image)
            normalize_alt_text(image)
        fill_links_to_images(self.document, images)

    def _convert_paragraph(self, paragraph: nodes.paragraph, *, figures: bool) -> None:
        """Replace a paragraph of images with a figure or a row of figures; move images on its last lines out of it.

        Without `figures`, the images stay, and only their attributes are read.
        """
        images = list(paragraph.findall(nodes.image))
        if not images:
            return
        sources = _markdown_by_image(paragraph, images)
        for image in images:
            if id(image) in sources and sources[id(image)].role in DECORATIVE_ROLES:
                image["postil_decorative"] = True
        elements, rest = split_standalone_images(paragraph, last_lines=is_markdown(self.env))
        if not figures or not can_become_figure(paragraph) or any(map(is_from_directive, images)):
            elements = []
        in_figures = {id(image) for element in elements for image in element.findall(nodes.image)}
        for image in images:
            if id(image) in sources and id(image) not in in_figures and CAPTION not in image:
                parse_alt_text(image, sources[id(image)].label, document=self.document, env=self.env)
        if elements:
            self._replace_paragraph(paragraph, elements, rest, sources)

    def _replace_paragraph(
        self,
        paragraph: nodes.paragraph,
        elements: Sequence[nodes.Element],
        rest: list[nodes.Node],
        sources: Mapping[int, MarkdownImage],
    ) -> None:
        """Replace a paragraph with the figures of `elements`; if there is a `rest`, it stays before them."""
        parent, index = paragraph.parent, paragraph.parent.index(paragraph)
        if rest:
            _set_children(paragraph, rest)
            index += 1
        else:
            parent.pop(index)
        before = text_before(parent, index)
        figures = [self._create_figure(element, sources, preceding_text=before) for element in elements]
        block: nodes.Element = figures[0] if len(figures) == 1 else nodes.container("", *figures, classes=[ROW_CLASS])
        if not rest:
            transfer_references(self.document, paragraph, block)
            block["classes"] += paragraph["classes"]
        parent.insert(index, block)

    def _create_figure(
        self, element: nodes.Element, sources: Mapping[int, MarkdownImage] | None = None, *, preceding_text: str
    ) -> nodes.figure:
        """Return a figure with a caption for `element`: an image, or a link with an image in it."""
        image = next(iter(element.findall(nodes.image)))
        in_layout = is_in_layout(element)
        figure = nodes.figure()
        figure.source, figure.line, figure.document = image.source, image.line, self.document
        # docutils' HTML writer accepts only links whose only child is the image; wrap others in an inline node.
        is_simple = element is image or (isinstance(element, nodes.reference) and element.children == [image])
        figure += element if is_simple else nodes.inline("", "", element)
        source = (sources or {}).get(id(image))
        option = self.config.postil.postil_figure_captions
        label = source.label if source else ""
        children = caption_nodes(image, label, option=option, document=self.document, env=self.env, in_layout=in_layout)
        caption = create_caption(children, preceding_text=preceding_text)
        if caption is not None:
            caption.source, caption.line = image.source, image.line
            figure += caption
        return figure


def is_in_layout(node: nodes.Element) -> bool:
    """Return whether a node is in a div with a layout."""
    outer: nodes.Element | None = node
    while outer is not None and CAPTIONED not in outer.attributes:
        outer = outer.parent
    return outer is not None


def _markdown_by_image(paragraph: nodes.paragraph, images: Sequence[nodes.image]) -> Mapping[int, MarkdownImage]:
    """Return the Markdown of the images in a paragraph, by `id()`; nothing if nodes and source do not match."""
    sources = markdown_images(paragraph.rawsource)
    if [source.uri for source in sources] != [image["uri"] for image in images]:
        return {}
    return dict(zip(map(id, images), sources, strict=True))


def _set_children(paragraph: nodes.paragraph, children: list[nodes.Node]) -> None:
    """Keep only `children` in a paragraph, without space at the end."""
    paragraph.children = children
    last = children[-1]
    if isinstance(last, nodes.Text):
        paragraph.children[-1] = nodes.Text(last.rstrip())
        paragraph.children[-1].parent = paragraph


def setup(app: Sphinx) -> None:
    """Register the transforms of images; they run while a document is read."""
    app.add_transform(ConvertRawImages)
    app.add_transform(SetImageLines)
    app.add_transform(CreateFigures)
