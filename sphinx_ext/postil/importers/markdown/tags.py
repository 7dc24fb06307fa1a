"""Find the tags of templates in a text, `{{< … >}}`, `{% … %}` and `{{ … }}`, and replace those that are understood."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.frozen import frozen
from postil.importers.markdown.code import code_spans
from postil.markdown.shortcodes import read_tag
from postil.markdown.templates import template_end

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.importers.markdown.conversion import Conversion
    from postil.markdown.shortcodes import Tag

# Tags within tags, which no author nests deeper.
_MAX_DEPTH = 40
# Longer tags are text with braces in it.
_MAX_LENGTH = 5000
_OPENER = re.compile(r"\{%|\{\{(?!/\*)[<%]?(?!/\*)")
_SHORTCODE = re.compile(r"\{\{[<%]-?\s*(?P<end>/)?\s*(?P<name>[\w./-]+)")
_LIQUID = re.compile(r"\{%-?\s*(?P<name>[\w.-]+)")
_LIQUID_END = re.compile(r"end\w*")
# How many characters beside a tag in its line are looked at.
_MAX_BESIDE = 300
_VALUE_CALL = re.compile(r"\{\{-?\s*([\w.-]+)\s*\(")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    name: str
    """In lower case; that of an end is the name of what it ends, or empty."""
    is_end: bool = False


@dataclass
class Call:
    """A tag in a text, with what is between it and its end."""

    name: str
    """The name in lower case; empty for a value."""
    source: str
    """The tag as written."""
    line: int
    """Counted from 0."""
    before: str
    """The text before the tag in its line."""
    after: str
    """The text behind the tag, or behind its end, in its line."""
    raw: str | None = None
    """What is between the tag and its end, as written; None if it has no end."""
    end_source: str = ""
    convert_inner: Callable[[], str] = field(default=lambda: "", repr=False)

    @property
    def tag(self) -> Tag | None:
        """The tag with its arguments; None if one is a variable or other code."""
        return read_tag(self.source)

    def inner(self) -> str:
        """Return what is between the tag and its end, converted."""
        return self.convert_inner() if self.raw is not None else ""

    @property
    def is_block(self) -> bool:
        """Whether nothing else is in the lines of the tag and its end."""
        return not self.before.strip() and not self.after.strip()

    def kept(self) -> str:
        """Return the tag as written, around its converted content."""
        return f"{self.source}{self.inner()}{self.end_source}"


def replace_tags(text: str, handle: Callable[[Call], str | None], conversion: Conversion) -> str:
    """Return a text in which `handle` has replaced each tag; what it does not understand is reported.

    Code is not changed.
    """
    tokens = _tokens(text)
    lines = [found.start() for found in re.finditer("\n", text)] if tokens else []
    replacer = _Replacer(text, lines, tokens, _ends(tokens), handle, conversion)
    return replacer.between(0, len(text), 0, len(tokens), 0)


def _tokens(text: str) -> list[_Token]:
    if "{{" not in text and "{%" not in text:
        return []
    spans = code_spans(text)
    starts = [start for start, _end in spans]
    tokens: list[_Token] = []
    for found in _OPENER.finditer(text):
        start = found.start()
        number = bisect_right(starts, start) - 1
        is_code = number >= 0 and start < spans[number][1]
        if is_code or (tokens and start < tokens[-1].end):
            continue
        end = template_end(text, start, min(start + _MAX_LENGTH, len(text)))
        if end > 0 and (token := _token(text, start, end)):
            tokens.append(token)
    return tokens


def _token(text: str, start: int, end: int) -> _Token | None:
    """Return the tag at a place; None if it has no name, as `{% %}`."""
    if text.startswith(("{{<", "{{%"), start):
        shortcode = _SHORTCODE.match(text, start, end)
        return _Token(start, end, shortcode["name"].lower(), is_end=bool(shortcode["end"])) if shortcode else None
    if text.startswith("{%", start):
        liquid = _LIQUID.match(text, start, end)
        name = liquid["name"].lower() if liquid else ""
        if _LIQUID_END.fullmatch(name):
            return _Token(start, end, name.removeprefix("end"), is_end=True)
        return _Token(start, end, name) if name else None
    call = _VALUE_CALL.match(text, start, end)
    return _Token(start, end, call[1].lower() if call else "")


def _ends(tokens: Sequence[_Token]) -> dict[int, int]:
    """Return the number of the end of each tag that has one."""
    ends: dict[int, int] = {}
    open_tags: list[int] = []
    waiting: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if not token.is_end:
            open_tags.append(number)
            waiting[token.name] = waiting.get(token.name, 0) + 1
        elif token.name and not waiting.get(token.name):
            continue
        else:
            while open_tags:
                opening = open_tags.pop()
                waiting[tokens[opening].name] -= 1
                if not token.name or tokens[opening].name == token.name:
                    ends[opening] = number
                    break
    return ends


@frozen
class _Replacer:
    text: str
    lines: Sequence[int]
    """Where its lines end."""
    tokens: Sequence[_Token]
    ends: dict[int, int]
    handle: Callable[[Call], str | None]
    conversion: Conversion

    def between(self, start: int, end: int, first: int, last: int, depth: int) -> str:
        """Return a part of the text, which has the tokens from `first` to `last`."""
        if depth > _MAX_DEPTH:
            return self.text[start:end]
        parts = []
        position, number = start, first
        while number < last:
            token = self.tokens[number]
            closing = self.ends.get(number)
            stop = self.tokens[closing].end if closing is not None else token.end
            before, replaced = self.text[position : token.start], self._replaced(number, closing, depth)
            # the number of a note is right behind its word
            parts += [before.rstrip(" ") if replaced.startswith("^[") else before, replaced]
            position = stop
            number = (closing if closing is not None else number) + 1
        return "".join([*parts, self.text[position:end]])

    def _replaced(self, number: int, closing: int | None, depth: int) -> str:
        token, text = self.tokens[number], self.text
        stop = self.tokens[closing].end if closing is not None else token.end
        call = Call(
            token.name,
            text[token.start : token.end],
            bisect_left(self.lines, token.start),
            _start_of_line(text, token.start),
            _rest_of_line(text, stop),
        )
        if closing is not None:
            end = self.tokens[closing]
            call.raw = text[token.end : end.start]
            call.end_source = text[end.start : end.end]
            call.convert_inner = lambda: self.between(token.end, end.start, number + 1, closing, depth + 1)
        if token.is_end:
            self.conversion.report(call.line, call.source, "a comment: the end of a tag that does not begin")
            return comment(call.source)
        replaced = self.handle(call)
        return replaced if replaced is not None else self._as_comment(call)

    def _as_comment(self, call: Call) -> str:
        """Return a tag that is not understood as a comment, with all of its text."""
        words = [] if call.tag is None else [*call.tag.arguments, *call.tag.values.values()]
        words = [word for word in words if " " in word.strip()]
        has_text = bool(words or (call.raw or "").strip())
        self.conversion.report(call.line, call.source, "a comment and its text" if has_text else "a comment")
        opening = comment(call.source)
        prefix = re.sub(r"[^>\s]", " ", call.before)
        if not prefix.strip(" >\t") and re.fullmatch(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?", call.before):
            # Markdown reads the rest of a line that starts with a comment as HTML.
            follows = call.raw if call.raw is not None else call.after
            is_end_of_line = not follows.partition("\n")[0].strip() and not words
            opening += "" if is_end_of_line else f"\n{prefix}"
        said = "\n\n".join(words)
        said = f"\n{prefix}{said}\n\n{prefix}" if words and call.is_block else said
        return f"{opening}{said}{call.inner()}{comment(call.end_source) if call.end_source else ''}"


def _start_of_line(text: str, end: int) -> str:
    first = max(0, end - _MAX_BESIDE)
    return text[max(first, text.rfind("\n", first, end) + 1) : end]


def _rest_of_line(text: str, start: int) -> str:
    last = start + _MAX_BESIDE
    end = text.find("\n", start, last)
    return text[start : end if end >= 0 else last]


def comment(text: str) -> str:
    """Return an HTML comment with a text that it can contain."""
    inner = " ".join(text.split()).replace("-->", "--&gt;").replace("--!>", "--!&gt;")
    return f"<!-- {inner} -->"
