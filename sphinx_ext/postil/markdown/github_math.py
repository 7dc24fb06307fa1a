r"""Formulas in the syntax of GitHub and GitLab: a fence in the language `math`, and ``$`x`$`` in a line.

MyST-Parser and mdit-py-plugins have neither: the first would be code, the second a formula with backticks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.markdown.code_fences import add_fence_handler

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

    from postil.markdown.info_strings import Info

_INLINE = "math_inline"
_OPENER, _CLOSER = "$`", "`$"
_UNCLOSED = "postil_unclosed_math"


def parse_math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a formula between a dollar sign with a backtick and a backtick with a dollar sign."""
    start = state.pos + len(_OPENER)
    if not state.src.startswith(_OPENER, state.pos) or state.env.get(_UNCLOSED) == state.src:
        return False
    end = state.src.find(_CLOSER, start, state.posMax)
    if end < 0:
        # None follows later, either.
        state.env[_UNCLOSED] = state.src
        return False
    content = state.src[start:end].strip("`").strip()
    if not content:
        return False
    if not silent:
        token = state.push(_INLINE, "math", 0)
        token.content, token.markup = content, _OPENER
    state.pos = end + len(_CLOSER)
    return True


def render_fence(renderer: Any, token: SyntaxTreeNode, info: Info) -> bool:
    """Render a fence in the language `math` as a displayed formula."""
    if info.in_braces or info.language != "math" or not token.content.strip():
        return False
    renderer.render_math_block(token)
    return True


def add_rules(md: MarkdownIt) -> None:
    """Add both to a Markdown parser, if it has formulas."""
    if _INLINE in md.get_all_rules()["inline"]:
        md.inline.ruler.before(_INLINE, "postil_github_math", parse_math)
        add_fence_handler(md, render_fence)
