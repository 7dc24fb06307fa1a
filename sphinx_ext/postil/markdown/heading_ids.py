"""Readable ids of headings in any script; docutils numbers those that are not Latin (`#id2`)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.lazy_regex import lazy_regex
from postil.markdown.myst_compat import add_link_targets, rename_heading_ids
from postil.slug import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

# The id that docutils generates if a name has no Latin letter, or is used already.
_NUMBERED = lazy_regex(r"id\d+")
# The attribute of a document with the ids that were written in it.
_EXACT_IDS = "postil_exact_ids"
_EXCLUDED = (nodes.footnote, nodes.footnote_reference, nodes.citation, nodes.citation_reference)


class ReadableIds(SphinxTransform):
    """Give sections, and all elements with a name, a readable id."""

    # After a post has its only title (345), before anything refers to ids.
    default_priority = 350

    def apply(self, **kwargs: Any) -> None:
        """Change the ids, and tell MyST about them."""
        exact = list(restore_exact_ids(self.document))
        rename_heading_ids(self.document, replace_numbered_ids(self.document))
        add_link_targets(self.document, self.env.metadata[self.env.docname], exact)


def note_exact_id(document: nodes.document | None, identifier: str) -> None:
    """Note an id that an author wrote, while the document is parsed."""
    if document is not None and identifier != nodes.make_id(identifier):
        document.attributes.setdefault(_EXACT_IDS, []).append(identifier)


def restore_exact_ids(document: nodes.document) -> Iterator[tuple[str, int | None]]:
    """Restore the ids that docutils changed, as `Gate_2` to `gate-2`; yield each one, and its line."""
    for wanted in document.attributes.pop(_EXACT_IDS, ()):
        name = nodes.fully_normalize_name(wanted)
        old = document.nameids.get(name)
        node = document.ids.get(old) if old else None
        if old is None or node is None or wanted in document.ids or old not in node["ids"]:
            continue
        node["ids"][node["ids"].index(old)] = wanted
        document.ids[wanted] = document.ids.pop(old)
        document.nameids[name] = wanted
        rename_heading_ids(document, {old: wanted})
        yield wanted, node.line


def replace_numbered_ids(document: nodes.document) -> Mapping[str, str]:
    """Replace ids that are numbers or lack letters of another script; return the new id by the old one."""
    names = {identifier: name for name, identifier in document.nameids.items() if identifier}
    renamed: dict[str, str] = {}
    for node in [node for node in document.findall(nodes.Element) if not isinstance(node, _EXCLUDED)]:
        for old in list(node["ids"]):
            name = names.get(old, "")
            wanted = _wanted_id(node, old, name, explicit=bool(document.nametypes.get(name)))
            if not wanted or wanted == old:
                continue
            new = _free_id(document, wanted)
            # Other sites may link to an id with letters in it, so it remains as a second one.
            remaining = [] if _NUMBERED.fullmatch(old) else [old]
            index = node["ids"].index(old)
            node["ids"][index : index + 1] = [new, *remaining]
            document.ids[new] = node
            if not remaining:
                document.ids.pop(old, None)
            if name:
                document.nameids[name] = new
            renamed[old] = new
    for target in document.findall(nodes.target):
        if target.get("refid") in renamed:
            target["refid"] = renamed[target["refid"]]
    document.refids = {renamed.get(name, name): targets for name, targets in document.refids.items()}
    return renamed


def _wanted_id(node: nodes.Element, old: str, name: str, *, explicit: bool) -> str:
    """Return the id for an explicit name or for the text of a heading; empty if the old id is readable."""
    title = node[0].astext() if isinstance(node, nodes.section) and len(node) and not explicit else ""
    text = title or name
    if not text or not (_NUMBERED.fullmatch(old) or (title and _has_other_script(title))):
        return ""
    return _readable_id(node, text, explicit=explicit)


def _readable_id(node: nodes.Element, text: str, *, explicit: bool) -> str:
    """Return MyST's slug of a heading; postil's slug for other text, and where MyST leaves out vowel signs."""
    slug = "" if explicit else str(node.get("slug", ""))
    is_usable = slug.strip("-") and not re.search(r"\s", slug)
    return slug if is_usable and not any(map(unicodedata.combining, text)) and not _has_marks(text) else slugify(text)


def _has_marks(text: str) -> bool:
    return any(unicodedata.category(char).startswith("M") for char in text)


def _has_other_script(text: str) -> bool:
    """Return whether a text has letters that docutils leaves out of an id."""
    return not text.isascii() and any(
        char.isalpha() and not unicodedata.name(char, "LATIN").startswith("LATIN") for char in text
    )


def _free_id(document: nodes.document, wanted: str) -> str:
    """Return `wanted`, with a number if it is used already: `#a`, `#a-1`, numbered as in MyST and on GitHub."""
    new, count = wanted or "section", 0
    while new in document.ids:
        count += 1
        new = f"{wanted or 'section'}-{count}"
    return new


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(ReadableIds)
