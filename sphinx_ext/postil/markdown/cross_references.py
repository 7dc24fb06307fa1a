"""References to figures, tables, sections, formulas and listings of the same page, as in Quarto: `@fig-bridge`.

There is no plugin for markdown-it with this syntax. An id that does not exist is a warning, and the text stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.lazy_regex import lazy_regex
from postil.markdown.formula_labels import add_rules as add_formula_labels

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

_RULE = "postil_cross_reference"
KEY = r"(?:fig|tbl|sec|eq|lst)-\w+(?:[:.\-]+\w+)*"
"""The ids that references lead to; a full stop at the end is that of the sentence."""
# Not a part of a word, an e-mail address or a name on another server: `me@fig-tree.org`, `@sec-ops@example.org`.
_REFERENCE = lazy_regex(rf"(-?)@({KEY})(?![\w@])")
_BRACKETS = lazy_regex(rf"\[\s*(?:[^\[\]@;\n]*-?@{KEY}\s*;)*[^\[\]@;\n]*-?@{KEY}\s*\](?![(\[{{:])")
_ITEM = lazy_regex(rf"\s*([^@;]*?)\s*(-?)@({KEY})\s*(?:;|\Z)")


class cross_reference(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """A reference that is not yet resolved: `target`, and `prefix`, the words before it; None for its kind."""


def reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `@fig-x`, and `-@fig-x`, which leaves out the word before the number."""
    if state.src[state.pos] not in "@-" or state.linkLevel or is_in_word(state.src, state.pos):
        return False
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        _push(state, match[0], match[2], "" if match[1] else None)
    state.pos = match.end()
    return True


def references_in_brackets(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `[@fig-x; @fig-y]` and `[Fig. @fig-x]`, where other words replace the kind."""
    if state.src[state.pos] != "[" or state.linkLevel:
        return False
    match = _BRACKETS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        for number, item in enumerate(_ITEM.finditer(match[0][1:-1])):
            if number:
                state.push("text", "", 0).content = ", "
            prefix = "" if item[2] else item[1] or None
            if item[1]:
                state.push("text", "", 0).content = f"{item[1]} "
                prefix = ""
            _push(state, f"@{item[3]}", item[3], prefix)
    state.pos = match.end()
    return True


def is_in_word(text: str, position: int) -> bool:
    """Return whether an `@` continues a word, an e-mail address or a URL."""
    before = text[position - 1 : position]
    return before.isalnum() or before in ("_", "@", "/", ".", "-", "\\") if before else False


def _push(state: StateInline, source: str, target: str, prefix: str | None) -> None:
    token = state.push(_RULE, "", 0)
    token.content, token.meta = source, {"target": target, "prefix": prefix}


def render_reference(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a reference, to be resolved when the whole document is known."""
    node = cross_reference(token.content, token.content, **token.meta)
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.inline.ruler.after("link", f"{_RULE}s", references_in_brackets)
    md.inline.ruler.after("link", _RULE, reference)
    md.add_render_rule(f"render_{_RULE}", render_reference, fmt="docutils")
    add_formula_labels(md)
