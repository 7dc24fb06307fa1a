"""Read the attributes of images: `![…](…){width=50% .wide #map}`."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives

from postil.diagnostics import Subtype, warn
from postil.frozen import frozen
from postil.lazy_regex import lazy_regex
from postil.markdown.image_attributes import ATTRIBUTES, CAPTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The attribute syntax of Pandoc and kramdown; values may have no quotes.
_ATTRIBUTE = lazy_regex(
    r"""\s*(?:
        \#(?P<id>[^\s#.{}="'%]+)
      | \.(?P<name>[\w:-]+)
      | (?P<key>[A-Za-z][\w:-]*)=
        (?:["“”](?P<double>[^"“”{}]*)["“”]|['‘’](?P<single>[^'‘’{}]*)['‘’]|(?P<bare>[^\s"'“”‘’{}=]+))
    )(?=[\s}])""",  # noqa: RUF001 - smartquotes may have replaced the quotes
    re.VERBOSE,
)
_ABBREVIATIONS = {"w": "width", "h": "height", "a": "align"}
# Quarto's names for keys that others have too.
_QUARTO_KEYS = {"fig-alt": "alt", "fig-align": "align"}
# Beside a wider image, the lines of the text would be too short.
_MAX_PERCENT_BESIDE_TEXT = 50
_DECLARATION = lazy_regex(r"([\w-]+)\s*:\s*([^;]*[^;\s])")
_STYLES = {
    "width": lazy_regex(r"[\d.]+(?:px|em|%)"),
    "height": lazy_regex(r"[\d.]+(?:px|em)"),
    "align": lazy_regex("left|right"),
}
# The children of a paragraph with an image and attributes on a line of their own: image, line break, text.
_CHILDREN_OF_TWO_LINES = 3
# The ARIA roles of decorative images, which need no alt text.
DECORATIVE_ROLES = frozenset({"presentation", "none"})


@frozen
class Attributes:
    """The attributes in a pair of braces."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def read_attributes(text: str) -> tuple[Attributes, int] | None:
    """Return the attributes at the start of `text` and the number of characters they take; None if there are none."""
    start = re.match(r"\{:?", text)
    if not start:
        return None
    identifier, classes, values = "", [], {}
    position = start.end()
    while item := _ATTRIBUTE.match(text, position):
        position = item.end()
        if item["id"]:
            identifier = item["id"]
        elif item["name"]:
            classes.append(item["name"])
        else:
            value = next(item[kind] for kind in ("double", "single", "bare") if item[kind] is not None)
            key = _ABBREVIATIONS.get(item["key"].lower(), item["key"].lower())
            if key == "class":
                classes += value.split()
            elif key == "id":
                identifier = value
            else:
                values[key] = value
    end = re.compile(r"\s*\}").match(text, position)
    if not end or not (identifier or classes or values):
        return None
    return Attributes(identifier, tuple(classes), values), end.end()


def apply_image_attributes(document: nodes.document, image: nodes.image) -> None:
    """Apply the attributes of an image that MyST did not read: `{fig-alt="…"}`, `{width=50%}`, `{: .wide}`.

    Some are left in the text. They come right after the image; if the image is alone in its paragraph, also on the
    line before or after it.
    """
    if ATTRIBUTES in image:
        apply_attributes(document, image, Attributes(values=image.attributes.pop(ATTRIBUTES)))
    parent = image.parent
    if not isinstance(parent, nodes.TextElement):
        return
    while (index := parent.index(image) + 1) < len(parent) and isinstance(parent[index], nodes.Text):
        text = parent[index].astext()
        found = read_attributes(text)
        if found is None:
            break
        attributes, length = found
        parent[index : index + 1] = [nodes.Text(text[length:])] if text[length:] else []
        apply_attributes(document, image, attributes)
    if len(parent) == _CHILDREN_OF_TWO_LINES:
        first, middle, last = parent.children
        braces = last if first is image else first
        text = braces.astext() if isinstance(braces, nodes.Text) else ""
        found = read_attributes(text)
        if middle.astext() == "\n" and middle is not image and found and found[1] == len(text):
            parent.children = [image]
            apply_attributes(document, image, found[0])


def apply_attributes(document: nodes.document, image: nodes.image, attributes: Attributes) -> None:
    """Set attributes on an image; warn about an invalid value and ignore it."""
    image["classes"] += attributes.classes
    if attributes.id:
        image["names"].append(nodes.fully_normalize_name(attributes.id))
        document.note_explicit_target(image, image)
    for key, value in {**_style_values(attributes.values.get("style", "")), **attributes.values}.items():
        if key == "fig-align" and not _leaves_room(attributes.values):
            continue  # in Quarto, no text flows around the figure
        _apply_value(image, _QUARTO_KEYS.get(key, key), value)
    if "fig-cap" in attributes.values and CAPTION in image:
        image[CAPTION] = ""


def _leaves_room(values: Mapping[str, str]) -> bool:
    """Return whether text may fit beside an image: all but those whose width is a large percentage."""
    width = values.get("width", "").strip()
    return not width.endswith("%") or (width[:-1].isdecimal() and int(width[:-1]) <= _MAX_PERCENT_BESIDE_TEXT)


def _apply_value(image: nodes.image, key: str, value: str) -> None:
    validators: dict[str, Callable[[str], Any]] = {
        "width": directives.length_or_percentage_or_unitless,
        "height": directives.length_or_unitless,
        "align": lambda value: directives.choice(value, ("left", "center", "right")),
    }
    if key == "align" and value == "default":
        return
    if key in validators:
        try:
            image[key] = validators[key](value)
        except ValueError:
            warn(Subtype.FIGURE, f"`{key}={value}` is not a valid {key}; it is ignored", location=image)
    elif key == "alt":
        image.setdefault(CAPTION, str(image.get("alt") or ""))
        image["alt"] = value
        image["postil_decorative"] = not value.strip()
    elif key in ("fig-cap", "title"):
        image["title"] = value
    elif key == "role" and value in DECORATIVE_ROLES:
        image["postil_decorative"] = True


def _style_values(style: str) -> dict[str, str]:
    """Return the size and the alignment in CSS; other declarations and units are left out."""
    values: dict[str, str] = {}
    for name, value in _DECLARATION.findall(style):
        key = {"max-width": "width", "float": "align"}.get(name.lower(), name.lower())
        if key in _STYLES and _STYLES[key].fullmatch(value):
            values[key] = value
    return values
