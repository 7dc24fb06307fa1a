"""MkDocs: the Markdown of its extensions, as far as postil does not read it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.importers.markdown.code import code_spans, outside
from postil.importers.model import NotUnderstood, Place
from postil.importers.source import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from postil.importers.source import Source

_SNIPPET = re.compile(r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]+[\"'](?P<path>[^\"'\n]+)[\"'][ \t]*$", re.MULTILINE)
_SNIPPETS = re.compile(r"^-{1,}8<-{1,}[ \t]*\n(?P<paths>(?:[^\n]+\n)+?)-{1,}8<-{1,}[ \t]*$", re.MULTILINE)
_SECTION = re.compile(r"^.*-{1,}8<-{1,}\s*\[(start|end):\s*([\w-]+)\].*\n?", re.MULTILINE)
_TAB = re.compile(r"^(?P<indent>[ ]*)===[!+]*[ \t]+\"(?P<title>[^\"\n]*)\"[ \t]*$")
_ICON = re.compile(r"[ ]?:(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:(?:\{[^{}\n]*\})?")
_KEYS = re.compile(r"\+\+([a-z0-9\"-]+(?:\+[a-z0-9\"-]+)*)\+\+", re.IGNORECASE)
_CRITIC = re.compile(
    r"\{\+\+(?P<added>.+?)\+\+\}|\{--(?P<deleted>.+?)--\}|\{~~(?P<old>.+?)~>(?P<new>.+?)~~\}|\{==(?P<marked>.+?)==\}"
    r"|\{>>(?P<comment>.+?)<<\}|\^\^(?P<inserted>[^\s^](?:[^^\n]*[^\s^])?)\^\^",
    re.DOTALL,
)
_CAPTION = re.compile(
    r"^(!\[(?:[^\]\\]|\\.)*\]\()([^()\s]+)\)(\{[^{}\n]*\})?\n+"
    r"/{3,}[ \t]*(?:figure-)?caption[^\n]*\n(.*?)\n/{3,}[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_FIGURE = re.compile(
    r"<figure\b[^>]*>\s*!\[(?P<alt>(?:[^\]\\]|\\.)*)\]\((?P<target>[^()\s]+)\)(?P<attributes>\{[^{}\n]*\})?\s*"
    r"<figcaption>(?P<caption>.*?)</figcaption>\s*</figure>",
    re.DOTALL,
)
_GRID = re.compile(
    r"^[ \t]*<div class=\"grid[^\"]*\" markdown(?:=\"?\w*\"?)?>[ \t]*\n(.*?)^[ \t]*</div>[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_ANNOTATED = re.compile(
    r"(?P<text>(?:^[^\n]+\n)*^[^\n]*\(\d+\)[^\n]*\n(?:^[^\n]+\n)*?)^\{[ ]*\.annotate[ ]*\}[ \t]*\n\n"
    r"(?P<list>(?:^\d+\.[ \t]+[^\n]*\n?(?:^[ \t]+[^\n]*\n?|^\n(?=[ \t]+\S))*)+)",
    re.MULTILINE,
)
_ITEM = re.compile(r"^(\d+)\.[ \t]+(.*?)(?=^\d+\.[ \t]|\Z)", re.MULTILINE | re.DOTALL)
_SPACED_ATTRIBUTES = re.compile(r"(?<=[\])])\{:?[ ]+([^{}\n]*?)[ ]*\}")
_MAX_LENGTH = 5_000_000
_MAX_DEPTH = 20


@dataclass
class Snippets:
    """Includes files, as the extension Snippets does."""

    source: Source
    folders: Sequence[str]
    """Where files are looked for, each with a slash at its end or empty."""
    problems: list[NotUnderstood]
    used: set[str] = field(default_factory=set)
    _length: int = 0

    def expand(self, text: str, path: str, seen: tuple[str, ...] = ()) -> str:
        """Return a text with the files that it includes; `path` is its own."""
        if "8<" not in text:
            return text
        text = _SNIPPETS.sub(
            lambda found: "\n".join(f'--8<-- "{name.strip()}"' for name in found["paths"].split("\n") if name.strip()),
            text,
        )

        def included(found: re.Match[str]) -> str:
            """Return a file that is included."""
            content = self._content(found["path"], (*seen, path))
            if content is None:
                line = 1 + text.count("\n", 0, found.start()) if not seen else 1
                problem = NotUnderstood(
                    Place(path, line), found[0].strip(), "a comment, because the file is missing or includes itself"
                )
                self.problems.append(problem)
                return f"{found['indent']}<!-- {found['path']} -->"
            return "\n".join(f"{found['indent']}{line}".rstrip() for line in content.strip("\n").split("\n"))

        return _SECTION.sub("", _SNIPPET.sub(included, text))

    def _content(self, name: str, seen: tuple[str, ...]) -> str | None:
        name, _colon, part = name.strip().partition(":")
        path = next(
            (path for folder in self.folders if (path := posixpath.normpath(folder + name)) in self.source.files), ""
        )
        if not path or path in seen or len(seen) > _MAX_DEPTH:
            return None
        try:
            text = self.source.read_text(path)
        except SourceError:
            return None
        self._length += len(text)
        if self._length > _MAX_LENGTH:
            return None
        self.used.add(path)
        return self.expand(_part_of(text, part), path, seen)


def _part_of(text: str, part: str) -> str:
    """Return the lines or the section of a file that a snippet names."""
    if numbers := re.fullmatch(r"(\d*)(?::(\d*))?", part):
        first, last = int(numbers[1] or 1), int(numbers[2]) if numbers[2] else None
        return "\n".join(text.split("\n")[first - 1 : last]) if part else text
    marks = {(found[1], found[2]): found for found in _SECTION.finditer(text)}
    start, end = marks.get(("start", part)), marks.get(("end", part))
    return text[start.end() : end.start()] if start and end and start.end() <= end.start() else text


def convert_markup(text: str) -> str:
    """Return Markdown of MkDocs as Markdown that postil reads."""
    text = convert_tabs(text)
    text = _outside_code(text, _convert_blocks)
    return _outside_code(text, _convert_words)


def _outside_code(text: str, convert: Callable[[str], str]) -> str:
    """Return a text converted, except code; a placeholder stands for code, so that blocks can contain it."""
    codes: list[str] = []
    parts, position = [], 0
    for start, end in outside(code_spans(text), len(text)):
        if start > position:
            codes.append(text[position:start])
            parts.append(f"\ufdd3{len(codes) - 1}\ufdd4")
        parts.append(text[start:end])
        position = end
    if position < len(text):
        codes.append(text[position:])
        parts.append(f"\ufdd3{len(codes) - 1}\ufdd4")
    converted = convert("".join(parts))
    return re.sub("\ufdd3(\\d+)\ufdd4", lambda found: codes[int(found[1])], converted)


def _convert_blocks(text: str) -> str:
    if "///" in text:
        text = _CAPTION.sub(lambda found: f'{found[1]}{found[2]} "{_title(found[4])}"){found[3] or ""}', text)
    if "<figure" in text:
        text = _FIGURE.sub(
            lambda found: (
                f'![{found["alt"]}]({found["target"]} "{_title(found["caption"])}"){found["attributes"] or ""}'
            ),
            text,
        )
    if "grid" in text:
        text = _GRID.sub(lambda found: found[1], text)
    return _ANNOTATED.sub(_notes, text) if ".annotate" in text else text


def _title(text: str) -> str:
    return " ".join(text.split()).replace('"', "'")


def _notes(found: re.Match[str]) -> str:
    """Return a paragraph with its annotations as footnotes."""
    notes = {number: " ".join(text.split()) for number, text in _ITEM.findall(found["list"])}

    def noted(mark: re.Match[str]) -> str:
        """Return the footnote of a number."""
        return f"^[{notes[mark[1]]}]" if mark[1] in notes else mark[0]

    return re.sub(r"[ ]?\((\d+)\)!?", noted, found["text"])


def _convert_words(text: str) -> str:
    text = _CRITIC.sub(_edited, _ICON.sub("", text))
    text = _KEYS.sub(lambda found: "+".join(f"<kbd>{_key(key)}</kbd>" for key in found[1].split("+")), text)
    return _SPACED_ATTRIBUTES.sub(lambda found: f"{{{found[1]}}}", text)


def _key(name: str) -> str:
    name = name.strip('"')
    return {"ctrl": "Ctrl", "cmd": "Cmd", "alt": "Alt", "del": "Del", "esc": "Esc"}.get(name, name.capitalize())


def _edited(found: re.Match[str]) -> str:
    """Return marks of changes as HTML."""
    if found["comment"]:
        return f"^[{' '.join(found['comment'].split())}]"
    if found["marked"]:
        return f"=={found['marked']}=="
    deleted, added = found["deleted"] or found["old"], found["added"] or found["new"] or found["inserted"]
    return (f"~~{deleted.strip()}~~" if deleted else "") + (f"<ins>{added}</ins>" if added else "")


def convert_tabs(text: str) -> str:
    """Return a text in which tabs, `=== "Title"` with indented content, are in a div."""
    if '=== "' not in text and "===!" not in text and "===+" not in text:
        return text
    lines, result, number = text.split("\n"), [], 0
    fence = ""
    while number < len(lines):
        line = lines[number]
        mark = re.match(r"[ \t]*(`{3,}|~{3,})", line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        tab = None if fence else _TAB.match(line)
        if tab is None:
            result.append(line)
            number += 1
            continue
        indent = tab["indent"]
        result.append(f"{indent}:::: {{.panel-tabset}}")
        while number < len(lines) and (tab := _TAB.match(lines[number])) and tab["indent"] == indent:
            content, number = _indented(lines, number + 1, len(indent))
            inner = convert_tabs("\n".join(content)).strip("\n").split("\n")
            result += [f"{indent}## {tab['title'] or '…'}", "", *(f"{indent}{each}".rstrip() for each in inner), ""]
        result += [f"{indent}::::", ""]
    return "\n".join(result)


def _indented(lines: list[str], number: int, indent: int) -> tuple[list[str], int]:
    """Return the lines that belong to a tab, without their indentation, and the number of the next line."""
    content: list[str] = []
    prefix = " " * (indent + 4)
    while number < len(lines) and (not lines[number].strip() or lines[number].startswith(prefix)):
        content.append(lines[number][len(prefix) :])
        number += 1
    return content, number
