"""Read the head of a source file: its front matter as raw words, each with its line.

Nothing is typed here. A YAML parser takes `1.10` for a number, `no` for a truth value, and ends at `2024-02-30`; what
the author typed is kept instead, and `frontmatter` decides what it means.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from postil.keys import canonical

# Values are what the author typed: text, nothing, or lists and mappings of these.
Value = str | None | Sequence["Value"] | Mapping[str, "Value"]

# Anchors and aliases let a few lines of YAML stand for billions of values.
MAX_VALUES = 10_000
# libyaml's parser is some ten times as fast; PyYAML has it wherever a wheel exists.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_YAML_FENCE = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_TOML_FENCE = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_OPEN_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\n[A-Za-z][\w-]*(?::[ \t]|[ \t]*=)")
# Half a character each, as JSON writes one outside the basic plane; YAML has no such halves.
_HALVES = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
# Pelican's and MultiMarkdown's: `Title: …` from the first line to the first empty one.
_BARE_HEAD = re.compile(
    r"(?i)(?=(?:title|date|slug|author|tags|category):)"
    r"(?:[a-z][\w-]*:(?!/)[^\n]*(?:\n|$)|[ \t]+\S[^\n]*(?:\n|$))+(?:\n|\Z)"
)
_BARE_LINE = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
_RST_FIELD = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")
_RST_LINE = re.compile(r"([=\-`:'\"~^_*+#<>.])\1{2,}\s*$")


class BrokenFrontMatterError(ValueError):
    """The front matter cannot be read at all. `line` is the line in the file, from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Head:
    """What stands before a post's text."""

    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key, from 1."""
    repeated: Sequence[tuple[str, int]] = ()
    """Keys that stand there twice, with the line of the second."""
    span: tuple[int, int] = (0, 0)
    """Where the front matter starts and ends in the text, in characters."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """The values as YAML types them, for extensions that read keys of their own."""
    flags: bool = False
    """Whether a key without a value means yes, as in reStructuredText."""


def read_head(text: str, suffix: str) -> Head:
    """Return the front matter of `text`, a file whose name ends in `suffix` (`.md`, `.rst`, `.ipynb`).

    Understands YAML between `---`, TOML between `+++`, `Key: value` lines, and fields of reStructuredText.
    Raises BrokenFrontMatterError.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if suffix == ".rst":
        return _read_fields(text)
    if suffix == ".ipynb":
        return _read_notebook(text)
    if match := _YAML_FENCE.match(text):
        return _read_yaml(match[1], match.span())
    if match := _TOML_FENCE.match(text):
        return _read_toml(match[1], match.span())
    if match := _OPEN_FENCE.match(text):
        raise BrokenFrontMatterError(f"the front matter has no line `{match[1]}` at its end", 1)
    if match := _BARE_HEAD.match(text):
        return _read_lines(match[0], match.span())
    return Head()


def _read_yaml(text: str, span: tuple[int, int]) -> Head:
    if text.count("[") + text.count("{") > MAX_VALUES:
        raise BrokenFrontMatterError("the YAML has more values than front matter can have", 1)  # libyaml's stack
    text = _HALVES.sub(lambda m: bytes.fromhex(m[1] + m[2]).decode("utf-16-be"), text)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = error.problem or error.context or "it does not parse"
        raise BrokenFrontMatterError(f"the YAML does not parse: {message}", 2 + (mark.line if mark else 0)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BrokenFrontMatterError(f"the YAML does not parse: {str(error).splitlines()[0]}", 1) from error
    if root is None:
        return Head(span=span)
    if not isinstance(root, yaml.MappingNode):
        raise BrokenFrontMatterError("the YAML is not a list of `key: value` lines", 2)
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    repeated = []
    budget = [MAX_VALUES]
    for key_node, value_node in root.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 2
        if before := next((name for name in values if canonical(name) == canonical(key)), None):
            repeated.append((key, line))
            del values[before]
        try:
            values[key] = _plain(value_node, budget, line)
        except RecursionError as error:
            raise BrokenFrontMatterError(
                "the YAML has a value that holds itself, or lists too deep in each other", line
            ) from error
        lines[key] = line
    try:
        extra = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    except (yaml.YAMLError, ValueError, TypeError, ArithmeticError, RecursionError, AttributeError, LookupError):
        extra = values  # `2024-02-30`, an unknown tag, `!!int ""`: words are still words
    extra = extra if isinstance(extra, dict) else values
    return Head(values, lines, repeated, span, {str(k): v for k, v in extra.items()})


def _plain(node: yaml.Node, budget: list[int], line: int) -> Value:
    """Return a YAML node as text, None, list or mapping, whatever its type would be."""
    budget[0] -= 1
    if budget[0] < 0:
        raise BrokenFrontMatterError("the YAML has more values than front matter can have", line)
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, budget, line) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, budget, line) for item in node.value]
    return None if node.tag.endswith(":null") else str(node.value)


def _read_toml(text: str, span: tuple[int, int]) -> Head:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise BrokenFrontMatterError(f"the TOML does not parse: {error}", 1 + int(found[1]) if found else 1) from error
    data |= data.pop("taxonomies", {}) if isinstance(data.get("taxonomies"), dict) else {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=2):
        if match := re.match(r"\s*\[?([\w-]+)", line):
            lines.setdefault(match[1], number)
    return Head({key: _as_words(value) for key, value in data.items()}, lines, (), span, data)


def _as_words(value: Any) -> Value:
    if isinstance(value, dict):
        return {str(key): _as_words(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_words(item) for item in value]
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_lines(text: str, span: tuple[int, int]) -> Head:
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    key = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _BARE_LINE.match(line):
            key = match[1]
            values[key], lines[key] = match[2].strip() or None, number
        elif line.strip():
            values[key] = f"{values[key] or ''} {line.strip()}".strip()
    return Head(values, lines, (), span, dict(values))


def _read_fields(text: str) -> Head:
    """Return the fields that docutils takes for a document's bibliography: first, or right after the title."""
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    key = ""
    rows = text.split("\n")
    for number, row in enumerate(rows, start=1):
        if match := _RST_FIELD.match(row):
            key = match[1]
            values[key], lines[key] = (match[2] or "").strip(), number
        elif values and row.startswith((" ", "\t")) and row.strip():
            values[key] = f"{values[key]} {row.strip()}".strip()
        elif values:
            break
        elif row.strip() and not row.startswith("..") and not row[0].isspace():
            under, over = rows[number : number + 1], rows[number - 2 : number - 1]
            titled = any(_RST_LINE.match(line) for line in [*under, *over])
            if not titled and not _RST_LINE.match(row):
                break
    return Head(values, lines, (), (0, 0), dict(values), flags=True)


def _read_notebook(text: str) -> Head:
    """Return the front matter in a notebook's first cell."""
    try:
        cells = json.loads(text)["cells"]
        source = cells[0]["source"] if cells else ""
    except (ValueError, LookupError, TypeError):
        return Head()  # myst_nb says what is wrong with it
    head = read_head(source if isinstance(source, str) else "".join(map(str, source)), ".md")
    return Head(head.values, dict.fromkeys(head.lines, 1), head.repeated, (0, 0), head.extra)
