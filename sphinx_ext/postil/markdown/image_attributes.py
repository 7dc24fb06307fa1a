"""Attributes of images that MyST leaves out: `![…](…){fig-alt="…"}`, as in Quarto."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

ATTRIBUTES = "postil_attributes"
"""The attribute of an image node with those in braces that MyST does not read."""
CAPTION = "postil_caption"
"""The attribute of an image node with the text in its brackets, if that is its caption: the alt text is in braces."""
_READ_BY_MYST = frozenset({"src", "alt", "class", "id", "title", "width", "height", "align", "w", "h", "a"})


def render_image(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render an image as MyST does, and keep the attributes that MyST leaves out."""
    renderer.render_image(token)
    values = {key: str(value) for key, value in token.attrs.items() if key not in _READ_BY_MYST}
    # A token has an empty `alt` from the start; one with text can only come from braces.
    if token.attrs.get("alt"):
        values["alt"] = str(token.attrs["alt"])
    if values:
        renderer.current_node[-1][ATTRIBUTES] = values


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.add_render_rule("render_image", render_image, fmt="docutils")
