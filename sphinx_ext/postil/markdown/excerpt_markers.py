"""Ends of excerpts that are no HTML comments: `{/* truncate */}` of Docusaurus, and `[//]: # (more)`.

`<!-- more -->` in all spellings is a comment in Markdown; see `postil.blog.excerpt`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.blog.excerpt import END_MARKER

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_RULE = "postil_more"
_COMMENT = rf"\{{/\*+\s*{END_MARKER}\s*\*/\}}"
# A definition of a link that nothing refers to.
_DEFINITION = rf"""\[(?://|comment|\#)\]:[ \t]*(?:\#|<>|/)[ \t]+(?:\({END_MARKER}\)|"{END_MARKER}"|'{END_MARKER}')"""
_MARKER = re.compile(rf"(?:{_COMMENT}|{_DEFINITION})\s*", re.IGNORECASE)


def end_of_excerpt(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a line that ends the excerpt as the comment that does."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(("{/", "["), position) or state.is_code_block(start):
        return False
    if not _MARKER.fullmatch(state.src[position : state.eMarks[start]]):
        return False
    if not silent:
        token = state.push("html_block", "", 0)
        token.map, token.content = [start, start + 1], "<!-- more -->\n"
        state.line = start + 1
    return True


def add_rules(md: MarkdownIt) -> None:
    """Add the rule, before those for MDX."""
    md.block.ruler.before(md.block.ruler.get_all_rules()[0], _RULE, end_of_excerpt)
