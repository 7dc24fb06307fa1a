"""Tables in HTML with blank lines: indented rows after one are HTML, as in kramdown, and not code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_TAG = re.compile(r"</?(?:table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td)(?=[\s/>])", re.IGNORECASE)
_TABLE = re.compile(r"<(/?)table(?=[\s>])", re.IGNORECASE)
# How many tokens back a table can have started.
_MAX_TOKENS = 500


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser that has HTML."""
    if md.options.get("html"):
        md.block.ruler.before("code", "html_table", parse_rows)


def parse_rows(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse indented lines in a table as HTML, up to a blank line."""
    if not state.is_code_block(start):
        return False
    position = state.bMarks[start] + state.tShift[start]
    if not _TAG.match(state.src, position) or not _is_in_table(state):
        return False
    last = next(
        (line for line in range(start, end) if state.isEmpty(line) or state.sCount[line] < state.blkIndent), end
    )
    if not silent:
        state.line = last
        token = state.push("html_block", "", 0)
        token.map = [start, last]
        token.content = state.getLines(start, last, state.blkIndent, keepLastLF=True)
    return True


def _is_in_table(state: StateBlock) -> bool:
    """Return whether a table in HTML has begun before, and not ended."""
    for token in state.tokens[: -_MAX_TOKENS - 1 : -1]:
        if token.type == "html_block" and (tags := _TABLE.findall(token.content)):
            return bool(not tags[-1])
    return False
