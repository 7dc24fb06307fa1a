"""Find the link targets in Markdown, so that the writer can replace them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.importers.model import Body, Reference
from postil.importers.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.importers.model import Asset

# Code, in which nothing is a link, or a link target after what precedes it. Parentheses in a target can be nested once.
_TARGET = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*\n)*?(?P=fence)[^\n]*$|(?P<ticks>`+)(?!`)(?:(?!\n\n).)*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<before>(?P<image>!)?\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\]|!\[[^\[\]]*\]\([^()\s]*\))*\]\(\s*)"
    r"(?:<(?P<angle>[^<>\n]*)>|(?P<plain>(?:[^\s()<>\\]|\\.|\([^\s()]*\))+))"
    r"|(?P<definition>^ {0,3}\[(?!\^)[^\[\]\n]+\]:\s*)<?(?P<defined>[^\s<>]+)>?"
    r"|(?P<attribute>\s(?P<name>src|href)\s*=\s*[\"'])(?P<value>[^\"'<>]*)",
    re.MULTILINE | re.DOTALL,
)


def split_links(markdown: str, page_url: str, find_asset: Callable[[str], Asset | None] = lambda _url: None) -> Body:
    """Return Markdown in parts: the targets of its links and images are references; `page_url` is their base."""
    parts: list[str | Reference] = []
    position = 0
    for found in _TARGET.finditer(markdown):
        if found["code"] is not None:
            continue
        group = next(name for name in ("angle", "plain", "defined", "value") if found[name] is not None)
        start, end = found.span(group)
        if group in ("angle", "defined"):  # the angle brackets are not needed for what the writer writes
            start, end = start - (markdown[start - 1] == "<"), end + (markdown[end : end + 1] == ">")
        target = found[group]
        is_image = bool(found["image"]) or found["name"] == "src"
        parts += [markdown[position:start], reference(target, page_url, find_asset, is_image=is_image)]
        position = end
        if is_linked_image := re.match(r"!\[[^\[\]]*\]\(([^()\s]*)\)", (found["before"] or "")[1:]):
            parts[-2:] = _linked_image(found["before"], is_linked_image, parts[-2:], page_url, find_asset)
    return tuple(part for part in (*parts, markdown[position:]) if part != "")


def _linked_image(
    before: str,
    image: re.Match[str],
    parts: list[str | Reference],
    page_url: str,
    find_asset: Callable[[str], Asset | None],
) -> list[str | Reference]:
    """Return the parts of an image with a link: the text up to the image, both targets, and what is between."""
    text, link = parts
    if not isinstance(text, str):
        raise TypeError("the first part is text")
    start = len(text) - len(before) + 1 + image.start(1)
    end = start + len(image[1])
    return [text[:start], reference(image[1], page_url, find_asset, is_image=True), text[end:], link]


def reference(
    target: str, page_url: str, find_asset: Callable[[str], Asset | None], *, is_image: bool = False
) -> Reference:
    """Return the reference that a link target is."""
    if target.startswith("#"):
        return Reference(target)
    full = absolute(target, page_url)
    return Reference(full, find_asset(full), is_image=is_image)
