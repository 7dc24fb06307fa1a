"""The node of a film, a sound or embedded content in a text; a post's excerpt leaves it out as it does images."""

from __future__ import annotations

from docutils import nodes


class player(nodes.General, nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """A player around the link that replaces it in other formats.

    Its attribute `kind` is `video`, `audio`, or the host of embedded content.
    """


def is_in(node: nodes.Element | None, kind: type[nodes.Element]) -> bool:
    """Return whether a node is of a kind, or is within one: a link has no player in it, nor has a heading.

    Tables of contents repeat headings, and Sphinx copies only nodes that it knows to them.
    """
    while node is not None:
        if isinstance(node, kind):
            return True
        node = node.parent
    return False


def is_block(node: nodes.Element) -> bool:
    """Return whether a player is not within a text."""
    return not isinstance(node.parent, nodes.TextElement)
