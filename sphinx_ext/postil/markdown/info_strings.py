"""Parse what follows the opening marks of a fence or a div, in the syntax of MyST, Pandoc, Quarto, knitr and Hugo.

An info string is parsed once, into name or language, classes, id and options.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STRING = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
# The part between braces, which may contain quoted braces and one level of nested ones.
_BRACES = lazy_regex(rf"\{{((?:{_STRING}|\{{[^{{}}]*\}}|[^{{}}\"']|[\"'])*)\}}")
# A quoted string, or braces that are not the value of an option.
_BRACED = lazy_regex(rf"{_STRING}|(?<![=\w])\{{(?:{_STRING}|[^{{}}\"'])*\}}")
_TOKEN = lazy_regex(
    rf"""[\s,;]*(?:
        \#(?P<id>[^\s,}}]+)
      | \.(?P<class>[^\s,.}}#=]+)
      | (?P<key>[^\s,=}}"']+)\s*=\s*(?P<value>{_STRING}|\[[^\]]*\]|\{{[^}}]*\}}|c\([^)]*\)|[^\s,]*)
      | (?P<word>{_STRING}|[^\s,]+)
    )""",
    re.VERBOSE,
)
_RAW_FORMAT = lazy_regex(r"\s*=\s*([\w.+-]+)\s*")
# A language: Zola has options after a comma, others have a file name after a colon, or lines in braces.
_LANGUAGE = lazy_regex(r"([^\s{,:\[]*)(?:,([^\s{]*)|:(?!:)([^\s{]*))?")
# `[Title]` after the name of a div, as in Docusaurus.
_LABEL = lazy_regex(r"\[([^\]]*)\]")
_TITLES = ("title", "caption", "filename", "lst-cap")
_ONLY_OPTIONS = lazy_regex(rf"""(?:[\w:.-]+=(?:{_STRING}|[^\s"'<>]+)\s*)+""")
_ATTRIBUTE_START = lazy_regex(r"\s*[.#]|\s*[\w:.-]+\s*=")


@frozen
class Info:
    """The parts of an info string."""

    name: str = ""
    """The bare word at the start of braces, `r` in `{r setup}`: a directive, or the engine of a code cell."""
    language: str = ""
    """The word at the start, without braces; else the first class; for a div, its name."""
    raw_format: str = ""
    """`html` in `{=html}`."""
    id: str = ""
    classes: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    """The options `key=value`, without quotes, by their names in lower case; words without a value are empty."""
    rest: str = ""
    """What follows: the argument of a directive, the title of a div."""
    in_braces: bool = False
    """Whether the info string starts with braces."""
    is_escaped: bool = False
    """Whether the braces are doubled, as in `{{python}}`, which shows a cell and never runs it."""

    @property
    def title(self) -> str:
        """The title in the options, under any of its usual names."""
        return next((self.options[key] for key in _TITLES if key in self.options), "")


def parse_info(info: str) -> Info:
    """Return the parts of an info string of a code fence."""
    text = info.strip()
    if text.startswith("{"):
        return _parse_braces(text)
    match = _LANGUAGE.match(text)
    if match is None or not text:
        return Info()
    rest = text[match.end() :].strip()
    options = {"filename": match[3]} if match[3] else {}
    parsed = _parse_code_tail(rest) if match[2] is None else _parse_attributes(f"{match[2]} {rest}")
    return Info(
        language=match[1], id=parsed.id, classes=parsed.classes, options={**options, **parsed.options}, rest=rest
    )


def parse_div_info(info: str) -> Info:
    """Return the parts of an info string of a div: `{.note #id}`, `note Title`, `note[Title]{.wide}`."""
    text = info.strip().rstrip(":").strip()
    if text.startswith("{"):
        return _parse_braces(text)
    match = re.match(r"[^\s{\[]*", text)
    name = match[0] if match else ""
    rest = text[len(name) :]
    label = _LABEL.match(rest)
    if label:
        rest = rest[label.end() :]
    parsed = _parse_tail(rest.strip())
    is_title = not rest.strip().startswith("{") and not _ONLY_OPTIONS.fullmatch(rest.strip())
    title = label[1] if label else rest.strip() if is_title else parsed.rest
    return Info(language=name, id=parsed.id, classes=parsed.classes, options=parsed.options, rest=title)


def _parse_tail(text: str) -> Info:
    """Return the attributes after the name of a div, in braces or not."""
    if text.startswith("{"):
        parsed = _parse_braces(text)
        return replace(parsed, options={parsed.name: "", **parsed.options}) if parsed.name else parsed
    return _parse_attributes(text) if "=" in text else Info()


def _parse_code_tail(text: str) -> Info:
    """Return the attributes after a language, in braces or not, in any order: `{1,3-5} showLineNumbers title="x"`."""
    if not text:
        return Info()
    in_braces: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match[0][0] != "{":
            return match[0]
        in_braces.append(match[0])
        return " "

    parsed = _parse_attributes(_BRACED.sub(take, text)) if "{" in text else _parse_attributes(text)
    options, classes, identifier = dict(parsed.options), parsed.classes, parsed.id
    for each in map(_parse_braces, in_braces):
        options |= {each.name: "", **each.options} if each.name else each.options
        classes += each.classes
        identifier = identifier or each.id
    return Info(id=identifier, classes=classes, options=options)


def _parse_braces(text: str) -> Info:
    match = _BRACES.match(text)
    if match is None:
        return Info(rest=text)
    inner, rest = match[1], text[match.end() :].strip()
    if raw := _RAW_FORMAT.fullmatch(inner):
        return Info(raw_format=raw[1].lower(), rest=rest, in_braces=True)
    if inner.startswith("{") and inner.endswith("}"):
        parsed = _parse_named(inner[1:-1])
        return Info(name=parsed.name, options=parsed.options, rest=rest, in_braces=True, is_escaped=True)
    parsed = _parse_attributes(inner) if _ATTRIBUTE_START.match(inner) else _parse_named(inner)
    return Info(
        name=parsed.name,
        language=parsed.classes[0] if parsed.classes and not parsed.name else "",
        id=parsed.id,
        classes=parsed.classes,
        options=parsed.options,
        rest=rest,
        in_braces=True,
    )


def _parse_named(text: str) -> Info:
    """Return the parts of `r setup, echo=FALSE`."""
    head = re.match(r"\s*([^\s,]*)", text)
    name = head[1] if head else ""
    parsed = _parse_attributes(text[head.end() :] if head else text)
    return Info(name=name, id=parsed.id, classes=parsed.classes, options=parsed.options)


def _parse_attributes(text: str) -> Info:
    identifier, classes, options = "", [], {}
    for kind, key, value in _attributes(text):
        if kind == "id":
            identifier = value
        elif kind == "class":
            classes.append(value)
        elif key == "class":
            classes += value.split()
        else:
            options[key.lower()] = value
    return Info(id=identifier, classes=tuple(classes), options=options)


def _attributes(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _TOKEN.finditer(text):
        if match["id"]:
            yield "id", "", match["id"]
        elif match["class"]:
            yield "class", "", match["class"]
        elif match["key"]:
            yield "option", match["key"], _unquote(match["value"])
        elif match["word"]:
            yield "option", _unquote(match["word"]), ""


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value
