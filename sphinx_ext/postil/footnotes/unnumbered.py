"""Notes without a number: `[^aside]: {-} Text`, as sphinx-book-theme and Tufte's style have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = "{-}"
UNNUMBERED = "postil_unnumbered"
"""The attribute of a note that has no number."""
SIGN = "⊕"
"""Appears in place of a number where a reader needs something to click: at the end of a post, and on a phone."""


def take_marks(notes: Sequence[nodes.footnote]) -> None:
    """Remove `{-}` from the start of notes, and mark these notes as unnumbered."""
    for note in notes:
        text = next((child for child in note.children if not isinstance(child, nodes.label)), None)
        while isinstance(text, nodes.Element) and text.children:
            text = text.children[0]
        if isinstance(text, nodes.Text) and text.astext().lstrip().startswith(_MARK):
            rest = text.astext().lstrip().removeprefix(_MARK).lstrip()
            text.parent.replace(text, [nodes.Text(rest)] if rest else [])
            note[UNNUMBERED] = True


def number_for_latex(document: nodes.document) -> None:
    """Give unnumbered notes a number after all others: LaTeX's footnotes cannot be without one."""
    notes = list(document.findall(nodes.footnote))
    taken = {note[0].astext() for note in notes if note.children}
    free = (str(number) for number in range(1, 2 * len(notes) + 1) if str(number) not in taken)
    shown = {}
    for note in notes:
        if note.get(UNNUMBERED):
            number = next(free)
            note[0].children = [nodes.Text(number)]
            shown.update(dict.fromkeys(note["ids"], number))
    for reference in document.findall(nodes.footnote_reference):
        if reference.get("refid") in shown:
            reference.children = [nodes.Text(shown[reference["refid"]])]
