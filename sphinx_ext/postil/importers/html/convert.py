"""Convert HTML to Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.importers.html.anchors import ids_in, keep_anchors, shorten_links, unlink_missing
from postil.importers.html.block_rules import BlockRules
from postil.importers.html.blocks import normalize
from postil.importers.html.code import prepare_code
from postil.importers.html.context import text_attribute
from postil.importers.html.embeds import convert_embeds
from postil.importers.html.image_rules import ImageRules
from postil.importers.html.inline_notes import extract_inline_notes
from postil.importers.html.media import group_figures, prepare_images, unlink_originals
from postil.importers.html.notes import extract_notes
from postil.importers.html.sanitize import mark_lines, parse_html
from postil.importers.html.tables import unwrap_layout_tables
from postil.importers.html.word_rules import WordRules
from postil.importers.reference_marks import split_at_marks, without_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bs4 import BeautifulSoup
    from bs4.element import Tag

    from postil.importers.html.context import Conversion
    from postil.importers.model import Body, NotUnderstood


@frozen
class Converted:
    """A piece of HTML in Markdown."""

    body: Body
    notes: int
    not_understood: Sequence[NotUnderstood]


def html_to_markdown(
    html: str,
    conversion: Conversion,
    rules: Iterable[Callable[[BeautifulSoup, Conversion], None]] = (),
    *,
    prepare: Callable[[str, Conversion], str] | None = None,
) -> Converted:
    """Return HTML as Markdown.

    What only one engine has is changed first: `prepare` makes HTML of its text, then `rules` change the tree.
    """
    marked = mark_lines(without_marks(html), conversion)
    soup = parse_html(prepare(marked, conversion) if prepare else marked)
    for rule in rules:
        rule(soup, conversion)
    prepare_code(soup)
    shorten_links(soup, conversion.page_url)
    extract_notes(soup, conversion)
    extract_inline_notes(soup, conversion)
    texts = [soup, *(text for _label, text in conversion.notes)]
    linked_ids = _linked_ids(texts) | conversion.linked_ids
    ids = {name for part in texts for name in ids_in(part)}
    for part in texts:
        unlink_missing(part, ids)
        _prepare(part, soup, conversion)
        keep_anchors(part, soup, linked_ids)
    converter = Converter(conversion, linked_ids)
    parts = [converter.convert_part(soup)]
    for label, text in conversion.notes:
        parts.append(_definition(label, converter.convert_part(text)))
    body = split_at_marks("\n\n".join(filter(None, parts)), conversion.references)
    return Converted(body, len(conversion.notes), conversion.not_understood)


def _prepare(part: Tag, soup: BeautifulSoup, conversion: Conversion) -> None:
    """Apply the general rules to a tree."""
    convert_embeds(part, soup, conversion)
    unwrap_layout_tables(part, soup)
    prepare_images(part)
    unlink_originals(part)
    group_figures(part, soup)
    normalize(part, soup)


def _linked_ids(parts: Iterable[Tag]) -> set[str]:
    """Return the ids that links on the same page lead to."""
    links = (link for part in parts for link in part.find_all("a"))
    return {href[1:] for link in links if (href := text_attribute(link, "href")).startswith("#")}


def _definition(label: str, text: str) -> str:
    """Return a footnote with its label, indented so that all of it belongs to the note."""
    indented = "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
    starts_with_block = re.match(r"(?:[-*>|`:]|\d+\.|\$\$|~~~)", text)
    return f"[^{label}]:\n{indented}" if starts_with_block else f"[^{label}]: {indented.lstrip()}"


class Converter(BlockRules, ImageRules, WordRules):
    """All rules together."""
