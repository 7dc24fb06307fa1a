"""Allow horizontal rules anywhere, as Markdown does: docutils warns about those at the start or the end of a section.

The title of a post makes a section of the whole document, so that the rule at its end is one at the end of a section.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class placeholder(nodes.Invisible, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """Stands for a rule while docutils checks them."""

    rule: nodes.transition


class HideTransitions(SphinxTransform):
    """Hide the rules that docutils would warn about."""

    # docutils checks rules at 830, and moves those at the end of a section behind it.
    default_priority = 829
    searched_nodes = (nodes.transition,)

    def apply(self, **kwargs: Any) -> None:
        """Replace these rules by placeholders."""
        for rule in [rule for rule in self.document.findall(nodes.transition) if is_misplaced(rule)]:
            hidden = placeholder()
            hidden.rule = rule
            rule.replace_self(hidden)


class ShowTransitions(SphinxTransform):
    """Show the rules again."""

    default_priority = 831
    searched_nodes = (placeholder,)

    def apply(self, **kwargs: Any) -> None:
        """Replace the placeholders by their rules."""
        for hidden in list(self.document.findall(placeholder)):
            hidden.replace_self(hidden.rule)


def is_misplaced(rule: nodes.transition) -> bool:
    """Return whether docutils warns about a rule."""
    parent = rule.parent
    position = parent.index(rule)
    before = parent[position - 1] if position else None
    is_first = before is None or isinstance(before, nodes.title | nodes.subtitle | nodes.meta | nodes.decoration)
    in_text = isinstance(parent, nodes.document | nodes.section)
    return not in_text or is_first or isinstance(before, nodes.transition) or _is_last(rule)


def _is_last(node: nodes.Element) -> bool:
    """Return whether nothing follows a node in its document."""
    while node.parent is not None:
        if node.parent[-1] is not node:
            return False
        node = node.parent
    return True


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_transform(HideTransitions)
    app.add_transform(ShowTransitions)
