"""Tables: as rows of Markdown if that can show them, else as HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import Tag

from postil.importers.html.context import text_attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bs4 import BeautifulSoup

_COMPLEX = ("ul", "ol", "pre", "table", "blockquote", "dl", "hr", "video", "postil-raw", "details")
_ALIGNMENT = re.compile(r"(?:text-align:\s*|align-?|has-text-align-)(left|right|center)")
_MARKS = {"left": ":--", "right": "--:", "center": ":-:", "": "---"}


def unwrap_layout_tables(part: Tag, soup: BeautifulSoup) -> None:
    """Turn tables that only place an image or one text into plain blocks, such as those of old blogs for captions."""
    for table in part.find_all("table"):
        cells = [cell for cell in table.find_all(["td", "th"]) if cell.find_parent("table") is table]
        is_caption = "tr-caption-container" in text_attribute(table, "class")
        if is_caption:
            _make_figure(soup, table)
        elif len(cells) <= 1:
            for inner in [*table.find_all(["tbody", "thead", "tfoot", "tr", "td", "th"]), table]:
                if inner is table or inner.find_parent("table") is table:
                    inner.name = "div"


def _make_figure(soup: BeautifulSoup, table: Tag) -> None:
    """Turn Blogger's table of an image and its caption into a figure."""
    figure = soup.new_tag("figure", attrs={"class": text_attribute(table, "class", "align")})
    caption = table.find(class_="tr-caption")
    image = table.find("img")
    if not isinstance(image, Tag):
        return
    link = image.find_parent("a")
    figure.append((link if isinstance(link, Tag) else image).extract())
    if isinstance(caption, Tag):
        caption.name = "figcaption"
        figure.append(caption.extract())
    table.replace_with(figure)


def is_simple(table: Tag) -> bool:
    """Return whether a table can be rows of Markdown."""
    spans = [cell for cell in table.find_all(["td", "th"]) for name in ("rowspan", "colspan") if _span(cell, name) > 1]
    widths = {len(row.find_all(["td", "th"])) for row in table.find_all("tr")}
    return not spans and not table.find(list(_COMPLEX)) and len(widths) == 1


def _span(cell: Tag, name: str) -> int:
    value = text_attribute(cell, name)
    return int(value) if value.isdecimal() and len(value) < 4 else 1  # noqa: PLR2004 - no table is as wide


def markdown_table(table: Tag, convert: Callable[[Tag], str]) -> str:
    """Return a table as rows of Markdown; what its cells can't have is on one line. `convert` converts a cell."""
    rows = [[_cell(convert(cell)) for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    first = table.find("tr")
    cells = first.find_all(["td", "th"]) if isinstance(first, Tag) else []
    has_header = all(cell.name == "th" for cell in cells) or bool(table.find("thead"))
    width = max(map(len, rows))
    if not has_header:
        rows.insert(0, [""] * width)
    body = table.find_all("tr")[-1].find_all(["td", "th"])
    marks = [_MARKS[_alignment(cell)] for cell in body] + ["---"] * width
    lines = [_row(rows[0], width), _row(marks[:width], width), *(_row(row, width) for row in rows[1:])]
    caption = table.find("caption")
    if isinstance(caption, Tag) and (words := _cell(convert(caption))):
        lines += ["", f": {words}"]
    return "\n".join(lines)


def _cell(text: str) -> str:
    text = re.sub(r"\\\n", "<br>", text.strip().removesuffix("\\"))
    return re.sub(r"(?<!\\)\|", r"\\|", re.sub(r"\s*\n\s*", " ", text)).strip()


def _row(cells: Sequence[str], width: int) -> str:
    return "| " + " | ".join([*cells, *([""] * (width - len(cells)))]) + " |"


def _alignment(cell: Tag) -> str:
    found = _ALIGNMENT.search(
        f"{text_attribute(cell, 'style')} {text_attribute(cell, 'class')} align{text_attribute(cell, 'align')}"
    )
    return found[1] if found else ""
