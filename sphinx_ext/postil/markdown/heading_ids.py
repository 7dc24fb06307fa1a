"""Ids of headings: words, in any script, where docutils would number them (`#id2`)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

# What docutils makes where no letter of a name is Latin, or the name is taken.
_NUMBERED = re.compile(r"id\d+")
_OTHERS = (nodes.footnote, nodes.footnote_reference, nodes.citation, nodes.citation_reference)


class ReadableIds(SphinxTransform):
    """Give sections, and all that has a name, an id that is made of words."""

    # After a post has its one title (345), before anything refers to ids.
    default_priority = 350

    def apply(self, **kwargs: Any) -> None:
        """Do so, and tell what MyST knows of the headings."""
        renamed = make_ids_readable(self.document)
        known = getattr(self.document, "myst_slugs", {})
        for slug, (line, name, text) in list(known.items()):
            known[slug] = (line, renamed.get(name, name), text)


def make_ids_readable(document: nodes.document) -> Mapping[str, str]:
    """Change ids of `document` that are numbers or lack the letters of their script; return the new one of each."""
    names = {identifier: name for name, identifier in document.nameids.items() if identifier}
    renamed: dict[str, str] = {}
    for node in [node for node in document.findall(nodes.Element) if not isinstance(node, _OTHERS)]:
        for old in list(node["ids"]):
            name = names.get(old, "")
            wanted = _wanted_id(node, old, name, explicit=bool(document.nametypes.get(name)))
            if not wanted or wanted == old:
                continue
            new = _free_id(document, wanted)
            # An id with letters in it may have been linked to from elsewhere, and stays as well.
            kept = [] if _NUMBERED.fullmatch(old) else [old]
            place = node["ids"].index(old)
            node["ids"][place : place + 1] = [new, *kept]
            document.ids[new] = node
            if not kept:
                document.ids.pop(old, None)
            if name:
                document.nameids[name] = new
            renamed[old] = new
    for target in document.findall(nodes.target):
        if target.get("refid") in renamed:
            target["refid"] = renamed[target["refid"]]
    document.refids = {renamed.get(name, name): found for name, found in document.refids.items()}
    return renamed


def _wanted_id(node: nodes.Element, old: str, name: str, *, explicit: bool) -> str:
    """Return what an id should be, of the name that its author gave or of a heading; empty if it may stay."""
    title = node[0].astext() if isinstance(node, nodes.section) and len(node) and not explicit else ""
    words = title or name
    if not words or not (_NUMBERED.fullmatch(old) or (title and _has_other_script(title))):
        return ""
    return _slug_of(node, words, explicit=explicit)


def _slug_of(node: nodes.Element, words: str, *, explicit: bool) -> str:
    """Return what MyST's links call a heading; of other words, and where MyST leaves vowel signs out, postil's slug."""
    slug = "" if explicit else str(node.get("slug", ""))
    whole = slug.strip("-") and not re.search(r"\s", slug)
    return slug if whole and not any(map(unicodedata.combining, words)) and not _has_marks(words) else slugify(words)


def _has_marks(text: str) -> bool:
    return any(unicodedata.category(char).startswith("M") for char in text)


def _has_other_script(text: str) -> bool:
    """Return whether a text has letters that docutils leaves out of an id."""
    return any(char.isalpha() and not unicodedata.name(char, "LATIN").startswith("LATIN") for char in text)


def _free_id(document: nodes.document, wanted: str) -> str:
    """Return `wanted`, with a number if it is taken: `#a`, `#a-1`, as MyST and GitHub number them."""
    new, count = wanted or "section", 0
    while new in document.ids:
        count += 1
        new = f"{wanted or 'section'}-{count}"
    return new


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(ReadableIds)
