"""Blocks of HTML: those without an end, Markdown in them, and headings between their tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from markdown_it.rules_block import paragraph

from postil.markdown.html_nesting import VOID
from postil.markdown.remarks import Remark, add_remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

# Starts of blocks that go on to their end, whatever is in them, and the pattern of their ends.
_STARTS = (
    (re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE), r"</(?:script|pre|style|textarea)>"),
    (re.compile(r"<!--"), r"-->"),
    (re.compile(r"<\?"), r"\?>"),
    (re.compile(r"<!\[CDATA\["), r"\]\]>"),
    (re.compile(r"<![A-Z]"), r">"),
)
# An element whose content is Markdown, as in kramdown and Python-Markdown.
_MARKDOWN = re.compile(
    r"""<(?P<name>[a-zA-Z][\w-]*)(?P<before>(?:\s[^<>]*?)?)
    \smarkdown(?:=(?:"(?:1|block|span|true)"|'(?:1|block|span|true)'|1))?(?P<after>(?=[\s/>])[^<>]*)>""",
    re.VERBOSE,
)
_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][^\s/><]*)[^><]*?(/?)>", re.DOTALL)
_IN_HTML = "postil_in_html"


def html_without_end(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a line that starts a block of HTML without an end as a paragraph; it would contain the rest of the text."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", position) or silent or state.is_code_block(start):
        return False
    for opening, closing in _STARTS:
        if match := opening.match(state.src, position):
            if re.compile(closing, re.IGNORECASE).search(state.src, match.end(), state.eMarks[end - 1]):
                return False
            if match[0] == "<!--":
                add_remark(state.md.options["document"], Remark.HTML, "`<!--`", start + 1)
            return paragraph(state, start, end, silent)
    return False


def markdown_in_html(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse the content of `<div markdown="1">` as Markdown."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", position) or state.is_code_block(start):
        return False
    match = _MARKDOWN.match(state.src, position, state.eMarks[start])
    if match is None:
        return False
    closing = _closing_tag(state.src, match.end(), state.eMarks[end - 1], match["name"])
    if closing is None:
        return False
    if silent:
        return True
    last = next(line for line in range(start, end) if state.eMarks[line] >= closing.end())
    opening = f"<{match['name']}{match['before']}{match['after']}>"
    _push_html(state, opening, start, start + 1)
    if last == start:
        _push_inline(state, state.src[match.end() : closing.start()], start, last + 1)
    else:
        if first := state.src[match.end() : state.eMarks[start]].strip():
            _push_inline(state, first, start, start + 1)
        state.md.block.tokenize(state, start + 1, last)
        begin = state.bMarks[last] + state.tShift[last]
        if before := state.src[begin : closing.start()].strip():
            _push_inline(state, before, last, last + 1)
    _push_html(state, state.src[closing.start() : state.eMarks[last]], last, last + 1)
    state.line = last + 1
    return True


def _closing_tag(text: str, position: int, end: int, name: str) -> re.Match[str] | None:
    """Return the end tag of an element."""
    depth = 1
    for match in re.compile(rf"<(/?){name}(?=[\s/>])[^<>]*>", re.IGNORECASE).finditer(text, position, end):
        depth += -1 if match[1] else 0 if match[0].endswith("/>") else 1
        if not depth:
            return match
    return None


def _push_html(state: StateBlock, html: str, start: int, end: int) -> None:
    token = state.push("html_block", "", 0)
    token.map, token.content = [start, end], f"{html}\n"


def _push_inline(state: StateBlock, text: str, start: int, end: int) -> None:
    """Add a paragraph."""
    state.push("paragraph_open", "p", 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, [start, end], []
    state.push("paragraph_close", "p", -1)


class _Pair(NamedTuple):
    """The blocks with the start tag and the end tag of an element, by their numbers among the tokens."""

    start: int
    end: int


def mark_headings_in_html(state: StateCore) -> None:
    """Mark the headings between the tags of an element: a section would not end with the element."""
    tokens = state.tokens
    if not any(token.type == "html_block" for token in tokens):
        return
    levels = {
        number: int(token.tag[1:])
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    }
    if not levels:
        return
    for pair in _pairs(tokens):
        inside = {number: level for number, level in levels.items() if pair.start < number < pair.end}
        if not inside or 1 in inside.values():
            continue
        before = [level for number, level in levels.items() if number < pair.start]
        behind = _next_token(tokens, pair.end)
        ends_sections = behind is None or levels.get(behind, 7) <= min(inside.values())
        if not (ends_sections and min(inside.values()) > (before[-1] if before else 0)):
            for number in inside:
                tokens[number].meta[_IN_HTML] = True


def _pairs(tokens: Sequence[Token]) -> Iterator[_Pair]:
    """Yield the elements whose tags are in different blocks of HTML of the text itself."""
    opened: list[tuple[str, int]] = []
    for number, token in enumerate(tokens):
        if token.type != "html_block" or token.level:
            continue
        for match in _TAG.finditer(token.content):
            name = (match[2] or "").lower()
            if not name or name in VOID or name == "p" or match[3]:
                continue
            if not match[1]:
                opened.append((name, number))
            elif any(each == name for each, _start in opened):
                while opened[-1][0] != name:
                    opened.pop()
                start = opened.pop()[1]
                if start != number:
                    yield _Pair(start, number)


def _next_token(tokens: Sequence[Token], number: int) -> int | None:
    """Return the number of the next token after a block of HTML, apart from other HTML and footnotes."""
    depth = 0
    for index in range(number + 1, len(tokens)):
        if tokens[index].type.startswith("footnote_reference_"):
            depth += tokens[index].nesting
        elif not depth and tokens[index].type != "html_block":
            return index
    return None


def render_heading(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a heading; one between the tags of an element has no section, as in a directive."""
    if not token.meta.get(_IN_HTML):
        renderer.render_heading(token)
        return
    holder = nodes.container()
    with renderer.current_node_context(holder):
        renderer.render_heading(token)
    renderer.current_node.extend(holder.children)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.block.ruler.before("html_block", "postil_html_without_end", html_without_end)
    alternatives = ["paragraph", "reference", "blockquote"]
    md.block.ruler.before("html_block", "postil_markdown_in_html", markdown_in_html, {"alt": alternatives})
    md.core.ruler.after("block", "postil_headings_in_html", mark_headings_in_html)
    md.add_render_rule("render_heading", render_heading, fmt="docutils")
