"""The first heading of a file, without parsing it."""

from __future__ import annotations

import pytest

from postil.front_matter.heading import first_heading


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("---\ndate: 2024-03-24\n---\n\n# A heading\n\n# Another\n", "A heading"),
        ("Text.\n\n## A heading ##\n", "A heading"),
        ("# C#\n", "C#"),
        ("#\n\n# \n\n# A heading\n", "A heading"),
        ("A heading\n=========\n", "A heading"),
        ("A heading\n---\n", "A heading"),
        ("```python\n# a comment\n```\n\n# A heading\n", "A heading"),
        ("~~~\n# a comment\n", ""),
        ("# A [heading](x.md)[^note] of *words*\n", "A [heading of *words*"),
        ("#tag and text\n", ""),
        ("", ""),
    ],
)
def test_markdown(text: str, heading: str) -> None:
    assert first_heading(text, ".md") == heading


def test_restructuredtext() -> None:
    assert first_heading(":date: 2024-03-24\n\nA heading\n=========\n\nText.\n", ".rst") == "A heading"


def test_long_lines_take_no_time() -> None:
    assert first_heading(f"# {' ' * 200_000}\n{'#' * 200_000}\n{'`' * 200_000}\n", ".md") == ""
