"""Convert the tags that the themes and plugins of many engines share, and leave those that postil reads itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.importers.markdown.images import figure, image_of_tag, player_of_tag, row
from postil.importers.markdown.tags import comment
from postil.markdown.callout_tags import read_callout
from postil.markdown.shortcodes import tag_nodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.importers.markdown.tags import Call
    from postil.markdown.shortcodes import Tag

_CODE = frozenset({"highlight", "codeblock", "prism", "code"})
_NOTES = re.compile(r"(?:^|[_.-])(?:side|margin|foot)[_-]?(?:note|text)s?$|^(?:fn|sn|mn|aside|sidenote|footnote)$")
_QUOTES = frozenset({"quote", "blockquote", "pullquote", "epigraph", "cite", "testimonial"})
_TAB_GROUPS = frozenset({"tabs", "tabpane", "codetabs", "code-tabs", "tabbed", "codegroup"})
_TABS = frozenset({"tab", "codetab", "tabitem", "tab-item", "code-tab"})
_GALLERIES = re.compile(
    r"(?:^|[_-])(?:gallery|galleries|carousel|slider|slideshow|photoset|image-row|masonry)(?:$|[_-])"
)
_HTML = frozenset({"rawhtml", "html", "raw-html", "unsafe"})
_FORMULAS = frozenset({"katex", "math", "mathjax", "latex"})
_TEXT_KEYS = ("text", "content", "note", "body", "contents", "0")
_IMAGE = re.compile(
    r"""!\[(?P<alt>(?:\\.|[^\]\\])*)\]\((?P<target>[^\s()]+)(?:\s+(?P<title>"[^"\n]*"|'[^'\n]*'))?\s*\)"""
    r"""(?P<attributes>\{[^{}\n]*\})?"""
)
_MAX_IMAGES = 300


@dataclass
class Shortcodes:
    """The tags of one document."""

    target: Callable[[str], str]
    """Returns what stands for the path of an image or the target of a link."""
    images_in: Callable[[str], list[str]] = lambda _pattern: []
    """Returns the paths of the images that a folder or a pattern names, as the document would."""
    figures: int = 0
    inner_only: frozenset[str] = field(default_factory=frozenset)
    """Tags that only style their content, which is kept without them."""

    def convert(self, call: Call) -> str | None:
        """Return what replaces a tag; None if it is not understood."""
        name, tag = call.name, call.tag
        base = tag.name if tag else name
        if base in _CODE and call.raw is not None:
            return f"{call.source}{call.raw}{call.end_source}"
        if call.raw is not None:
            return self._convert_block(call, base, tag)
        if tag is None:
            return None
        if _NOTES.search(base) and (said := tag.first(*_TEXT_KEYS)):
            return note(said)
        if _GALLERIES.search(base):
            return self._gallery(call, tag)
        if found := image_of_tag(tag, self.target) or player_of_tag(tag, self.target):
            return found
        if base in ("toc", "br", "clear"):
            return call.source if base == "toc" else ""
        if base in ("button", "link", "a") and (url := tag.first("href", "url", "link", "to")):
            return f"[{tag.first('text', 'label', 'title', '0') or url}]({self.target(url)})"
        return call.source if tag_nodes(call.source) else None

    def _convert_block(self, call: Call, base: str, tag: Tag | None) -> str | None:
        if (plain := self._convert_style(call, base)) is not None:
            return plain
        if base in _TABS:
            named = list(tag.values.values()) if tag else []
            title = (tag.first("title", "name", "header", "label", "0") if tag else "") or "".join(named[:1]) or "…"
            return f"\n## {title}\n\n{call.inner().strip()}\n"
        if base in _QUOTES:
            return _quotation(call, tag)
        if _NOTES.search(base):
            return note(call.inner())
        if _GALLERIES.search(base):
            return self._gallery(call, tag)
        if base == "figure" or base.endswith(("figure", "image")):
            return self._figure(call, tag)
        callout = read_callout(tag) if tag else None
        if callout is None:
            return None
        if call.is_block:
            return call.kept()
        return note(call.inner()) if base == "note" else None

    def _convert_style(self, call: Call, base: str) -> str | None:
        """Return what replaces a tag whose arguments say nothing; None for others."""
        raw = (call.raw or "").strip()
        if base == "comment":
            return comment(raw) if raw else ""
        if base == "mermaid":
            return f"\n```mermaid\n{raw}\n```\n"
        if base in _FORMULAS:
            return f"$$\n{raw}\n$$" if "\n" in raw or call.is_block else f"${raw}$"
        if base in _TAB_GROUPS:
            return f"\n::: {{.panel-tabset}}\n{call.inner().strip()}\n:::\n"
        return call.inner() if base in _HTML or base in self.inner_only else None

    def _gallery(self, call: Call, tag: Tag | None) -> str | None:
        images = _images_in(call.inner()) if call.raw is not None else []
        if not images and tag:
            keys = ("dir", "match", "path", "src")
            places = [*tag.arguments, *(tag.values[key] for key in keys if key in tag.values)]
            paths = [path for place in places for path in self.images_in(place)][:_MAX_IMAGES]
            images = [figure(self.target(path)) for path in paths]
        if not images:
            return None
        caption = tag.first("caption", "title") if tag else ""
        return self.row(images, caption)

    def _figure(self, call: Call, tag: Tag | None) -> str | None:
        """Return the images in a tag around them, with the caption of the tag."""
        if tag is None:
            return None
        caption = tag.first("caption", "title", "0")
        inner = call.inner()
        own = image_of_tag(tag, self.target)
        if own:  # a caption of several paragraphs is between the tag and its end
            return f"{own}\n{inner}" if inner.strip() else own
        images = _images_in(inner)
        if not images or _IMAGE.sub("", inner).strip():
            return f"{inner.rstrip()}\n\n*{caption}*\n" if caption else inner
        if len(images) > 1:
            return self.row(images, caption)
        found = _IMAGE.match(images[0])
        if found is None or not caption:
            return images[0]
        classes = (found["attributes"] or "")[1:-1]
        title = found["title"][1:-1] if found["title"] else ""
        return figure(found["target"], found["alt"].replace("\\", ""), title or caption, attributes=classes)

    def row(self, images: list[str], caption: str = "") -> str:
        """Return images side by side, in a paragraph of their own."""
        if caption:
            self.figures += 1
        return f"\n{row(images, caption, identifier=f'row-{self.figures}')}\n"


def note(text: str) -> str:
    """Return a text as a footnote in the line."""
    return f"^[{' '.join(text.split())}]" if text.strip() else ""


def _images_in(text: str) -> list[str]:
    return [found[0] for found in _IMAGE.finditer(text)]


def _words_of(call: Call) -> str:
    """Return the arguments of a tag as written."""
    words = re.sub(r"^\{[{%][<%]?-?\s*[\w.-]+|-?[>%]?[%}]\}$", "", call.source)
    return words.strip().strip("\"'")


def _quotation(call: Call, tag: Tag | None) -> str:
    author = ""
    if tag:
        named = tag.first("author", "by", "source", "cite", "name")
        author = named or ("" if tag.values else _words_of(call))
    lines = call.inner().strip().split("\n")
    lines += ["", f"— {author}"] if author else []
    prefix = call.before[: len(call.before) - len(call.before.lstrip())]
    return "\n" + "\n".join(f"{prefix}> {line.removeprefix(prefix)}".rstrip() for line in lines) + "\n"
