"""Explain YAML errors in plain words, with what to do; the parser's messages are hard to understand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    import yaml

# The length to which examples shorten a value, in characters.
MAX_SHOWN = 60
_KEY_VALUE = lazy_regex(r"\s*(?:- +)?(?P<key>[^\s:#\"'][^:]*?)[ \t]*:[ \t]+(?P<value>\S.*?)\s*$")
_NO_SPACE = lazy_regex(r"\s*(?P<key>[A-Za-z][\w-]*):(?P<value>[^\s:/].*?)\s*$")
_QUOTED = lazy_regex(r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')\s*(?:\s#.*)?")
_CLOSING = {"[": "]", "{": "}"}
_KINDS = {"[": "list", "{": "mapping"}


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[str, int]:
    """Return what is wrong with a YAML `text` and what to do, and its line, from 0."""
    problem = error.problem or error.context or "it can't be parsed"
    mark = error.problem_mark or error.context_mark
    start = error.context_mark or mark
    if mark is None or start is None:
        return problem, 0
    lines = [*text.split("\n"), ""]
    row = min(mark.line, len(lines) - 1)
    opening = lines[min(start.line, len(lines) - 1)]
    sign = opening[start.column : start.column + 1]
    if unclosed := _explain_unclosed(problem, error.context or "", sign):
        return unclosed, start.line
    if "':'" in problem:
        return _not_key_and_value(lines[start.line], lines[start.line - 1] if start.line else ""), start.line
    if "mapping values" in problem and row and (match := _NO_SPACE.match(lines[row - 1])):
        return f"a space is missing after the colon: `{_pair(match['key'], match['value'])}`", row - 1
    return _explain_line(lines[row], mark.column, problem), row


def _explain_unclosed(problem: str, context: str, sign: str) -> str:
    """Return the error for a quote, list or mapping that starts with `sign` and has no end; empty if it is another."""
    if "quoted scalar" in context and "stream" in problem:
        return f"the quote `{sign}` that opens here is not closed"
    if "flow" in context and sign in _CLOSING:
        return f"the {_KINDS[sign]} that starts here lacks a comma or its `{_CLOSING[sign]}`"
    return ""


def _explain_line(line: str, column: int, problem: str) -> str:
    """Return what is wrong with a line, at a column of it."""
    if "tab" in problem or line[column : column + 1] == "\t":
        return "a tab; use spaces before a key"
    if "escape" in problem:
        return "a backslash in double quotes starts an escape; use single quotes, or write `\\\\`"
    if match := _KEY_VALUE.match(line):
        if wrong := _explain_value(match["value"], problem):
            return f"{wrong} must be quoted, e.g. `{quoted(match['key'], match['value'])}`"
    elif (first := line.lstrip()[:1]) and first in "%@`*&!,]}":
        return f"a line that starts with `{first}` is not `key: value`"
    if any(phrase in problem for phrase in ("expected key", "mapping values", "document start")):
        return "wrong indentation: keys that belong together start in the same column"
    return problem


def _explain_value(value: str, problem: str) -> str:
    """Return what is wrong with the value of a key; empty if something else is wrong."""
    first = value[0]
    if first in "\"'":
        return "a value with text after its closing quote" if "expected key" in problem else ""
    if first in _CLOSING:
        return f"a value with text after its `{_CLOSING[first]}`" if "expected key" in problem else ""
    if first in "@`%*&!|>,]}?" or value.startswith("- "):
        return f"a value that starts with `{first}`"
    return 'a value that contains ": "' if ": " in value or value.endswith(":") else ""


def needs_quotes(value: str) -> str:
    """Return why a value must be quoted to be text in YAML; empty if it need not, or if it is unclear what it means."""
    first = value[0]
    if first in "\"'":
        if _QUOTED.fullmatch(value):
            return ""
        return "a value with text after its closing quote" if value.count(first) > 1 else ""
    if first in "[{|>#":
        return ""
    if first in "@`%*," or value[:2] in ("& ", "! "):
        return f"a value that starts with `{first}`"
    return 'a value that contains ": "' if ": " in value or value.endswith(":") else ""


def _not_key_and_value(line: str, before: str) -> str:
    if match := _NO_SPACE.match(line):
        return f"a space is missing after the colon: `{_pair(match['key'], match['value'])}`"
    if re.search(r":\s*[|>]", before):
        return "the text of a key that ends in `|` or `>` must be indented"
    return "this line is not `key: value`"


def _pair(key: str, value: str) -> str:
    return f"{key}: {value}" if len(value) <= MAX_SHOWN else f"{key}: {value[: MAX_SHOWN - 1]}…"


def quoted(key: str, value: str) -> str:
    """Return `key: value` with quotes around the value."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    value = value if len(value) <= MAX_SHOWN else f"{value[: MAX_SHOWN - 1]}…"
    if '"' in value and "'" not in value:
        return f"{key}: '{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{key}: "{escaped}"'
