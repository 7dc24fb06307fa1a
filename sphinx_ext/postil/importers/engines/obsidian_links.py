"""Obsidian: links in double brackets and embedded files, as Markdown."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.importers.markdown.code import code_spans, outside
from postil.importers.markdown.links import IMAGES
from postil.importers.model import NotUnderstood, Place
from postil.slug import heading_slug

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINK = re.compile(r"(?P<embed>!)?\[\[(?P<target>[^\[\]\n|]+?)(?:\\?\|(?P<words>[^\[\]\n]*))?\]\]")
_SIZE = re.compile(r"(\d+)(?:x(\d+))?")
_BLOCK_ID = re.compile(r"[ \t]+\^[A-Za-z0-9-]+[ \t]*$|^\^[A-Za-z0-9-]+[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_PLAYERS = (".mp4", ".webm", ".ogv", ".mov", ".mkv", ".mp3", ".wav", ".m4a", ".ogg", ".flac", ".3gp")
_LABEL = re.compile(r"\[\^([\w-]+)\]")
_MAX_LENGTH = 1_000_000
_MAX_DEPTH = 8


@dataclass
class Vault:
    """The notes and files of a vault, by their names."""

    notes: Mapping[str, str]
    """The texts of notes, by their paths."""
    files: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    """Other names of notes, by their paths."""
    problems: list[NotUnderstood] = field(default_factory=list)
    media: frozenset[str] = frozenset()
    """The names of files elsewhere, in lower case: a folder of a vault has its attachments outside."""
    _by_end: dict[str, list[str]] = field(default_factory=dict)
    _length: int = 0
    _embeds: int = 0

    def __post_init__(self) -> None:
        for path in sorted(self.files, key=lambda path: (path.count("/"), path)):
            parts = path.casefold().split("/")
            for start in range(len(parts)):
                self._by_end.setdefault("/".join(parts[start:]), []).append(path)
        for path, names in self.names.items():
            for name in names:
                self._by_end.setdefault(f"{name.casefold()}.md", []).append(path)

    def find(self, name: str, path: str) -> str:
        """Return the file that a name means in the note at `path`; empty if there is none."""
        name = name.strip().strip("/")
        if name.startswith("."):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        found = self._by_end.get(name.casefold()) or self._by_end.get(f"{name}.md".casefold()) or []
        folder = posixpath.dirname(path)
        return next((each for each in found if posixpath.dirname(each) == folder), found[0] if found else "")

    def convert(self, text: str, path: str, line: int, seen: tuple[str, ...] = ()) -> str:
        """Return the text of a note; `line` is that of the file in which it begins."""

        def converted(start: int, end: int) -> str:
            """Return a part of the text that is not code."""

            def replaced(found: re.Match[str]) -> str:
                """Return a link."""
                at = start + found.start()
                before = text[text.rfind("\n", 0, at) + 1 : at]
                after = text[start + found.end() :].partition("\n")[0]
                place = Place(path, line + text.count("\n", 0, at))
                is_alone = not before.strip() and not after.strip()
                return self._link(found, path, place, seen, is_alone=is_alone)

            return _BLOCK_ID.sub("", _LINK.sub(replaced, text[start:end]))

        parts, position = [], 0
        for start, end in outside(code_spans(text), len(text)):
            parts += [text[position:start], converted(start, end)]
            position = end
        return "".join([*parts, text[position:]])

    def _link(self, found: re.Match[str], path: str, place: Place, seen: tuple[str, ...], *, is_alone: bool) -> str:
        target, words = found["target"].strip(), (found["words"] or "").strip()
        name, _hash, heading = target.partition("#")
        file = self.find(name, path) if name.strip() else path
        if not file and posixpath.basename(name.strip()).casefold() in self.media:
            file = name.strip().strip("/")
        if not file:
            said = words or target.replace("#", " > ")
            if not seen:  # an embedded note reports its links itself
                self.problems.append(NotUnderstood(place, found[0], "its words, because the vault has no such file"))
            return said
        heading = heading.rpartition("#")[2]
        fragment = "" if not heading or heading.startswith("^") else f"#{heading_slug(heading.strip())}"
        if not found["embed"]:
            said = words or (f"{name.strip()} > {heading}" if name.strip() and fragment else name.strip() or heading)
            return f"[{said}](</{file}{fragment}>)" if name.strip() else f"[{said}]({fragment or '#'})"
        if file.lower().endswith((*IMAGES, *_PLAYERS)):
            return _image(file, words)
        if file.lower().endswith(".md"):
            link = f"[{words or name}](</{file}>)"
            return self._embedded(file, heading, link, seen, path) if is_alone else link
        return f"[{words or posixpath.basename(file)}](</{file}>)"

    def _embedded(self, file: str, heading: str, link: str, seen: tuple[str, ...], path: str) -> str:
        """Return a note, or a part of it, as a quotation, with a link to it."""
        text = self.notes.get(file, "")
        if heading:
            text = section_of(text, heading)
        self._length += len(text)
        if not text.strip() or file in (*seen, path) or len(seen) >= _MAX_DEPTH or self._length > _MAX_LENGTH:
            return link
        self._embeds += 1  # makes the labels of footnotes unique
        text = _LABEL.sub(rf"[^e{self._embeds}-\1]", text)
        inner = self.convert(_COMMENT.sub("", text), file, 1, (*seen, path)).strip("\n")
        return "\n".join(f"> {line}".rstrip() for line in [*inner.split("\n"), "", f"— {link}"])


def section_of(text: str, heading: str) -> str:
    """Return the part of a note below a heading, or the block with an id."""
    if heading.startswith("^"):
        blocks = re.split(r"\n[ \t]*\n", text)
        return next((block for block in blocks if re.search(rf"{re.escape(heading)}[ \t]*$", block, re.MULTILINE)), "")
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = re.match(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$", line)
        if found and heading_slug(found[2].strip()) == heading_slug(heading.strip()):
            next_heading = re.compile(rf"#{{1,{len(found[1])}}}[ \t]")
            end = next((n for n in range(number + 1, len(lines)) if next_heading.match(lines[n])), len(lines))
            return "\n".join(lines[number + 1 : end])
    return ""


def _image(file: str, words: str) -> str:
    """Return an embedded image or film; its words are a size, a text, or both."""
    *texts, last = words.split("|")
    size = _SIZE.fullmatch(last.strip())
    alt = "|".join(texts if size else [*texts, last]).strip().replace("[", "\\[").replace("]", "\\]")
    attributes = ""
    if size:
        attributes = f"{{width={size[1]}{f' height={size[2]}' if size[2] else ''}}}"
    return f"![{alt}](</{file}>){attributes}"
