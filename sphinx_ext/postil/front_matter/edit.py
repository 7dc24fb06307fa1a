"""Change single values in the front matter of a file; every other character stays as it is.

Each change is read back: if the front matter does not have exactly the values that it should have, the file is not
changed, and the error says at which line a person must do it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.source import InvalidFrontMatterError, RawFrontMatter, normalize, read_raw_front_matter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postil.front_matter.raw import Value

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_LINE_END = re.compile(r"(?:\r\n|\r|\n)\Z")
# Values that TOML writes without quotes.
_BARE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?|true|false")


class EditError(ValueError):
    """A change that can't be made safely. `line` is the line of the front matter that a person can change."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Format(StrEnum):
    """The formats of front matter in which lines can be changed."""

    YAML = "yaml"
    TOML = "toml"
    HEADER = "header"
    """`Title: …` lines without fences."""
    FIELDS = "fields"
    """The field list of reStructuredText."""
    NONE = "none"
    """A file without front matter."""
    OTHER = "other"


@dataclass(frozen=True)
class _Source:
    """The lines of a file, and where its front matter is."""

    lines: Sequence[str]
    raw: RawFrontMatter
    format: Format
    end: int
    """The number of the line that ends the front matter, from 1: the closing fence, or the first line after it."""

    @property
    def newline(self) -> str:
        """How the lines of the file end."""
        found = _LINE_END.search(self.lines[0]) if self.lines else None
        return found[0] if found else "\n"

    def spelling(self, key: str) -> str:
        """Return how the file spells a key; empty if the front matter does not have it."""
        if key in self.raw.lines:
            return key
        own = [name for name in self.raw.values if NAMES.get(normalize_key(name), name) == key]
        return next((name for name in own if name in self.raw.lines), own[0] if own else "")

    def extent(self, name: str) -> tuple[int, int]:
        """Return the first line of a key, and the line after its value, as indices."""
        first = self.raw.lines[name]
        last = min([line for line in self.raw.lines.values() if line > first] + [self.end]) - 1
        while last > first and re.match(r"\s*(?:#.*)?\s*\Z", self.lines[last - 1]):
            last -= 1
        return first - 1, last


def set_value(text: str, suffix: str, key: str, value: str) -> str:
    """Return `text` with a value for a key, by any of its spellings; raise EditError."""
    source = _read(text, suffix)
    name = source.spelling(key)
    for shown in _notations(value, source.format):
        lines = list(source.lines)
        if name:
            first, after = source.extent(name)
            pattern = _pair(name, source.format)
            match = pattern.match(lines[first]) if after == first + 1 else None
            if match is None:
                break
            lines[first] = f"{match['key']}{match['space'] or ' '}{shown}{match['rest']}"
        else:
            _insert(lines, source, _line(key, shown, source))
        if changed := _checked(lines, suffix, source, {name or key: value}):
            return changed
    raise _refusal(source, name, f"set `{key}` to `{value}`")


def remove_key(text: str, suffix: str, name: str) -> str:
    """Return `text` without a key, spelled as in the file; raise EditError."""
    source = _read(text, suffix)
    if name in source.raw.lines and source.format not in (Format.OTHER, Format.NONE):
        first, after = source.extent(name)
        lines = [*source.lines[:first], *source.lines[after:]]
        if (changed := _checked(lines, suffix, source, {name: None})) is not None:
            return changed
    raise _refusal(source, name, f"remove `{name}`")


def rename_key(text: str, suffix: str, name: str, new: str) -> str:
    """Return `text` with another name for a key, spelled as in the file; raise EditError."""
    source = _read(text, suffix)
    if name in source.raw.lines and new not in source.raw.values:
        first, lines = source.raw.lines[name] - 1, list(source.lines)
        lines[first] = re.sub(rf"^(\W*){re.escape(name)}", rf"\g<1>{new}", lines[first], count=1)
        changed = "".join(lines)
        before, after = dict(source.raw.values), dict(_read(changed, suffix).raw.values)
        value = before.pop(name)
        if after.pop(new, None) == value and before == after:
            return changed
    raise _refusal(source, name, f"rename `{name}` to `{new}`")


def add_to_list(text: str, suffix: str, key: str, item: str) -> str:
    """Return `text` with one more item in the list of a key; raise EditError."""
    source = _read(text, suffix)
    name = source.spelling(key)
    before = items_of(source.raw.values.get(name)) if name else []
    if item in before:
        return text
    for lines in _lists_with(source, name, key, item):
        if changed := _checked(lines, suffix, source, {name or key: [*before, item]}):
            return changed
    raise _refusal(source, name, f"add `{item}` to `{key}`")


