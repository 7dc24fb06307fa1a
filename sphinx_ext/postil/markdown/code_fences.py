"""Code fences of other dialects: cells of notebooks, Pandoc's attributes, raw HTML, and unknown directives.

MyST reads a fence whose info string is `{name}` as a directive, and drops the content of those that it does not know.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from postil.lazy_regex import lazy_regex
from postil.markdown.code_options import apply_options
from postil.markdown.directives import find_directive
from postil.markdown.info_strings import Info, parse_info
from postil.markdown.remarks import Remark, add_remark, remarks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

    Handler = Callable[[Any, SyntaxTreeNode, Info], bool]

_HANDLERS = "postil_fence_handlers"
# Engines of cells that Pygments does not know by this name, and the language of their code.
_ENGINES: Mapping[str, str] = {
    "ojs": "js",
    "observable": "js",
    "rcpp": "cpp",
    "mermaid": "none",
    "dot": "none",
    "tikz": "tex",
    "webr-r": "r",
    "pyodide-python": "python",
}
# MyST's fence for reStructuredText, which is not a directive.
_RST = "eval-rst"
_NOTEBOOK_CELLS = frozenset({"code-cell", "raw-cell"})
# The options of a cell at the start of its code, behind the comment sign of its language.
_OPTION_LINE = lazy_regex(r"\s*(?:#|//|--|%{1,2}|;{1,2}|\*|')\| ?(?:\s*([\w.-]+)\s*:\s*(.*))?")
# Options of cells that are the caption of what they make, and the starts of labels that references lead to.
_CAPTIONS = ("lst-cap", "fig-cap", "tbl-cap")
_LABELS = ("lst-", "fig-", "tbl-")
_MYST_OPTION = lazy_regex(r"\s*:([\w-]+):\s*(.*)")
_FALSE = frozenset({"false", "f", "no", "off"})
_HIDING_TAGS = lazy_regex(r"\bremove[-_](?:input|cell)\b")
_INLINE_CELL = lazy_regex(r"\{(?:python|r|julia|ojs)\}\s+\S")
_INLINE_R = lazy_regex(r"r [^\s]")


def add_fence_handler(md: MarkdownIt, handler: Handler) -> None:
    """Let `handler` render fences: it gets the renderer, the token and the info, and returns whether it did."""
    handlers_of(md).append(handler)


def handlers_of(md: MarkdownIt) -> list[Handler]:
    """Return the handlers of fences of a parser."""
    handlers: list[Handler] = md.options.setdefault(_HANDLERS, [])
    return handlers


def render_fence(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a code fence."""
    info = parse_info(token.info or "")
    if any(handler(renderer, token, info) for handler in handlers_of(renderer.md)):
        return
    if info.raw_format:
        render_raw(renderer, token, info.raw_format)
    elif info.name and not info.is_escaped and token.info.strip().startswith(f"{{{info.name}}}"):
        directive = None if info.name == _RST else find_directive(renderer, info.name)
        # MyST-NB's own directive only says that it did not read the file, or this cell, as part of a notebook.
        if info.name == _RST or (directive is not None and not directive.__module__.startswith("myst_nb.")):
            renderer.render_fence(token)
        else:
            _render_cell(renderer, token, info)
    elif info.in_braces:
        _render_cell(renderer, token, info)
    else:
        _render_plain(renderer, token, info)


def render_raw(renderer: Any, token: SyntaxTreeNode, raw_format: str) -> None:
    """Render raw HTML as HTML; leave out other formats, which are meant for other outputs."""
    if raw_format.startswith("html"):
        renderer.render_html_block(token)
        return
    line = (token.map[0] if token.map else 0) + token.meta.get("line", 0)
    words = " ".join(token.content.split())
    text = words if len(words) <= 40 else f"{words[:40]}…"  # noqa: PLR2004 - the length in a message
    add_remark(renderer.document, Remark.LEFT_OUT, f"raw {raw_format} `{text}`", line)


def _render_plain(renderer: Any, token: SyntaxTreeNode, info: Info) -> None:
    """Render a fence without braces, as MyST does, with the language without what follows it, and with its title."""
    # Prism's `diff-js` is a diff whose lines are JavaScript.
    language = "diff" if info.language.startswith("diff-") else info.language
    if token.token is not None and language and token.info.split()[:1] != [language]:
        token.token.info = language
    count = len(renderer.current_node)
    renderer.render_fence(token)
    code = renderer.current_node.children[count:]
    if len(code) == 1 and isinstance(code[0], nodes.literal_block):
        apply_options(code[0], info)
        block = with_title(code[0], info.title) if info.title else code[0]
        set_name(renderer, block, "" if block["names"] else info.id)
        del renderer.current_node.children[count:]
        renderer.current_node += block


