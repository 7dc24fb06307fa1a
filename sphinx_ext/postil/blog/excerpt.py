"""Extract the excerpt of a post, for other pages: without footnotes, ids and anything else that needs its own page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.blog.players import player
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Nodes that have a meaning only on their own page.
_REMOVED = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.target,
    nodes.comment,
    nodes.system_message,
    nodes.raw,
)
_ATTRIBUTES = ("ids", "names", "dupnames", "backrefs")
# Blocks of a document that are not part of its text.
_NOT_TEXT = (nodes.footnote, nodes.citation, nodes.docinfo, nodes.sidebar, nodes.topic, nodes.meta, nodes.transition)
# Omitted as well, unless the author marked the end of the excerpt.
_VISUAL = (nodes.figure, nodes.table, nodes.image, player)
# Not counted, and only used before blocks that are: admonitions and code alone are not an excerpt.
_UNCOUNTED = (nodes.Admonition, nodes.literal_block, nodes.doctest_block, nodes.math_block)
# The Python attribute of documents for excerpts; an attribute of the node would be written in XML.
_STORED = "postil_excerpts"
# The end of an excerpt in WordPress, Hugo, Zola, Hexo, Docusaurus, Jekyll, Eleventy and Nikola.
END_MARKER = (
    r"(?:read[ _-]?more|more|truncate|excerpt|/excerpt|end[ _-]?(?:of[ _-])?(?:the[ _-])?excerpt"
    r"|excerpt[ _-](?:end|separator)|teaser[ _-]end|end[ _-]?(?:teaser|summary)|summary[ _-]end)"
)
_MARKER = lazy_regex(rf"\s*(?:<!--+)?\s*{END_MARKER}\s*:?\s*(?:-*-->)?\s*", re.IGNORECASE)


def extract_excerpt(doctree: nodes.Element, length: int) -> list[nodes.Element]:
    """Return copies of the blocks at the start of `doctree`.

    These are all blocks before `<!-- more -->`, if the author set this marker; else up to `length` paragraphs, lists or
    quotations, with the code and admonitions between them.
    """
    blocks = list(_blocks(doctree))
    end = next((number for number, block in enumerate(blocks) if _ends_excerpt(block, is_first=not number)), None)
    if end is not None:
        return _copy_all(blocks[:end]) + _copy_all([_part_before_marker(blocks[end])])
    return _copy_first(blocks, length)


def store_excerpt(doctree: nodes.document, anchor: str, blocks: Sequence[nodes.Node]) -> list[nodes.Element]:
    """Store copies of `blocks` as the excerpt of the post with the id `anchor`, and return them.

    They are no part of the document, whose text may not contain them: they are written with the posts of lists.
    """
    copies = _copy_all([block for block in blocks if isinstance(block, nodes.Element)])
    vars(doctree).setdefault(_STORED, {})[anchor] = copies
    return copies


def stored_excerpt(doctree: nodes.Element, anchor: str) -> list[nodes.Element] | None:
    """Return the excerpt that is stored for a post; None if its excerpt is the beginning of its text."""
    found: list[nodes.Element] | None = getattr(doctree, _STORED, {}).get(anchor)
    return found


def _copy_all(blocks: Sequence[nodes.Element]) -> list[nodes.Element]:
    """Return copies of `blocks`; headings become rubrics, as an excerpt has no sections."""
    copies = [
        nodes.rubric("", "", *block.deepcopy().children) if isinstance(block, nodes.title) else block.deepcopy()
        for block in blocks
    ]
    return [copy for copy in copies if _clean(copy)]


def _copy_first(blocks: Sequence[nodes.Element], length: int) -> list[nodes.Element]:
    """Return copies of the first `length` blocks that count, and of the uncounted blocks before them."""
    found: list[nodes.Element] = []
    uncounted: list[nodes.Element] = []
    for block in blocks:
        if length <= 0:
            break
        if isinstance(block, nodes.title) or _is_visual(block):
            continue
        copy = block.deepcopy()
        for image in [node for node in copy.findall() if isinstance(node, nodes.image | nodes.figure | player)]:
            if image.parent is not None and any(image is child for child in image.parent.children):
                _remove(image)
        if not _clean(copy):
            continue
        if isinstance(block, _UNCOUNTED):
            uncounted.append(copy)
            continue
        found += [*uncounted, copy]
        uncounted = []
        length -= 1
    return found or uncounted[:length]


def _is_visual(block: nodes.Element) -> bool:
    """Return whether a block has no text: it is an image, also within a link, or a figure."""
    is_linked_image = isinstance(block, nodes.reference) and all(isinstance(child, nodes.image) for child in block)
    return isinstance(block, _VISUAL) or is_linked_image


def plain_text(excerpt: Sequence[nodes.Node]) -> str:
    """Return the text of an excerpt on one line; code and admonitions only if there is no other text."""
    prose = [node for node in excerpt if not isinstance(node, (*_UNCOUNTED, nodes.table, nodes.figure, nodes.rubric))]
    return " ".join(" ".join(_text_of(node) for node in prose or excerpt).split())


def text_without_notes(node: nodes.Element) -> str:
    """Return the text of a node on one line, without the marks of footnotes, raw HTML and messages."""
    left_out = (nodes.footnote_reference, nodes.raw, nodes.comment, nodes.system_message)
    texts = [child.astext() for child in node.findall(nodes.Text) if not _is_in(child, left_out, end=node)]
    return " ".join("".join(texts).split())


def _is_in(node: nodes.Node, kinds: tuple[type[nodes.Element], ...], *, end: nodes.Element) -> bool:
    """Return whether a node is in one of certain kinds, within `end`."""
    parent = node.parent
    while parent is not None and parent is not end:
        if isinstance(parent, kinds):
            return True
        parent = parent.parent
    return False


def _text_of(node: nodes.Node) -> str:
    """Return the text of a node, with spaces between its blocks."""
    return " ".join(node.astext().split())


def _blocks(doctree: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the blocks of the text and the headings of its sections in order; the first heading is the title."""
    outer = isinstance(doctree, nodes.document)
    for child in doctree.children:
        if not isinstance(child, nodes.Element) or isinstance(child, _NOT_TEXT) or child.tagname == "only":
            continue  # whether `only` is shown is not known before the page is written
        if isinstance(child, nodes.section):
            title = next(iter(child.children), None)
            if not outer and isinstance(title, nodes.title):
                yield title
            yield from _blocks(child)
            outer = False
        elif not isinstance(child, nodes.title):
            yield child


