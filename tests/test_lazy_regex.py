"""Regular expressions that are compiled when they are first used are those of `re`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    import pytest


def test_expression_is_compiled_once_and_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[tuple[str, int]] = []
    compile_ = re.compile

    def watch(pattern: str, flags: int) -> re.Pattern[str]:
        compiled.append((pattern, flags))
        return compile_(pattern, flags)

    monkeypatch.setattr("re.compile", watch)
    word = lazy_regex(r"[a-z]+", re.IGNORECASE)

    assert compiled == []
    assert word.findall("One, two") == word.findall("One, two") == ["One", "two"]
    assert compiled == [("[a-z]+", re.IGNORECASE)]
    assert (word.pattern, word.sub("x", "One, two")) == ("[a-z]+", "x, x")
