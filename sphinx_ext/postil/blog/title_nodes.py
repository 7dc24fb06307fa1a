"""Titles with markup as nodes, and the markup of titles in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postil.title_markup import Spans

_NODES = {"em": nodes.emphasis, "strong": nodes.strong, "code": nodes.literal}


def title_nodes(spans: Spans) -> list[nodes.Node]:
    """Return the content of a title or of a link to its post."""
    found: list[nodes.Node] = []
    for text, kinds in spans:
        node: nodes.Node = nodes.Text(text)
        for kind in reversed(kinds):
            node = _NODES[kind]("", "", node)
        found.append(node)
    return found


def spans_of_title(title: nodes.Element) -> Spans:
    """Return the parts of a heading without footnote numbers; links and formulas are text."""
    return tuple(_spans(title, ()))


def _spans(node: nodes.Element, kinds: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child.astext(), kinds
        elif isinstance(child, nodes.Element) and not isinstance(child, nodes.footnote_reference | nodes.raw):
            kind = next((kind for kind, of_kind in _NODES.items() if isinstance(child, of_kind)), "")
            yield from _spans(child, (*kinds, kind) if kind else kinds)
