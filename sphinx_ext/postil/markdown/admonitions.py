"""Admonitions of Python-Markdown and MkDocs become callouts: `!!! note "Title"` with indented content; `???` folds it.

The plugin of mdit-py-plugins takes every line that begins with `!!!`, also without content, for an admonition.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.markdown.callouts import CALLOUT, title_tokens

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

# `!!! danger highlight "Don't try this"`: a type, more classes, a title.
_START = re.compile(r"(!!!|\?\?\?\+?)[ \t]*([A-Za-z][\w-]*)((?:[ \t]+[\w-]+)*)(?:[ \t]+\"(.*)\")?[ \t]*")
_FOLDS = {"!!!": "", "???": "-", "???+": "+"}
_INDENT = 4


def parse_admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse an admonition: its first line, and the lines below that are indented by four spaces."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(("!!!", "???"), begin) or state.is_code_block(start):
        return False
    match = _START.fullmatch(state.src, begin, state.eMarks[start])
    last = _last_line(state, start, end)
    if match is None or last == start:
        return False
    if silent:
        return True
    marker, kind, classes, title = match.groups()
    token = state.push(f"{CALLOUT}_open", "div", 1)
    token.map, token.meta = [start, last + 1], {"kind": kind, "fold": _FOLDS[marker]}
    if classes:
        token.attrs = {"class": classes.strip()}
    state.tokens += title_tokens(title or "", token)
    before = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "blockquote", last + 1, state.sCount[start] + _INDENT
    state.md.block.tokenize(state, start + 1, last + 1)
    state.parentType, state.lineMax, state.blkIndent = before
    state.push(f"{CALLOUT}_close", "div", -1)
    state.line = last + 1
    return True


def _last_line(state: StateBlock, start: int, end: int) -> int:
    """Return the last line of an admonition; `start` if it has no content."""
    last = start
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < state.sCount[start] + _INDENT:
            break
        last = line
    return last


def add_rules(md: MarkdownIt) -> None:
    """Add admonitions to a Markdown parser; the rules of callouts render them."""
    alternatives = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "postil_admonition", parse_admonition, {"alt": alternatives})
