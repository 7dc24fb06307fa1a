"""Captions of tables as in Pandoc: a paragraph `: A caption {#tbl-id}`, or `Table: A caption`, beside the table.

There is no plugin for markdown-it with this syntax.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.token import Token

from postil.markdown.code_fences import set_name
from postil.markdown.info_strings import parse_info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

_CAPTION = re.compile(r"(?::|[Tt]able:)[ \t]+(?=\S)")
_ATTRIBUTES = re.compile(r"\s*(\{[^{}]*\})\s*\Z")
_TYPE = "postil_table_caption"
_PARAGRAPH = ("paragraph_open", "inline", "paragraph_close")


def find_captions(state: StateCore) -> None:
    """Turn the paragraph after or before a table into its caption; the caption comes after the table."""
    if not any(token.type == "table_open" for token in state.tokens):
        return
    lines = state.src.split("\n")
    tokens: list[Token] = []
    before: list[Token] = []
    index = 0
    while index < len(state.tokens):
        token = state.tokens[index]
        if token.type == "table_open" and _is_caption(tokens[-3:]):
            before = tokens[-3:]
            del tokens[-3:]
        tokens.append(token)
        index += 1
        if token.type != "table_close":
            continue
        after = state.tokens[index : index + 3]
        if before:
            tokens += _as_caption(before)
            before = []
        elif _is_caption(after):
            tokens += _as_caption(after)
            index += 3
        elif row := _last_row(tokens, lines):
            opening, closing = Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)
            opening.map = row[0].map
            tokens += _as_caption([opening, row[2], closing])
    state.tokens = tokens


def _is_caption(tokens: Sequence[Token]) -> bool:
    """Return whether tokens are a paragraph that is the caption of a table."""
    kinds = tuple(token.type for token in tokens)
    return kinds == _PARAGRAPH and bool(_CAPTION.match(tokens[1].content)) and not tokens[0].hidden


def _as_caption(paragraph: Sequence[Token]) -> Sequence[Token]:
    """Turn the tokens of a paragraph into those of a caption, without its mark and its attributes."""
    first, inline, last = paragraph
    first.type, last.type = f"{_TYPE}_open", f"{_TYPE}_close"
    text = _CAPTION.sub("", inline.content, count=1)
    if attributes := _ATTRIBUTES.search(text):
        first.info = attributes[1]
        text = text[: attributes.start()]
    inline.content = text
    return paragraph


def _last_row(tokens: list[Token], lines: Sequence[str]) -> Sequence[Token]:
    """Take the last row from a table, if it is a caption right below it: in GitHub's Markdown, it would be a row."""
    last = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].type in ("tr_open", "thead_close")), 0)
    row = tokens[last : last + 3]
    if tokens[last].type != "tr_open" or not row[0].map or not _CAPTION.match(row[2].content):
        return []
    if row[0].map[0] >= len(lines) or "|" in lines[row[0].map[0]]:
        return []
    end = next(i for i in range(last, len(tokens)) if tokens[i].type == "tr_close")
    del tokens[last : end + 1]
    return row


def render_caption(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a caption as the title of the table before it."""
    table = renderer.current_node[-1]
    title = nodes.title()
    renderer.add_line_and_source_path(title, token)
    info = parse_info(token.info)
    table["classes"] += [name for name in info.classes if name not in table["classes"]]
    set_name(renderer, table, info.id)
    document = renderer.document
    if not table["ids"]:  # Sphinx needs one for the number
        number = renderer.md_env.get(_TYPE, 0) + 1
        while f"table-{number}" in document.ids:
            number += 1
        identifier, renderer.md_env[_TYPE] = f"table-{number}", number
        table["ids"].append(identifier)
        document.ids[identifier] = table
    table.insert(0, title)
    with renderer.current_node_context(title):
        renderer.render_children(token)


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    md.core.ruler.before("inline", _TYPE, find_captions)
    md.add_render_rule(f"render_{_TYPE}", render_caption, fmt="docutils")