def rename_in_list(text: str, suffix: str, key: str, renamed: Callable[[str], str]) -> str:
    """Return `text` with the items of a list renamed; of two equal ones the first is kept. Raise EditError."""
    source = _read(text, suffix)
    for name in [name for name in source.raw.values if NAMES.get(normalize_key(name)) == key]:
        before = [item.removeprefix("#") for item in items_of(source.raw.values[name])]  # Obsidian's sign
        new = {item: renamed(item) for item in before if renamed(item) != item}
        if not new:
            continue
        if name not in source.raw.lines or source.format in (Format.OTHER, Format.NONE):
            raise _refusal(source, name, f"change `{name}`")
        wanted = list(dict.fromkeys(renamed(item) for item in before))
        first, after = source.extent(name)
        for quote in ("", '"'):
            value = "".join(source.lines[first:after])
            for old, item in new.items():
                drop = item in before or list(new.values()).index(item) < list(new).index(old)
                value = _without_item(value, old) if drop else _with_item(value, old, item, quote)
            lines = [*source.lines[:first], value, *source.lines[after:]]
            if changed := _checked(lines, suffix, source, {name: wanted}):
                source = _read(changed, suffix)
                break
        else:
            raise _refusal(source, name, f"change `{name}`")
    return "".join(source.lines)


def items_of(value: Value) -> list[str]:
    """Return the items of a list as the front matter has it: a list, or words between commas."""
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if value is None or isinstance(value, dict):
        return []
    return [str(item) for item in value]


def keys_of(text: str, suffix: str) -> Mapping[str, int]:
    """Return the line of each key in the front matter; empty if it can't be read."""
    try:
        return read_raw_front_matter(text, suffix).lines
    except InvalidFrontMatterError:
        return {}


def _read(text: str, suffix: str) -> _Source:
    try:
        raw = read_raw_front_matter(text, suffix)
    except InvalidFrontMatterError as error:
        raise EditError(str(error), error.line) from error
    start = normalize(text)[raw.span[0] :].lstrip("\n \t")
    if suffix == ".rst":
        found = Format.FIELDS
    elif suffix == ".ipynb":
        found = Format.OTHER
    elif not raw.span[1]:
        found = Format.NONE if not raw.values else Format.OTHER
    else:
        kind = re.match(r"(---|\+\+\+|;;;|\{)[ \t]*(yaml|toml|json)?", start)
        default = {"---": Format.YAML, "+++": Format.TOML}.get(kind[1], Format.OTHER) if kind else Format.HEADER
        found = Format(kind[2]) if kind and kind[2] in ("yaml", "toml") else default
        if kind and kind[2] == "json":
            found = Format.OTHER
        if found is Format.HEADER and normalize(text)[: raw.span[1]].rstrip().endswith("\n---"):
            found = Format.YAML
    lines = _LINES.findall(text)
    end = 1 + normalize(text)[: raw.span[1]].rstrip("\n").count("\n")
    if found in (Format.HEADER, Format.FIELDS):
        end = max(raw.lines.values(), default=0) + 1
        while end <= len(lines) and re.match(r"[ \t]+\S", lines[end - 1]):
            end += 1
    return _Source(lines, raw, found, end)


def _notations(value: str, kind: Format) -> Iterable[str]:
    """Return the ways to write a value, the plainest first."""
    if kind is Format.TOML:
        return (value,) if _BARE.fullmatch(value) else (json.dumps(value, ensure_ascii=False),)
    return (value, json.dumps(value, ensure_ascii=False)) if kind in (Format.YAML, Format.NONE) else (value,)


def _pair(name: str, kind: Format) -> re.Pattern[str]:
    """Return a pattern of the line of a key, with its value on the same line."""
    comment = r"(?:[ \t]+\#[^\r\n]*)?" if kind in (Format.YAML, Format.TOML) else ""
    colon = {Format.TOML: r"[ \t]*=", Format.FIELDS: ":"}.get(kind, r"[ \t]*:")
    start = ":" if kind is Format.FIELDS else r"[ \t]*[\"']?"
    quote = "" if kind is Format.FIELDS else r"[\"']?"
    value = r"(?P<value>\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\r\n]*?)"
    rest = rf"(?P<rest>{comment}[ \t]*(?:\r\n|\r|\n)?)"
    return re.compile(rf"(?P<key>{start}{re.escape(name)}{quote}{colon})(?P<space>[ \t]*){value}{rest}\Z")


def _line(key: str, value: str, source: _Source) -> str:
    form = {Format.TOML: "{} = {}", Format.FIELDS: ":{}: {}"}.get(source.format, "{}: {}")
    return form.format(key, value) + source.newline


