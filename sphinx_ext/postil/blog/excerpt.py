"""Take the start of a post, fit to stand on another page: no notes, no ids, nothing that dangles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Nodes that mean something only where they stand.
_LEFT_OUT = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.target,
    nodes.comment,
    nodes.system_message,
    nodes.raw,
)
_ATTRIBUTES = ("ids", "names", "dupnames", "backrefs")
# Blocks of a document that are no part of its text.
_BESIDE = (nodes.footnote, nodes.citation, nodes.docinfo, nodes.sidebar, nodes.topic, nodes.meta, nodes.transition)
# Where nobody said where the excerpt ends, these are left out as well: they are looked at, not read.
_LOOKED_AT = (nodes.figure, nodes.table, nodes.image)
# These are not counted, and stand only before what is: a remark or some code is not yet what the post says.
_REMARKS = (nodes.Admonition, nodes.literal_block, nodes.doctest_block, nodes.math_block)
_MARKER = re.compile(r"\s*(?:<!--)?\s*(?:more|truncate)\s*(?:-->)?\s*", re.IGNORECASE)


def extract_excerpt(doctree: nodes.Element, length: int) -> list[nodes.Element]:
    """Return copies of the blocks at the start of `doctree`, which is not changed.

    If the author marked the end with `<!-- more -->`, all before that; else up to `length` paragraphs, lists or
    quotations, with the code and admonitions between them.
    """
    blocks = list(_blocks(doctree))
    end = next((place for place, block in enumerate(blocks) if _marker_in(block) is not None), None)
    if end is not None:
        return _whole(blocks[:end]) + _whole([_part_before_marker(blocks[end])])
    return _first(blocks, length)


def _whole(blocks: Sequence[nodes.Element]) -> list[nodes.Element]:
    """Return all of `blocks`, headings as what stands out in a text without sections."""
    copies = [
        nodes.rubric("", "", *block.deepcopy().children) if isinstance(block, nodes.title) else block.deepcopy()
        for block in blocks
    ]
    return [copy for copy in copies if _clean(copy)]


def _first(blocks: Sequence[nodes.Element], length: int) -> list[nodes.Element]:
    """Return the first `length` of `blocks` that are read, and the remarks that stand before them."""
    found: list[nodes.Element] = []
    remarks: list[nodes.Element] = []
    for block in blocks:
        if length <= 0:
            break
        if isinstance(block, (*_LOOKED_AT, nodes.title)):
            continue
        copy = block.deepcopy()
        for picture in [node for node in copy.findall() if isinstance(node, nodes.image | nodes.figure)]:
            if picture.parent is not None and any(picture is child for child in picture.parent.children):
                _drop(picture)
        if not _clean(copy):
            continue
        if isinstance(block, _REMARKS):
            remarks.append(copy)
            continue
        found += [*remarks, copy]
        remarks = []
        length -= 1
    return found or remarks[:length]


def plain_text(excerpt: Sequence[nodes.Node]) -> str:
    """Return an excerpt's words on one line; code and admonitions only if it has no others."""
    prose = [node for node in excerpt if not isinstance(node, (*_REMARKS, nodes.table, nodes.figure, nodes.rubric))]
    return " ".join(" ".join(_prose_of(node) for node in prose or excerpt).split())


def _prose_of(node: nodes.Node) -> str:
    """Return a node's text with space between its blocks."""
    return " ".join(node.astext().split())


def _blocks(doctree: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the blocks of the text in order, and the headings of its sections but for the first, which is the title."""
    outer = isinstance(doctree, nodes.document)
    for child in doctree.children:
        if not isinstance(child, nodes.Element) or isinstance(child, _BESIDE) or child.tagname == "only":
            continue  # of `only`, whether it is shown is known only when the page is written
        if isinstance(child, nodes.section):
            title = next(iter(child.children), None)
            if not outer and isinstance(title, nodes.title):
                yield title
            yield from _blocks(child)
            outer = False
        elif not isinstance(child, nodes.title):
            yield child


def _marker_in(block: nodes.Element) -> int | None:
    """Return where in a block `<!-- more -->` stands: -1 if the block is nothing else. None if it is not there."""
    if isinstance(block, nodes.raw | nodes.comment):
        return -1 if _MARKER.fullmatch(block.astext()) else None
    if isinstance(block, nodes.paragraph):
        for place, child in enumerate(block.children):
            if isinstance(child, nodes.raw) and _MARKER.fullmatch(child.astext()):
                return place
    return None


def _part_before_marker(block: nodes.Element) -> nodes.Element:
    """Return the start of a paragraph that holds a marker; empty if there is none."""
    place = _marker_in(block)
    part = nodes.paragraph()
    part += [child.deepcopy() for child in block.children[: max(place or 0, 0)]]
    return part


def _clean(element: nodes.Element) -> bool:
    """Take out of a copy what means something only where it came from; return whether anything is left."""
    if isinstance(element, _LEFT_OUT):
        return False
    for node in list(element.findall(nodes.Element)):
        for attribute in _ATTRIBUTES:
            if node.get(attribute):
                node[attribute] = []
        if isinstance(node, _LEFT_OUT) or node.tagname == "index":
            if node.parent is not None:
                _drop(node)
        elif isinstance(node, nodes.problematic):
            node.replace_self(nodes.Text(node.astext()))
    return bool(element.astext().strip()) or any(True for _ in element.findall(nodes.image))


def _drop(node: nodes.Element) -> None:
    """Remove `node`, with a link that holds nothing else, and the space before it, which would be left hanging."""
    while isinstance(node.parent, nodes.reference) and len(node.parent) == 1:
        node = node.parent
    parent = node.parent
    place = parent.index(node)
    parent.remove(node)
    if place and isinstance(parent[place - 1], nodes.Text):
        before, after = parent[place - 1], parent[place] if place < len(parent) else None
        if after is None or after.astext()[:1] in " .,;:!?)":
            parent.replace(before, nodes.Text(before.astext().rstrip()))
