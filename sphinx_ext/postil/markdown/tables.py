"""Rows of tables with more cells than the heading: the text of the other cells is added to the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_block.table import escapedSplit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token


def keep_further_cells(state: StateCore) -> None:
    """Add the text of cells that GitHub's rules drop to the last cell of their row."""
    if not any(token.type == "table_open" for token in state.tokens):
        return
    lines = state.src.split("\n")
    cells: list[Token] = []
    row: Token | None = None
    for token in state.tokens:
        if token.type == "tr_open":
            row, cells = token, []
        elif token.type == "inline" and row is not None:
            cells.append(token)
        elif token.type == "tr_close" and row is not None and row.map and cells:
            _add_cells(lines[row.map[0]], cells)
            row = None


def _add_cells(line: str, cells: list[Token]) -> None:
    texts = [text.strip() for text in escapedSplit(line.strip().lstrip("> "))]
    if texts and not texts[0]:
        texts.pop(0)
    if texts and not texts[-1]:
        texts.pop()
    if len(texts) > len(cells) and cells[-1].content == texts[len(cells) - 1]:
        cells[-1].content = " | ".join(filter(None, texts[len(cells) - 1 :]))


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.core.ruler.before("inline", "postil_table_cells", keep_further_cells)
