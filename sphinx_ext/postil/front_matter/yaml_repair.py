"""Quote values of YAML that only lack quotes, as in Pelican, whose `Title: A: B` is not YAML."""

from __future__ import annotations

import json

from postil.front_matter.visibility import find_draft_line
from postil.front_matter.yaml_errors import needs_quotes, quoted
from postil.lazy_regex import lazy_regex

_KEY_LINE = lazy_regex(r"(?P<key>[A-Za-z_][^\s:#]*(?: [^\s:#]+)*)[ \t]*:[ \t]+(?P<value>\S.*?)[ \t]*")
_INDENTED_KEY = lazy_regex(r"\s+[A-Za-z_][\w-]*:\s")
_ANCHOR = lazy_regex(r"(?m)^[^#\n]*?[\s\[{,]&[\w-]")


def quote_values(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return YAML with quotes where a value of a top-level key lacks them, and for each the row, from 0, and a message.

    A value is one line, or a line and indented lines below it, which are joined. The number of lines is unchanged.
    """
    rows = text.split("\n")
    problems: list[tuple[int, str]] = []
    has_anchors = bool(_ANCHOR.search(text))
    for number, row in enumerate(rows):
        match = _KEY_LINE.fullmatch(row)
        if not match or match["value"][0] in "|>[{" or (has_anchors and match["value"][0] in "*&"):
            continue
        end = number + 1
        while end < len(rows) and rows[end].strip() and rows[end][0] in " \t":
            end += 1
        more = rows[number + 1 : end]
        value = " ".join([match["value"], *(row.strip() for row in more)])
        if any(_INDENTED_KEY.match(row) for row in more) or find_draft_line(row) or find_draft_line(value):
            continue  # probably another key, which may hide the post
        if reason := needs_quotes(value):
            key, example = match["key"], quoted(match["key"], value)
            problems.append((number, f"{reason} must be quoted, e.g. `{example}`"))
            if value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            rows[number] = f"{key}: {json.dumps(value, ensure_ascii=False)}"
            rows[number + 1 : end] = [""] * (end - number - 1)
    return "\n".join(rows), problems
