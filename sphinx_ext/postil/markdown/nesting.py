"""Deeply nested Markdown, which markdown-it parses incompletely or very slowly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.diagnostics import Subtype, warn
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

# Levels of nested lists, quotations and footnotes. markdown-it drops deeper text without a warning; its default of 20
# is reached by ten nested lists.
_MAX_LEVEL = 100
# Front matter and a title, which are parsed even if the rest cannot be.
_TITLE = lazy_regex(r"(?:---\n.*?\n---\n)?\s*(?:# [^\n]*(?:\n|$))?", re.DOTALL)


def limit_nesting(md: MarkdownIt) -> None:
    """Let a Markdown parser raise RecursionError for text that it would drop."""
    md.options["maxNesting"] = _MAX_LEVEL + 1
    md.block.ruler.before("table", "postil_depth", reject_deep_nesting)


def reject_deep_nesting(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Raise RecursionError where markdown-it would drop the rest of the text."""
    if state.level >= _MAX_LEVEL:
        raise RecursionError
    return False


def unclosed_bracket(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse a `[` or `![` that is never closed as text: the rules for links take quadratic time for a row of them."""
    opener = next((opener for opener in ("[", "![") if state.src.startswith(opener, state.pos)), "")
    if not opener or state.src.find("]", state.pos, state.posMax) >= 0:
        return False
    if not silent:
        state.pending += opener
    state.pos += len(opener)
    return True


def parse_or_show_source(parse: Callable[[str, nodes.document], None], text: str, document: nodes.document) -> None:
    """Parse a document; one that is nested too deeply shows its source below the title."""
    try:
        parse(text, document)
    except RecursionError:
        reset_document(document)
        match = _TITLE.match(text)
        end = match.end() if match else 0
        parse(text[:end], document)
        append_source(document, text[end:], line=text.count("\n", 0, end) + 1)


def reset_document(document: nodes.document) -> None:
    """Remove all that a parser added to a document."""
    transformer = document.transformer
    nodes.document.__init__(document, document.settings, document.reporter, source=document["source"])
    document.transformer = transformer
    # Transforms of the parser wait for nodes that are gone.
    transformer.transforms = [each for each in transformer.transforms if each[2] is None]


def append_source(document: nodes.document, text: str, *, line: int) -> None:
    """Append the source of a document that cannot be parsed, with a warning."""
    message = "the text is nested too deeply to be parsed; its source is shown instead"
    warn(Subtype.SOURCE, message, location=f"{document['source']}:{line}")
    parent = next(iter(document.findall(nodes.section)), document)
    parent.append(nodes.literal_block(text, text.strip("\n"), language="none"))
