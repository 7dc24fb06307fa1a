"""Read the configuration files of engines, none of which is run."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from postil.front_matter.raw import InvalidFrontMatterError
from postil.front_matter.yaml_reader import read_yaml
from postil.importers.model import NotUnderstood, Place
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postil.importers.source import Source


def read_config(source: Source, path: str, problems: list[NotUnderstood]) -> dict[str, Any]:
    """Return the values of a file in TOML, YAML or JSON; empty, with a problem, if it is invalid."""
    try:
        text = source.read_text(path)
        if path.endswith(".toml"):
            return tomllib.loads(text)
        if path.endswith(".json"):
            values = json.loads(text)
            return values if isinstance(values, dict) else {}
        return _read_yaml(text)
    except InvalidFrontMatterError as error:
        line, message = error.line, str(error).replace(" in front matter", "")
    except json.JSONDecodeError as error:
        line, message = error.lineno, f"invalid JSON: {error.msg}"
    except SourceError as error:
        line, message = 1, str(error)
    except (ValueError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line, message = int(found[1]) if found else 1, f"invalid TOML: {error}"
    problems.append(NotUnderstood(Place(path, line), message, "nothing of this file"))
    return {}


def _read_yaml(text: str) -> dict[str, Any]:
    text = re.sub(r"\A---[ \t]*\n|^(?:---|\.\.\.)[ \t]*$.*\Z", "", text, flags=re.MULTILINE | re.DOTALL)
    if not text.strip():
        return {}
    raw = read_yaml(text, (0, len(text)), 1)
    return {**raw.values, **raw.extra}  # keys of postil are not typed


def text_of(values: Mapping[str, Any], *names: str) -> str:
    """Return the first of some values that is a text, on one line; names with dots are those in mappings."""
    for name in names:
        value: Any = values
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())
    return ""


def is_true(values: Mapping[str, Any], *names: str) -> bool:
    """Return whether the first of some values that there is says yes."""
    return next((str(values[name]).lower() == "true" for name in names if name in values), False)


def mapping_of(values: object, *names: str) -> dict[str, Any]:
    """Return the first of some values that is a mapping; empty if none is."""
    if not isinstance(values, dict):
        return {}
    return next((value for name in names if isinstance(value := values.get(name), dict)), {})


def list_of(values: object, name: str) -> list[Any]:
    """Return a value that is a list; empty if it is none."""
    value = values.get(name) if isinstance(values, dict) else None
    return value if isinstance(value, list) else []
