"""Options of programs, `--verbose`: docutils would make a dash of the two hyphens. There is no plugin on PyPI."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postil.markdown.templates import literal_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

_TYPE = "postil_option"
# A capital is more often the name of an author after a dash.
_OPTION = re.compile(r"--[a-z0-9][\w-]*")


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.inline.ruler.before("link", _TYPE, parse_option)
    md.add_render_rule(f"render_{_TYPE}", render_option, fmt="docutils")


def parse_option(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse an option that no word and no hyphen precedes, and that does not end with a dash."""
    if not state.src.startswith("--", state.pos):
        return False
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    if before.isalnum() or before in ("-", "_", "!"):
        return False
    match = _OPTION.match(state.src, state.pos, state.posMax)
    if match is None or match[0].endswith("-") or "--" in match[0][2:]:
        return False
    if not silent:
        state.push(_TYPE, "", 0).content = match[0]
    state.pos = match.end()
    return True


def render_option(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render an option as written."""
    renderer.current_node.append(literal_text(token.content))
