"""Find out whether a page has anything in the margin: footnotes, margin blocks, images or captions."""

from __future__ import annotations

from docutils import nodes

from postil.pages.footnotes import footnote_section
from postil.pages.nodes import post_content

_CLASSES = frozenset({"margin", "margin-caption"})
# In the style sheet, captions of other figures stay below their images.
_ALIGNED = ("left", "right")


def has_margin_content(doctree: nodes.document, *, captions: bool) -> bool:
    """Return whether the page of a resolved doctree has content in the margin, where `captions` can be too."""
    return any(_is_in_margin(node, captions=captions) for node in doctree.findall(nodes.Element))


def _is_in_margin(node: nodes.Element, *, captions: bool) -> bool:
    if isinstance(node, footnote_section):
        return bool(node["placement"] == "margin")
    if isinstance(node, nodes.caption) and captions:
        return _can_have_caption_beside(node.parent)
    return not _CLASSES.isdisjoint(node["classes"])


def _can_have_caption_beside(figure: nodes.Element) -> bool:
    is_block = isinstance(figure, nodes.figure) and isinstance(figure.parent, nodes.section | post_content)
    return is_block and not ("wide" in figure["classes"] or "width" in figure or figure.get("align") in _ALIGNED)
