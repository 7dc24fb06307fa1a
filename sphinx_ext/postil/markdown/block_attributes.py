"""Attributes of kramdown: `{: #id .class key="value"}` below a block, or above it, and directly after inline markup.

MyST has attributes above a block, and after links, images and code, with `{.class}`. There is no plugin on PyPI for
kramdown's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from postil.markdown.heading_ids import note_exact_id
from postil.markdown.info_strings import parse_info

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_BLOCK, _INLINE = "postil_attributes", "postil_inline_attributes"
_DEFINITIONS = "postil_attribute_lists"
_STRING = r"""(?:"[^"]*"|'[^']*')"""
_ATTRIBUTE = rf"""(?:[#.][^\s{{}}"'<>]+|[\w:-]+=(?:{_STRING}|[^\s{{}}"'<>]+))"""
# Words are names of lists of attributes; `toc` is a table of contents.
_ITEM = rf"(?:{_ATTRIBUTE}|[A-Za-z][\w-]*(?=[\s}}]))"
_LIST = rf"\{{:\s*(?!toc\b){_ITEM}(?:\s+{_ITEM})*\s*\}}"
_INLINE_LIST = re.compile(rf"\{{:\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}")
_LINE = re.compile(rf"{_LIST}[ \t]*$")
_DEFINITION = re.compile(rf"\{{:([\w-]+):((?:\s+{_ATTRIBUTE})*)\s*\}}[ \t]*$")
_NAME = re.compile(rf"{_STRING}|(?<![\w#.=:-])[A-Za-z][\w-]*(?=[\s}}])")
# Inline markup that has attributes; other markup gets a span around it.
_WITH_ATTRIBUTES = ("link_open", "image", "code_inline", "span_open")
_UNSAFE = ("href", "src", "action", "formaction", "style", "xlink:href")
# The classes of code blocks that are their language.
_LANGUAGE = "language-"
# The classes of callouts in Minimal Mistakes, Chirpy and Just the Docs.
_CALLOUT = re.compile(
    r"(?:notice(?:--)?|prompt-|alert-|callout-)?(|primary|info|note|tip|hint|important|success|warning|caution|danger)"
)
_KINDS = {"": "note", "primary": "note"}


def add_rules(md: MarkdownIt) -> None:
    """Add the rules to a Markdown parser."""
    first = "attr" if "attr" in md.get_all_rules()["block"] else "fence"
    alternatives = ["paragraph", "reference", "blockquote", "list", "footnote_def", "table"]
    md.block.ruler.before(first, _BLOCK, parse_line, {"alt": alternatives})
    md.inline.ruler.before("link", _INLINE, parse_inline)
    md.core.ruler.after("text_join", _BLOCK, set_attributes)


def parse_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Parse a line of attributes, or the definition of a list of attributes."""
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("{:", position) or state.is_code_block(start):
        return False
    definition = _DEFINITION.match(state.src, position, state.eMarks[start])
    match = definition or _LINE.match(state.src, position, state.eMarks[start])
    if match is None or not (definition or _has_definitions(state.src, match[0])):
        return False
    if silent:
        return True
    if definition:
        state.env.setdefault(_DEFINITIONS, {})[definition[1]] = definition[2]
    else:
        token = state.push(_BLOCK, "", 0)
        token.content = match[0].strip()[2:-1]
        token.map = [start, start + 1]
        last = state.tokens[-2] if len(state.tokens) > 1 else None
        is_below = start > 0 and not state.isEmpty(start - 1) and last is not None and last.nesting <= 0
        token.meta["below"] = is_below and last is not None and last.level == state.level
    state.line = start + 1
    return True


def _has_definitions(text: str, attributes: str) -> bool:
    """Return whether the text defines all lists of attributes that are named; else it is no line of attributes."""
    names = [match[0] for match in _NAME.finditer(attributes) if match[0][0] not in "\"'"]
    return all(f"{{:{name}:" in text for name in names)


def parse_inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse attributes in a line."""
    if not state.src.startswith("{:", state.pos):
        return False
    match = _INLINE_LIST.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push(_INLINE, "", 0)
        token.content = match[0]
    state.pos = match.end()
    return True


