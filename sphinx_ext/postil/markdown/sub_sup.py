"""Subscript and superscript, `H~2~O` and `2^nd^`, as in Pandoc. A footnote, `^[…]`, has precedence.

The plugins for markdown-it take quadratic time for text with many single marks, and do not know inline footnotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.common.utils import unescapeAll

from postil.markdown.rendering import render_as

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

# No spaces, unless each has a backslash before it.
_SUBSCRIPT = re.compile(r"~((?:\\.|[^\s\\~])+)~(?!~)")
_SUPERSCRIPT = re.compile(r"\^(?!\[)((?:\\.|[^\s\\^])+)\^")


def add_subscript(md: MarkdownIt) -> None:
    """Add the rule for subscript."""
    # After strikethrough, which takes two tildes.
    md.inline.ruler.after("emphasis", "sub", subscript)
    md.add_render_rule("render_sub", render_subscript, fmt="docutils")


def add_superscript(md: MarkdownIt) -> None:
    """Add the rule for superscript."""
    md.inline.ruler.after("emphasis", "sup", superscript)
    md.add_render_rule("render_sup", render_superscript, fmt="docutils")


def subscript(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse subscript."""
    return _parse(state, "sub", _SUBSCRIPT, silent=silent)


def superscript(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse superscript."""
    return _parse(state, "sup", _SUPERSCRIPT, silent=silent)


def _parse(state: StateInline, tag: str, pattern: re.Pattern[str], *, silent: bool) -> bool:
    match = pattern.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1).markup = match[0][0]
        # A space with a backslash is a space here; otherwise it is none of the characters that can be escaped.
        state.push("text", "", 0).content = unescapeAll(match[1].replace("\\ ", " "))
        state.push(f"{tag}_close", tag, -1).markup = match[0][0]
    state.pos = match.end()
    return True


def render_subscript(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render subscript."""
    render_as(nodes.subscript(), renderer, token)


def render_superscript(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render superscript."""
    render_as(nodes.superscript(), renderer, token)
