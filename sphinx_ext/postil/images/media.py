"""Films and sounds in the syntax of images, `![A walk](walk.mp4)`, become players; so do those in directives."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from postil.blog.players import is_in, player
from postil.html_tags import start_tags
from postil.images.image import AUDIO_SUFFIXES, VIDEO_SUFFIXES
from postil.lazy_regex import lazy_regex
from postil.markdown.extras import enabled_extras

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.config import Config

_OWN_CONTROLS = lazy_regex(r"controls|autoplay|id|data-.*|on.*")


def media_kind(uri: str) -> str:
    """Return whether a URL is that of a `video` or an `audio` file; empty if it is neither."""
    suffix = PurePosixPath(re.split(r"[?#]", uri, maxsplit=1)[0]).suffix.lower()
    return "video" if suffix in VIDEO_SUFFIXES else "audio" if suffix in AUDIO_SUFFIXES else ""


def plays_media(config: Config) -> bool:
    """Return whether films and sounds in the syntax of images become players."""
    return "media" in enabled_extras(config.postil.postil_markdown_extras)


def replace_media(images: Iterable[nodes.image]) -> None:
    """Replace the images that are films or sounds by players; in links and headings, by text."""
    for image in images:
        uri = str(image["uri"])
        alt = str(image.get("alt") or "").strip()
        name = unquote(PurePosixPath(re.split(r"[?#]", uri, maxsplit=1)[0]).name)
        if is_in(image, nodes.reference) or is_in(image, nodes.title):
            link = image.parent
            image.replace_self(nodes.inline("", alt or name))
            if isinstance(link, nodes.reference) and not isinstance(link.parent, nodes.TextElement):
                link.replace_self(nodes.paragraph("", "", link.deepcopy()))
            continue
        figure = image.parent if isinstance(image.parent, nodes.figure) else None
        has_caption = figure is not None and any(isinstance(child, nodes.caption) for child in figure)
        text = name if has_caption or not alt else alt
        target = nodes.reference(text, text, refuri=uri)
        node = player("", "", target, kind=media_kind(uri), label=alt)
        node["classes"] = image["classes"]
        node["names"], node["ids"] = image["names"], image["ids"]
        for key in ("width", "height"):
            if key in image:
                node[key] = image[key]
        for each in (target, node):
            each.source, each.line = image.source, image.line
        image.replace_self(node)


def add_controls(html: str) -> str:
    """Return HTML whose films and sounds can be played: with `controls`, unless its author may play them otherwise.

    Otherwise, a sound without controls is not even visible.
    """
    parts, position = [], 0
    for tag in start_tags(html):
        names = [attribute.name for attribute in tag.attributes]
        if tag.name in ("video", "audio") and not any(map(_OWN_CONTROLS.fullmatch, names)):
            end = tag.span[0] + 1 + len(tag.name)
            parts += [html[position:end], " controls"]
            position = end
    return "".join([*parts, html[position:]])
