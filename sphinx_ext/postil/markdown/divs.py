"""Divs, `::: {.anything #id key=value}`, in the syntax of MyST, Pandoc, Quarto and Docusaurus.

A div that is a known directive runs it. For a class, a handler can render it. Any other is a `<div>` with its content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.lazy_regex import lazy_regex
from postil.markdown.code_fences import set_name
from postil.markdown.directives import find_directive
from postil.markdown.info_strings import Info, parse_div_info

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.tree import SyntaxTreeNode

    Handler = Callable[[Any, SyntaxTreeNode, Info], None]

_RULE = "colon_fence"
_HANDLERS = "postil_div_handlers"
_COLONS = lazy_regex(r"(:{3,})[ \t]*(.*)")
_CODE_FENCE = lazy_regex(r"(`{3,}|~{3,})(.*)")
# Options of a div that are text.
_TITLES = ("title", "caption", "fig-cap", "tbl-cap", "summary")


def add_div_handler(md: MarkdownIt, name: str, handler: Handler) -> None:
    """Let `handler` render the divs of a class or a name: it gets the renderer, the token and the info.

    `name` can also be that of an option, or `#fig` for all ids that start with `fig-`.
    """
    md.options.setdefault(_HANDLERS, {})[name] = handler


def colon_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a div; nested ones may have as many colons as the one around them, as in Pandoc."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(":::", position) or state.is_code_block(start):
        return False
    match = _COLONS.match(state.src, position, state.eMarks[start])
    if match is None:
        return False
    if silent:
        return True
    length = len(match[1])
    close, limit = _closing_line(state, start, end, length)
    state.line = close + 1 if close < limit else limit
    token = state.push(_RULE, "code", 0)
    token.info = match[2]
    token.content = state.getLines(start + 1, close, state.sCount[start], keepLastLF=True)
    token.markup = match[1]
    token.map = [start, state.line]
    return True


def _closing_line(state: StateBlock, start: int, end: int, length: int) -> tuple[int, int]:
    """Return the line that closes a div, and the line at which the block around it ends.

    Divs in it are counted by their opening lines. If that leads to no closing line, it is the first line of enough
    colons, as in MyST: then the author has not closed a div in it.
    """
    end = next((line for line in range(start + 1, end) if _leaves_block(state, line)), end)
    opened = [length]
    first = end
    for line, size, is_opening, in_code in _colon_lines(state, start + 1, end):
        if not is_opening and size >= length:
            first = min(first, line)
        if in_code:
            continue
        if is_opening:
            opened.append(size)
        elif size in opened:
            del opened[len(opened) - 1 - opened[::-1].index(size) :]
        elif len(opened) > 1:
            opened.pop()
        if not opened:
            return line, end
    return first, end


def _leaves_block(state: StateBlock, line: int) -> bool:
    """Return whether a line is no part of the list or quotation around the div."""
    return state.sCount[line] < state.blkIndent and not state.isEmpty(line)


def _colon_lines(state: StateBlock, start: int, end: int) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield the lines of colons: number, how many colons, whether it opens a div, and whether it is within code."""
    code = ""
    for line in range(start, end):
        position, maximum = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        if not state.src.startswith((":::", "```", "~~~"), position) or state.is_code_block(line):
            continue
        if fence := _CODE_FENCE.match(state.src, position, maximum):
            if not code:
                code = fence[1]
            elif fence[1].startswith(code) and not fence[2].strip():
                code = ""
        elif colons := _COLONS.match(state.src, position, maximum):
            yield line, len(colons[1]), bool(colons[2].strip()), bool(code)


def render_div(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a div as a directive, by the handler of its class, or as a `<div>` with its title and content."""
    info = parse_div_info(token.info or "")
    name = info.name or info.language
    handlers = renderer.md.options.get(_HANDLERS, {})
    if info.name and token.info.strip().startswith(f"{{{info.name}}}") and find_directive(renderer, info.name):
        renderer.render_colon_fence(token)
        return
    prefix = f"#{info.id.partition('-')[0]}"
    for each in dict.fromkeys([name, *info.classes, *info.options, prefix]):
        if each in handlers:
            handlers[each](renderer, token, info)
            return
    if info.name:
        message = f"unknown directive `{info.name}`; its content is shown"
        renderer.create_warning(message, "directive_unknown", line=token.map[0] if token.map else None)
    container = nodes.container(is_div=True)
    renderer.add_line_and_source_path(container, token)
    renderer.copy_attributes(token, container, ("class", "id"))
    classes = dict.fromkeys(filter(None, [*info.classes, name]))
    container["classes"] += [each for each in classes if each not in container["classes"]]
    set_name(renderer, container, info.id)
    titles = [info.rest, *(info.options[key] for key in _TITLES if key in info.options)]
    with renderer.current_node_context(container, append=True):
        for title in filter(None, titles):
            render_title(renderer, token, title)
        renderer.nested_render_text(token.content, token.map[0] if token.map else 0)


def render_title(renderer: Any, token: SyntaxTreeNode, title: str) -> None:
    """Render the title of a div as a paragraph."""
    paragraph = nodes.paragraph("", classes=["postil-div-title"])
    renderer.add_line_and_source_path(paragraph, token)
    with renderer.current_node_context(paragraph, append=True):
        renderer.nested_render_text(title, token.map[0] - 1 if token.map else 0, inline=True)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser that has divs."""
    config = md.options.get("myst_config")
    if _RULE not in md.get_all_rules()["block"]:
        return
    if not getattr(config, "colon_fence_exact_match", False):
        alternatives = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
        md.block.ruler.at(_RULE, colon_fence, {"alt": alternatives})
    md.add_render_rule(f"render_{_RULE}", render_div, fmt="docutils")
