"""Footnotes without a number: `[^aside]: {-} Text`, as in sphinx-book-theme and Tufte CSS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = "{-}"
UNNUMBERED = "postil_unnumbered"
"""The attribute of a footnote node that has no number."""
UNNUMBERED_SYMBOL = "⊕"
"""The symbol that readers click instead of a number: at the end of a post, and on a phone."""


def mark_unnumbered(footnotes: Sequence[nodes.footnote]) -> None:
    """Remove `{-}` from the start of footnotes, and mark these footnotes as unnumbered."""
    for footnote in footnotes:
        text = next((child for child in footnote.children if not isinstance(child, nodes.label)), None)
        while isinstance(text, nodes.Element) and text.children:
            text = text.children[0]
        if isinstance(text, nodes.Text) and text.astext().lstrip().startswith(_MARK):
            rest = text.astext().lstrip().removeprefix(_MARK).lstrip()
            text.parent.replace(text, [nodes.Text(rest)] if rest else [])
            footnote[UNNUMBERED] = True


def number_for_latex(document: nodes.document) -> None:
    """Give unnumbered footnotes the numbers after all others: a footnote in LaTeX has to have one."""
    footnotes = list(document.findall(nodes.footnote))
    used = {footnote[0].astext() for footnote in footnotes if footnote.children}
    free = (str(number) for number in range(1, 2 * len(footnotes) + 1) if str(number) not in used)
    numbers = {}
    for footnote in footnotes:
        if footnote.get(UNNUMBERED):
            number = next(free)
            footnote[0].children = [nodes.Text(number)]
            numbers.update(dict.fromkeys(footnote["ids"], number))
    for reference in document.findall(nodes.footnote_reference):
        if reference.get("refid") in numbers:
            reference.children = [nodes.Text(numbers[reference["refid"]])]
