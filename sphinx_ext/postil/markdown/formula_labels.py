"""Ids of displayed formulas as in Quarto, `$$ … $$ {#eq-id}`; MyST's are `$$ … $$ (id)`.

An id belongs to its page: two posts may have the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.lazy_regex import lazy_regex
from postil.markdown.code_fences import set_name
from postil.markdown.equations import local_label
from postil.markdown.info_strings import parse_info

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.tree import SyntaxTreeNode

_RULE = "postil_formula"
_MARK = "$$"
# What closes the formula; nothing else may follow on its last line.
_CLOSE = lazy_regex(r"\$\$[ \t]*(\{#[^{}$]*\})[ \t]*\Z")


def formula_with_id(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a displayed formula with attributes after it."""
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_MARK, first) or state.is_code_block(start):
        return False
    for line, position in _lines(state, start, end):
        text = state.src[position : state.eMarks[line]]
        if _MARK not in text:
            continue
        match = _CLOSE.search(text)
        if match is None or text.index(_MARK) != match.start():
            return False
        content = state.src[first + len(_MARK) : position + match.start()]
        if not content.strip():
            return False
        if not silent:
            state.line = line + 1
            token = state.push(_RULE, "math", 0)
            token.block, token.map, token.info = True, [start, state.line], match[1]
            token.content = content if line == start else _content(state, start, line, match)
        return True
    return False


def _lines(state: StateBlock, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of a formula, and where the text of each starts; it ends with an empty line."""
    yield start, state.bMarks[start] + state.tShift[start] + len(_MARK)
    for line in range(start + 1, end):
        if state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return
        yield line, state.bMarks[line] + state.tShift[line]


def _content(state: StateBlock, start: int, last: int, match: re.Match[str]) -> str:
    text = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False)
    return text.lstrip().removeprefix(_MARK)[: -len(match.string) + match.start() or None]


def render_formula(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a formula with a number."""
    identifier = parse_info(token.info).id
    docname = renderer.sphinx_env.docname
    content = token.content.strip("\n")
    label = local_label(docname, identifier)
    formula = nodes.math_block(content, content, nowrap=False, number=None, label=label)
    renderer.add_line_and_source_path(formula, token)
    target = renderer.add_math_target(formula)
    # The second id: Sphinx finds the number by the first one.
    target["ids"].append(nodes.make_id(identifier))
    set_name(renderer, target, identifier)
    renderer.current_node += [target, formula]


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser that has formulas between dollar signs."""
    if "math_block" in md.get_all_rules()["block"]:
        md.block.ruler.before("math_block", _RULE, formula_with_id, {"alt": ["paragraph", "reference", "blockquote"]})
        md.add_render_rule(f"render_{_RULE}", render_formula, fmt="docutils")
