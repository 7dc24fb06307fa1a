"""Find the front matter of a source file and read its keys and values, each with its line.

Values are not typed here. A YAML parser reads `1.10` as a number and `no` as a boolean, and fails at `2024-02-30`;
instead, values stay as the author typed them, and `parse` converts them by their keys.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import replace
from typing import Any

from postil.front_matter.fields import read_markdown_fields, read_rst_fields
from postil.front_matter.keys import is_key, normalize_key
from postil.front_matter.notebook import read_notebook
from postil.front_matter.raw import (
    MAX_NUMBER_LENGTH,
    InvalidFrontMatterError,
    RawFrontMatter,
    Syntax,
    Value,
    as_strings,
)
from postil.front_matter.yaml_reader import read_yaml
from postil.lazy_regex import lazy_regex

__all__ = [
    "InvalidFrontMatterError",
    "RawFrontMatter",
    "Syntax",
    "Value",
    "has_text",
    "normalize",
    "read_raw_front_matter",
]

# What can come before front matter: nothing that is visible on the page.
_INVISIBLE = "[ \t\xa0\u200b-\u200f\u2060\ufeff]*"
_LEAD = lazy_regex(rf"(?:{_INVISIBLE}(?:\n|<!--.*?-->))*", re.DOTALL)
_INDENT = rf"(?P<indent>{_INVISIBLE})"
_COMMENTS = r"(?:[ \t]*(?:#[^\n]*)?\n)*"
_FENCES = {
    "---": lazy_regex(
        rf"{_INDENT}---[ \t]*(?P<kind>yaml|toml|json)?[ \t]*(?:#[^\n]*)?\n"
        r"(?P<body>.*?)^(?P=indent)(?:---|\.\.\.)[ \t]*$",
        re.DOTALL | re.MULTILINE,
    ),
    "+++": lazy_regex(
        rf"{_INDENT}\+\+\+[ \t]*(?P<kind>yaml|toml|json)?[ \t]*(?:#[^\n]*)?\n"
        r"(?P<body>.*?)^(?P=indent)\+\+\+[ \t]*$",
        re.DOTALL | re.MULTILINE,
    ),
    ";;;": lazy_regex(
        rf"{_INDENT};;;[ \t]*(?P<kind>json)?[ \t]*\n(?P<body>.*?)^(?P=indent);;;[ \t]*$",
        re.DOTALL | re.MULTILINE,
    ),
}
_KINDS = {"---": "yaml", "+++": "toml", ";;;": "json"}
_KEY = r"[\"']?[A-Za-z_][\w-]*[\"']?(?::(?=\s)|[ \t]*=)"
_OPEN_FENCE = lazy_regex(rf"{_INVISIBLE}(---|\+\+\+|;;;)[ \t]*\n{_COMMENTS}[ \t]*{_KEY}")
_OPEN_JSON = lazy_regex(rf"{_INVISIBLE}(?=\{{\s*\"[^\"\n]*\"\s*:)")
# Metadata of Pelican and MultiMarkdown: `Title: …` lines from the first line on.
_HEADER_KEY = r"[A-Za-z][\w-]*(?: [\w-]+){0,2}"
_HEADER = lazy_regex(rf"(?:{_HEADER_KEY}:(?!/)[^\n]*(?:\n|\Z)(?:[ \t]+\S[^\n]*(?:\n|\Z))*)+")
# YAML that has only the fence below it, as in Hexo; with a list, which other headers do not have.
_OPEN_YAML = lazy_regex(
    rf"(?P<body>(?=[^\n]*:)(?:{_HEADER_KEY}:(?!/)[^\n]*\n(?:[ \t]+\S[^\n]*\n|-[ \t][^\n]*\n)*)+)---[ \t]*(?:\n|\Z)"
)
_HEADER_LINE = lazy_regex(rf"({_HEADER_KEY}):[ \t]*(.*)")
_HEADER_STARTS = frozenset({"title", "date", "slug", "author", "tags", "category"})
# What readers do not see: comments, targets and fields; of reStructuredText, whatever is no directive.
_UNSEEN = {
    ".md": lazy_regex(r"<!--.*?-->|^[ \t]*%.*$|^\([^()\n]+\)=[ \t]*$", re.DOTALL | re.MULTILINE),
    ".rst": lazy_regex(r"^:[\w-]+:.*$|^\.\.(?:[ \t](?!.*::).*)?$(?:\n(?:[ \t]+\S.*|[ \t]*$))*", re.MULTILINE),
}
_TITLE_ALONE = lazy_regex(r"#.*|(?:([!-/:-@\[-`{-~])\1+[ \t]*\n)?.*\n[ \t]*([!-/:-@\[-`{-~])\2+")
_JSON_KEY = lazy_regex(r'"((?:[^"\\\n]|\\.)*)"\s*:')


def normalize(text: str) -> str:
    """Return a file's text without a byte order mark, with each line ending in a line feed."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_raw_front_matter(text: str, suffix: str, syntax: Syntax = Syntax()) -> RawFrontMatter:  # noqa: B008 - it is immutable
    """Return the front matter of `text`, a file with the suffix `suffix` (`.md`, `.rst`, `.ipynb`).

    Reads YAML between `---`, TOML between `+++`, JSON, `Key: value` lines, field lists, and the metadata of notebooks.
    Empty lines and HTML comments can come before it. Raises InvalidFrontMatterError.
    """
    text = normalize(text)
    if suffix in syntax.rst_suffixes:
        return read_rst_fields(text, below_title=syntax.fields_below_title)
    if suffix == ".ipynb":
        return _read_notebook(text, syntax)
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    line = 1 + text.count("\n", 0, start)
    for fence, pattern in _FENCES.items():
        match = pattern.match(text, start)
        if match and (
            (start == 0 and not match["indent"]) or _OPEN_FENCE.match(text, start) or _KINDS[fence] == "json"
        ):
            return _read_fenced(match, match["kind"] or _KINDS[fence], line + 1)
    if match := _OPEN_FENCE.match(text, start):
        raise InvalidFrontMatterError(f"the front matter has no end; add a line `{match[1]}` below it", line)
    if match := _OPEN_JSON.match(text, start):
        return _read_json(text, match.end(), line)
    if (match := _OPEN_YAML.match(text, start)) and _is_yaml_header(match["body"]):
        return read_yaml(match["body"], match.span(), line)
    if match := _HEADER.match(text, start):
        return _read_header(text, match, line)
    return read_markdown_fields(text) if syntax.markdown_fields else RawFrontMatter()


