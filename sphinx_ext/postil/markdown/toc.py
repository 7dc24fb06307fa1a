"""A table of contents where the author marks it: `[TOC]`, `[[_TOC_]]`, `{:toc}`, `<!-- toc -->`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.token import Token
from sphinx.transforms import SphinxContentsFilter, SphinxTransform

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

_TOC = "postil_toc"
_PARAGRAPH = lazy_regex(
    r"(\[toc\])|\[\[_?toc_?\]\]|\$\{toc\}|@\[toc\]|\{\{[<%]?\s*toc\s*/?[>%]?\}\}|\{%-?\s*toc\s*-?%\}|\{:\s*toc\b[^{}\n]*\}",
    re.IGNORECASE,
)
# kramdown replaces the list that the mark belongs to.
_IN_LIST = lazy_regex(r"[^\n]*\n[ \t]*\{:\s*toc\b[^{}\n]*\}", re.IGNORECASE)
_COMMENT = lazy_regex(r"\s*<!--\s*(?:\[?toc\]?|(?:start|begin) toc|toc start)\s*-->\s*", re.IGNORECASE)
_CLOSE = {"bullet_list_open": "bullet_list_close", "ordered_list_open": "ordered_list_close"}
_PARAGRAPH_TYPES = ["paragraph_open", "inline", "paragraph_close"]
# Classes of headings that are not listed, in kramdown and Pandoc.
_UNLISTED = frozenset({"no_toc", "no-toc", "unlisted"})


class toc_marker(nodes.Invisible, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """Where a table of contents is."""


def find_markers(state: StateCore) -> None:
    """Replace the blocks that are markers."""
    if "toc" not in state.src and "TOC" not in state.src and "Toc" not in state.src:
        return
    tokens: list[Token] = []
    number = 0
    while number < len(state.tokens):
        length = _marker_length(state, number)
        if length:
            tokens.append(Token(_TOC, "nav", 0, map=state.tokens[number].map))
            number += length
        else:
            tokens.append(state.tokens[number])
            number += 1
    state.tokens = tokens


def _marker_length(state: StateCore, number: int) -> int:
    """Return how many tokens the marker has that starts at a token; 0 if it is none."""
    token = state.tokens[number]
    types = [each.type for each in state.tokens[number : number + 7]]
    if token.type == "html_block":
        # A tool writes its list between two comments.
        return 1 if _COMMENT.fullmatch(token.content) and types[1:2] not in ([name] for name in _CLOSE) else 0
    if types[:3] == _PARAGRAPH_TYPES:
        match = _PARAGRAPH.fullmatch(state.tokens[number + 1].content.strip())
        is_link = match is not None and match[1] and "TOC" in state.env.get("references", {})
        return 3 if match and not is_link else 0
    if token.type in _CLOSE and types[1:] == [
        "list_item_open",
        *_PARAGRAPH_TYPES,
        "list_item_close",
        _CLOSE[token.type],
    ]:
        if _IN_LIST.fullmatch(state.tokens[number + 3].content):
            return 7
        if _mark_follows(state.tokens[number + 7 : number + 10]):
            return 10
    return 0


def _mark_follows(tokens: Sequence[Token]) -> bool:
    """Return whether these tokens are a paragraph with nothing but kramdown's mark."""
    if [token.type for token in tokens] != _PARAGRAPH_TYPES:
        return False
    return re.fullmatch(r"\{:\s*toc\b[^{}\n]*\}", tokens[1].content, re.IGNORECASE) is not None


def render_marker(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a marker; the list follows when all headings are known."""
    marker = toc_marker()
    renderer.add_line_and_source_path(marker, token)
    renderer.current_node += marker


class ListHeadings(SphinxTransform):
    """Replace the markers by lists of the headings."""

    # After the headings have their final ids, before posts are collected (880).
    default_priority = 855
    searched_nodes = (toc_marker,)

    def apply(self, **kwargs: Any) -> None:
        """Replace each marker; without headings, remove it."""
        for marker in list(self.document.findall(toc_marker)):
            listed = list_headings(top_of(self.document), self.document)
            if listed is None:
                marker.parent.remove(marker)
            else:
                marker.replace_self(nodes.topic("", listed, classes=["contents", "local"]))


def top_of(document: nodes.document) -> nodes.Element:
    """Return the element that has the headings: the section with the title of the page, if that is all there is."""
    sections = [child for child in document.children if isinstance(child, nodes.section)]
    return sections[0] if len(sections) == 1 else document


def list_headings(parent: nodes.Element, document: nodes.document) -> nodes.bullet_list | None:
    """Return a list of links to the sections in an element; None if there are none."""
    items = []
    for section in parent.children:
        if not isinstance(section, nodes.section) or not section["ids"] or not isinstance(section[0], nodes.title):
            continue
        if not _UNLISTED.isdisjoint([*section["classes"], *section[0]["classes"]]):
            continue
        text = SphinxContentsFilter(document)
        section[0].walkabout(text)
        link = nodes.reference("", "", *text.get_entry_text(), internal=True, refid=section["ids"][0])
        inner = list_headings(section, document)
        items.append(nodes.list_item("", nodes.paragraph("", "", link), *([inner] if inner else [])))
    return nodes.bullet_list("", *items) if items else None


def add_rules(md: MarkdownIt) -> None:
    """Add tables of contents to a Markdown parser."""
    md.core.ruler.before("inline", _TOC, find_markers)
    md.add_render_rule(f"render_{_TOC}", render_marker, fmt="docutils")


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(ListHeadings)
