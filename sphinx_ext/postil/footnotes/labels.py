"""The labels that authors give to footnotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes

INLINE_LABEL_PREFIX = "inline "
"""The start of the generated labels of inline footnotes. No label in a source file has a space in it."""
# How much of the text of a footnote without a label a warning shows.
_SHOWN = 40


def label_of(footnote: nodes.Element) -> str:
    """Return the label of a footnote; empty if it has none."""
    return str(next(iter((*footnote["names"], *footnote["dupnames"])), ""))


def is_inline(label: str) -> bool:
    """Return whether a label is that of an inline footnote."""
    return label.startswith(INLINE_LABEL_PREFIX)


def display_name(footnote: nodes.footnote) -> str:
    """Return how a message names a footnote: by its label, or by the start of its text."""
    label = label_of(footnote)
    return f"`[^{label}]`" if label and not is_inline(label) else f"“{' '.join(footnote.astext().split())[:_SHOWN]}”"
