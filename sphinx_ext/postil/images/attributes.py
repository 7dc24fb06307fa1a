"""Attributes in braces after a picture, as people write them: `{width=50% .wide #map}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives

from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Pandoc's and kramdown's forms, values without quotes included.
_ITEM = re.compile(
    r"""\s*(?:
        \#(?P<id>[^\s#.{}="'%]+)
      | \.(?P<name>[\w:-]+)
      | (?P<key>[A-Za-z][\w:-]*)=
        (?:["“”](?P<double>[^"“”{}]*)["“”]|['‘’](?P<single>[^'‘’{}]*)['‘’]|(?P<bare>[^\s"'“”‘’{}=]+))
    )(?=[\s}])""",  # noqa: RUF001 - quotes may have been curled on the way
    re.VERBOSE,
)
_SHORT = {"w": "width", "h": "height", "a": "align"}
# A picture, the end of a line, and braces, in this order or in the other.
_LINES = 3
# Roles of pictures that say nothing; they need no alternative text.
DECORATIVE = frozenset({"presentation", "none"})


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


def apply_trailing_attributes(document: nodes.document, image: nodes.image) -> None:
    """Apply attributes beside a picture that MyST left in the text: `{width=50%}`, `{: .wide}`.

    They stand right after it; or, around a picture alone in its paragraph, on the line before or after.
    """
    parent = image.parent
    if not isinstance(parent, nodes.TextElement):
        return
    while (place := parent.index(image) + 1) < len(parent) and isinstance(parent[place], nodes.Text):
        text = parent[place].astext()
        found = read_attributes(text)
        if found is None:
            break
        attributes, length = found
        parent[place : place + 1] = [nodes.Text(text[length:])] if text[length:] else []
        apply_attributes(document, image, attributes)
    if len(parent) == _LINES:
        first, middle, last = parent.children
        braces = last if first is image else first
        text = braces.astext() if isinstance(braces, nodes.Text) else ""
        found = read_attributes(text)
        if middle.astext() == "\n" and middle is not image and found and found[1] == len(text):
            parent.children = [image]
            apply_attributes(document, image, found[0])


def apply_attributes(document: nodes.document, image: nodes.image, attributes: Attributes) -> None:
    """Give a picture what its author wrote in braces; a value that is not understood is one warning."""
    image["classes"] += attributes.classes
    if attributes.id:
        image["names"].append(nodes.fully_normalize_name(attributes.id))
        document.note_explicit_target(image, image)
    kinds: dict[str, Callable[[str], Any]] = {
        "width": directives.length_or_percentage_or_unitless,
        "height": directives.length_or_unitless,
        "align": lambda value: directives.choice(value, ("left", "center", "right")),
    }
    for key, value in attributes.values.items():
        if key in kinds:
            try:
                image[key] = kinds[key](value)
            except ValueError:
                warn(Subtype.FIGURE, f"`{key}={value}` is not understood, and is left out", location=image)
        elif key == "title":
            image["title"] = value
        elif key == "role" and value in DECORATIVE:
            image["postil_decoration"] = True
