"""Find the places in a post to which links can lead: headings and ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.slug import heading_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable

_ID = re.compile(r"\{[^{}\n]*#([\w:.-]+)|\s(?:id|name)=[\"']?([\w:.-]+)|^\(([\w:.-]+)\)=", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*(?:\{[^{}\n]*\})?$", re.MULTILINE)
_MARKUP = re.compile(r"[*_`~]|!?\[([^\]]*)\]\([^)]*\)")


def anchors_of(markdown: str) -> frozenset[str]:
    """Return the fragments of a text that MyST finds: ids, and headings as GitHub writes their ids."""
    ids = {found for groups in _ID.findall(markdown) for found in groups if found}
    return frozenset(ids | set(_headings(markdown)))


def find_anchor(fragment: str, anchors: Iterable[str]) -> str:
    """Return the anchor that a fragment means; empty if there is none."""
    wanted = unquote(fragment)
    by_slug = {slugify(anchor): anchor for anchor in anchors}
    return wanted if wanted in anchors else by_slug.get(slugify(wanted), "")


def _headings(markdown: str) -> Iterable[str]:
    for heading in _HEADING.findall(markdown):
        text = _MARKUP.sub(lambda found: found[1] or "", heading)
        yield heading_slug(text.strip())
