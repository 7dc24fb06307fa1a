"""MDX: Markdown with components of React, Astro or Svelte, as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.importers.markdown.code import code_spans
from postil.importers.markdown.tags import comment

if TYPE_CHECKING:
    from postil.importers.markdown.conversion import Conversion

_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_COMPONENT = re.compile(
    rf"""<(?P<end>/)?(?P<name>[A-Z][\w.]*)(?P<attributes>(?:[^"'{{}}<>/]|/(?!>)|"[^"]*"|'[^']*'|{_BRACES})*+)(?P<empty>/)?>"""
)
_ATTRIBUTE = re.compile(rf"""([\w:-]+)(?:=(?:"([^"]*)"|'([^']*)'|({_BRACES})))?""")
_COMMENT = re.compile(r"\{/\*(.*?)\*/\}", re.DOTALL)
_IMPORT = re.compile(
    r"^import[ \t]+(?:(?P<name>[\w$]+)[ \t]*(?:,[^\n;]*)?|[^\n;]*?)[ \t]*(?:from[ \t]*)?"
    r"[\"'](?P<path>[^\"'\n]+)[\"'];?[ \t]*$",
    re.MULTILINE,
)
_IMPORT_LINES = re.compile(r"^import[ \t]*\{[^{}]*\}[ \t]*from[ \t]*[\"'][^\"'\n]+[\"'];?[ \t]*$", re.MULTILINE)
_EXPORT = re.compile(r"^export[ \t]+(?:const|let|var|default|function|async|class|type|interface|\{|\*)", re.MULTILINE)
_HTML_TAG = re.compile(rf"<[a-z][\w-]*(?:\s+[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|{_BRACES}))?)*\s*/?>")
_CODE_VALUE = re.compile(rf"""\s+[\w:-]+=(?:{_BRACES})""")
_STRING = re.compile(r"""\{\s*["'`]([^"'`{}]*)["'`]\s*\}""")
_TEXT_KEYS = ("title", "caption", "label", "summary", "text")
_IMAGES = frozenset({"Image", "Picture", "Img", "NextImage", "ExportedImage", "Zoom", "BlurImage", "Figure"})
_TOCS = frozenset({"TOCInline", "TOC", "Toc", "TableOfContents"})
_VIDEOS = {"YouTube": "https://www.youtube.com/watch?v={}", "Youtube": "https://www.youtube.com/watch?v={}",
           "LiteYouTube": "https://www.youtube.com/watch?v={}", "Vimeo": "https://vimeo.com/{}",
           "Tweet": "https://twitter.com/i/status/{}", "Gist": "{}"}  # fmt: skip
_LINKS = frozenset({"Link", "A", "Anchor", "NextLink", "Button"})
_CALLOUTS = {"Note": "note", "Tip": "tip", "Info": "info", "Warning": "warning", "Danger": "danger", "Aside": "note",
             "Callout": "note", "Alert": "note", "Caution": "caution"}  # fmt: skip
# Components that only wrap what is in them.
_WRAPPERS = frozenset({"Fragment", "Layout", "Container", "Prose", "Center", "div", "Wrapper", "Content"})


@dataclass
class Mdx:
    """The conversion of one document."""

    conversion: Conversion
    imports: dict[str, str] = field(default_factory=dict)
    """The files that are imported, by their names in the document."""
    _open: list[tuple[str, str]] = field(default_factory=list)
    """The components that are open, with what stands at their end."""

    def convert(self, text: str) -> str:
        """Return a text without `import` and `export`, with components as Markdown or comments."""
        parts, position = [], 0
        for start, end in [*code_spans(text), (len(text), len(text))]:
            parts += [self._part(text, position, start), text[start:end]]
            position = end
        self._open.clear()
        return "".join(parts)

    def _part(self, text: str, start: int, end: int) -> str:
        part = text[start:end]
        line = text.count("\n", 0, start)
        for found in _IMPORT.finditer(part):
            if found["name"]:
                self.imports[found["name"]] = found["path"]
        part = _blank(_IMPORT_LINES, _blank(_IMPORT, part))
        part = self._without_exports(part, line)
        part = _COMMENT.sub(lambda found: f"<!-- {found[1].strip()} -->" if "--" not in found[1] else "", part)
        part = _HTML_TAG.sub(_plain_tag, part)

        def replaced(found: re.Match[str]) -> str:
            """Return what stands for a component."""
            return self._component(found, line + part.count("\n", 0, found.start()))

        return _COMPONENT.sub(replaced, part)

    def _without_exports(self, text: str, line: int) -> str:
        """Return a text in which code that is exported is left out, up to the next empty line."""
        parts, position = [], 0
        while found := _EXPORT.search(text, position):
            gap = re.compile(r"\n[ \t]*\n").search(text, found.end())
            end = gap.start() if gap else len(text)
            code = text[found.start() : end]
            self.conversion.report(line + text.count("\n", 0, found.start()), code.split("\n")[0], "nothing")
            parts += [text[position : found.start()], "\n" * code.count("\n")]
            position = end
        return "".join([*parts, text[position:]])

    def _component(self, found: re.Match[str], line: int) -> str:
        name = found["name"]
        if found["end"]:
            return self._end(name)
        values = _values(found["attributes"])
        known = self._known(name, values, is_empty=bool(found["empty"]))
        if known is not None:
            opening, closing = known
            if not found["empty"]:
                self._open.append((name, closing))
            return opening
        self.conversion.report(line, f"<{name}>", "a comment and its text")
        texts = [values[key] for key in _TEXT_KEYS if values.get(key)]
        opening = "\n".join([comment(found[0].replace("<", "").replace(">", "").rstrip("/").strip()), *texts])
        if not found["empty"]:
            self._open.append((name, f"\n{comment('/' + name)}"))
        return opening

    def _end(self, name: str) -> str:
        """Return what stands for the end of a component."""
        while self._open:
            opened, closing = self._open.pop()
            if opened == name:
                return closing
        return ""

    def _known(self, name: str, values: dict[str, str], *, is_empty: bool) -> tuple[str, str] | None:
        """Return what stands for the beginning and the end of a component that is known."""
        if name in _TOCS:
            return "[TOC]", ""
        if name in _IMAGES and (source := values.get("src", "")):
            path = self.imports.get(source.strip("{} "), source)
            title = f' "{caption}"' if (caption := values.get("caption", "").replace('"', "'")) else ""
            return (f"![{values.get('alt', '')}](<{path}>{title})", "") if "{" not in path else None
        if name in _VIDEOS and (
            identifier := next((values[key] for key in ("id", "videoId", "tweetId", "url") if key in values), "")
        ):
            return f"<{identifier if '://' in identifier else _VIDEOS[name].format(identifier)}>", ""
        if name in _LINKS and (target := values.get("href") or values.get("to") or ""):
            return ("[", f"](<{target}>)") if not is_empty else (f"<{target}>", "")
        if name in _CALLOUTS and not is_empty:
            kind = values.get("type", values.get("variant", "")).lower()
            kind = (
                kind
                if re.fullmatch(r"note|tip|info|warning|danger|caution|success|error|important", kind)
                else _CALLOUTS[name]
            )
            return f":::{kind} {values.get('title', '')}".rstrip() + "\n", "\n:::"
        if name in _WRAPPERS:
            return "", ""
        return None


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Return a text without what matches, with as many lines."""
    return pattern.sub(lambda found: "\n" * found[0].count("\n"), text)


def _values(attributes: str) -> dict[str, str]:
    """Return the attributes of a component that are text, or the names of imported files in braces."""
    values = {}
    for key, double, single, code in _ATTRIBUTE.findall(attributes):
        text = _STRING.fullmatch(code)
        values[key] = text[1] if text else code or double or single
    return {key: value for key, value in values.items() if "{" not in value or key == "src"}


def _plain_tag(found: re.Match[str]) -> str:
    """Return a tag of HTML as browsers know it: without code, with `class`."""
    tag = re.sub(r"\bclassName=", "class=", found[0])
    tag = re.sub(r"\bhtmlFor=", "for=", tag)
    return _CODE_VALUE.sub("", _STRING.sub(r'"\1"', tag))
