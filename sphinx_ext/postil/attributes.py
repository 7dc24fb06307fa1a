"""Attributes in braces after a picture, as people write them: `{width=50% .wide #map}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# Pandoc's and kramdown's forms, values without quotes included. Quotes may have been curled on the way.
_ITEM = re.compile(
    r"""\s*(?:
        \#(?P<id>[^\s#.{}="'%]+)
      | \.(?P<name>[\w:-]+)
      | (?P<key>[A-Za-z][\w:-]*)=(?:["“”](?P<double>[^"“”{}]*)["“”]|['‘’](?P<single>[^'‘’{}]*)['‘’]|(?P<bare>[^\s"'“”‘’{}=]+))
    )(?=[\s}])""",
    re.VERBOSE,
)
_SHORT = {"w": "width", "h": "height", "a": "align"}


@dataclass(frozen=True)
class Attributes:
    """What an author wrote between the braces."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def read_attributes(text: str) -> tuple[Attributes, int] | None:
    """Return the attributes at the start of `text` and how many characters they take; None if there are none."""
    start = re.match(r"\{:?", text)
    if not start:
        return None
    identifier, classes, values = "", [], {}
    place = start.end()
    while item := _ITEM.match(text, place):
        place = item.end()
        if item["id"]:
            identifier = item["id"]
        elif item["name"]:
            classes.append(item["name"])
        else:
            value = next(item[kind] for kind in ("double", "single", "bare") if item[kind] is not None)
            key = _SHORT.get(item["key"].lower(), item["key"].lower())
            if key == "class":
                classes += value.split()
            elif key == "id":
                identifier = value
            else:
                values[key] = value
    end = re.compile(r"\s*\}").match(text, place)
    if not end or not (identifier or classes or values):
        return None
    return Attributes(identifier, tuple(classes), values), end.end()
