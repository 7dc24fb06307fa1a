"""Square brackets around footnote references: `[[^1], [^2]]`."""

from __future__ import annotations

from docutils import nodes

from postil.lazy_regex import lazy_regex

# What may separate the references within one pair of brackets.
_SEPARATOR = lazy_regex(r"[\s,;]*")


def remove_brackets(reference: nodes.footnote_reference) -> None:
    """Remove the `[` right before `reference` and the `]` right after it, or after the references that follow it.

    The space before the brackets is removed too: a raised number follows its word without a space.
    """
    parent = reference.parent
    first = parent.index(reference)
    before = parent[first - 1] if first else None
    if not isinstance(before, nodes.Text) or not before.astext().endswith("["):
        return
    last = first
    while last + 1 < len(parent):
        step = 2 if _is_separator(parent[last + 1]) else 1
        if last + step >= len(parent) or not isinstance(parent[last + step], nodes.footnote_reference):
            break
        last += step
    after = parent[last + 1] if last + 1 < len(parent) else None
    if isinstance(after, nodes.Text) and after.astext().startswith("]"):
        parent.replace(after, nodes.Text(after.astext()[1:]))
        text = before.astext()[:-1]
        parent.replace(before, nodes.Text(text.rstrip() or text))


def _is_separator(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Text) and bool(_SEPARATOR.fullmatch(node.astext()))
