"""Subscript and superscript, `H~2~O` and `2^nd^`, as in Pandoc. A footnote, `^[…]`, has precedence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode


def add_subscript(md: MarkdownIt) -> None:
    """Add the rule for subscript."""
    sub_plugin(md)
    md.add_render_rule("render_sub", render_subscript, fmt="docutils")


def add_superscript(md: MarkdownIt) -> None:
    """Add the rule for superscript."""
    superscript_plugin(md)
    md.add_render_rule("render_sup", render_superscript, fmt="docutils")


def render_subscript(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render subscript."""
    _render(renderer, token, nodes.subscript())


def render_superscript(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render superscript."""
    _render(renderer, token, nodes.superscript())


def _render(renderer: Any, token: SyntaxTreeNode, node: nodes.Element) -> None:
    renderer.add_line_and_source_path(node, token)
    with renderer.current_node_context(node, append=True):
        renderer.render_children(token)
