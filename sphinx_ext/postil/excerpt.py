"""Take the first paragraphs of a post, fit to stand on another page: no notes, no ids, nothing that dangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Nodes that mean something only where they stand.
_LEFT_OUT = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.image,
    nodes.target,
    nodes.comment,
    nodes.system_message,
    nodes.raw,
)
_ATTRIBUTES = ("ids", "names", "dupnames", "backrefs")


def take_excerpt(doctree: nodes.Element, length: int) -> list[nodes.Element]:
    """Return copies of the first `length` paragraphs of text in `doctree`, which is not changed."""
    found: list[nodes.Element] = []
    for paragraph in _paragraphs(doctree):
        if len(found) >= length:
            break
        copy = paragraph.deepcopy()
        _clean(copy)
        if copy.astext().strip():
            found.append(copy)
    return found


def plain_text(excerpt: Sequence[nodes.Node]) -> str:
    """Return an excerpt's words on one line."""
    return " ".join(" ".join(node.astext() for node in excerpt).split())


def _paragraphs(doctree: nodes.Element) -> Iterator[nodes.paragraph]:
    """Yield the paragraphs that carry the text, in order: not those of notes, figures, tables or admonitions."""
    skipped = (nodes.footnote, nodes.figure, nodes.table, nodes.Admonition, nodes.docinfo, nodes.sidebar, nodes.topic)
    for child in doctree.children:
        if isinstance(child, nodes.paragraph):
            yield child
        elif isinstance(child, nodes.Element) and child.tagname == "only":
            continue  # whether it is shown is known only when the page is written
        elif isinstance(child, nodes.Element) and not isinstance(child, (*skipped, nodes.TextElement)):
            yield from _paragraphs(child)


def _clean(element: nodes.Element) -> None:
    for node in list(element.findall(nodes.Element)):
        for attribute in _ATTRIBUTES:
            if node.get(attribute):
                node[attribute] = []
        if isinstance(node, _LEFT_OUT) or node.tagname == "index":
            if node.parent is not None:
                _drop(node)
        elif isinstance(node, nodes.problematic):
            node.replace_self(nodes.Text(node.astext()))


def _drop(node: nodes.Element) -> None:
    """Remove `node` and the space before it, which would be left hanging before a full stop."""
    parent = node.parent
    place = parent.index(node)
    parent.remove(node)
    if place and isinstance(parent[place - 1], nodes.Text):
        before, after = parent[place - 1], parent[place] if place < len(parent) else None
        if after is None or after.astext()[:1] in " .,;:!?)":
            parent.replace(before, nodes.Text(before.astext().rstrip()))
