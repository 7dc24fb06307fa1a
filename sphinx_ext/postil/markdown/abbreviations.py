"""Abbreviations, `*[HTML]: HyperText Markup Language`, as in kramdown, PHP Markdown Extra and Python-Markdown.

The definition can be anywhere in the file. Each use in text, in whole words, becomes `<abbr title="…">`. There is no
plugin on PyPI.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from postil.markdown.rendering import render_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode

    # Abbreviation and explanation, the longest first, by the first part of the abbreviation.
    Abbreviations = Mapping[str, list[tuple[str, str]]]

_KEY = "postil_abbreviations"
_DEFINITION = re.compile(r"\*\[((?:\\.|[^\]\[\\])+)\]:[ \t]*([^\n]*)")
_PART = re.compile(r"\w+|[^\w\s]")


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    alternatives = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    md.block.ruler.before("paragraph", "abbreviation", parse_definition, {"alt": alternatives})
    md.core.ruler.after("text_join", "abbreviations", mark_abbreviations)
    md.add_render_rule("render_abbr", render_abbreviation, fmt="docutils")


def parse_definition(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a definition; nothing of it is on the page."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("*[", position) or state.is_code_block(start):
        return False
    match = _DEFINITION.match(state.src, position, state.eMarks[start])
    if match is None:
        return False
    if not silent:
        name, explanation = " ".join(unescapeAll(match[1]).split()), unescapeAll(match[2]).strip()
        first = _PART.match(name)
        if first:
            names = state.env.setdefault(_KEY, {}).setdefault(first[0], [])
            if all(name != other for other, _explanation in names):
                names.append((name, explanation))
                names.sort(key=lambda item: -len(item[0]))
        state.line = start + 1
    return True


def mark_abbreviations(state: StateCore) -> None:
    """Mark all uses of the abbreviations that the file defines."""
    abbreviations: Abbreviations = state.env.get(_KEY, {})
    if not abbreviations:
        return
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_marked(token.children, abbreviations))


def _marked(tokens: list[Token], abbreviations: Abbreviations) -> Iterator[Token]:
    for token in tokens:
        if token.type == "text":
            yield from _split(token, abbreviations)
        else:
            yield token


def _split(token: Token, abbreviations: Abbreviations) -> Iterator[Token]:
    """Yield the parts of a text: other text, and its abbreviations."""
    text, end = token.content, 0
    for part in _PART.finditer(text):
        if part.start() < end or part[0] not in abbreviations:
            continue
        for name, explanation in abbreviations[part[0]]:
            if text.startswith(name, part.start()) and _is_whole(text, part.start(), part.start() + len(name)):
                yield _text(text[end : part.start()])
                yield Token("abbr_open", "abbr", 1, attrs={"title": explanation})
                yield _text(name)
                yield Token("abbr_close", "abbr", -1)
                end = part.start() + len(name)
                break
    if end == 0:
        yield token
    elif end < len(text):
        yield _text(text[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether no word goes on before or after a part of a text."""
    return not (
        (text[start].isalnum() and text[start - 1 : start].isalnum())
        or (text[end - 1].isalnum() and text[end : end + 1].isalnum())
    )


def render_abbreviation(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render an abbreviation."""
    node = nodes.abbreviation()
    if explanation := token.attrs.get("title"):
        node["explanation"] = explanation
    render_as(node, renderer, token)