def _insert(lines: list[str], source: _Source, line: str) -> None:
    """Insert a line at the end of the front matter, in TOML before its first table; add front matter to text alone."""
    if source.format is Format.OTHER:
        return
    if source.format is Format.NONE:
        fence = f"---{source.newline}"
        mark = "\ufeff" if lines and lines[0].startswith("\ufeff") else ""
        if mark:
            lines[0] = lines[0].removeprefix(mark)
        lines[:0] = [mark + fence, line, fence, source.newline]
        return
    position = source.end - 1
    if source.format is Format.TOML:
        tables = (number for number, each in enumerate(lines[:position]) if re.match(r"\s*\[[^=]*\]\s*(?:#.*)?$", each))
        position = next(tables, position)
    if position and not _LINE_END.search(lines[position - 1]):
        lines[position - 1] += source.newline
    lines.insert(position, line)


def _lists_with(source: _Source, name: str, key: str, item: str) -> Iterable[list[str]]:
    """Yield the lines of the file with one more item in a list, in the ways in which that may be right."""
    quoted = json.dumps(item, ensure_ascii=False)
    if source.format is Format.OTHER:
        return
    if not name:
        for shown in (item, f"[{quoted}]") if source.format in (Format.HEADER, Format.FIELDS) else (f"[{quoted}]",):
            lines = list(source.lines)
            _insert(lines, source, _line(key, shown, source))
            yield lines
        return
    first, after = source.extent(name)
    value = "".join(source.lines[first:after])
    before, rest = source.lines[:first], source.lines[after:]
    for shown in (item, quoted):
        if "[" in value:
            head, bracket, tail = value.rpartition("]")
            comma = "" if re.search(r"[\[,]\s*\Z", head) else ", "
            yield [*before, f"{head}{comma}{shown}{bracket}{tail}", *rest]
        elif items := re.findall(r"(?m)^([ \t]*-[ \t]+)", value):
            end = "" if _LINE_END.search(value) else source.newline
            yield [*before, f"{value}{end}{items[-1]}{shown}{source.newline}", *rest]
        elif match := _pair(name, source.format).match(value):
            old, space = match["value"], match["space"] or " "
            yield [*before, f"{match['key']}{space}[{old}{', ' if old else ''}{shown}]{match['rest']}", *rest]
            yield [*before, f"{match['key']}{space}{old}{', ' if old else ''}{shown}{match['rest']}", *rest]


def _item(old: str) -> str:
    """Return a pattern of an item in a list, with the quotes around it."""
    before = r"(?:(?<=[\[,:=])|(?<=[\[,:=] )|(?<=- )|(?<=-  )|(?<=^  )|(?<=^    ))"
    return rf"(?m){before}(?P<quote>[\"']?)(?P<hash>#?){re.escape(old)}(?P=quote)(?=[ \t]*(?:[,\]]|[ \t]#|\r|$))"


def _with_item(value: str, old: str, new: str, quote: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        """Return the new item, in the quotes of the old one."""
        mark = match["quote"] or quote
        return f"{mark}{match['hash']}{new}{mark}"

    return re.sub(_item(old), replaced, value, count=1)


def _without_item(value: str, old: str) -> str:
    item = _item(old).removeprefix("(?m)")
    for pattern in (rf"^[ \t]*-[ \t]+{item}[^\r\n]*(?:\r\n|\r|\n|\Z)", rf"{item}[ \t]*,\s*", rf",\s*{item}"):
        changed = re.sub(f"(?m){pattern}", "", value, count=1)
        if changed != value:
            return changed
    return value


def _checked(
    lines: Sequence[str], suffix: str, source: _Source, expected: Mapping[str, str | list[str] | None]
) -> str | None:
    """Return the changed text if its front matter has the `expected` values, and the others are unchanged."""
    text = "".join(lines)
    try:
        found = dict(read_raw_front_matter(text, suffix).values)
    except InvalidFrontMatterError:
        return None
    for name, value in expected.items():
        own = found.pop(name, None)
        actual = items_of(own) if isinstance(value, list) else own
        if isinstance(value, list):
            actual = [item.removeprefix("#") for item in items_of(own)]
            value = [item.removeprefix("#") for item in value]  # noqa: PLW2901 - Obsidian's sign before a tag
        if actual != value:
            return None
    return text if found == {key: value for key, value in source.raw.values.items() if key not in expected} else None


def _refusal(source: _Source, name: str, what: str) -> EditError:
    return EditError(
        f"{what} by hand: the front matter is in a form that can't be changed safely", source.raw.lines.get(name, 1)
    )
