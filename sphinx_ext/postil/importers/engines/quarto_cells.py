"""Quarto: code cells as plain code, or, if Quarto committed what they made, their frozen results."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.engines.quarto_output import kept_div, paged_table
from postil.importers.markdown.code import code_spans, outside
from postil.importers.source import SourceError
from postil.markdown.code_fences import cell_options, is_hidden
from postil.markdown.info_strings import parse_info

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.markdown.conversion import Conversion
    from postil.importers.source import Source
    from postil.markdown.info_strings import Info

_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)$")
_DIV = re.compile(r"^[ \t]*:{3,}[ \t]*(?P<info>[^\s:][^\n]*?)[ \t]*:*$")
_DIV_END = re.compile(r"^[ \t]*:{3,}[ \t]*$")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_INLINE = re.compile(r"^(`+)(?:\{(\w+)\}|(r))[ \t]+(.*?)\1$", re.DOTALL)
# Cells that postil draws.
_DRAWN = frozenset({"mermaid", "dot"})
_KEPT_OPTIONS = ("filename", "code-fold", "code-summary", "code-line-numbers")
_SCRIPT = re.compile(r"<script\b|<iframe\b[^>]*\bsrcdoc=", re.IGNORECASE)
_FALSE = ("false", "no")


def frozen_result(source: Source, path: str) -> str | None:
    """Return the Markdown that Quarto made of a document; None if there is none, or if it can't be read."""
    try:
        result = json.loads(source.read_text(path))["result"]["markdown"]
    except (SourceError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return result if isinstance(result, str) else None


@frozen
class CodeOptions:
    """What the front matter says about the code of all cells."""

    is_shown: bool = True
    fold: str = ""
    """The value of `code-fold`: `true`, `show`, or empty."""
    summary: str = ""

    def attributes(self, own: Mapping[str, str]) -> dict[str, str]:
        """Return the attributes of the code of a cell that has options of its own."""
        found = {key: own[key] for key in _KEPT_OPTIONS if own.get(key)}
        if self.fold and "code-fold" not in found:
            found["code-fold"] = self.fold
        if self.summary and "code-fold" in found:
            found.setdefault("code-summary", self.summary)
        if found.get("code-fold", "").lower() in _FALSE:
            del found["code-fold"]
        return found


def code_options(front_matter: Mapping[str, Any]) -> CodeOptions:
    """Return the options in front matter, also those of the format HTML."""
    execute = _mapping(front_matter.get("execute"))
    html = _mapping(_mapping(front_matter.get("format")).get("html"))
    echo = execute.get("echo", html.get("echo", True))
    fold = html.get("code-fold", front_matter.get("code-fold", ""))
    fold = str(fold).lower() if fold in (True, "show", "true") else ""
    return CodeOptions(
        echo is not False and execute.get("include") is not False, fold, str(html.get("code-summary", ""))
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def convert_cells(text: str, options: CodeOptions, conversion: Conversion) -> str:
    """Return Markdown whose cells are plain code; hidden ones are left out. The first of each document is reported."""
    lines, kept, number, shown = text.split("\n"), [], 0, []
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if not opening:
            kept.append(lines[number])
            number += 1
            continue
        end = _end_of_fence(lines, number, opening["mark"])
        info = parse_info(opening["info"])
        if info.name and not info.is_escaped and info.name not in _DRAWN and info.in_braces:
            block = _plain_code(opening, info, lines[number + 1 : end], options)
            if block:
                shown.append(number)
            kept += block
        else:
            kept += lines[number : end + 1]
        number = end + 1
    if shown:
        count = f"{len(shown)} code cells" if len(shown) > 1 else "a code cell"
        conversion.report(shown[0], count, "the code without its results, because _freeze has none")
    return "\n".join(kept)


def _end_of_fence(lines: list[str], start: int, mark: str) -> int:
    """Return the line that closes a fence; the last line if none does."""
    closing = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*")
    return next((n for n in range(start + 1, len(lines)) if closing.fullmatch(lines[n])), len(lines) - 1)


def _plain_code(opening: re.Match[str], info: Info, code: list[str], options: CodeOptions) -> list[str]:
    """Return a cell as lines of plain code; nothing if it is hidden or empty."""
    content, own = cell_options("\n".join(code))
    own = {**info.options, **own}
    is_asked_for = own.get("echo", "").lower() in ("true", "t")
    if is_hidden(own) or not content.strip() or not (options.is_shown or is_asked_for):
        return []
    language = "js" if info.name in ("ojs", "observable") else info.name.lower()
    attributes = "".join(f' {key}="{_quotable(value)}"' for key, value in options.attributes(own).items())
    info_string = f"{{.{language}{attributes}}}" if attributes else language
    return [
        f"{opening['indent']}{opening['mark']}{info_string}",
        *content.split("\n"),
        opening["indent"] + opening["mark"],
    ]


def _quotable(value: str) -> str:
    return value.replace('"', "'")


def convert_inline_values(text: str, conversion: Conversion) -> str:
    """Return a text in which code that computes a value in a line is plain code."""
    parts, position = [], 0
    for start, end in code_spans(text):
        found = _INLINE.match(text[start:end])
        if found and not text.startswith(("```", "~~~"), start):
            line = text.count("\n", 0, start)
            conversion.report(line, text[start:end], "the code, because _freeze has no value for it")
            parts += [text[position:start], f"{found[1]}{found[4]}{found[1]}"]
            position = end
    return "".join([*parts, text[position:]])


@dataclass
class _Frozen:
    """Turns frozen results into Markdown as people write it, line by line."""

    conversion: Conversion
    kept: list[str] = field(default_factory=list)
    open_divs: list[str] = field(default_factory=list)
    """What is at the end of each open div; empty if its beginning is not kept."""
    hidden: int = 0
    """How many of the open divs are in a hidden one."""

    def line(self, line: str) -> None:
        """Take a line that is not code."""
        if _DIV_END.match(line) and self.open_divs:
            closing = self.open_divs.pop()
            if self.hidden:
                self.hidden -= 1
            elif closing:
                self.kept.append(line)
            return
        opening = _DIV.match(line)
        if opening:
            kept = kept_div(line)
            self.open_divs.append(kept)
            if self.hidden or ".hidden" in opening["info"]:
                self.hidden += 1
                return
            line = kept
            if not kept:
                return
        if not self.hidden:
            self.kept.append(line)

    def fence(self, number: int, lines: list[str]) -> None:
        """Take a block of code."""
        if self.hidden:
            return
        opening = _FENCE.match(lines[0])
        info = opening["info"].strip() if opening else ""
        html = "\n".join(lines) if info.startswith("{=html}") else ""
        if table := paged_table(html):
            self.kept += ["", *table, ""]
            return
        if _SCRIPT.search(html):
            self.conversion.report(number, "interactive output of a cell", "nothing, because it needs Quarto's scripts")
            return
        if ".hidden" in info:
            return
        if re.search(r"\.cell-code\b", info):
            info = re.sub(r"\s*\.cell-code\b", "", info)
            lone = re.fullmatch(r"\{\.([\w+-]+)\s*\}", info)
            lines = [lines[0][: lines[0].index("{")] + (lone[1] if lone else info), *lines[1:]]
        elif not info or info.startswith("{."):
            lines = [_ANSI.sub("", line) for line in lines]
            if not info:
                lines[0] = f"{lines[0].rstrip()}text"
        self.kept += lines


def convert_frozen(text: str, conversion: Conversion) -> str:
    """Return the frozen results of a document without what surrounds cells and their output."""
    frozen = _Frozen(conversion)
    lines, number = text.split("\n"), 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if opening:
            end = _end_of_fence(lines, number, opening["mark"])
            frozen.fence(number, lines[number : end + 1])
            number = end + 1
        else:
            frozen.line(lines[number])
            number += 1
    return (
        re.sub(r"\n{3,}", "\n\n", "\n".join(frozen.kept)) if not _has_code_gap(frozen.kept) else "\n".join(frozen.kept)
    )


def _has_code_gap(lines: list[str]) -> bool:
    """Return whether code has two empty lines together, which are part of it."""
    text = "\n".join(lines)
    gaps = [found.start() for found in re.finditer(r"\n{3,}", text)]
    prose = list(outside(code_spans(text), len(text)))
    return any(not any(start <= gap < end for start, end in prose) for gap in gaps)
