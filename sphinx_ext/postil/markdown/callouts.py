"""Callouts: `> [!NOTE]` of GitHub and Obsidian, divs of Quarto and Docusaurus, fences in a language such as `info`.

The rule of markdown-it for GitHub's alerts knows only the five types, and neither titles nor folding.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

from postil.markdown.callout_nodes import KINDS, create_callout
from postil.markdown.code_fences import add_fence_handler, is_language, set_name
from postil.markdown.divs import add_div_handler

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docutils import nodes
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

    from postil.markdown.info_strings import Info

CALLOUT, _TITLE = "postil_callout", "postil_callout_title"
# `[!tip|wide]- Title` at the start of a quotation.
_MARKER = re.compile(r"\[!([A-Za-z][\w -]*)(?:\|[^\]\n]*)?\]([+-]?)[ \t]*([^\n]*)(?:\n\s*|$)")
_PREFIX = "callout-"
_QUARTO = frozenset({"callout", *(_PREFIX + kind for kind in KINDS)})
# Divs that are callouts without Quarto's prefix. Others, such as `quote`, are more often something else.
_DIVS = (
    "note", "tip", "hint", "info", "important", "attention", "warning", "caution", "danger", "error", "success",
    "seealso", "details",
)  # fmt: skip
_FENCES = frozenset({"note", "tip", "hint", "info", "important", "attention", "warning", "caution", "danger"})
# The languages of fences of a plugin for Obsidian, and the options at their start.
_FENCE_PREFIX = "ad-"
_FENCE_OPTION = re.compile(r"(title|collapse|icon|color):[ \t]*(.*)\n?")
_HEADING = re.compile(r"\s*#{1,6}[ \t]+(.+?)[ \t]*(?:\{[^{}\n]*\})?[ \t]*#*[ \t]*(?:\n|$)")
_CLOSED = frozenset({"true", "closed"})
_OPEN = frozenset({"false", "open"})


def mark_callouts(state: StateCore) -> None:
    """Turn the tokens of quotations that start with a marker into those of callouts."""
    if "[!" not in state.src:
        return
    tokens: list[Token] = []
    quotations: list[bool] = []
    skipped = 0
    for number, token in enumerate(state.tokens):
        if token.type == "blockquote_open":
            match = _marker_in(state.tokens[number + 1 : number + 3])
            quotations.append(match is not None)
            tokens.append(token)
            if match:
                token.type, token.meta = f"{CALLOUT}_open", {"kind": match[1].strip(), "fold": match[2]}
                tokens += title_tokens(match[3].strip(), token)
                skipped = _cut_marker(state.tokens[number + 1 : number + 3], match)
        elif skipped:
            skipped -= 1
        else:
            if token.type == "blockquote_close" and quotations.pop():
                token.type = f"{CALLOUT}_close"
            tokens.append(token)
    state.tokens = tokens


def _marker_in(tokens: Iterable[Token]) -> re.Match[str] | None:
    """Return the marker at the start of a paragraph."""
    types = [token.type for token in tokens]
    return _MARKER.match(list(tokens)[1].content) if types == ["paragraph_open", "inline"] else None


def _cut_marker(tokens: Iterable[Token], match: re.Match[str]) -> int:
    """Remove the marker from a paragraph; return how many tokens to skip, which are all if it was nothing else."""
    _paragraph, inline = tokens
    inline.content = inline.content[match.end() :]
    for token in (_paragraph, inline):
        if token.map:
            token.map = [token.map[0] + 1, token.map[1]]
    return 0 if inline.content else 3


def title_tokens(title: str, callout: Token) -> list[Token]:
    """Return the tokens of a title, which is Markdown, of the callout that a token opens; none without a title."""
    if not title:
        return []
    line = callout.map[0] if callout.map else 0
    inline = Token("inline", "", 0, content=title, children=[], map=[line, line + 1], level=callout.level + 2)
    callout.meta["title"] = True
    return [Token(f"{_TITLE}_open", "p", 1, map=[line, line + 1]), inline, Token(f"{_TITLE}_close", "p", -1)]


def render_callout(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a callout in the form of a quotation."""
    callout = create_callout(token.meta["kind"], title="title" in token.meta, fold=token.meta["fold"])
    renderer.add_line_and_source_path(callout, token)
    renderer.copy_attributes(token, callout, ("class", "id"))
    with renderer.current_node_context(callout, append=True):
        renderer.render_children(token)


