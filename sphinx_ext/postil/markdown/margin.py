"""Margin content: Quarto's `::: {.column-margin}` and `[words]{.aside}`; the same nodes as those of `{margin}`.

The directive of sphinx-book-theme is not there in other themes, and not allowed in lists and quotations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.token import Token

from postil.markdown.code_fences import set_name
from postil.markdown.divs import add_div_handler

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

    from postil.markdown.info_strings import Info

_MARGIN = "postil_margin"
_CLASSES = ("column-margin", "aside", "margin", "marginnote", "margin-note", "sidenote")
# Blocks that attributes before them move into the margin.
_BLOCKS = frozenset({"paragraph", "blockquote", "bullet_list", "ordered_list"})


def move_to_margin(state: StateCore) -> None:
    """Move spans and blocks of these classes into margin content, spans behind their paragraph."""
    if not any(name in state.src for name in _CLASSES):
        return
    tokens: list[Token] = []
    # For each open block of `_BLOCKS`, the margin content that follows its end.
    pending: list[list[Token]] = []
    for number, token in enumerate(state.tokens):
        block, _underscore, side = token.type.rpartition("_")
        if block in _BLOCKS and side == "open":
            is_margin = _has_class(token)
            pending.append([Token(f"{_MARGIN}_close", "aside", -1)] if is_margin else [])
            if is_margin:
                tokens.append(Token(f"{_MARGIN}_open", "aside", 1, map=token.map))
                del token.attrs["class"]
        tokens.append(token)
        if token.type == "inline" and token.children and state.tokens[number - 1].type == "paragraph_open":
            for span in _spans(token):
                pending[-1] += _margin_tokens(span, token)
        elif block in _BLOCKS and side == "close":
            if block == "paragraph" and not tokens[-2].children and pending[-1]:
                del tokens[-3:]
            tokens += pending.pop()
    state.tokens = tokens


def _has_class(token: Token) -> bool:
    return not set(_CLASSES).isdisjoint(str(token.attrs.get("class", "")).split())


def _spans(inline: Token) -> Iterator[list[Token]]:
    """Remove the spans from a paragraph, and yield the tokens of each."""
    children = inline.children or []
    kept: list[Token] = []
    span: list[Token] = []
    depth = 0
    for token in children:
        if depth or (token.type == "span_open" and _has_class(token)):
            depth += token.nesting
            span.append(token)
            if not depth:
                yield span[1:-1]
                span = []
        else:
            if kept and kept[-1].content.endswith(" ") and token.type == "text":
                token.content = token.content.lstrip(" ")
            kept.append(token)
    if len(kept) < len(children):
        inline.children = _strip(kept)


def _strip(tokens: list[Token]) -> list[Token]:
    """Return inline tokens without the space at their end."""
    while tokens and (tokens[-1].type == "softbreak" or (tokens[-1].type == "text" and not tokens[-1].content.strip())):
        tokens.pop()
    if tokens and tokens[-1].type == "text":
        tokens[-1].content = tokens[-1].content.rstrip()
    return tokens


def _margin_tokens(children: list[Token], inline: Token) -> Sequence[Token]:
    text = Token("inline", "", 0, children=children, map=inline.map, level=1)
    paragraph = Token("paragraph_open", "p", 1, map=inline.map), text, Token("paragraph_close", "p", -1)
    return Token(f"{_MARGIN}_open", "aside", 1, map=inline.map), *paragraph, Token(f"{_MARGIN}_close", "aside", -1)


def render_margin(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render margin content."""
    with renderer.current_node_context(_create(renderer, token), append=True):
        renderer.render_children(token)


def render_div(renderer: Any, token: SyntaxTreeNode, info: Info) -> None:
    """Render a div as margin content."""
    margin = _create(renderer, token)
    renderer.copy_attributes(token, margin, ("class", "id"))
    line = token.map[0] if token.map else 0
    with renderer.current_node_context(margin, append=True):
        if title := info.rest or info.title:
            heading = nodes.title()
            renderer.add_line_and_source_path(heading, token)
            with renderer.current_node_context(heading, append=True):
                renderer.nested_render_text(title, line - 1, inline=True)
        renderer.nested_render_text(token.content, line)
    set_name(renderer, margin, info.id)


def _create(renderer: Any, token: SyntaxTreeNode) -> nodes.sidebar:
    margin = nodes.sidebar("", classes=["margin"])
    renderer.add_line_and_source_path(margin, token)
    return margin


def add_rules(md: MarkdownIt) -> None:
    """Add margin content to a Markdown parser."""
    md.core.ruler.after("inline", _MARGIN, move_to_margin)
    md.add_render_rule(f"render_{_MARGIN}", render_margin, fmt="docutils")
    for name in _CLASSES:
        add_div_handler(md, name, render_div)
