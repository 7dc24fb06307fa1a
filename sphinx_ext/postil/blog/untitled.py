"""Names for posts that have no title on purpose: for lists, feeds, the window's title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.blog.excerpt import extract_excerpt, plain_text
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from docutils import nodes

# The class of the section of a post whose title is not shown.
UNTITLED_CLASS = "postil-untitled"
_MAX_LENGTH = 60
_MIN_SENTENCE = 10
_SENTENCE = lazy_regex(rf".{{{_MIN_SENTENCE},{_MAX_LENGTH}}}?[.!?…。！？](?=\s|$)")  # noqa: RUF001 - full-width signs


def first_words(document: nodes.Element) -> str:
    """Return the first sentence of a document, shortened if it is long; empty if it has no text."""
    text = " ".join(plain_text(extract_excerpt(document, 1)).split())
    if sentence := _SENTENCE.match(text):
        return sentence[0]
    if len(text) <= _MAX_LENGTH:
        return text
    words = text[: _MAX_LENGTH + 1].rpartition(" ")[0] or text[:_MAX_LENGTH]  # no spaces in Chinese and Japanese
    return f"{words.rstrip(' ,;:–—-')}…"  # noqa: RUF001 - dashes
