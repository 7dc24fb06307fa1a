"""Attributes of headings, `## Title {#id .class key=value}`, as in Pandoc, Quarto, Hugo, Zola and kramdown.

mdit-py-plugins has attributes of blocks before them, but none at the end of a heading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.front_matter.heading import split_heading_attributes
from postil.markdown.heading_ids import note_exact_id
from postil.markdown.info_strings import parse_info

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.core.ruler.after("block", "heading_attributes", set_heading_attributes)


def set_heading_attributes(state: StateCore) -> None:
    """Move the attributes from the text of each heading to its token."""
    for token, text in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type != "heading_open" or not text.content.endswith("}"):
            continue
        text.content, attributes = split_heading_attributes(text.content)
        if not attributes:
            continue
        info = parse_info("{.unnumbered}" if attributes == "-" else f"{{{attributes}}}")
        for name in info.classes:
            token.attrJoin("class", name)
        if info.id:
            token.attrs["id"] = info.id
            note_exact_id(state.md.options.get("document"), info.id)
