"""Verse and letterheads as in Pandoc: lines that begin with `| ` keep their breaks and their indentation.

There is no plugin for markdown-it with this syntax. Rows of tables have further bars.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.markdown.rendering import render_as

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.tree import SyntaxTreeNode

_BLOCK, _LINE = "postil_line_block", "postil_line"
# One bar at the start, with a space after it or alone; one with a backslash before it is text.
_TEXT = re.compile(r"\|(?:[ \t](?P<text>(?:[^|\\]|\\.)*))?\Z")
_SHORTEST = 2


def line_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse at least two lines that begin with a bar; an indented line without one continues the line before it."""
    if not state.src.startswith("|", state.bMarks[start] + state.tShift[start]) or state.is_code_block(start):
        return False
    lines: list[tuple[int, str]] = []
    number = start
    while number < end and not state.isEmpty(number) and state.sCount[number] >= state.blkIndent:
        text = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()
        if text.startswith("|"):
            match = _TEXT.match(text)
            if match is None:
                return False
            lines.append((number, match["text"] or ""))
        elif lines and state.sCount[number] > state.blkIndent:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {text}")
        else:
            break
        number += 1
    if len(lines) < _SHORTEST:
        return False
    if silent:
        return True
    state.push(f"{_BLOCK}_open", "", 1).map = [start, number]
    for line, text in lines:
        state.push(f"{_LINE}_open", "", 1).map = [line, line + 1]
        words = text.lstrip()
        inline = state.push("inline", "", 0)
        inline.map, inline.children = [line, line + 1], []
        inline.content = "\u00a0" * (len(text) - len(words)) + words
        state.push(f"{_LINE}_close", "", -1)
    state.push(f"{_BLOCK}_close", "", -1)
    state.line = number
    return True


def render_block(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a block of lines."""
    render_as(nodes.line_block(), renderer, token)


def render_line(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a line."""
    render_as(nodes.line(), renderer, token)


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser, after that for tables."""
    md.block.ruler.before("paragraph", _BLOCK, line_block)
    md.add_render_rule(f"render_{_BLOCK}", render_block, fmt="docutils")
    md.add_render_rule(f"render_{_LINE}", render_line, fmt="docutils")
