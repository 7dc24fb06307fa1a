"""The data of Eleventy's documents: files beside them, and of the site. JavaScript is read, never run."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from postil.frozen import frozen
from postil.importers.markdown.config import read_config
from postil.importers.model import NotUnderstood, Place

if TYPE_CHECKING:
    from postil.importers.source import Source

# A pair with a value that is text, a number, or a list of these.
_STRING = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`[^`$\n]*`"
_VALUE = rf"{_STRING}|true|false|-?\d+(?:\.\d+)?|\[(?:\s*(?:{_STRING})\s*,?)*\s*\]"
_PAIR = re.compile(rf"(?<![\w.])[\"']?(?P<key>\w+)[\"']?\s*(?::|=(?!=))\s*(?P<value>{_VALUE})\s*(?=[,;}}\n]|$)")
_TEXT = re.compile(_STRING)
_NESTED = re.compile(r"(?<![\w.])[\"']?(\w+)[\"']?\s*:\s*\{([^{}]*)\}")
_FRONT_MATTER = re.compile(r"(\s*---)(?:js|javascript)[ \t]*\n(.*?)(^---[ \t]*$)", re.DOTALL | re.MULTILINE)
_READABLE = (".json", ".yaml", ".yml", ".toml")
_SCRIPTS = (".js", ".cjs", ".mjs", ".ts")


@frozen
class ElevenData:
    """What data files add to a document."""

    values: dict[str, Any]
    collections: frozenset[str]
    """The tags that a folder gives to all of its documents."""


def literals_of(script: str) -> dict[str, Any]:
    """Return the values in a script that are written out; those in an object are in a mapping of its name."""
    script = re.sub(r"(?m)^\s*//.*$", "", script)
    values: dict[str, Any] = {}
    for found in _NESTED.finditer(script):
        values[found[1]] = {pair["key"]: _value(pair["value"]) for pair in _PAIR.finditer(found[2])}
    rest = _NESTED.sub("", script)
    return values | {pair["key"]: _value(pair["value"]) for pair in _PAIR.finditer(rest)}


def _value(text: str) -> Any:
    if text.startswith("["):
        return [_value(found[0]) for found in _TEXT.finditer(text)]
    if text in ("true", "false"):
        return text == "true"
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text[0] in "\"'`" else text


def yaml_of_javascript(text: str) -> str:
    """Return a document whose front matter is not JavaScript: each pair that is written out is a line of YAML."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return text
    lines = []
    for line in found[2].split("\n"):
        pair = _PAIR.search(line)
        lines.append(f"{pair['key']}: {pair['value'].replace('`', chr(39))}" if pair else f"# {line}".rstrip("# "))
    return f"{found[1]}\n" + "\n".join(lines) + found[3] + text[found.end() :]


def read_data(source: Source, folder: str, inner: str, problems: list[NotUnderstood]) -> ElevenData:
    """Return the data of the document at `inner` below `folder`; nearer files win."""
    values: dict[str, Any] = {}
    collections: set[str] = set()
    parts = inner.split("/")
    names = []
    for number in range(1, len(parts)):
        parent = "/".join(parts[:number])
        names += [f"{parent}/{parts[number - 1]}", f"{parent}/{parts[number - 1]}.11tydata"]
    shared = len(names)
    stem = inner.rpartition(".")[0]
    names += [stem, f"{stem}.11tydata"]
    for number, name in enumerate(names):
        found = _read_file(source, folder + name, problems)
        tags = found.get("tags")
        if number < shared:
            several = tags if isinstance(tags, list) else [tags]
            collections.update(tag for tag in several if isinstance(tag, str))
        values |= found
    return ElevenData({key: value for key, value in values.items() if key != "layout"}, frozenset(collections))


def _read_file(source: Source, name: str, problems: list[NotUnderstood]) -> dict[str, Any]:
    for suffix in _READABLE:
        if f"{name}{suffix}" in source.files:
            found: list[NotUnderstood] = []
            values = read_config(source, f"{name}{suffix}", found)
            problems += [problem for problem in found if problem not in problems]
            return values
    for suffix in _SCRIPTS:
        path = f"{name}{suffix}"
        if path not in source.files:
            continue
        script = source.read_text(path)
        if re.search(r"=>|\bfunction\b", script):
            problem = NotUnderstood(Place(path), "data that a script computes", "only what is written out in it")
            problems += [problem] if problem not in problems else []
        return literals_of(script)
    return {}


def site_values(source: Source, root: str, folder: str, problems: list[NotUnderstood]) -> dict[str, Any]:
    """Return the data of the site by the names of its files."""
    values: dict[str, Any] = {}
    for data in dict.fromkeys((f"{folder}_data/", f"{root}_data/")):
        for path in source.files:
            name = PurePosixPath(path)
            if posixpath.dirname(path) != data.rstrip("/") or name.stem in values:
                continue
            if name.suffix in _READABLE:
                values[name.stem] = read_config(source, path, problems)
            elif name.suffix in _SCRIPTS:
                values[name.stem] = literals_of(source.read_text(path))
    return values
