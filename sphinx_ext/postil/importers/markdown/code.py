"""Find the code in a text in Markdown, in which nothing is converted."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Span = tuple[int, int]

_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_CLOSING = {
    "`": re.compile(r"^[ \t>]*(`{3,})[ \t]*$", re.MULTILINE),
    "~": re.compile(r"^[ \t>]*(~{3,})[ \t]*$", re.MULTILINE),
}
_BACKTICKS = re.compile(r"`+")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


def code_spans(text: str) -> list[Span]:
    """Return where code is: fenced blocks and code in lines, in order. Indented code is not found."""
    spans: list[Span] = []
    position = 0
    for start, end in [*_fences(text), (len(text), len(text))]:
        spans += _inline_code(text, position, start)
        if end > start:
            spans.append((start, end))
        position = end
    return spans


def replace_in_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text in which `change` has changed each piece of code."""
    parts, position = [], 0
    for start, end in code_spans(text):
        parts += [text[position:start], change(text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


def outside(spans: Sequence[Span], end: int) -> Iterator[Span]:
    """Yield the spans between some spans, in order."""
    position = 0
    for start, stop in spans:
        if start > position:
            yield position, start
        position = stop
    if end > position:
        yield position, end


def _fences(text: str) -> Iterator[Span]:
    position = 0
    while opening := _FENCE.search(text, position):
        mark = opening["mark"]
        closings = _CLOSING[mark[0]].finditer(text, opening.end())
        end = next((found.end() for found in closings if len(found[1]) >= len(mark)), len(text))
        yield opening.start(), end
        position = end


def _inline_code(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the code in lines: between two runs of as many backticks, in one paragraph."""
    position = start
    while position < end:
        found = _PARAGRAPH_END.search(text, position, end)
        stop = found.end() if found else end
        yield from _code_in_paragraph(text, position, stop)
        position = stop


def _code_in_paragraph(text: str, start: int, end: int) -> Iterator[Span]:
    runs = [run.span() for run in _BACKTICKS.finditer(text, start, end)]
    later: dict[int, list[int]] = defaultdict(list)
    for number in range(len(runs) - 1, -1, -1):
        later[runs[number][1] - runs[number][0]].append(number)
    number = 0
    while number < len(runs):
        length = runs[number][1] - runs[number][0]
        same = later[length]
        while same and same[-1] <= number:
            same.pop()
        is_escaped = runs[number][0] > start and text[runs[number][0] - 1] == "\\"
        if same and not is_escaped:
            yield runs[number][0], runs[same[-1]][1]
            number = same[-1]
        number += 1
