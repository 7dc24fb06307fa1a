"""Footnote references: find the footnote of each, its line in the source, and the text for one without a footnote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from postil.diagnostics import Subtype, warn
from postil.footnotes.labels import label_of
from postil.footnotes.numbering import has_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def pair_references(
    references: Iterable[nodes.footnote_reference], footnotes: Iterable[nodes.footnote]
) -> Iterator[tuple[nodes.footnote_reference, nodes.footnote]]:
    """Yield each reference that has a footnote, with its footnote.

    A label in other upper and lower case counts if there is no exact match. References without a label, `[#]_` and
    `[*]_` in reStructuredText, are paired by their order.
    """
    footnotes = list(footnotes)
    labelled = {label.casefold(): footnote for footnote in reversed(footnotes) if (label := label_of(footnote))}
    labelled |= {label: footnote for footnote in reversed(footnotes) if (label := label_of(footnote))}
    unlabelled = [footnote for footnote in footnotes if not label_of(footnote)]
    numbered = iter([footnote for footnote in unlabelled if not has_symbol(footnote)])
    symbols = iter([footnote for footnote in unlabelled if has_symbol(footnote)])
    for reference in references:
        label = str(reference.get("refname", ""))
        if label:
            footnote = labelled.get(label) or labelled.get(label.casefold())
        else:
            footnote = next(symbols if has_symbol(reference) else numbered, None)
        if footnote is not None:
            yield reference, footnote


def referenced_footnotes(parts: Iterable[nodes.Node], document: nodes.document) -> list[nodes.footnote]:
    """Return the footnotes of `document` that `parts` refer to, directly or through other footnotes, in order."""
    footnotes = list(document.findall(nodes.footnote))
    by_id = {identifier: footnote for footnote in footnotes for identifier in footnote["ids"]}
    found: set[str] = set()
    pending = list(parts)
    while pending:
        part = pending.pop()
        for reference in part.findall(nodes.footnote_reference):
            identifier = str(reference.get("refid", ""))
            if identifier in by_id and identifier not in found:
                found.add(identifier)
                pending.append(by_id[identifier])
    return [footnote for footnote in footnotes if not found.isdisjoint(footnote["ids"])]


def move_out_of_link(reference: nodes.footnote_reference) -> None:
    """Move a reference in the text of a link behind the link: HTML allows no links within links."""
    link, ancestor = None, reference.parent
    while ancestor is not None and not isinstance(ancestor, nodes.document):
        if isinstance(ancestor, nodes.reference) or ancestor.tagname == "pending_xref":
            link = ancestor
        ancestor = ancestor.parent
    if link is not None:
        reference.parent.remove(reference)
        link.parent.insert(link.parent.index(link) + 1, reference)


def replace_by_source(reference: nodes.footnote_reference) -> None:
    """Replace a reference without a footnote by its source text, with a warning."""
    text = reference.rawsource or f"[{reference.astext() or reference.get('refname', '')}]"
    warn(Subtype.NOTE, f"the footnote `{text}` is not defined; the reference is shown as written", reference)
    reference.parent[reference.parent.index(reference)] = nodes.Text(text)


def set_reference_lines(references: Iterable[nodes.Element]) -> None:
    """Set the line of each reference; parsers set at most that of its paragraph."""
    blocks: dict[int, nodes.Element] = {}
    block_of: dict[int, nodes.Element] = {}
    for reference in references:
        block: nodes.Element | None = reference.parent
        while block is not None and (not block.line or isinstance(block, nodes.Inline)):
            block = block.parent
        if block is not None:
            blocks[id(block)] = block_of[id(reference)] = block
    for block in blocks.values():
        line_breaks, is_text = 0, isinstance(block, nodes.TextElement)
        for node in block.findall():
            if isinstance(node, nodes.Text):
                line_breaks += node.astext().count("\n")
            elif block_of.get(id(node)) is block and isinstance(node, nodes.Element):
                node.source, node.line = block.source, (block.line or 0) + (line_breaks if is_text else 0)
