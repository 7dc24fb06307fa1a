"""Read settings from Python files, such as `conf.py` and `pelicanconf.py`, without running them."""

from __future__ import annotations

import ast
import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postil.importers.model import NotUnderstood, Place
from postil.importers.source import SourceError

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from postil.importers.source import Source

# In characters and items; text that is joined to itself doubles at each line.
_MAX_SIZE = 200_000


class _UnknownError(Exception):
    """An expression whose value only Python knows."""


@dataclass
class Settings:
    """The settings in one or several files."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, Place] = field(default_factory=dict)
    """Where each setting is."""
    unknown: dict[str, Place] = field(default_factory=dict)
    """Settings whose values only running the file would tell."""

    def text(self, name: str, default: str = "") -> str:
        """Return a setting that is a text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else default

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a setting that is a list of texts, or one text."""
        value = self.values.get(name)
        if isinstance(value, str):
            return (value,)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else default

    def report_unknown(self, names: frozenset[str], problems: list[NotUnderstood]) -> None:
        """Report those of some settings whose values are not known."""
        for name, place in self.unknown.items():
            if name in names and name not in self.values:
                problems.append(NotUnderstood(place, f"{name} = …", "the default, because the file is not run"))


def pairs(value: Any) -> list[tuple[str, str]]:
    """Return the pairs of texts in a setting such as `MENUITEMS`."""
    items = value if isinstance(value, list | tuple) else []
    return [
        (item[0], item[1])
        for item in items
        if isinstance(item, list | tuple) and len(item) > 1 and isinstance(item[0], str) and isinstance(item[1], str)
    ]


def find_conf(source: Source, pattern: re.Pattern[str]) -> str:
    """Return the `conf.py` with what `pattern` finds that is the least deep; empty if there is none."""
    for path in sorted(source.files, key=lambda path: path.count("/")):
        if posixpath.basename(path) == "conf.py":
            try:
                if pattern.search(source.read_text(path)):
                    return path
            except SourceError:
                continue
    return ""


def read_settings(source: Source, path: str, settings: Settings, problems: list[NotUnderstood]) -> None:
    """Add the settings of a file to others; later ones replace earlier ones."""
    try:
        tree = ast.parse(source.read_text(path))
    except SourceError as error:
        problems.append(NotUnderstood(Place(path), str(error), "nothing"))
        return
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        problems.append(NotUnderstood(Place(path, line), f"invalid Python: {error}", "nothing of this file"))
        return
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, settings, path)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            _assign(node.target, node.value, settings, path)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name):
            known = ast.Name(node.target.id, ast.Load())
            joined = ast.copy_location(ast.BinOp(known, node.op, node.value), node)
            _assign(node.target, joined, settings, path)


def _assign(target: ast.expr, value: ast.expr, settings: Settings, path: str) -> None:
    place = Place(path, target.lineno)
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        known = settings.values.get(target.value.id)
        try:
            if isinstance(known, dict) and len(known) < _MAX_SIZE:
                known[_value(target.slice, settings.values)] = _value(value, settings.values)
        except (_UnknownError, TypeError, RecursionError):
            settings.unknown.setdefault(target.value.id, place)
        return
    if not isinstance(target, ast.Name):
        return
    try:
        settings.values[target.id] = _value(value, settings.values)
        settings.unknown.pop(target.id, None)
    except (_UnknownError, TypeError, ValueError, RecursionError):
        settings.values.pop(target.id, None)
        settings.unknown[target.id] = place
    settings.lines[target.id] = place


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """Return the value of an expression of literals, known names and their sums; raise _UnknownError."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name() if node.id in known:
            return known[node.id]
        case ast.List() | ast.Tuple():
            items = [_value(item, known) for item in node.elts]
            return tuple(items) if isinstance(node, ast.Tuple) else items
        case ast.Dict():
            pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None]
            return {_value(key, known): _value(value, known) for key, value in pairs}
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, known)
        case ast.BinOp(op=ast.Add()):
            return _sum(_value(node.left, known), _value(node.right, known))
        case ast.JoinedStr():
            return _limited("".join(_part(part, known) for part in node.values))
        case ast.Call():
            return _call(node, known)
    raise _UnknownError


def _part(part: ast.expr, known: Mapping[str, Any]) -> str:
    if isinstance(part, ast.FormattedValue) and part.format_spec is None:
        return str(_value(part.value, known))
    return str(_value(part, known))


def _sum(left: Any, right: Any) -> Any:
    if type(left) is type(right) and isinstance(left, str | list | tuple | int):
        return _limited(left + right)
    raise _UnknownError


def _limited(value: Any) -> Any:
    if isinstance(value, str | list | tuple) and len(value) > _MAX_SIZE:
        raise _UnknownError
    return value


def _call(node: ast.Call, known: Mapping[str, Any]) -> Any:
    """Return the value of the calls that settings files have: `dict(…)`, `_("text")`, a default of `os.environ`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "dict" and not node.args:
        return {item.arg: _value(item.value, known) for item in node.keywords if item.arg}
    if name in ("_", "str", "gettext", "list", "tuple", "Path", "getenv", "get") and node.args:
        is_default = name in ("getenv", "get")
        if is_default and len(node.args) == 1:
            raise _UnknownError
        return _value(node.args[1 if is_default else 0], known)
    raise _UnknownError
