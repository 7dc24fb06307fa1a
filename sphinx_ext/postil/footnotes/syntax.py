"""The Markdown syntax of footnotes: `^[inline]`, and `[^label]` with any label and lenient indentation.

MyST's own rules for `[^label]` drop the second of two footnotes with one label.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from postil.diagnostics import Subtype, warn
from postil.footnotes.labels import INLINE_LABEL_PREFIX

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

INLINE_RULE = "footnote_inline"
"""The name of the rule for inline footnotes, as in `myst_disable_syntax`."""
_OPENER = "^["
_OPEN, _CLOSE = "postil_note_open", "postil_note_close"
# How far the lines of a footnote are indented, relative to the line of its label.
_INDENT = 4
# A label with spaces, as in Zola; the plugin takes only other characters.
_LABEL_WITH_SPACES = re.compile(r"\[\^([^\]\[\s`]+(?:[ \t]+[^\]\[\s`]+)+)\]")
_HARD_SPACE = "\u00a0"
# What may follow a footnote with less indentation without being meant as part of it: footnotes, lists, headings, …
_NEXT_BLOCK = re.compile(r"\[\^|[-+*#]|\d+[.)]|<!--|%|\(\S+\)=|\[[^]]+\]:")


def add_footnote_syntax(md: MarkdownIt, *, inline: bool) -> None:
    """Add rules to a Markdown parser that has the plugin for footnotes; with `inline`, also those for `^[…]`."""
    if inline:
        md.inline.ruler.after("image", INLINE_RULE, inline_footnote)
        md.core.ruler.push(INLINE_RULE, fold_inline_footnotes)
    md.inline.ruler.before("footnote_ref", "postil_spaced_label", reference_with_spaces)
    md.block.ruler.at("footnote_def", footnote_definition, {"alt": ["paragraph", "reference"]})
    md.add_render_rule("render_postil_note", render_inline_footnote, fmt="docutils")
    md.add_render_rule("render_footnote_ref", render_reference, fmt="docutils")
    md.add_render_rule("render_footnote_reference", render_footnote, fmt="docutils")


# --- rules of markdown-it -------------------------------------------------------------------------------------------


def footnote_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse `[^label]: …` as the plugin does; text that starts on the next line needs less than four spaces.

    If the line after the footnote is indented, but too little to be part of it, the opening token's `shallow` has the
    number of lines to that line and its indentation.
    """
    _keep_label_together(state, start)
    indent = state.sCount[start]
    next_indent = state.sCount[start + 1] if start + 1 < end and not state.isEmpty(start + 1) else indent
    label_only = state.src[state.bMarks[start] : state.eMarks[start]].rstrip().endswith("]:")
    is_narrow = label_only and indent < next_indent < state.blkIndent + _INDENT
    # The plugin requires four spaces more than this.
    less = state.blkIndent + _INDENT - next_indent if is_narrow else 0
    first_token = len(state.tokens)
    state.blkIndent -= less
    matched = bool(footnote_def(state, start, end, silent))
    state.blkIndent += less
    if matched and not silent and len(state.tokens) > first_token + 2 and state.line < end:
        extra = state.sCount[state.line] - indent
        text = state.src[state.bMarks[state.line] + state.tShift[state.line] : state.eMarks[state.line]]
        if 0 < extra < _INDENT and not _NEXT_BLOCK.match(text):
            state.tokens[first_token].meta["shallow"] = (state.line - start, extra)
    return matched


def _keep_label_together(state: StateBlock, start: int) -> None:
    """Replace the spaces in the label of a footnote; no other rule reads the label."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("[^", position) or state.is_code_block(start):
        return
    match = _LABEL_WITH_SPACES.match(state.src, position)
    if match and state.src.startswith(":", match.end()):
        label = re.sub(r"\s", _HARD_SPACE, match[0])
        state.src = f"{state.src[:position]}{label}{state.src[match.end() :]}"


def reference_with_spaces(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `[^a label]` as a reference, if there is a footnote with this label."""
    if not state.src.startswith("[^", state.pos):
        return False
    match = _LABEL_WITH_SPACES.match(state.src, state.pos, state.posMax)
    label = re.sub(r"\s", _HARD_SPACE, match[1]) if match else ""
    if match is None or f":{label}" not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": label}
    state.pos = match.end()
    return True


