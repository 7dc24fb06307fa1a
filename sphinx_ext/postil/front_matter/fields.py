"""Read field lists as front matter: `:date: 2024-03-24`, in reStructuredText, and in Markdown if MyST parses them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.front_matter.raw import RawFrontMatter
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postil.front_matter.raw import Value

_FIELD = lazy_regex(r":((?:[^:\\\s]|\\.)(?:[^:\\]|\\.)*):(?:[ \t]+(.*))?$")
# The names of fields that can be keys; others, such as `:my field:`, only belong to the list.
_KEY = lazy_regex(r"[A-Za-z][\w-]*")
_TITLE_LINE = lazy_regex(r"([=\-`:'\"~^_*+#<>.])\1{2,}\s*$")
_ITEM = lazy_regex(r"[-*+][ \t]+(.*)")
# Keywords of old version control systems, which docutils replaces by their values: `$Date: 2002/08/18 $`.
_KEYWORD = lazy_regex(r"\$[A-Za-z]+:[ \t]*(.*?)[ \t]*\$")
# What can come before a field list in Markdown: comments and targets, which readers do not see.
_MARKDOWN_LEAD = lazy_regex(r"(?:[ \t]*(?:%[^\n]*|\([^()\n]+\)=[ \t]*|<!--.*?-->[ \t]*)?(?:\n|\Z))*", re.DOTALL)


def read_rst_fields(text: str, *, below_title: bool) -> RawFrontMatter:
    """Return the bibliographic fields of reStructuredText: at the start of the file, or right below the title."""
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if _FIELD.match(row):
            return _read_list(rows[number:], number + 1)
        if row.strip() and not row.startswith("..") and not row[0].isspace():
            under, over = rows[number + 1 : number + 2], rows[max(number - 1, 0) : number]
            titled = any(_TITLE_LINE.match(line) for line in [*under, *over])
            if not below_title or (not titled and not _TITLE_LINE.match(row)):
                break
    return RawFrontMatter(empty_is_true=True)


def read_markdown_fields(text: str) -> RawFrontMatter:
    """Return the field list at the start of a Markdown file, as MyST's syntax extension `fieldlist` parses it."""
    lead = _MARKDOWN_LEAD.match(text)
    start = lead.end() if lead else 0
    rows = text[start:].split("\n")
    return _read_list(rows, 1 + text.count("\n", 0, start)) if _FIELD.match(rows[0]) else RawFrontMatter()


def _read_list(rows: Iterable[str], first_line: int) -> RawFrontMatter:
    """Return the fields of the list that starts with the first row, which is line `first_line` of the file."""
    parts: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    key = ""
    for number, row in enumerate(rows, start=first_line):
        if match := _FIELD.match(row):
            key = match[1]
            parts[key], lines[key] = [(match[2] or "").strip()], number
        elif row.startswith((" ", "\t")) and row.strip():
            parts[key].append(row.strip())
        elif row.strip():
            break
    values = {name: _value(body) for name, body in parts.items() if _KEY.fullmatch(name)}
    lines = {name: line for name, line in lines.items() if name in values}
    return RawFrontMatter(values, lines, (), (0, 0), dict(values), empty_is_true=True)


def _value(body: Sequence[str]) -> Value:
    """Return the value of a field: a list if its body is one, else text."""
    items = [_ITEM.fullmatch(line) for line in body[1:]]
    if not body[0] and items and all(items):
        return [item[1].strip() for item in items if item]
    text = " ".join(line for line in body if line)
    keyword = _KEYWORD.fullmatch(text)
    return keyword[1] if keyword else text
