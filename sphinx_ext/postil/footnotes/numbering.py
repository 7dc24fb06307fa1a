"""The order of footnotes, and the number or symbol of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from postil.footnotes.labels import label_of
from postil.footnotes.unnumbered import UNNUMBERED, UNNUMBERED_SYMBOL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Chicago Manual of Style, 14th edition, section 12.51; then doubled, and so on.
_SYMBOLS = "*†‡§¶#"


def has_symbol(node: nodes.Element) -> bool:
    """Return whether a footnote or reference is one with a symbol: `[*]_` in reStructuredText."""
    return bool(node.get("auto") == "*")


def sort_footnotes(
    document: nodes.Element, footnotes: Sequence[nodes.footnote], pairs: Mapping[int, nodes.footnote]
) -> tuple[list[nodes.footnote], list[nodes.footnote]]:
    """Return the footnotes in the order of their references, and those of them without any reference.

    First come those of the text, then those of these footnotes, and so on; those without a reference are last. `pairs`
    has the footnote of each reference, by the reference's `id()`.
    """
    ordered: list[nodes.footnote] = []
    seen: set[int] = set()

    def _append(footnote: nodes.footnote) -> None:
        seen.add(id(footnote))
        ordered.append(footnote)

    def _append_referenced(element: nodes.Element) -> None:
        for reference in _references_in(element):
            footnote = pairs.get(id(reference))
            if footnote is not None and id(footnote) not in seen:
                _append(footnote)

    _append_referenced(document)
    index = 0
    unreferenced: list[nodes.footnote] = []
    while True:
        while index < len(ordered):
            _append_referenced(ordered[index])
            index += 1
        first_left = next((footnote for footnote in footnotes if id(footnote) not in seen), None)
        if first_left is None:
            return ordered, unreferenced
        unreferenced.append(first_left)
        _append(first_left)


def _references_in(element: nodes.Element) -> Iterator[nodes.footnote_reference]:
    """Yield the references in `element`, but not those in footnotes within it."""
    for child in element.children:
        if isinstance(child, nodes.footnote_reference):
            yield child
        elif isinstance(child, nodes.Element) and not isinstance(child, nodes.footnote):
            yield from _references_in(child)


def number_footnotes(footnotes: Sequence[nodes.footnote], *, use_labels: bool) -> list[str]:
    """Return the number of each footnote: 1, 2, 3; a symbol for those that ask for one or for no number.

    With `use_labels`, a label that is a number is used as it is, and the others get the numbers that are free.
    """
    numbered = [footnote for footnote in footnotes if not footnote.get(UNNUMBERED)]
    used = {label_of(footnote) for footnote in numbered if use_labels and label_of(footnote).isdecimal()}
    free = (str(n) for n in range(1, 2 * len(footnotes) + 1) if str(n) not in used)
    symbols = (_SYMBOLS[n % len(_SYMBOLS)] * (n // len(_SYMBOLS) + 1) for n in range(len(footnotes)))
    numbers = []
    for footnote in footnotes:
        if footnote.get(UNNUMBERED):
            numbers.append(UNNUMBERED_SYMBOL)
        elif label_of(footnote) in used:
            numbers.append(label_of(footnote))
        else:
            numbers.append(next(symbols if has_symbol(footnote) else free))
    return numbers