def render_callout_title(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render the title of a callout into its empty title."""
    title = renderer.current_node[0]
    renderer.add_line_and_source_path(title, token)
    with renderer.current_node_context(title):
        renderer.render_children(token)


def render_div(renderer: Any, token: SyntaxTreeNode, info: Info) -> None:
    """Render a div as a callout. In Quarto, a heading at its start is its title."""
    names = [info.name or info.language, *info.classes]
    prefixed = [name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)]
    kind = (prefixed or [name for name in names if name in _DIVS] or ["note"])[0]
    title, content = info.rest or info.title or info.options.get("summary", ""), token.content
    if not title and (heading := _HEADING.match(content)) and not set(names).isdisjoint(_QUARTO):
        title = heading[1]
        content = "\n" * heading[0].count("\n") + content[heading.end() :]
    fold = fold_of(info.options) or ("-" if kind == "details" else "")
    callout = render_block(renderer, token, kind, title, content, fold)
    set_name(renderer, callout, info.id)
    own = {"callout", kind, _PREFIX + kind, *callout["classes"]}
    callout["classes"] += [name for name in info.classes if name not in own]


def render_fence(renderer: Any, token: SyntaxTreeNode, info: Info) -> bool:
    """Render a fence in the language of a callout; its content is Markdown."""
    language = info.language.lower()
    is_plugin = language.startswith(_FENCE_PREFIX)
    if info.in_braces or not (is_plugin or (language in _FENCES and not is_language(language))):
        return False
    title, content, options = info.title or (info.rest if not info.options else ""), token.content, dict(info.options)
    while is_plugin and (option := _FENCE_OPTION.match(content)):
        options[option[1]] = option[2].strip().strip("\"'")
        content = content[option.end() :]
    title = title or options.get("title", "")
    # Markdown at the start of the content is at its own line.
    content = "\n" * (token.content.count("\n") - content.count("\n")) + content
    render_block(renderer, token, language.removeprefix(_FENCE_PREFIX), title, content, fold_of(options))
    return True


def fold_of(options: Mapping[str, str]) -> str:
    """Return how the options of a callout fold it: `-` if it is closed, `+` if it is open, else nothing."""
    value = options.get("collapse", "").lower()
    return "-" if value in _CLOSED else "+" if value in _OPEN else ""


def render_block(renderer: Any, token: SyntaxTreeNode, kind: str, title: str, content: str, fold: str) -> nodes.Element:
    """Render a callout whose content is text; its first line is below that of the token."""
    line = token.map[0] if token.map else 0
    callout = create_callout(kind, title=bool(title), fold=fold)
    renderer.add_line_and_source_path(callout, token)
    renderer.copy_attributes(token, callout, ("class", "id"))
    with renderer.current_node_context(callout, append=True):
        if title:
            with renderer.current_node_context(callout[0]):
                renderer.nested_render_text(title, line - 1, inline=True)
        renderer.nested_render_text(content, line)
    return callout


def add_rules(md: MarkdownIt) -> None:
    """Add callouts to a Markdown parser."""
    md.core.ruler.before("inline", CALLOUT, mark_callouts)
    md.add_render_rule(f"render_{CALLOUT}", render_callout, fmt="docutils")
    md.add_render_rule(f"render_{_TITLE}", render_callout_title, fmt="docutils")
    for name in (*_DIVS, *_QUARTO):
        add_div_handler(md, name, render_div)
    add_fence_handler(md, render_fence)
