"""Read posts in reStructuredText, which stay what they are: only their fields, links and images change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.importers.markdown.conversion import Conversion
    from postil.importers.model import Reference

# Stands for a line that is not part of the post. No text has this character.
REMOVED = "\ufdd2"
_REMOVED_LINES = re.compile(rf"(?:{REMOVED}(?:\n|\Z))+\n*")
_TITLE = re.compile(
    r"(?:^(?P<over>([!-/:-@\[-`{-~])\2{1,})[ \t]*\n)?^(?P<title>[^\s.:][^\n]*|[ \t]+\S[^\n]*)\n"
    r"(?P<under>([!-/:-@\[-`{-~])\5{1,})[ \t]*$",
    re.MULTILINE,
)
_FIELD = re.compile(r":(?:[^:\\\s]|\\.)(?:[^:\\\n]|\\.)*:(?:[ \t]|$)")
_TARGET = re.compile(
    r"""
    ^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?:image|figure|thumbnail)::[ \t]*(?P<image>\S[^\n]*?)[ \t]*$
    | ^[ \t]*:target:[ \t]*(?P<target>\S+)[ \t]*$
    | ^[ \t]*\.\.[ \t]+_(?:`[^`\n]+`|[^:\n`]+|_):[ \t]+(?P<definition>\S+)[ \t]*$
    | :doc:`(?:[^`<>]{1,1000}<(?P<document>[^`<>\n]+)>|(?P<name>[^`<>\n]+))`
    | `[^`<>]{0,1000}<(?P<link>[^`<>\n]+)>`__?
    """,
    re.VERBOSE | re.MULTILINE,
)
_DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?P<name>[A-Za-z][\w.:+-]*?)::(?=\s|$)", re.MULTILINE)
_NOTE = re.compile(r"^\.\. \[(?:#[\w.-]*|\d+|\*)\]", re.MULTILINE)
_LITERAL = re.compile(
    r"^(?P<indent>[ \t]*)(?:\.\.[ \t]+(?:code|code-block|sourcecode|raw|math|highlight)::.*|(?!\.\.).*::)[ \t]*\n"
    r"(?:(?P=indent)[ \t]+\S.*\n?|[ \t]*\n)+",
    re.MULTILINE,
)


def title_of_rst(text: str) -> str:
    """Return the first heading; empty if text comes before it."""
    for found in _TITLE.finditer(text):
        over, under = found["over"], found["under"]
        if over and over[0] != under[0]:
            continue
        lines = text[: found.start()].split("\n")
        is_first = all(not line.strip() or line.startswith((".. ", " ", "\t")) or _FIELD.match(line) for line in lines)
        return found["title"].strip() if is_first else ""
    return ""


def without_fields(text: str) -> tuple[str, int]:
    """Return a document without its first field list, and the line in which it begins.

    `REMOVED` stands for each line of the list, so that later lines keep their numbers; `convert_rst` removes it.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if _FIELD.match(line)), None)
    if start is not None and _is_header(lines[:start]):
        end = start
        while end < len(lines) and (_FIELD.match(lines[end]) or (lines[end][:1] in (" ", "\t") and lines[end].strip())):
            lines[end] = REMOVED
            end += 1
    first = next((number for number, line in enumerate(lines) if line.strip() and line != REMOVED), 0)
    return "\n".join(lines[first:]), first + 1


def _is_header(lines: list[str]) -> bool:
    """Return whether lines are only a title and comments."""
    text = _TITLE.sub("", "\n".join(lines), count=1)
    return all(not line.strip() or line.startswith(("..", " ", "\t")) for line in text.split("\n"))


def convert_rst(
    text: str, resolve: Callable[[str], Reference | None], conversion: Conversion, *, known: frozenset[str]
) -> str:
    """Return a text whose links and images are references; directives that are not in `known` are reported."""
    literal = [found.span() for found in _LITERAL.finditer(text)]

    def is_literal(position: int) -> bool:
        """Return whether a place is in code."""
        return any(start < position < end for start, end in literal)

    for found in _DIRECTIVE.finditer(text):
        if found["name"].lower() not in known and ":" not in found["name"] and not is_literal(found.start("name")):
            line = text.count("\n", 0, found.start("name"))
            conversion.report(line, f".. {found['name']}::", "as it is; the build warns unless an extension has it")

    def replaced(found: re.Match[str]) -> str:
        """Return a link with the mark of its reference."""
        name = next(
            name for name in ("image", "target", "definition", "document", "name", "link") if found[name] is not None
        )
        reference = None if is_literal(found.start(name)) else resolve(found[name])
        if reference is None:
            return found[0]
        if name in ("document", "name"):
            reference = replace(reference, is_document_name=True)
        start, end = found.start(name) - found.start(), found.end(name) - found.start()
        return found[0][:start] + conversion.reference(reference) + found[0][end:]

    return _REMOVED_LINES.sub("", _TARGET.sub(replaced, text))


def count_rst_notes(text: str) -> int:
    """Return how many footnotes a text has."""
    return len(_NOTE.findall(text))