def _render_cell(renderer: Any, token: SyntaxTreeNode, info: Info) -> None:
    """Render a code cell, a fence with attributes, or an unknown directive as a code block."""
    line = token.map[0] if token.map else 0
    content, options = token.content, dict(info.options)
    if info.name in _NOTEBOOK_CELLS:
        content, more = notebook_cell(content)
    elif not info.is_escaped:
        content, more = cell_options(content)
    else:
        more = {}
    options |= more
    language = language_of(info)
    if info.name and not info.is_escaped:
        construct = f"`{{{info.name}}}`"
        if is_hidden(options):
            add_remark(renderer.document, Remark.LEFT_OUT, f"hidden cell {construct}", line)
            return
        if info.name in _NOTEBOOK_CELLS or language:
            add_remark(renderer.document, Remark.CELL, construct, line)
        else:
            message = f"unknown directive `{info.name}`; its content is shown as written"
            renderer.create_warning(message, "directive_unknown", line=line)
            content = "\n".join(filter(None, [info.rest, content]))
    node = renderer.create_highlighted_code_block(
        content,
        language or "none",
        source=renderer.document["source"],
        line=line or None,
    )
    renderer.copy_attributes(token, node, ("class", "id"))
    apply_options(node, replace(info, options=options))
    classes = info.classes[1:] if info.language else info.classes
    node["classes"] += [name for name in classes if name not in node["classes"]]
    title = info.title or next((options[key] for key in _CAPTIONS if key in options), "")
    block = with_title(node, title) if title else node
    label = options.get("label", "")
    set_name(renderer, block, info.id or (label if label.startswith(_LABELS) else ""))
    renderer.current_node.append(block)


def set_name(renderer: Any, node: nodes.Element, identifier: str) -> None:
    """Give a node the id that its author wrote."""
    if identifier:
        node["names"].append(nodes.fully_normalize_name(identifier))
        renderer.document.note_explicit_target(node, node)


def with_title(code: nodes.Element, title: str) -> nodes.container:
    """Return a code block with a title, as Sphinx's `code-block` has it with `:caption:`."""
    caption = nodes.caption("", "", nodes.Text(title))
    caption.source, caption.line = code.source, code.line
    return nodes.container("", caption, code, literal_block=True, classes=["literal-block-wrapper"])


def language_of(info: Info) -> str:
    """Return the language of the code in a fence with braces; empty if the name is that of no language."""
    if info.name in _NOTEBOOK_CELLS:
        first = (info.rest.split() or [""])[0]
        return first if is_language(first) else "python" if info.name == "code-cell" else "none"
    name = (info.name or info.language).lower()
    return name if is_language(name) else _ENGINES.get(name, "")


@cache
def is_language(name: str) -> bool:
    """Return whether Pygments knows a language."""
    try:
        get_lexer_by_name(name)
    except ClassNotFound:
        return False
    return True


def cell_options(content: str) -> tuple[str, dict[str, str]]:
    """Return the code of a cell without the lines of its options, `#| echo: false`, and the options."""
    lines = content.split("\n")
    options = {}
    count = 0
    while count < len(lines) and (match := _OPTION_LINE.match(lines[count])):
        if match[1]:
            options[match[1].lower()] = match[2].strip().strip("\"'")
        count += 1
    return "\n".join(lines[count:]).lstrip("\n") if count else content, options


def notebook_cell(content: str) -> tuple[str, dict[str, str]]:
    """Return the code of a `code-cell` without its options, `:tags: [remove-input]` or a block of YAML."""
    if content.startswith("---\n"):
        head, closed, code = content[4:].partition("\n---\n")
        return (code, {"tags": head}) if closed else (content, {})
    lines = content.split("\n")
    options = {}
    count = 0
    while count < len(lines) and (match := _MYST_OPTION.match(lines[count])):
        options[match[1].lower()] = match[2]
        count += 1
    return "\n".join(lines[count:]).lstrip("\n") if count else content, options


def is_hidden(options: Mapping[str, str]) -> bool:
    """Return whether the options of a cell say that its code is not shown."""
    hidden = any(options.get(key, "").strip().lower() in _FALSE for key in ("echo", "include"))
    return hidden or bool(_HIDING_TAGS.search(options.get("tags", "")))


def inline_raw(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse Pandoc's `` `<kbd>K</kbd>`{=html} ``: code that is followed by the name of its format."""
    if not state.src.startswith("{=", state.pos) or state.pending or not state.tokens:
        return False
    token = state.tokens[-1]
    match = re.compile(r"\{=([\w.+-]+)\}").match(state.src, state.pos)
    if match is None or token.type != "code_inline":
        return False
    if not silent:
        token.type = "postil_raw"
        token.info = match[1]
        token.meta["line"] = state.src.count("\n", 0, state.pos)
    state.pos = match.end()
    return True


def render_inline_raw(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render raw HTML in a line; leave out other formats."""
    render_raw(renderer, token, token.info.lower())


def render_code_inline(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render code in a line, and remember code that another engine would replace by its result."""
    line = token.map[0] if token.map else 0
    if _INLINE_CELL.match(token.content):
        add_remark(renderer.document, Remark.CELL, f"`{token.content}`", line)
    elif _INLINE_R.match(token.content):
        remarks_of(renderer.document.settings.env).inline_code[f"`{token.content}`"].add(line)
    renderer.render_code_inline(token)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.inline.ruler.after("backticks", "postil_raw", inline_raw)
    md.add_render_rule("render_fence", render_fence, fmt="docutils")
    md.add_render_rule("render_postil_raw", render_inline_raw, fmt="docutils")
    md.add_render_rule("render_code_inline", render_code_inline, fmt="docutils")
