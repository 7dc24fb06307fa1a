"""Read YAML without converting types, and with limits for aliases and nesting.

The parser's events are read one by one: composing its nodes would follow aliases and nesting without limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import yaml

from postil.front_matter.keys import is_key, normalize_key
from postil.front_matter.raw import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NUMBER_LENGTH,
    MAX_VALUES,
    InvalidFrontMatterError,
    RawFrontMatter,
)
from postil.front_matter.yaml_errors import explain, quoted
from postil.front_matter.yaml_repair import quote_values
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from postil.front_matter.raw import Value

# libyaml's parser is about ten times as fast; PyYAML has it wherever there is a wheel.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Surrogate pairs, as in JSON; YAML does not allow them.
_SURROGATE_PAIRS = lazy_regex(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
# YAML 1.2, section 5.1.
_UNPRINTABLE = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# js-yaml, which Eleventy and others use, allows tabs in lines without text.
_LINES_OF_TABS = lazy_regex(r"^[ \t]*\t[ \t]*$", re.MULTILINE)
_STANDARD = "tag:yaml.org,2002:"
_MERGE = "<<"
_TOO_DEEP = "the front matter is nested too deeply"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_SCALARS = frozenset(f"{_STANDARD}{kind}" for kind in ("null", "bool", "int", "float", "binary", "timestamp"))
# Knows which plain scalars are numbers, booleans and dates.
_TYPES = yaml.SafeLoader("")
_resolve: Any = _TYPES.resolve


@dataclass(slots=True)
class _Node:
    """A value in YAML: text, a list or a mapping."""

    line: int
    text: str | None = None
    tag: str = ""
    plain: bool = False
    """Whether the text has no quotes and no tag."""
    items: list[_Node] | None = None
    pairs: list[tuple[_Node, _Node]] | None = None
    count: int = 1
    """The number of values, including those in it and behind aliases."""
    size: int = 0
    """The number of characters in those values."""
    depth: int = 0
    """How deep lists and mappings are nested in it."""
    key: _Node | None = field(default=None, repr=False)
    """While a mapping is read: the key of the next value."""


def read_yaml(text: str, span: tuple[int, int], first_line: int) -> RawFrontMatter:
    """Return the front matter in `text`, which is at `span` of its file and starts at `first_line`.

    Raises InvalidFrontMatterError.
    """
    if wrong := _UNPRINTABLE.search(text):
        line = first_line + text.count("\n", 0, wrong.start())
        raise InvalidFrontMatterError(f"the front matter has the control character U+{ord(wrong[0]):04X}", line)
    text = _SURROGATE_PAIRS.sub(lambda m: bytes.fromhex(m[1] + m[2]).decode("utf-16-be"), text)
    text = _LINES_OF_TABS.sub("", text)
    try:
        return _raw_front_matter(_build(text, first_line), span, first_line)
    except yaml.MarkedYAMLError as error:
        if repaired := _read_repaired(text, span, first_line):
            return repaired
        message, row = explain(error, text)
        raise InvalidFrontMatterError(f"invalid YAML in front matter: {message}", first_line + row) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, InvalidFrontMatterError):
            raise
        raise InvalidFrontMatterError(f"invalid YAML in front matter: {error}".split("\n", 1)[0], first_line) from error


def _build(text: str, first_line: int) -> _Builder:
    builder = _Builder(len(text) + MAX_CHARACTERS, first_line)
    for event in yaml.parse(text, Loader=_Loader):
        builder.handle(event)
    return builder


def _read_repaired(text: str, span: tuple[int, int], first_line: int) -> RawFrontMatter | None:
    """Return the front matter in YAML that only lacks quotes, with a problem for each; None if more is wrong."""
    text, problems = quote_values(text)
    if not problems:
        return None
    try:
        raw = _raw_front_matter(_build(text, first_line), span, first_line)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return replace(raw, problems=[*raw.problems, *((first_line + row, message) for row, message in problems)])


def _raw_front_matter(builder: _Builder, span: tuple[int, int], first_line: int) -> RawFrontMatter:
    root = builder.root
    if root is None or (root.text is not None and root.plain and root.text in _NULLS):
        return RawFrontMatter(span=span)
    if root.pairs is None:
        raise InvalidFrontMatterError("the front matter does not consist of `key: value` lines", first_line)
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    extra: dict[str, Any] = {}
    duplicates: list[tuple[str, int]] = []
    spellings: dict[str, str] = {}
    problems: list[tuple[int, str]] = []
    for key, node in _pairs_with_is_merge(root):
        name = key.text or ""
        before = spellings.get(normalize_key(name))
        if before is not None:
            duplicates.append((name, key.line))
            del values[before], lines[before]
            extra.pop(before, None)
        spellings[normalize_key(name)] = name
        values[name], lines[name] = _untyped(node), key.line
        if not is_key(name):
            extra[name] = _typed(node)
        elif sign := builder.tag_or_anchor(node):
            values[name] = f"{sign} {node.text}".strip()
            example = quoted(name, f"{sign} {node.text}".strip())
            problems.append((key.line, f"a value that starts with `{sign[0]}` must be quoted, e.g. `{example}`"))
    return RawFrontMatter(values, lines, duplicates, span, extra, problems=problems)


class _Builder:
    """Builds values from the events of a parser, up to the limits of front matter."""

    def __init__(self, max_size: int, first_line: int) -> None:
        self.root: _Node | None = None
        self._max_size, self._first_line = max_size, first_line
        self._open: list[_Node] = []
        self._anchors: dict[str, _Node] = {}
        self._unfinished: dict[int, str] = {}
        self._used: set[str] = set()
        self._anchored: list[tuple[str, _Node]] = []

    def handle(self, event: Any) -> None:
        """Handle the parser's next event. Raises InvalidFrontMatterError."""
        line = self._first_line + (event.start_mark.line if event.start_mark else 0)
        match event:
            case yaml.ScalarEvent():
                plain = bool(event.implicit[0])
                node = _Node(line, event.value, event.tag or "", plain, size=len(event.value))
                if event.anchor and event.style in ("", None):
                    self._anchored.append((event.anchor, node))
                self._finish(node, event.anchor)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                is_list = isinstance(event, yaml.SequenceStartEvent)
                node = _Node(line, items=[] if is_list else None, pairs=None if is_list else [])
                self._open.append(node)
                if event.anchor:
                    self._unfinished[id(node)] = event.anchor
                    self._anchors.pop(event.anchor, None)
                if len(self._open) > MAX_DEPTH:
                    raise InvalidFrontMatterError(_TOO_DEEP, line)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                node = self._open.pop()
                self._finish(node, self._unfinished.pop(id(node), None))
            case yaml.AliasEvent():
                self._add_alias(str(event.anchor), line)
            case yaml.DocumentStartEvent() if self.root is not None:
                raise InvalidFrontMatterError("the front matter has a second YAML document", line)

    def _add_alias(self, name: str, line: int) -> None:
        if name in self._unfinished.values():
            raise InvalidFrontMatterError("invalid YAML in front matter: a value that contains itself", line)
        if name not in self._anchors:
            message = f"a value that starts with `*` must be quoted; there is no anchor `&{name}`"
            raise InvalidFrontMatterError(f"invalid YAML in front matter: {message}", line)
        self._used.add(name)
        self._add(self._anchors[name], line)

    def _finish(self, node: _Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        self._add(node, node.line)

    def _add(self, node: _Node, line: int) -> None:
        """Add a value to the list or mapping that is open."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.count += node.count
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        if parent.depth > MAX_DEPTH:
            raise InvalidFrontMatterError(_TOO_DEEP, line)
        if parent.count > MAX_VALUES or parent.size > self._max_size:
            raise InvalidFrontMatterError("the front matter has too many values", line)
        if parent.items is not None:
            parent.items.append(node)
        elif parent.pairs is not None and parent.key is None:
            if node.text is None:
                raise InvalidFrontMatterError(
                    "invalid YAML in front matter: a key must be text; put a value that starts with `{` in quotes", line
                )
            parent.key = node
        elif parent.pairs is not None and parent.key is not None:
            parent.pairs.append((parent.key, node))
            parent.key = None

    def tag_or_anchor(self, node: _Node) -> str:
        """Return a tag or an unused anchor that is probably text: `!Wow` in `title: !Wow it is`; else empty."""
        if node.text is None or (node.tag and node.tag.startswith(_STANDARD)):
            return ""
        name = next((name for name, anchored in self._anchored if anchored is node), "")
        return node.tag or (f"&{name}" if name and name not in self._used else "")


def _pairs_with_is_merge(node: _Node) -> list[tuple[_Node, _Node]]:
    """Return the pairs of a mapping, with those of mappings that it merges with `<<` (YAML 1.1); its own keys win."""
    pairs = node.pairs or []
    merges = [value for key, value in pairs if _is_merge(key, value)]
    if not merges:
        return pairs
    own = [(key, value) for key, value in pairs if not _is_merge(key, value)]
    names = {normalize_key(key.text or "") for key, _value in own}
    found: list[tuple[_Node, _Node]] = []
    for source in (source for value in merges for source in (value.items if value.items is not None else [value])):
        for key, value in _pairs_with_is_merge(source):
            if normalize_key(key.text or "") not in names:
                names.add(normalize_key(key.text or ""))
                found.append((key, value))
    return [*found, *own]


def _is_merge(key: _Node, value: _Node) -> bool:
    if key.text != _MERGE or not key.plain:
        return False
    return value.pairs is not None or (bool(value.items) and all(item.pairs is not None for item in value.items or ()))


def _untyped(node: _Node) -> Value:
    """Return a value as text, None, list or mapping, without converting types."""
    if node.pairs is not None:
        return {key.text or "": _untyped(value) for key, value in _pairs_with_is_merge(node)}
    if node.items is not None:
        return [_untyped(item) for item in node.items]
    text = node.text or ""
    if node.tag and not node.tag.startswith(_STANDARD):
        return f"{node.tag} {text}".strip()
    return None if (node.plain and text in _NULLS) or node.tag == f"{_STANDARD}null" else text


def _typed(node: _Node) -> Any:
    """Return a value with its type in YAML; text that is invalid in its type (`2024-02-30`) stays text."""
    if node.pairs is not None:
        return {key.text or "": _typed(value) for key, value in _pairs_with_is_merge(node)}
    if node.items is not None:
        return [_typed(item) for item in node.items]
    text = node.text or ""
    tag = node.tag or _resolve(yaml.ScalarNode, text, (node.plain, not node.plain))
    if tag not in _SCALARS or len(text) > MAX_NUMBER_LENGTH:
        return text
    try:
        return yaml.SafeLoader.yaml_constructors[tag](_TYPES, yaml.ScalarNode(tag, text))
    except (yaml.YAMLError, ValueError, TypeError, ArithmeticError, AttributeError, LookupError):
        return text
