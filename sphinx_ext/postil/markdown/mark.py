"""Marked text, `==words==`, as in Obsidian, Quarto and many plugins of markdown-it; it becomes `<mark>`.

There is no plugin on PyPI that knows that `a==b and c==d` is a comparison.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.rules_inline.state_inline import Delimiter

from postil.lazy_regex import lazy_regex
from postil.markdown.rendering import render_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

_SIGNS = lazy_regex("==+")
# After or before one of these, the signs are an operator, and do not open or close a mark.
_OPERAND_BEFORE = lazy_regex(r"[A-Za-z0-9_)\]<>!+/-]")
_OPERAND_AFTER = lazy_regex(r"[A-Za-z0-9_(\[<>+/-]")


class mark(nodes.inline):  # noqa: N801 - docutils' names of nodes
    """Marked text; builders that do not know it write it as other inline text."""


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.inline.ruler.before("emphasis", "mark", tokenize)
    md.inline.ruler2.before("emphasis", "mark", replace_delimiters)
    md.add_render_rule("render_mark", render_mark, fmt="docutils")


def tokenize(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse two signs as a delimiter; more of them are text."""
    if silent or not state.src.startswith("==", state.pos):
        return False
    match = _SIGNS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    scanned = state.scanDelims(state.pos, True)
    state.push("text", "", 0).content = match[0]
    if match[0] == "==":
        before, after = state.src[match.start() - 1 : match.start()], state.src[match.end() : match.end() + 1]
        is_open = scanned.can_open and not _OPERAND_BEFORE.match(before)
        is_close = scanned.can_close and not _OPERAND_AFTER.match(after)
        state.delimiters.append(Delimiter(ord("="), 0, len(state.tokens) - 1, -1, is_open, is_close))
    state.pos = match.end()
    return True


def replace_delimiters(state: StateInline) -> None:
    """Replace the delimiters that belong together by tokens."""
    nested = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for delimiters in (state.delimiters, *nested):
        _replace(state, delimiters)


def _replace(state: StateInline, delimiters: Sequence[Delimiter]) -> None:
    for start in delimiters:
        if start.marker == ord("=") and start.end >= 0:
            for number, kind, nesting in ((start.token, "open", 1), (delimiters[start.end].token, "close", -1)):
                token = state.tokens[number]
                token.type, token.tag, token.nesting = f"mark_{kind}", "mark", nesting  # type: ignore[assignment]
                token.markup, token.content = token.content, ""


def render_mark(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render marked text."""
    render_as(mark(), renderer, token)


def visit_mark(translator: Any, node: mark) -> None:
    """Write the start of marked text as HTML."""
    translator.body.append(translator.starttag(node, "mark", ""))


def depart_mark(translator: Any, _node: mark) -> None:
    """Write the end of marked text."""
    translator.body.append("</mark>")


def setup(app: Sphinx) -> None:
    """Register the node."""
    app.add_node(mark, html=(visit_mark, depart_mark))
