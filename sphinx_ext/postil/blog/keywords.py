"""The words that say what a text is about, as far as they can be told without knowing its language."""

from __future__ import annotations

import re
import sys

from postil.slug import fold

# Shorter words are mostly there for grammar.
SHORTEST = 5
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


def keywords(text: str) -> tuple[str, ...]:
    """Return the longer words of `text` in order, each once, case folded; of scripts without spaces pairs of signs."""
    text = fold(text)
    words = {word for word in _WORD.findall(_UNSPACED.sub(" ", text)) if len(word) >= SHORTEST}
    # Where words are not spaced, two characters often are one.
    pairs = {run[at : at + 2] for run in _UNSPACED.findall(text) for at in range(len(run) - 1)}
    # One string for all posts that have it: they are kept together.
    return tuple(map(sys.intern, sorted(words | pairs)))