def has_text(text: str, suffix: str) -> bool:
    """Return whether readers see more of a file's text than a title."""
    try:
        start = read_raw_front_matter(text, suffix).span[1] if suffix != ".rst" else 0
    except InvalidFrontMatterError:
        return True
    unseen = _UNSEEN[".rst" if suffix == ".rst" else ".md"]
    rest = unseen.sub("", normalize(text)[start:]).strip()
    return bool(rest) and not _TITLE_ALONE.fullmatch(rest)


def _read_fenced(match: re.Match[str], kind: str, line: int) -> RawFrontMatter:
    """Return the front matter between two fences; `line` is the first line after the opening fence."""
    if kind == "toml":
        return _read_toml(match["body"], match.span(), line)
    if kind == "json":
        return replace(_read_json(match["body"], 0, line), span=match.span())
    return read_yaml(match["body"], match.span(), line)


def _read_toml(text: str, span: tuple[int, int], first_line: int) -> RawFrontMatter:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = first_line - 1 + int(found[1]) if found else first_line - 1
        raise InvalidFrontMatterError(f"invalid TOML in front matter: {error}", line) from error
    data |= data.pop("taxonomies", {}) if isinstance(data.get("taxonomies"), dict) else {}
    lines: dict[str, int] = {}
    for number, line_text in enumerate(text.split("\n"), start=first_line):
        if match := re.match(r"\s*\[?\"?([\w-]+)", line_text):
            lines.setdefault(match[1], number)
    try:
        values = {key: as_strings(value, lines.get(key, first_line)) for key, value in data.items()}
    except ValueError as error:
        if isinstance(error, InvalidFrontMatterError):
            raise
        raise InvalidFrontMatterError("the TOML has a number that is too long", first_line) from error
    return RawFrontMatter(values, lines, (), span, data)


