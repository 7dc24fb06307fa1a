"""Find out whether a page has anything in the margin: footnotes, margin blocks, images or captions."""

from __future__ import annotations

from docutils import nodes

from postil.pages.footnotes import footnote_section

_CLASSES = frozenset({"margin", "margin-caption"})


def has_margin_content(doctree: nodes.document) -> bool:
    """Return whether the page of a resolved doctree has content in the margin."""
    return any(True for _node in doctree.findall(_is_in_margin))


def _is_in_margin(node: nodes.Node) -> bool:
    if not isinstance(node, nodes.Element):
        return False
    if isinstance(node, footnote_section):
        return bool(node["placement"] == "margin")
    return not _CLASSES.isdisjoint(node["classes"])
