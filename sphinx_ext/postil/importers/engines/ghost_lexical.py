"""The text of Ghost's present editor, a tree in JSON, as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from postil.importers.json_values import is_true, items, mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postil.importers.engines.ghost_cards import CardWriter

    Node = Mapping[str, Any]

_FORMATS = {1: "strong", 2: "em", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
_TEXTS = frozenset({"text", "extended-text", "tk", "code-highlight", "hashtag", "mention", "overflow"})
_QUOTES = frozenset({"quote", "extended-quote", "aside", "blockquote"})
# Deeper nodes are only text: nobody writes lists in lists in lists fifty times.
_MAX_DEPTH = 50


def lexical_to_html(state: object, cards: CardWriter) -> str:
    """Return the state of an editor as HTML."""
    return _children(mapping(state, "root"), cards, 0)


def _children(node: Node, cards: CardWriter, depth: int) -> str:
    """Return the children of a node as HTML."""
    if depth > _MAX_DEPTH:
        return escape(" ".join(_texts(node)))
    return "".join(_node(child, cards, depth + 1) for child in mappings(node.get("children")))


def _node(node: Node, cards: CardWriter, depth: int) -> str:
    name = text(node, "type")
    if name in _TEXTS:
        return _text(node)
    if name in _QUOTES:
        return f"<blockquote><p>{_children(node, cards, depth)}</p></blockquote>"
    if rule := _RULES.get(name):
        return rule(node, cards, depth)
    if node.get("children"):
        cards.problems.append((f'node "{name}"', "its text"))
        return f"<div>{_children(node, cards, depth)}</div>"
    return cards.html(name, node)


def _paragraph(node: Node, cards: CardWriter, depth: int) -> str:
    return f"<p>{_children(node, cards, depth)}</p>"


def _heading(node: Node, cards: CardWriter, depth: int) -> str:
    tag = text(node, "tag")
    name = tag if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
    return f"<{name}>{_children(node, cards, depth)}</{name}>"


def _link(node: Node, cards: CardWriter, depth: int) -> str:
    title = f' title="{escape(text(node, "title"))}"' if text(node, "title") else ""
    return f'<a href="{escape(text(node, "url"))}"{title}>{_children(node, cards, depth)}</a>'


def _list(node: Node, cards: CardWriter, depth: int) -> str:
    name = "ol" if text(node, "listType") == "number" or text(node, "tag") == "ol" else "ul"
    start = text(node, "start")
    attribute = f' start="{start}"' if name == "ol" and start.isdecimal() and start != "1" else ""
    rows: list[str] = []
    for item in mappings(node.get("children")):
        is_item = text(item, "type") == "listitem"
        content = _children(item, cards, depth + 1) if is_item else _node(item, cards, depth + 1)
        kinds = {text(child, "type") for child in mappings(item.get("children"))}
        if kinds == {"list"} and rows:  # the editor puts a list into an item of its own
            rows[-1] += content
        elif text(node, "listType") == "check":
            rows.append(f'<input type="checkbox"{" checked" if is_true(item.get("checked")) else ""}>{content}')
        else:
            rows.append(content)
    return f"<{name}{attribute}>{''.join(f'<li>{row}</li>' for row in rows)}</{name}>"


def _text(node: Node) -> str:
    """Return a text with its marks."""
    html = escape(text(node, "text"), quote=False).replace("\n", "<br>")
    value = node.get("format")
    for bit, tag in _FORMATS.items():
        if isinstance(value, int) and value & bit and html:
            html = f"<{tag}>{html}</{tag}>"
    return html


def _texts(node: Node) -> Iterator[str]:
    """Yield the texts in a node, however deep it is."""
    todo = [node]
    while todo:
        current = todo.pop()
        if found := text(current, "text"):
            yield found
        todo += reversed([child for child in items(current.get("children")) if isinstance(child, dict)])


_RULES: dict[str, Callable[[Node, CardWriter, int], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "extended-heading": _heading,
    "link": _link,
    "autolink": _link,
    "list": _list,
    "linebreak": lambda *_args: "<br>",
    "tab": lambda *_args: " ",
    "zwnj": lambda *_args: "",
    "at-link": lambda *_args: "",
}