def set_attributes(state: StateCore) -> None:
    """Give the attributes to the blocks and the inline markup that they belong to."""
    if "{:" not in state.src:
        return
    definitions: Mapping[str, str] = state.env.get(_DEFINITIONS, {})
    tokens: list[Token] = []
    above: list[str] = []
    for number, token in enumerate(state.tokens):
        if token.type == _BLOCK:
            attributes = _NAME.sub(lambda match: definitions.get(match[0], match[0]), f"{token.content} ")
            block = _opening(tokens) if token.meta["below"] else -1
            if block >= 0:
                _add(state.md, _image_of(tokens[block:]) or tokens[block], attributes)
            elif _is_directly_above(token, state.tokens[number + 1 :][:1]):
                above.append(attributes)
            continue
        if token.type == "inline" and token.children and "{:" in token.content:
            token.children = _inline_attributes(state.md, token.children, tokens)
        tokens.append(token)
        if above and token.nesting >= 0:
            for attributes in above:
                _add(state.md, token, attributes)
            above = []
    if "render_postil_callout" in state.md.renderer.rules:  # type: ignore[attr-defined]
        tokens = _set_callouts(tokens)
    state.tokens = tokens


def _is_directly_above(token: Token, following: Sequence[Token]) -> bool:
    line = token.map[1] if token.map else -1
    return any(each.nesting >= 0 and bool(each.map) and each.map[0] == line for each in following if each.map)


def _opening(tokens: Sequence[Token]) -> int:
    """Return the index of the token that opens the last block; -1 if there is none."""
    depth = 0
    for index in range(len(tokens) - 1, -1, -1):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return -1


def _image_of(tokens: Sequence[Token]) -> Token | None:
    """Return the image that is all of a paragraph: what is said of the paragraph is said of it."""
    types = [token.type for token in tokens]
    if types != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    children = tokens[1].children or []
    return children[0] if [child.type for child in children] == ["image"] else None


def _inline_attributes(md: MarkdownIt, children: list[Token], before: Sequence[Token]) -> list[Token]:
    """Return inline tokens with the attributes that follow them; those that follow text are text."""
    tokens: list[Token] = []
    for token in children:
        if token.type != _INLINE:
            tokens.append(token)
            continue
        while tokens and tokens[-1].type == "text" and not tokens[-1].content:
            tokens.pop()
        index = _opening(tokens)
        item = before[-2] if not tokens and len(before) > 1 and before[-2].type == "list_item_open" else None
        if item is not None:
            _add(md, item, token.content[2:-1])
        elif index < 0 or tokens[index].type in ("text", "softbreak", "hardbreak", "html_inline"):
            tokens.append(Token("text", "", 0, content=token.content))
        elif tokens[index].type in _WITH_ATTRIBUTES:
            _add(md, tokens[index], token.content[2:-1])
        else:
            span = Token("span_open", "span", 1)
            _add(md, span, token.content[2:-1])
            tokens[index:] = [span, *tokens[index:], Token("span_close", "span", -1)]
    return tokens


def _set_callouts(tokens: list[Token]) -> list[Token]:
    """Turn paragraphs and quotations with the class of a callout into callouts, as themes for Jekyll show them."""
    result: list[Token] = []
    opened: list[tuple[Token, str]] = []
    for token in tokens:
        kind = next(filter(None, map(_callout_kind, str(token.attrs.get("class", "")).split())), "")
        if kind and token.meta.get(_BLOCK) and token.type in ("paragraph_open", "blockquote_open"):
            callout = Token("postil_callout_open", "div", 1, meta={"kind": kind, "fold": ""}, map=token.map)
            callout.attrs, token.attrs = token.attrs, {}
            opened.append((token, callout.type))
            result += [callout, token] if token.type == "paragraph_open" else [callout]
        elif opened and token.nesting < 0 and token.level == opened[-1][0].level and _closes(token, opened[-1][0]):
            result += [token] if opened.pop()[0].type == "paragraph_open" else []
            result.append(Token("postil_callout_close", "div", -1))
        else:
            result.append(token)
    return result


def _closes(token: Token, opening: Token) -> bool:
    return token.type == opening.type.replace("_open", "_close")


def _callout_kind(name: str) -> str:
    """Return the kind of callout that a class means in themes for Jekyll; empty if it is none."""
    match = _CALLOUT.fullmatch(name)
    return _KINDS.get(match[1], match[1]) if match else ""


def _add(md: MarkdownIt, token: Token, attributes: str) -> None:
    """Add attributes to a token."""
    info = parse_info(f"{{{attributes.strip()}}}")
    token.meta[_BLOCK] = True
    for name in info.classes:
        if token.type == "fence" and name.startswith(_LANGUAGE) and not token.info.strip():
            token.info = name.removeprefix(_LANGUAGE)
        else:
            token.attrJoin("class", name)
    for key, value in info.options.items():
        # Of the style of an image, only its size and side are read.
        if not key.startswith("on") and (key not in _UNSAFE or (key, token.type) == ("style", "image")):
            token.attrs[key] = value
    if info.id:
        token.attrs["id"] = info.id
        note_exact_id(md.options.get("document"), info.id)
