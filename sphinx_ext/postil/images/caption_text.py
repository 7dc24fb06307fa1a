"""The text of captions, and whether it repeats the text before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable

# A colon does not end a sentence: “Six” does not repeat “A gallery of six:”.
_SENTENCE_END = lazy_regex(r"[.!?…][\"'”’»)\]]*\s+|[。！？]")  # noqa: RUF001 - East Asian punctuation


def text_of_nodes(children: Iterable[nodes.Node]) -> str:
    """Return the text of inline nodes, with formulas and code as they were written, without footnotes."""
    parts = [
        "" if isinstance(child, nodes.footnote_reference | nodes.raw | nodes.system_message) else child.astext()
        for child in children
    ]
    return " ".join("".join(parts).split())


def comparison_words(text: str) -> list[str]:
    """Return the words of `text` for comparison, without case and punctuation."""
    return re.findall(r"\w+", text.casefold())


def repeats(text: str, before: str) -> bool:
    """Return whether `text` repeats `before`, or its last sentences, apart from case and punctuation."""
    own = comparison_words(text)
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(before))]
    return bool(own) and any(comparison_words(before[start:]) == own for start in starts)
