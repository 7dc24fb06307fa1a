"""Comments of Obsidian, `%%not shown%%`, in a line or over several ones. There is no plugin on PyPI."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it.rules_block import paragraph

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_COMMENT = re.compile(r"%%[^%\n]*(?:%(?!%)[^%\n]*)*%%")


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    rules = md.get_all_rules()["block"]
    first = "myst_line_comment" if "myst_line_comment" in rules else "blockquote"
    alternatives = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    md.block.ruler.before(first, "obsidian_comment", parse_block, {"alt": alternatives})
    md.inline.ruler.before("link", "obsidian_comment", parse_inline)


def parse_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a comment of whole lines; its last line ends with the signs. A line with text after it is a paragraph."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("%%", position) or state.is_code_block(start):
        return False
    if match := _COMMENT.match(state.src, position, state.eMarks[start]):
        if state.src[match.end() : state.eMarks[start]].strip():
            return not silent and paragraph(state, start, end, silent)
        last = start
    else:
        last = _last_line(state, start + 1, end)
        if last < 0 or any(_leaves_block(state, line) for line in range(start, last + 1)):
            return False
    if not silent:
        state.line = last + 1
    return True


def _leaves_block(state: StateBlock, line: int) -> bool:
    """Return whether a line is no part of the list around the comment."""
    return state.sCount[line] < state.blkIndent and not state.isEmpty(line)


def _last_line(state: StateBlock, start: int, end: int) -> int:
    """Return the next line that ends a comment; -1 if there is none."""
    ends = _ends(state.src)
    index = bisect_left(ends, state.bMarks[start]) if start < end else len(ends)
    line = bisect_left(state.eMarks, ends[index]) if index < len(ends) else end
    return line if line < end else -1


@lru_cache(maxsize=1)
def _ends(text: str) -> list[int]:
    """Return the positions at which lines end with the signs, found once: texts can have many open comments."""
    return [match.start() + 2 for match in re.finditer(r"%%(?=[ \t]*$)", text, re.MULTILINE)]


def parse_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a comment in a line; not after a letter or a digit, as in `50%%`."""
    if not state.src.startswith("%%", state.pos) or state.src[state.pos - 1 : state.pos].isalnum():
        return False
    match = _COMMENT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    state.pos = match.end()
    return True
