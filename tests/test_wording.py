"""Words and dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from postil.wording import count_words, reading_minutes, show_date


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two, three.", 3),
        ("a - b", 2),
        ("机器学习", 2),
        ("床前明月光，疑是地上霜。", 5),
        ("机器 learning", 2),
        ("한국어 글", 2),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_words(text) == words


def test_minutes() -> None:
    assert [reading_minutes(words, speed=240) for words in (0, 100, 360, 361, 2400)] == [1, 1, 2, 2, 10]


@pytest.mark.parametrize(
    ("language", "pattern", "shown"),
    [
        ("en", "", "March 24, 2024"),
        ("de", "", "24. März 2024"),
        ("zh_CN", "", "2024年3月24日"),
        ("pt-BR", "", "24 de março de 2024"),
        ("xx", "", "March 24, 2024"),
        ("en", "%d.%m.%y", "24.03.24"),
    ],
)
def test_dates(language: str, pattern: str, shown: str) -> None:
    assert show_date(datetime(2024, 3, 24, 23, tzinfo=UTC), language=language, pattern=pattern) == shown
