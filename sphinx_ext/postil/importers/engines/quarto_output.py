"""Quarto: what frozen results say about cells and their output, as people write it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from postil.markdown.info_strings import parse_div_info

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAGED_TABLE = re.compile(r"<script data-pagedtable-source[^>]*>(.*?)</script>", re.DOTALL)
_KEPT_OPTION = re.compile(r"layout(?:-ncol|-nrow|-valign)?|(?:fig|tbl|lst)-[\w-]+")
_KEPT_ID = re.compile(r"(?:fig|tbl|lst|sec|eq)-")


def kept_div(line: str) -> str:
    """Return the beginning of a div without what only says that it is a cell; empty if nothing else is left."""
    found = re.match(r"[ \t]*:{3,}", line)
    info = parse_div_info(line[found.end() :]) if found else None
    if info is None or found is None:
        return line
    names = [name for name in info.classes if name != "cell" and not name.startswith("cell-")]
    if len(names) == len(info.classes):
        return line
    parts = [f"#{info.id}"] if _KEPT_ID.match(info.id) else []
    parts += [f".{name}" for name in names]
    options = {key: value for key, value in info.options.items() if _KEPT_OPTION.fullmatch(key)}
    parts += [f'{key}="{value.replace(chr(34), chr(39))}"' for key, value in options.items() if key != "layout-align"]
    return f"{found[0]} {{{' '.join(parts)}}}" if parts else ""


def paged_table(html: str) -> list[str]:
    """Return a table of R, which a script would show page by page, as lines of Markdown; nothing if there is none."""
    found = _PAGED_TABLE.search(html)
    if found is None:
        return []
    try:
        data = json.loads(found[1])
        columns = [tuple(_text(column[key]) for key in ("label", "name", "align")) for column in data["columns"]]
        rows = [[str(row.get(name, "")) for _label, name, _align in columns] for row in data["data"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []
    if not columns:
        return []
    rule = ["--:" if align == "right" else "---" for _label, _name, align in columns]
    return [_row([label for label, _name, _align in columns]), _row(rule), *(_row(row) for row in rows)]


def _text(value: Any) -> str:
    """Return a text that R wrote as a list."""
    return str(value[0] if isinstance(value, list) and value else "" if isinstance(value, list) else value)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
