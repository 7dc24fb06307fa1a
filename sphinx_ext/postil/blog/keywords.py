"""Keywords of a text, independent of its language."""

from __future__ import annotations

import sys

from postil.lazy_regex import lazy_regex
from postil.slug import fold

# Shorter words are mostly function words.
MIN_LENGTH = 5
_WORD = lazy_regex(r"[^\W\d_]+")
_UNSPACED = lazy_regex("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


def keywords(text: str) -> tuple[str, ...]:
    """Return the longer words of `text`, sorted, each once, case folded; of scripts without spaces, character pairs."""
    text = fold(text)
    words = {word for word in _WORD.findall(_UNSPACED.sub(" ", text)) if len(word) >= MIN_LENGTH}
    # In scripts without spaces, two characters are often one word.
    pairs = {run[start : start + 2] for run in _UNSPACED.findall(text) for start in range(len(run) - 1)}
    # Interned, as many posts share a word and all are in memory.
    return tuple(map(sys.intern, sorted(words | pairs)))
