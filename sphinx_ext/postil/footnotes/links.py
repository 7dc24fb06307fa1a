"""Ids of footnotes and references, and the links between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from postil.footnotes.labels import is_inline, label_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def link_footnotes(
    document: nodes.document,
    footnotes: Sequence[nodes.footnote],
    numbers: Sequence[str],
    references: Sequence[nodes.footnote_reference],
    pairs: Mapping[int, nodes.footnote],
) -> None:
    """Give footnotes and references their ids and numbers, and link them both ways.

    `pairs` has the footnote of each reference, by the reference's `id()`.
    """
    for node in (*footnotes, *references):
        _forget_names(document, node)
    by_footnote: dict[int, list[nodes.footnote_reference]] = {}
    for reference in references:
        by_footnote.setdefault(id(pairs[id(reference)]), []).append(reference)
    for footnote, number in zip(footnotes, numbers, strict=True):
        label = label_of(footnote)
        slug = "" if label.isdecimal() or is_inline(label) else nodes.make_id(label)
        suffix = slug or nodes.make_id(f"n{number}").removeprefix("n") or len(footnotes)
        identifier = _set_id(document, footnote, f"note-{suffix}")
        _set_number(footnote, number)
        for reference in by_footnote.get(id(footnote), ()):
            count = len(footnote["backrefs"]) + 1
            footnote["backrefs"].append(_set_id(document, reference, f"{identifier}-ref", count))
            _set_target(reference, identifier, number)


def _set_number(footnote: nodes.footnote, number: str) -> None:
    footnote.attributes.pop("auto", None)
    footnote["names"], footnote["dupnames"], footnote["backrefs"] = [], [], []
    if footnote.children and isinstance(footnote[0], nodes.label):
        footnote.pop(0)
    footnote.insert(0, nodes.label("", number))


def _set_target(reference: nodes.footnote_reference, identifier: str, number: str) -> None:
    for attribute in ("refname", "auto"):
        reference.attributes.pop(attribute, None)
    reference["refid"], reference["number"] = identifier, number
    reference.children = []
    reference.resolved = True


def _forget_names(document: nodes.document, node: nodes.Element) -> None:
    """Remove ids and names: unlike the text of a heading, the label of a footnote is not a target for links."""
    for name in (*node["names"], *node["dupnames"]):
        if document.nameids.get(name) in (None, *node["ids"]):
            document.nameids.pop(name, None)
            document.nametypes.pop(name, None)
    for identifier in node["ids"]:
        document.ids.pop(identifier, None)
    node["ids"] = []


def _set_id(document: nodes.document, node: nodes.Element, wanted: str, count: int = 1) -> str:
    """Give `node`, the one with number `count` of its kind, the id `wanted`, numbered if necessary; return the id."""
    identifier = wanted if count == 1 else f"{wanted}-{count}"
    while identifier in document.ids:
        count += 1
        identifier = f"{wanted}-{count}"
    document.ids[identifier] = node
    node["ids"] = [identifier]
    return identifier
