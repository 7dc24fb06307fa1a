"""Balance the raw HTML in documents, so that it cannot change the page around it."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.markdown.html_nesting import Balancer, Tag
from postil.markdown.remarks import Remark, add_remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx


class BalanceHtml(SphinxTransform):
    """Close what is left open in the raw HTML of each block, and remove end tags of nothing."""

    # After images in raw HTML became nodes (355), before messages are replaced by their sources (860).
    default_priority = 858
    searched_nodes = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        """Correct the raw HTML of the document, and remember what was wrong."""
        if not any(is_html(raw) for raw in self.document.findall(nodes.raw)):
            return
        problems: list[tuple[str, int]] = []
        strays = balance_block(self.document, problems)
        problems += [(f"</{tag.name}>", tag.line) for tag in strays]
        for construct, line in problems:
            add_remark(self.document, Remark.HTML, f"`{construct}`", line)


def is_html(node: nodes.Node) -> bool:
    """Return whether a node is raw HTML."""
    return isinstance(node, nodes.raw) and "html" in str(node.get("format", "")).split()


def balance_block(block: nodes.Element, problems: list[tuple[str, int]]) -> list[Tag]:
    """Correct the raw HTML in a block and the blocks in it; return the end tags that may belong to a block around it.

    An end tag in an inner block, such as at the end of a paragraph, ends an element of this block behind that block.
    """
    balancer = Balancer()
    read: list[nodes.Node] = []
    children: list[nodes.Node] = []
    strays: list[Tag] = []
    line = block.line or 1
    for index, child in enumerate(block.children):
        children.append(child)
        if is_html(child):
            line = child.line or line
            balancer.read(child.astext(), line, _following_html(block, index))
            read.append(child)
        elif isinstance(child, nodes.Element) and not isinstance(child, nodes.FixedTextElement):
            for tag in balance_block(child, problems):
                if balancer.is_open(tag.key):
                    balancer.read(f"</{tag.name}>", tag.line)
                    children.append(nodes.raw("", "", format="html"))
                    read.append(children[-1])
                else:
                    strays.append(tag)
    if not read:
        return strays
    ends = balancer.finish()
    _set_children(block, children, read, balancer.pieces)
    if ends:
        block += nodes.raw("", ends, format="html")
    problems += balancer.problems
    return strays + balancer.strays


def _following_html(block: nodes.Element, index: int) -> str:
    """Return the HTML in which an element of text can be closed: that which follows directly, or in the paragraph."""
    following: Iterable[nodes.Node] = block.children[index + 1 :]
    if not isinstance(block, nodes.TextElement):
        following = takewhile(is_html, following)
    return "".join(node.astext() for node in following if is_html(node))


def _set_children(
    block: nodes.Element, children: Sequence[nodes.Node], read: Sequence[nodes.Node], pieces: Sequence[str]
) -> None:
    """Set the children of a block, with the corrected pieces in the raw nodes that were read."""
    html = {id(node): piece for node, piece in zip(read, pieces, strict=True)}
    if all(html.get(id(node)) == node.astext() for node in read) and len(children) == len(block.children):
        return
    block.children = []
    block += [_with_html(node, html[id(node)]) if id(node) in html else node for node in children]


def _with_html(node: nodes.Node, html: str) -> nodes.Node:
    """Return a raw node with other HTML."""
    if html == node.astext():
        return node
    raw = nodes.raw("", html, format="html")
    raw.source, raw.line = node.source, node.line
    return raw


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(BalanceHtml)