def _ends_excerpt(block: nodes.Element, *, is_first: bool) -> bool:
    """Return whether a marker is in a block. `<!-- excerpt -->` before all text is the start of the excerpt."""
    position = _marker_in(block)
    if position is None:
        return False
    marker = (block if position < 0 else block[position]).astext()
    return not (is_first and position <= 0 and marker.strip("<!-> \n").lower() == "excerpt")


def _marker_in(block: nodes.Element) -> int | None:
    """Return the position of `<!-- more -->` in a block: -1 if the block is nothing else, None if it is not there."""
    if isinstance(block, nodes.raw | nodes.comment):
        return -1 if _MARKER.fullmatch(block.astext()) else None
    if isinstance(block, nodes.paragraph):
        for position, child in enumerate(block.children):
            if isinstance(child, nodes.raw) and _MARKER.fullmatch(child.astext()):
                return position
    return None


def _part_before_marker(block: nodes.Element) -> nodes.Element:
    """Return the part of a paragraph before a marker; empty if there is none."""
    position = _marker_in(block)
    part = nodes.paragraph()
    part += [child.deepcopy() for child in block.children[: max(position or 0, 0)]]
    return part


def _clean(element: nodes.Element) -> bool:
    """Remove from a copy what has a meaning only on its own page; return whether anything is left."""
    if isinstance(element, _REMOVED):
        return False
    for node in list(element.findall(nodes.Element)):
        for attribute in _ATTRIBUTES:
            if node.get(attribute):
                node[attribute] = []
        if isinstance(node, _REMOVED) or node.tagname == "index":
            if node.parent is not None:
                _remove(node)
        elif isinstance(node, nodes.problematic):
            node.replace_self(nodes.Text(node.astext()))
    return bool(element.astext().strip()) or any(True for _ in element.findall(nodes.image))


def _remove(node: nodes.Element) -> None:
    """Remove `node`, with a link that contains nothing else, and the space before it."""
    while isinstance(node.parent, nodes.reference) and len(node.parent) == 1:
        node = node.parent
    parent = node.parent
    position = parent.index(node)
    parent.remove(node)
    if position and isinstance(parent[position - 1], nodes.Text):
        before = parent[position - 1]
        after = parent[position] if position < len(parent) else None
        if after is None or after.astext()[:1] in " .,;:!?)":
            parent.replace(before, nodes.Text(before.astext().rstrip()))
