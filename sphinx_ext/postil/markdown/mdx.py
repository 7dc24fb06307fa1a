"""MDX: `import`, `export` and comments are left out, components are replaced by what is in them.

Only in files that end in `.mdx`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown_it.rules_block import paragraph

from postil.markdown.remarks import Remark, add_remark

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_COMPONENT = re.compile(rf"""</?(?P<name>[A-Z][\w.]*)(?P<attributes>(?:[^"'{{}}<>]|"[^"]*"|'[^']*'|{_BRACES})*+)>""")
_FRAGMENT = re.compile(r"</?>")
_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_ESM = re.compile(
    r"""import\s+(?:["'][^"']+["']|[\w*{][^"']*\sfrom\s*["'])
    | export\s+(?:const|let|var|default|function|async|class|type|interface|\{|\*)""",
    re.VERBOSE,
)
# Attributes of HTML elements that are code, and React's name of the classes.
_CODE_ATTRIBUTE = re.compile(rf"\s+[\w:-]+=({_BRACES})")
_TEXT_ATTRIBUTE = re.compile(r"""\s(?:title|label|caption|summary|text)=(?:"([^"]*)"|'([^']*)')""")


def is_mdx(md: MarkdownIt) -> bool:
    """Return whether the document that is parsed is MDX."""
    document = md.options.get("document")
    return document is not None and str(document.get("source", "")).endswith(".mdx")


def block_mdx(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse imports, exports, comments and the tags of components at the start of a block."""
    position = state.bMarks[start] + state.tShift[start]
    first = state.src[position : position + 1]
    if silent or first not in ("i", "e", "{", "<") or not is_mdx(state.md):
        return False
    limit = state.eMarks[end - 1]
    if first in "ie":
        return state.level == 0 and _leave_out_statement(state, start, end, position)
    if match := _COMMENT.match(state.src, position, limit):
        return _skip_lines(state, start, end, match.end())
    match = _COMPONENT.match(state.src, position, limit) or _FRAGMENT.match(state.src, position, limit)
    if match is None:
        return False
    if not _skip_lines(state, start, end, match.end()):
        return paragraph(state, start, end, silent)
    if "name" in match.groupdict():
        _add_component(state, match, start)
    return True


def _leave_out_statement(state: StateBlock, start: int, end: int, position: int) -> bool:
    """Leave out an import or export, which goes on to the next empty line."""
    match = _ESM.match(state.src, position)
    if match is None:
        return False
    last = next((line for line in range(start, end) if state.isEmpty(line)), end)
    token = state.push("postil_mdx_statement", "", 0)
    token.content = " ".join(state.src[position : state.eMarks[start]].split())
    token.map = [start, last]
    state.line = last
    return True


def _skip_lines(state: StateBlock, start: int, end: int, position: int) -> bool:
    """Continue behind a tag or a comment, if no text follows it in its line."""
    last = next(line for line in range(start, end) if state.eMarks[line] >= position)
    if state.src[position : state.eMarks[last]].strip():
        return False
    state.line = last + 1
    return True


def _add_component(state: StateBlock, match: re.Match[str], start: int) -> None:
    """Add the token of a component's tag, and its title as a paragraph."""
    token = state.push("postil_mdx_component", "", 0)
    token.content, token.map = match["name"], [start, state.line]
    for title in _TEXT_ATTRIBUTE.finditer(match["attributes"]):
        state.push("paragraph_open", "p", 1).map = [start, state.line]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = title[1] or title[2] or "", [start, state.line], []
        state.push("paragraph_close", "p", -1)


def inline_mdx(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse comments and the tags of components in a line."""
    if state.src[state.pos] not in "{<" or not is_mdx(state.md):
        return False
    match = _COMMENT.match(state.src, state.pos, state.posMax)
    if match is None:
        match = _COMPONENT.match(state.src, state.pos, state.posMax)
        if match is None:
            return False
        if not silent:
            token = state.push("postil_mdx_component", "", 0)
            token.content = match["name"]
            token.meta["line"] = state.src.count("\n", 0, state.pos)
            for title in _TEXT_ATTRIBUTE.finditer(match["attributes"]):
                state.push("text", "", 0).content = f"{title[1] or title[2] or ''} "
    state.pos = match.end()
    return True


def convert_attributes(state: StateCore) -> None:
    """Convert React's attributes in blocks of HTML."""
    if is_mdx(state.md):
        for token in state.tokens:
            if token.type == "html_block" and "=" in token.content:
                token.content = _CODE_ATTRIBUTE.sub("", token.content).replace(" className=", " class=")


def render_statement(renderer: Any, token: SyntaxTreeNode) -> None:
    """Leave out an import or export, and remember it."""
    add_remark(renderer.document, Remark.LEFT_OUT, f"`{token.content[:60]}`", token.map[0] if token.map else 0)


def render_component(renderer: Any, token: SyntaxTreeNode) -> None:
    """Leave out the tag of a component, and remember it."""
    line = (token.map[0] if token.map else 0) + token.meta.get("line", 0)
    add_remark(renderer.document, Remark.COMPONENT, f"`<{token.content}>`", line)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    rules = md.get_all_rules()
    md.block.ruler.before(next(name for name in ("attr", "fence") if name in rules["block"]), "postil_mdx", block_mdx)
    md.inline.ruler.before("backticks", "postil_mdx", inline_mdx)
    md.core.ruler.after("block", "postil_mdx", convert_attributes)
    md.add_render_rule("render_postil_mdx_statement", render_statement, fmt="docutils")
    md.add_render_rule("render_postil_mdx_component", render_component, fmt="docutils")
