"""Write images as Markdown, from the tags of other engines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from postil.markdown.shortcodes import Tag

_SOURCES = ("src", "image_path", "path", "url", "file", "image", "img", "filename", "0")
_SIZE = re.compile(r"(\d+)(?:px)?|(\d+%)")
_KNOWN = frozenset(
    {*_SOURCES, "alt", "caption", "description", "cap", "title", "attr", "attribution", "credit", "attrlink", "link"}
    | {"href", "class", "width", "height", "style", "align", "position", "srcset", "sizes", "target", "rel", "id"}
)
# The `sizes` and the `style` of an image.
_SIZES = re.compile(r"\d(?:vw|px|em|rem)\b|\(m(?:in|ax)-width|^[\w-]+:\s*[\w#.%]+;")
_ALIGNMENTS = {"left": "left", "right": "right", "center": "center", "align-left": "left", "align-right": "right"}
# What is an image of the tag itself, whatever its name: a file name.
_IMAGE_NAME = re.compile(r"(?i)[^\s<>]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic)(?:[?#]\S*)?")
_MEDIA_NAME = re.compile(r"(?i)[^\s<>]+\.(?:mp4|webm|mov|m4v|ogv|mp3|ogg|m4a|wav|flac)(?:[?#]\S*)?")
_FIGURE_WORDS = re.compile(
    r"(?:^|[_.-])(?:figure|fig|image|images|img|picture|photo|resize_image|media|lazyimg)(?:$|[_.-])"
)


def figure(target: str, alt: str = "", caption: str = "", *, link: str = "", attributes: str = "") -> str:
    """Return an image in Markdown. The caption is Markdown; the target and the link are written as they are."""
    alt = re.sub(r"([\[\]])", r"\\\1", " ".join(alt.split()))
    title = " ".join(caption.split()).replace('"', '\\"')
    quoted = f' "{title}"' if title else ""
    image = f"![{alt}]({target}{quoted})" + (f"{{{attributes}}}" if attributes else "")
    return f"[{image}]({link})" if link else image


def attributes_of(values: Mapping[str, str]) -> str:
    """Return the size, alignment and classes of an image as attributes in Markdown, without braces."""
    parts = [f".{name}" for name in values.get("class", "").split() if re.fullmatch(r"[A-Za-z][\w-]*", name)]
    for key in ("width", "height"):
        size = _SIZE.fullmatch(values.get(key, "").strip())
        if size:
            parts.append(f"{key}={size[1] or size[2]}")
    align = _ALIGNMENTS.get(values.get("align", "").lower() or values.get("position", "").lower(), "")
    return " ".join([*parts, f"align={align}"] if align else parts)


def image_of_tag(tag: Tag, target: Callable[[str], str]) -> str | None:
    """Return the image of a tag that shows one; None for other tags. `target` returns what stands for a path."""
    if tag.name == "img" and not tag.values:
        return _octopress(tag, target)
    src = tag.first(*_SOURCES).strip()
    if not src or not (_IMAGE_NAME.fullmatch(src) or (_FIGURE_WORDS.search(tag.name) and "/" in src)):
        return None
    if not (_FIGURE_WORDS.search(tag.name) or tag.values):
        return None
    heading, caption = tag.values.get("title", ""), tag.first("caption", "description", "cap")
    credit, credit_url = tag.first("attr", "attribution", "credit"), tag.values.get("attrlink", "")
    alt = tag.first("alt") or ("1" not in tag.values and tag.first("1") if not tag.values else "")
    parts = [
        f"**{heading}**" if heading and caption else heading,
        caption,
        *_more_words(tag),
        f"[{credit}](<{credit_url}>)" if credit and credit_url else credit,
    ]
    link = tag.first("link", "href")
    said = " ".join(filter(None, parts))
    values = dict(tag.values)
    if "max-width" in values:
        values.setdefault("width", values["max-width"])
    if "w" in values:
        values.setdefault("width", values["w"])
    return figure(target(src), alt or "", said, link=target(link) if link else "", attributes=attributes_of(values))


def _more_words(tag: Tag) -> list[str]:
    """Return the texts of a tag that no known argument has, such as a caption without a name."""
    named = [value for key, value in tag.values.items() if key not in _KNOWN]
    unnamed = [] if tag.values else tag.arguments[2:]
    return [text for text in (*named, *unnamed) if " " in text.strip() and not _SIZES.search(text)]


def _octopress(tag: Tag, target: Callable[[str], str]) -> str | None:
    """Return the image of `{% img [classes] path [width [height]] [title [alt]] %}`."""
    paths = [argument for argument in tag.arguments if re.search(r"[./]", argument)]
    if not paths:
        return None
    start = tag.arguments.index(paths[0])
    rest = list(tag.arguments[start + 1 :])
    values = {"class": " ".join(name for name in tag.arguments[:start] if name not in _ALIGNMENTS)}
    for key in ("width", "height"):
        if rest and _SIZE.fullmatch(rest[0]):
            values[key] = rest.pop(0)
    values["align"] = next((name for name in tag.arguments[:start] if name in _ALIGNMENTS), "")
    # words without quotes are one title
    has_both = len(rest) > 1 and any(" " in text for text in rest)
    title, alt = (rest[0], " ".join(rest[1:])) if has_both else ("", " ".join(rest))
    return figure(target(paths[0]), alt, title if title != alt else "", attributes=attributes_of(values))


def player_of_tag(tag: Tag, target: Callable[[str], str]) -> str | None:
    """Return the film or sound of a tag, if that is a file; postil makes a player of it."""
    src = tag.first("src", "mp4", "webm", "url", "file", "path", "video", "audio", "0").strip()
    if not _MEDIA_NAME.fullmatch(src):
        return None
    return figure(target(src), tag.first("alt", "title"), tag.first("caption"), attributes=attributes_of(tag.values))


def row(images: Sequence[str], caption: str = "", *, identifier: str = "") -> str:
    """Return images side by side, with a common caption."""
    if not caption:
        return " ".join(images)
    columns = min(len(images), 3)
    body = "\n\n".join([*images, caption])
    return f"::: {{#fig-{identifier} layout-ncol={columns}}}\n{body}\n:::"