def inline_footnote(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `^[…]` as markdown-it parses the text of a link, with escapes, code and nested brackets."""
    start = state.pos
    if not state.src.startswith(_OPENER, start) or state.src.find("]", start, state.posMax) < 0:
        return False
    end = state.md.helpers.parseLinkLabel(state, start + 1)
    if end < 0 or not state.src[start + len(_OPENER) : end].strip():
        return False
    if not silent:
        maximum = state.posMax
        state.push(_OPEN, "", 1)
        state.pos, state.posMax = start + len(_OPENER), end
        state.md.inline.tokenize(state)
        state.push(_CLOSE, "", -1)
        state.posMax = maximum
    state.pos = end + 1
    return True


def fold_inline_footnotes(state: StateCore) -> None:
    """Fold the tokens of each inline footnote into one token, after all other rules.

    Otherwise MyST would add the text of a footnote to the anchor of its heading.
    """
    for block in state.tokens:
        if not block.children or not any(token.type == _OPEN for token in block.children):
            continue
        levels: list[list[Token]] = [[]]
        for token in block.children:
            if token.type == _OPEN:
                levels.append([])
            elif token.type == _CLOSE:
                inner = levels.pop()
                levels[-1].append(Token("postil_note", "", 0, children=inner))
            else:
                levels[-1].append(token)
        block.children = levels[0]


# --- render rules of MyST -------------------------------------------------------------------------------------------


def render_inline_footnote(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render `^[…]` as a reference, and as a footnote at the end of the document."""
    label = f"{INLINE_LABEL_PREFIX}{sum(isinstance(child, nodes.footnote) for child in renderer.document)}"
    _add_reference(renderer, token, label, raw="^[…]")
    footnote = nodes.footnote("", auto=1, names=[label])
    renderer.add_line_and_source_path(footnote, token)
    paragraph = nodes.paragraph()
    renderer.add_line_and_source_path(paragraph, token)
    footnote += paragraph
    renderer.document += footnote
    set_token_lines(token)
    with renderer.current_node_context(paragraph):
        renderer.render_children(token)


def set_token_lines(token: SyntaxTreeNode) -> None:
    """Give all tokens in an inline footnote its lines; MyST does so for the direct children of a paragraph only."""
    for inner in token.walk(include_self=False):
        for part in inner.nester_tokens or (inner.token,):
            if part is not None:
                part.map = list(token.map) if token.map else None


def render_reference(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render `[^label]` as a reference."""
    label = token.meta["label"]
    _add_reference(renderer, token, label, raw=f"[^{label}]")


def render_footnote(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render `[^label]: …` as a footnote; warn of a line after it that is indented too little."""
    footnote = nodes.footnote("", auto=1, names=[token.meta["label"]])
    renderer.add_line_and_source_path(footnote, token)
    if "shallow" in token.meta:
        lines, spaces = token.meta["shallow"]
        message = (
            f"the line after the footnote `[^{token.meta['label']}]` is indented by {spaces} and not part of the "
            "footnote; indent it by four spaces, or not at all"
        )
        warn(Subtype.NOTE, message, location=f"{footnote.source}:{(footnote.line or 0) + lines}")
    with renderer.current_node_context(footnote, append=True):
        renderer.render_children(token)


def _add_reference(renderer: Any, token: SyntaxTreeNode, label: str, *, raw: str) -> None:
    reference = nodes.footnote_reference(raw, "", auto=1, refname=label)
    renderer.add_line_and_source_path(reference, token)
    renderer.current_node += reference
