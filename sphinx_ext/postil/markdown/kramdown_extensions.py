"""Extensions of kramdown: `{::comment}…{:/comment}`, `{::nomarkdown}…{:/}` and `{::options … /}`.

There is no plugin on PyPI.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_OPENING = re.compile(r"\{::(comment|nomarkdown|options)(?:[ \t][^{}\n]*?)?(/?)\}")
_CLOSING = re.compile(r"\{:/(?:comment|nomarkdown|options)?\}")


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    first = "attr" if "attr" in md.get_all_rules()["block"] else "fence"
    alternatives = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    md.block.ruler.before(first, "kramdown_extension", parse_block, {"alt": alternatives})
    md.inline.ruler.before("link", "kramdown_extension", parse_inline)


@lru_cache(maxsize=1)
def _last_closing(text: str) -> int:
    """Return the position of the last closing mark: without this, many opening marks would take quadratic time."""
    return text.rfind("{:/")


def _parts(text: str, start: int, end: int) -> tuple[str, str, int] | None:
    """Return the name, the content and the end of an extension at a position; None if it has no end."""
    opening = _OPENING.match(text, start, end)
    if opening is None:
        return None
    if opening[2]:
        return opening[1], "", opening.end()
    has_closing = _last_closing(text) >= opening.end()
    closing = _CLOSING.search(text, opening.end(), end) if has_closing else None
    return (opening[1], text[opening.end() : closing.start()], closing.end()) if closing else None


def parse_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse an extension that is all of some lines."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("{::", position) or state.is_code_block(start) or state.level:
        return False
    parts = _parts(state.src, position, state.eMarks[end - 1])
    if parts is None:
        return False
    name, content, closing = parts
    last = next(line for line in range(start, end) if state.eMarks[line] >= closing)
    if state.src[closing : state.eMarks[last]].strip():
        return False
    if silent:
        return True
    state.line = last + 1
    if name == "nomarkdown":
        token = state.push("html_block", "", 0)
        token.content = content.strip("\n") + "\n"
        token.map = [start, state.line]
    return True


def parse_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse an extension in a line."""
    if not state.src.startswith("{::", state.pos):
        return False
    parts = _parts(state.src, state.pos, state.posMax)
    if parts is None:
        return False
    name, content, state.pos = parts
    if name == "nomarkdown" and not silent:
        state.push("html_inline", "", 0).content = content
    return True
