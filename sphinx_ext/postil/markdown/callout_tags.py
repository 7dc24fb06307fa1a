"""Callouts in the tags of Hugo, Hexo, Jekyll and Zola: `{{< notice tip >}}` … `{{< /notice >}}`, `{% note %}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from postil.markdown.callout_nodes import KINDS
from postil.markdown.callouts import render_block
from postil.markdown.shortcodes import read_tag
from postil.markdown.templates import template_end

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.tree import SyntaxTreeNode

    from postil.markdown.shortcodes import Tag

_RULE = "postil_callout_tag"
_OPENERS = ("{{<", "{{%", "{%")
# Tags whose first argument, or an argument with one of these names, is the kind.
_GENERAL = frozenset({"notice", "callout", "admonition", "alert", "hint", "box", "message"})
_KIND_KEYS = ("type", "kind", "level", "color", "context", "style", "class", "variant")
_TITLE_KEYS = ("title", "heading", "header", "summary")
# Tags that are named after their kind, without those that often mean something else, such as `quote`.
_NAMES = frozenset({"note", "tip", "info", "important", "attention", "warning", "caution", "danger", "success"})
_FOLDED = frozenset({"details", "expand", "spoiler", "collapse"})
# Bootstrap's kinds.
_PLAIN = frozenset({"primary", "secondary", "light", "dark", "default", "normal"})
_NO = frozenset({"false", "no", "0", "closed"})
_YES = frozenset({"true", "yes", "1", "open"})


class Callout(NamedTuple):
    """What a tag says about its callout."""

    kind: str
    title: str
    fold: str


def read_callout(tag: Tag) -> Callout | None:
    """Return what a tag says about its callout; None if it is none."""
    arguments = list(tag.arguments)
    kind = tag.name
    if tag.name in _GENERAL:
        kind = tag.first(*_KIND_KEYS).lower().removeprefix("alert-")
        if not kind and arguments and arguments[0].lower() in KINDS | _PLAIN:
            kind = arguments.pop(0).lower()
        kind = "hint" if not kind and tag.name == "hint" else kind if kind in KINDS else "note"
    elif tag.name in _FOLDED:
        kind = "details"
    elif tag.name not in _NAMES:
        return None
    title = next((tag.values[key] for key in _TITLE_KEYS if tag.values.get(key)), "") or " ".join(arguments)
    is_open, collapse = tag.values.get("open", "").lower(), tag.values.get("collapse", "").lower()
    fold = ""
    if is_open in _NO or collapse in _YES or (tag.name in _FOLDED and is_open not in _YES):
        fold = "-"
    elif is_open in _YES or collapse in _NO:
        fold = "+"
    return Callout(kind, title, fold)


def callout_tag(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a tag at the start of a line, its content, and its end, behind which nothing follows in the line."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_OPENERS, position) or state.is_code_block(start):
        return False
    stop = template_end(state.src, position, state.eMarks[start])
    opening = state.src[position:stop]
    tag = read_tag(opening) if stop > 0 and not opening.rstrip("}>%").rstrip().endswith("/") else None
    callout = read_callout(tag) if tag else None
    if tag is None or callout is None:
        return False
    closing = closing_tag(state.src, stop, state.eMarks[end - 1], tag.name, is_liquid=opening.startswith("{%"))
    if closing is None:
        return False
    last = next(line for line in range(start, end) if state.eMarks[line] >= closing.end())
    leaves_block = any(state.sCount[line] < state.blkIndent and not state.isEmpty(line) for line in range(start, last))
    if leaves_block or state.src[closing.end() : state.eMarks[last]].strip():
        return False
    if not silent:
        lines = state.getLines(start, last + 1, state.sCount[start], keepLastLF=False).rstrip()
        token = state.push(_RULE, "div", 0)
        token.content = lines[len(opening) : len(lines) - len(closing[0])].removeprefix("\n")
        token.meta = callout._asdict()
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def closing_tag(text: str, start: int, end: int, name: str, *, is_liquid: bool) -> re.Match[str] | None:
    """Return the end of a tag; tags of the same name can be nested."""
    pattern = (
        rf"\{{%-?\s*(?:(?P<end>end\s*{name}|end)|{name}\b[^%]*)\s*-?%\}}"
        if is_liquid
        else rf"\{{\{{[<%]\s*(?:(?P<end>/\s*{name})|{name}\b[^<>%]*)\s*[>%]\}}\}}"
    )
    depth = 1
    for match in re.compile(pattern, re.IGNORECASE).finditer(text, start, end):
        depth += -1 if match["end"] else 1
        if not depth:
            return match
    return None


def render_tag(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a callout."""
    render_block(renderer, token, token.meta["kind"], token.meta["title"], token.content, token.meta["fold"])


def add_rules(md: MarkdownIt) -> None:
    """Add the tags to a Markdown parser, before the rules for other tags."""
    md.block.ruler.before("postil_template", _RULE, callout_tag)
    md.add_render_rule(f"render_{_RULE}", render_tag, fmt="docutils")
