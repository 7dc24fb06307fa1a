"""Find the sentence around each link of a document, which the page of the linked post shows with the backlink."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from postil.lazy_regex import lazy_regex
from postil.project.references import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterable

# The end of a sentence: not before a lower-case letter, which follows an abbreviation.
_END = lazy_regex(r"(?:[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\s\"'“‘«(\[a-z])|[。！？]+[」』”’）]*)")  # noqa: RUF001 - the punctuation of many languages
# How much of a long sentence to show before and after the link, in characters.
_MAX_LENGTH = 140
# Stands for text that is known only once all documents are read: the title of another page.
_UNKNOWN = "\0"
# Parts of a paragraph that are not text.
_SKIPPED = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.raw,
    nodes.image,
    nodes.comment,
    nodes.target,
    nodes.system_message,
    nodes.problematic,
    addnodes.index,
)


class LinkSentence(NamedTuple):
    """A sentence with a link: the text before it, its own text, and the text after it."""

    before: str = ""
    text: str = ""
    """The text of the link; empty if it is the title of the page that it leads to."""
    after: str = ""


def link_sentences(links: Iterable[nodes.Element]) -> dict[str, LinkSentence]:
    """Return the sentence around the first of `links` to each target, in the order of the text.

    A link that is all of its paragraph, or stands between texts that are not known yet, has none.
    """
    found: dict[str, LinkSentence] = {}
    for link in links:
        is_reference = isinstance(link, nodes.reference)
        target = str(link[WRITTEN] if is_reference else link.get("reftarget", ""))
        if target and target not in found and (sentence := _sentence_of(link)):
            found[target] = sentence
    return found


def _sentence_of(link: nodes.Element) -> LinkSentence | None:
    block = link.parent
    while block is not None and not isinstance(block, nodes.paragraph):
        block = block.parent
    if block is None:
        return None
    before, after, text = _text(block, stop=link), _text(block, start=link), _text_of_link(link)
    before = _END.split(before)[-1]
    end = _END.search(after)
    after = after[: end.end()] if end else after
    if _UNKNOWN in before + after or not re.search(r"\w", before + after):
        return None
    return LinkSentence(_shorten_start(before), text.replace(_UNKNOWN, ""), _shorten_end(after))


def _text(block: nodes.Element, *, start: nodes.Element | None = None, stop: nodes.Element | None = None) -> str:
    """Return the text of a paragraph on one line: that before the link `stop`, or that after the link `start`."""
    parts: list[str] = []
    started = start is None

    def add(node: nodes.Node) -> bool:
        """Add the text of a node; return whether to go on after it."""
        nonlocal started
        if node is stop:
            return False
        if node is start:
            started = True
        elif isinstance(node, nodes.Text):
            parts.extend([node.astext()] if started else [])
        elif isinstance(node, addnodes.pending_xref):
            parts.extend([_text_of_link(node)] if started else [])
        elif not isinstance(node, _SKIPPED):
            return all(add(child) for child in node.children)
        return True

    all(add(child) for child in block.children)
    return re.sub(r"\s+", " ", "".join(parts))


def _text_of_link(link: nodes.Element) -> str:
    """Return the text of a link; it is unknown for a link that shows the title of the page that it leads to."""
    if isinstance(link, addnodes.pending_xref) and not link.get("refexplicit") and link.get("reftype") != "term":
        return _UNKNOWN
    text = " ".join(_text(link).split())
    return text or _UNKNOWN


def _shorten_start(text: str) -> str:
    text = text.lstrip()
    return text if len(text) <= _MAX_LENGTH else "… " + text[-_MAX_LENGTH:].partition(" ")[2]


def _shorten_end(text: str) -> str:
    text = text.rstrip()
    return text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH].rpartition(" ")[0] + " …"
