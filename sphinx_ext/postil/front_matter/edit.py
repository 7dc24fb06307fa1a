"""Change single values in the front matter of a file; every other character stays as it is.

Each change is read back: if the front matter does not have exactly the values that it should have, the file is not
changed, and the error says at which line a person must do it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from postil.front_matter.edit_source import LINE_END, EditedSource, EditError, Format, read_source
from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.source import InvalidFrontMatterError, read_raw_front_matter

__all__ = ["EditError", "add_to_list", "items_of", "keys_of", "remove_key", "rename_in_list", "rename_key", "set_value"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from postil.front_matter.raw import Value

# Values that TOML writes without quotes.
_BARE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?|true|false")


def set_value(text: str, suffix: str, key: str, value: str) -> str:
    """Return `text` with a value for a key, by any of its spellings; raise EditError."""
    source = read_source(text, suffix)
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
    source = read_source(text, suffix)
    if name in source.raw.lines and source.format not in (Format.OTHER, Format.NONE):
        first, after = source.extent(name)
        lines = [*source.lines[:first], *source.lines[after:]]
        if (changed := _checked(lines, suffix, source, {name: None})) is not None:
            return changed
    raise _refusal(source, name, f"remove `{name}`")


def rename_key(text: str, suffix: str, name: str, new: str) -> str:
    """Return `text` with another name for a key, spelled as in the file; raise EditError."""
    source = read_source(text, suffix)
    if name in source.raw.lines and new not in source.raw.values:
        first, lines = source.raw.lines[name] - 1, list(source.lines)
        lines[first] = re.sub(rf"^(\W*){re.escape(name)}", rf"\g<1>{new}", lines[first], count=1)
        changed = "".join(lines)
        before, after = dict(source.raw.values), dict(read_source(changed, suffix).raw.values)
        value = before.pop(name)
        if after.pop(new, None) == value and before == after:
            return changed
    raise _refusal(source, name, f"rename `{name}` to `{new}`")


def add_to_list(text: str, suffix: str, key: str, item: str) -> str:
    """Return `text` with one more item in the list of a key; raise EditError."""
    source = read_source(text, suffix)
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
    source = read_source(text, suffix)
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
                source = read_source(changed, suffix)
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


def _line(key: str, value: str, source: EditedSource) -> str:
    form = {Format.TOML: "{} = {}", Format.FIELDS: ":{}: {}"}.get(source.format, "{}: {}")
    return form.format(key, value) + source.newline


def _insert(lines: list[str], source: EditedSource, line: str) -> None:
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
    if source.format is Format.FIELDS and not source.raw.values:
        lines[:0] = [line, source.newline]
        return
    position = source.end - 1
    if source.format is Format.TOML:
        tables = (number for number, each in enumerate(lines[:position]) if re.match(r"\s*\[[^=]*\]\s*(?:#.*)?$", each))
        position = next(tables, position)
    if position and not LINE_END.search(lines[position - 1]):
        lines[position - 1] += source.newline
    lines.insert(position, line)


def _lists_with(source: EditedSource, name: str, key: str, item: str) -> Iterable[list[str]]:
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
            end = "" if LINE_END.search(value) else source.newline
            yield [*before, f"{value}{end}{items[-1]}{shown}{source.newline}", *rest]
        elif match := _pair(name, source.format).match(value):
            old, space = match["value"], match["space"] or " "
            yield [*before, f"{match['key']}{space}[{old}{', ' if old else ''}{shown}]{match['rest']}", *rest]
            yield [*before, f"{match['key']}{space}{old}{', ' if old else ''}{shown}{match['rest']}", *rest]


def _item(old: str) -> str:
    """Return a pattern of an item in a list, with the quotes around it."""
    # The last two: a string of words between commas, in quotes.
    before = r"(?:(?<=[\[,:=])|(?<=[\[,:=] )|(?<=- )|(?<=-  )|(?<=^  )|(?<=^    )|(?<=[:=][\"'])|(?<=[:=] [\"']))"
    after = r"(?=[ \t]*[\"']?[ \t]*(?:[,\]]|[ \t]#|\r|$))"
    return rf"(?m){before}(?P<quote>[\"']?)(?P<hash>#?){re.escape(old)}(?P=quote){after}"


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
    lines: Sequence[str], suffix: str, source: EditedSource, expected: Mapping[str, str | list[str] | None]
) -> str | None:
    """Return the changed text if its front matter has the `expected` values, and the others are unchanged."""
    text = "".join(lines)
    try:
        found = dict(read_raw_front_matter(text, suffix).values)
    except InvalidFrontMatterError:
        return None
    for name, value in expected.items():
        own = found.pop(name, None)
        if isinstance(value, list):  # without Obsidian's sign before a tag
            same = [item.removeprefix("#") for item in items_of(own)] == [item.removeprefix("#") for item in value]
        else:
            same = own == value
        if not same:
            return None
    return text if found == {key: value for key, value in source.raw.values.items() if key not in expected} else None


def _refusal(source: EditedSource, name: str, what: str) -> EditError:
    return EditError(
        f"{what} by hand: the front matter is in a form that can't be changed safely", source.raw.lines.get(name, 1)
    )
