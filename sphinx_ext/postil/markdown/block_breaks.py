"""Block breaks of MyST, `+++`, with text behind them, which MyST drops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.markdown.templates import literal_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode


def render_block_break(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a block break; text behind it, other than the metadata of a notebook's cell, is shown as written."""
    if not token.content or token.content.startswith("{"):
        renderer.render_myst_block_break(token)
        return
    paragraph = nodes.paragraph("", "", literal_text(f"{token.markup} {token.content}"))
    renderer.add_line_and_source_path(paragraph, token)
    renderer.current_node += paragraph


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.add_render_rule("render_myst_block_break", render_block_break, fmt="docutils")
