"""The text of Ghost's former editor, Mobiledoc, as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from postil.importers.json_values import items, mapping, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.importers.engines.ghost_cards import CardWriter

# The numbers of the format.
_MARKUP, _IMAGE, _LIST, _CARD = 1, 2, 3, 10
_TAGS = frozenset(
    {"a", "b", "strong", "i", "em", "u", "s", "del", "strike", "code", "sub", "sup", "mark", "kbd", "small"}
)
_SECTIONS = {"p": "p", "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6",
             "blockquote": "blockquote", "aside": "blockquote", "pull-quote": "blockquote", "pre": "pre"}  # fmt: skip


def mobiledoc_to_html(document: object, cards: CardWriter) -> str:
    """Return a document as HTML."""
    content = mapping(document)
    return "".join(_section(content, section, cards) for section in items(content.get("sections")))


def _section(content: Mapping[str, Any], section: object, cards: CardWriter) -> str:
    """Return a section: a number says what it is, and its parts follow."""
    parts = items(section)
    kind = _at(parts, 0)
    if kind == _MARKUP:
        name = _SECTIONS.get(_text(parts, 1), "p")
        return f"<{name}>{_markers(content, items(_at(parts, 2)), cards)}</{name}>"
    if kind == _IMAGE:
        return f'<img src="{escape(_text(parts, 1))}">'
    if kind == _LIST:
        name = "ol" if _text(parts, 1) == "ol" else "ul"
        rows = (f"<li>{_markers(content, items(row), cards)}</li>" for row in items(_at(parts, 2)))
        return f"<{name}>{''.join(rows)}</{name}>"
    if kind == _CARD:
        card = items(_at(items(content.get("cards")), _at(parts, 1)))
        return cards.html(_text(card, 0), mapping(_at(card, 1))) if card else ""
    return ""


def _markers(content: Mapping[str, Any], markers: Sequence[Any], cards: CardWriter) -> str:
    """Return texts with their marks: each says which marks begin before it, and how many end after it."""
    parts: list[str] = []
    opened: list[str] = []
    for marker in markers:
        values = items(marker)
        for number in items(_at(values, 1)):
            tag, start = _markup(items(_at(items(content.get("markups")), number)))
            opened.append(tag)
            parts.append(start)
        if _at(values, 0) == 1:
            parts.append(_atom(items(_at(items(content.get("atoms")), _at(values, 3))), cards))
        else:
            parts.append(escape(_text(values, 3), quote=False))
        ends = _at(values, 2)
        for _number in range(min(ends, len(opened)) if isinstance(ends, int) else 0):
            tag = opened.pop()
            parts.append(f"</{tag}>" if tag else "")
    parts += [f"</{tag}>" for tag in reversed(opened) if tag]
    return "".join(parts)


def _markup(markup: Sequence[Any]) -> tuple[str, str]:
    """Return the tag of a mark, and its start tag; both are empty if it means nothing."""
    tag = _text(markup, 0).lower()
    if tag not in _TAGS:
        return "", ""
    attributes = items(_at(markup, 1))
    pairs = dict(zip(map(str, attributes[::2]), map(str, attributes[1::2]), strict=False))
    return tag, f'<a href="{escape(pairs.get("href", ""))}">' if tag == "a" else f"<{tag}>"


def _atom(atom: Sequence[Any], cards: CardWriter) -> str:
    name = _text(atom, 0)
    if name == "soft-return":
        return "<br>"
    if name:
        cards.problems.append((f'atom "{name}"', "its text"))
    return escape(_text(atom, 1), quote=False)


def _at(values: Sequence[Any], index: object) -> Any:
    """Return an element, None if there is none."""
    if not isinstance(index, int) or isinstance(index, bool):
        return None
    return values[index] if 0 <= index < len(values) else None


def _text(values: Sequence[Any], index: int) -> str:
    return text({"value": _at(values, index)}, "value")
