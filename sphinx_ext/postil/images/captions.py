"""Choose the caption of a figure: the title or the alt text of its image, with markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from postil.i18n import count_words
from postil.images.alt_text import is_generated, parse_alt_text
from postil.images.caption_text import repeats, text_of_nodes
from postil.images.inline_markdown import is_markdown, parse_inline
from postil.markdown.image_attributes import CAPTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.environment import BuildEnvironment

# Shorter alt text, such as `Arches`, names an image for those who do not see it, but tells others nothing.
_MIN_WORDS = 4
# What alt text can have without losing anything when it is no caption: its words are read out.
_PLAIN = (
    nodes.Text, nodes.emphasis, nodes.strong, nodes.literal, nodes.math, nodes.subscript, nodes.superscript,
    nodes.inline, nodes.abbreviation,
)  # fmt: skip


def caption_nodes(
    image: nodes.image, label: str, *, option: str, document: nodes.document, env: BuildEnvironment, in_layout: bool
) -> Sequence[nodes.Node]:
    """Return the content of an image's caption; nothing if it has none.

    `option` is `postil_figure_captions`, `label` the alt text in Markdown. A title that becomes a caption is removed
    from the image. `in_layout`: as in Quarto's layouts, the alt text is the caption however short it is.
    """
    if image.get(CAPTION):
        text = label or str(image[CAPTION])
        own = "" if option == "none" or is_generated(text, image["uri"]) else text
        return parse_inline(own, document=document, env=env, line=image.line or 1) if own else []
    alt_nodes = [] if CAPTION in image else parse_alt_text(image, label, document=document, env=env)
    title = str(image.get("title") or "").strip()
    if option != "none" and title:
        del image["title"]  # otherwise the browser shows the caption again as a tooltip
        if not is_markdown(env):
            return [nodes.Text(title)]
        return parse_inline(title, document=document, env=env, line=image.line or 1)
    if CAPTION in image:
        return []  # the alt text is given apart
    alt = str(image.get("alt") or "").strip()
    if option not in ("auto", "alt") or not alt or image.get("postil_decorative") or is_generated(alt, image["uri"]):
        return []
    is_any = option == "alt" or in_layout or needs_caption(image, alt_nodes)
    return (alt_nodes or [nodes.Text(alt)]) if is_any or count_words(alt) >= _MIN_WORDS else []


def needs_caption(image: nodes.image, alt_nodes: Sequence[nodes.Node]) -> bool:
    """Return whether an image needs short alt text as its caption: it has an id, or the text has a link or a footnote.

    Links to a figure with an id show its caption, and only figures with a caption have a number.
    """
    is_plain = all(isinstance(node, _PLAIN) for child in alt_nodes for node in child.findall())
    return bool(image["names"]) or not is_plain


def create_caption(children: Sequence[nodes.Node], *, preceding_text: str) -> nodes.caption | None:
    """Return a caption; None if it has no content, or if it repeats the text before it and has no footnote."""
    text = text_of_nodes(children)
    has_footnotes = any(next(child.findall(nodes.footnote_reference), None) is not None for child in children)
    if not children or (repeats(text, preceding_text) and not has_footnotes):
        return None
    return nodes.caption(text, "", *children)
