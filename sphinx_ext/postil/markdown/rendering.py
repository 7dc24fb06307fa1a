"""Render tokens of markdown-it as nodes of docutils, where a construct needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from markdown_it.tree import SyntaxTreeNode


def render_as(node: nodes.Element, renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a token as `node`, with its children in it; `renderer` is MyST's."""
    renderer.add_line_and_source_path(node, token)
    with renderer.current_node_context(node, append=True):
        renderer.render_children(token)