def _read_json(text: str, start: int, first_line: int) -> RawFrontMatter:
    """Return the front matter in the JSON object at `start` of `text`, as in Hugo."""
    objects: list[list[tuple[str, Any]]] = [[]]

    def remember(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        objects[0] = pairs  # the parser ends with the outermost object
        return dict(pairs)

    start += len(text[start:]) - len(text[start:].lstrip())
    try:
        as_typed, end = json.JSONDecoder(
            parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=remember
        ).raw_decode(text, start)
        data = json.JSONDecoder(parse_int=_number).raw_decode(text, start)[0]
    except (ValueError, RecursionError) as error:
        line = first_line + (
            error.lineno - 1 - text.count("\n", 0, start) if isinstance(error, json.JSONDecodeError) else 0
        )
        message = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise InvalidFrontMatterError(f"invalid JSON in front matter: {message}", max(line, 1)) from error
    if not isinstance(as_typed, dict):
        raise InvalidFrontMatterError("the front matter is not a JSON object", first_line)
    lines: dict[str, int] = {}
    line, position = first_line, start
    for match in _JSON_KEY.finditer(text, start, end):
        line, position = line + text.count("\n", position, match.start()), match.start()
        lines.setdefault(match[1], line)
    counts = Counter(name for name, _value in objects[0])
    duplicates = [(name, lines.get(name, 1)) for name, count in counts.items() if count > 1]
    values = {key: as_strings(value, lines.get(key, first_line)) for key, value in as_typed.items()}
    return RawFrontMatter(values, lines, duplicates, (0, end), data)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_NUMBER_LENGTH else digits


def _read_header(text: str, match: re.Match[str], line: int) -> RawFrontMatter:
    """Return the front matter in `Key: value` lines; nothing if they are probably text."""
    raw = _read_lines(match[0], match.span(), line)
    keys = [key.lower() for key in raw.values]
    ends_at_empty_line = match.end() == len(text) or text[match.end()] == "\n"
    if ends_at_empty_line and keys[0] in _HEADER_STARTS:
        return replace(raw, span=(match.start(), min(match.end() + 1, len(text))))
    return raw if "title" in keys and any(is_key(key) for key in keys if key != "title") else RawFrontMatter()


def _is_yaml_header(text: str) -> bool:
    """Return whether lines are YAML rather than text: a title, another key of posts, and a list."""
    keys = [match[1].lower() for match in map(_HEADER_LINE.match, text.split("\n")) if match]
    has_list = bool(re.search(r"^[ \t]*-[ \t]", text, re.MULTILINE))
    return has_list and "title" in keys and any(is_key(key) for key in keys if key != "title")


def _read_lines(text: str, span: tuple[int, int], first_line: int) -> RawFrontMatter:
    parts: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    duplicates: list[tuple[str, int]] = []
    key = ""
    for number, line in enumerate(text.split("\n"), start=first_line):
        if match := _HEADER_LINE.match(line):
            key = match[1]
            if key in parts:
                duplicates.append((key, number))
            parts[key], lines[key] = [match[2].strip()], number
        elif line.strip():
            parts[key].append(line.strip())
    values = _joined(parts)
    return RawFrontMatter(values, lines, duplicates, span, dict(values))


def _joined(parts: dict[str, list[str]]) -> dict[str, Value]:
    return {key: " ".join(part for part in lines if part) or None for key, lines in parts.items()}


def _read_notebook(text: str, syntax: Syntax) -> RawFrontMatter:
    """Return the front matter in the first cell of a notebook, and its metadata.

    Programs write metadata of their own into notebooks: only the keys of posts are read.
    """
    notebook = read_notebook(text)
    raw = read_raw_front_matter(notebook.first_cell, ".md")
    in_cell = {normalize_key(key) for key in raw.values}
    metadata = notebook.metadata if syntax.notebook_metadata else {}
    known = {key: value for key, value in metadata.items() if is_key(key) and normalize_key(key) not in in_cell}
    values = {key: as_strings(value) for key, value in known.items()} | dict(raw.values)
    return RawFrontMatter(values, dict.fromkeys(values, 1), raw.duplicates, (0, 0), raw.extra)
