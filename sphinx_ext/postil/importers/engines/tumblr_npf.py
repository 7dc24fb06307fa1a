"""The blocks of Tumblr's present editor (NPF), as HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from postil.importers.json_values import items, mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Block = Mapping[str, Any]

_TAGS = {"bold": "b", "italic": "i", "strikethrough": "s", "small": "small"}
_LISTS = {"ordered-list-item": "ol", "unordered-list-item": "ul"}
_TEXTS = {"heading1": "h2", "heading2": "h3", "indented": "blockquote", "quote": "blockquote"}


@dataclass
class BlockWriter:
    """Writes the blocks of one post, and keeps what it did not understand."""

    problems: list[tuple[str, str]] = field(default_factory=list)
    """The constructs, and what is in the post instead."""

    def html(self, content: object, layout: object) -> str:
        """Return blocks as HTML; images in a row are one figure, and a question is quoted."""
        blocks = mappings(content)
        rows, more, asked, asker = _layout(layout)
        parts: list[str] = []
        number = 0
        while number < len(blocks):
            group = next((row for row in rows if row[:1] == [number]), [])
            names = {text(blocks[index], "type") for index in group if index < len(blocks)}
            if len(group) > 1 and names == {"image"} and group == list(range(number, number + len(group))):
                parts.append(f"<figure>{''.join(map(_image, blocks[number : number + len(group)]))}</figure>")
                number += len(group)
            elif text(blocks[number], "subtype") in _LISTS:
                end = number
                while end < len(blocks) and text(blocks[end], "subtype") in _LISTS:
                    end += 1
                parts.append(_list(blocks[number:end], 0))
                number = end
            else:
                html = self._block(blocks[number])
                parts.append(f"<blockquote>{asker}{html}</blockquote>" if number in asked else html)
                asker = "" if number in asked else asker
                number += 1
            if more is not None and number == more + 1:
                parts.append("<!-- more -->")
        return "".join(parts)

    def _block(self, block: Block) -> str:
        name = text(block, "type")
        if not block:
            return ""
        if writer := _WRITERS.get(name):
            return writer(block)
        answers = [text(answer, "answer_text", "text") for answer in mappings(block.get("answers"))]
        words = [text(block, key) for key in ("question", "title", "text", "description", "url") if text(block, key)]
        self.problems.append((f'block "{name}"', "its text" if words or any(answers) else "nothing"))
        choices = "".join(f"<li>{escape(answer)}</li>" for answer in answers if answer)
        return "".join(f"<p>{escape(word)}</p>" for word in words) + (f"<ul>{choices}</ul>" if choices else "")


def _layout(layout: object) -> tuple[list[list[int]], int | None, set[int], str]:
    """Return the rows of blocks, the last block of the excerpt, the blocks of a question, and who asked."""
    rows: list[list[int]] = []
    more, asked, asker = None, set[int](), ""
    for part in mappings(layout):
        rows += [
            [number for number in items(row.get("blocks")) if isinstance(number, int)]
            for row in mappings(part.get("display"))
        ]
        cut = part.get("truncate_after")
        more = cut if isinstance(cut, int) and cut >= 0 else more
        if text(part, "type") == "ask":
            asked |= {number for number in items(part.get("blocks")) if isinstance(number, int)}
            name = text(mapping(part, "attribution", "blog"), "name")
            asker = f"<p><b>{escape(name)}:</b></p>" if name else ""
    return rows, more, asked, asker


def _text(block: Block) -> str:
    inner = _marked(text(block, "text"), mappings(block.get("formatting")))
    subtype = text(block, "subtype")
    if subtype == "chat":
        return f"<p>{inner}</p>"
    tag = _TEXTS.get(subtype, "p")
    return f"<{tag}>{inner}</{tag}>" if inner.strip() else ""


def _marked(words: str, marks: Sequence[Block]) -> str:
    """Return a text with its marks, which have a start and an end; marks can overlap."""
    spans = []
    for mark in marks:
        start, end = mark.get("start"), mark.get("end")
        url = text(mark, "url") or text(mapping(mark, "blog"), "url")
        tag = _TAGS.get(text(mark, "type"), "a" if url else "")
        if tag and isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            spans.append((start, min(end, len(words)), tag, url))
    edges = sorted({0, len(words), *(min(edge, len(words)) for span in spans for edge in span[:2])})
    parts = []
    for start, end in pairwise(edges):
        html = escape(words[start:end], quote=False).replace("\n", "<br>")
        for first, last, tag, url in sorted(spans, key=lambda span: (span[2] == "a", span[1] - span[0])):
            if first <= start and end <= last:
                html = f'<a href="{escape(url)}">{html}</a>' if tag == "a" else f"<{tag}>{html}</{tag}>"
        parts.append(html)
    return "".join(parts)


def _list(blocks: Sequence[Block], level: int) -> str:
    """Return list items; deeper ones are in the item before."""
    parts: list[str] = []
    tag = _LISTS[text(blocks[0], "subtype")]
    number = 0
    while number < len(blocks):
        if _level(blocks[number]) > level and parts and level < 10:  # noqa: PLR2004 - deeper lists are not indented more
            end = number
            while end < len(blocks) and _level(blocks[end]) > level:
                end += 1
            parts[-1] += _list(blocks[number:end], level + 1)
            number = end
            continue
        if _LISTS[text(blocks[number], "subtype")] != tag:
            rest = _list(blocks[number:], level)
            return f"<{tag}>{''.join(f'<li>{part}</li>' for part in parts)}</{tag}>{rest}"
        parts.append(_marked(text(blocks[number], "text"), mappings(blocks[number].get("formatting"))))
        number += 1
    return f"<{tag}>{''.join(f'<li>{part}</li>' for part in parts)}</{tag}>"


def _level(block: Block) -> int:
    level = block.get("indent_level")
    return level if isinstance(level, int) else 0


def _url(media: object) -> str:
    """Return the URL of a file: of several sizes, the largest."""
    files = mappings(media) or [mapping(media)]
    return text(max(files, key=lambda one: one["width"] if isinstance(one.get("width"), int) else 0), "url")


def _image(block: Block) -> str:
    url = _url(block.get("media"))
    image = f'<img src="{escape(url)}" alt="{escape(text(block, "alt_text"))}">' if url else ""
    caption = text(block, "caption")
    if link := text(mapping(block, "attribution"), "url") if image else "":
        image = f'<a href="{escape(link)}">{image}</a>'
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>" if caption else image


def _link(block: Block) -> str:
    url, title = text(block, "url"), text(block, "title")
    more = [text(block, name) for name in ("description", "site_name") if text(block, name)]
    link = f'<a href="{escape(url)}"><b>{escape(title or url)}</b></a>' if url else escape(title)
    return f"<blockquote><p>{'<br>'.join([link, *map(escape, more)])}</p></blockquote>"


def _audio(block: Block) -> str:
    words = ": ".join(escape(text(block, name)) for name in ("artist", "title") if text(block, name))
    return (f"<p>{words}</p>" if words else "") + _player("audio", block)


def _player(tag: str, block: Block) -> str:
    """Return the player of a file, or the URL of a film elsewhere."""
    if url := _url(block.get("media")):
        return f'<{tag} src="{escape(url)}"></{tag}>'
    if url := text(block, "url"):
        return f'<p><a href="{escape(url)}">{escape(url)}</a></p>'
    return text(block, "embed_html")


_WRITERS: dict[str, Callable[[Block], str]] = {
    "text": _text,
    "image": lambda block: f"<figure>{_image(block)}</figure>" if not text(block, "caption") else _image(block),
    "link": _link,
    "audio": _audio,
    "video": lambda block: _player("video", block),
    "paywall": lambda _block: "",
}
