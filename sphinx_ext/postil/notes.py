"""Footnotes as the reader meets them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What authors put between the references of one pair of brackets: [[^1], [^2]].
_BETWEEN = re.compile(r"[\s,;]*")


class CollapseBrackets(SphinxTransform):
    """Take away brackets that an author wrote around references to notes, which bring a mark of their own."""

    # After the parser's nodes are complete and before docutils numbers the references (620).
    default_priority = 350

    def apply(self, **kwargs: Any) -> None:
        """Collapse `[[^1]]` to `[^1]`."""
        for reference in list(self.document.findall(nodes.footnote_reference)):
            collapse_brackets(reference)


def collapse_brackets(reference: nodes.footnote_reference) -> None:
    """Remove a `[` that ends the text before `reference` and the `]` that starts the text after it or its followers."""
    parent = reference.parent
    first = parent.index(reference)
    before = parent[first - 1] if first else None
    if not isinstance(before, nodes.Text) or not before.astext().endswith("["):
        return
    last = first
    while last + 2 < len(parent) and _is_separator(parent[last + 1]) and _is_reference(parent[last + 2]):
        last += 2
    after = parent[last + 1] if last + 1 < len(parent) else None
    if isinstance(after, nodes.Text) and after.astext().startswith("]"):
        parent.replace(after, nodes.Text(after.astext()[1:]))
        parent.replace(before, nodes.Text(before.astext()[:-1]))


def _is_reference(node: nodes.Node) -> bool:
    return isinstance(node, nodes.footnote_reference)


def _is_separator(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Text) and bool(_BETWEEN.fullmatch(node.astext()))


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_transform(CollapseBrackets)
