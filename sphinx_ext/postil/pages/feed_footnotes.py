"""Footnotes in feeds: an ordered list, which feed readers show with numbers and without a style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from postil.i18n import CATALOG

if TYPE_CHECKING:
    from collections.abc import Mapping

_ = get_translation(CATALOG)


class bare_text(nodes.General, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """The text of a footnote, without an element of its own."""


def list_feed_footnote(item: nodes.Element, position: int) -> None:
    """Make a footnote an item of an ordered list: without its label, which is the number of the item.

    `position` is its number in the list, from 1. A label that is no number stays, in the text of an item without one.
    """
    label, *blocks = item.children
    number = str(item["number"]).strip()
    attributes: Mapping[str, str] = {}
    if number.isdecimal():
        attributes = {} if int(number) == position else {"value": number}
    else:
        attributes = {"style": "list-style:none"}
        if blocks and isinstance(blocks[0], nodes.paragraph) and "postil-note-unnumbered" not in item["classes"]:
            blocks[0].insert(0, nodes.Text(f"{label.astext()} "))
    item["attributes"] = attributes
    # A paragraph of its own would put the number on a line above it in some readers.
    only = blocks[0] if len(blocks) == 1 and isinstance(blocks[0], nodes.paragraph) else None
    item.children = []
    item += bare_text("", "", *only.children) if only is not None else blocks


def visit_bare_text(translator: Any, node: bare_text) -> None:
    """Write nothing around the text."""


def open_feed_footnotes(translator: Any, heading: str) -> None:
    """Open the list, with a heading unless the author wrote one."""
    label = translator.attval(heading or _("Notes"))
    translator.body.append(f'<section role="doc-endnotes" aria-label="{label}">\n')
    if not heading:
        translator.body.append(f"<h2>{label}</h2>\n")
    translator.body.append("<ol>\n")


def close_feed_footnotes(translator: Any) -> None:
    """Close the list."""
    translator.body.append("</ol>\n</section>\n")
