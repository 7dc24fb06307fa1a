"""Field lists as front matter, in reStructuredText and in Markdown."""

from __future__ import annotations

import pytest

from postil.front_matter.raw import Syntax
from postil.front_matter.source import read_raw_front_matter

FIELDS = Syntax(markdown_fields=True)
ABOVE_TITLE = Syntax(fields_below_title=False)


@pytest.mark.parametrize(
    "lead",
    ["", "\n\n", "<!-- a comment -->\n", "% a comment\n\n", "(target)=\n", "<!-- over\nlines -->\n% more\n(a-b)=\n\n"],
)
def test_fields_at_the_start_of_markdown(lead: str) -> None:
    """Readers see nothing of what comes before them."""
    found = read_raw_front_matter(f"{lead}:date: May 02, 2024\n:blogpost:\n\n# Title\n", ".md", FIELDS)

    assert found.values == {"date": "May 02, 2024", "blogpost": ""}
    assert found.lines["date"] == 1 + lead.count("\n")
    assert found.empty_is_true


@pytest.mark.parametrize("text", ["# Title\n\n:date: 2024-01-01\n", "Text\n:date: 2024-01-01\n", ":not a field\n"])
def test_other_fields_in_markdown_are_text(text: str) -> None:
    assert read_raw_front_matter(text, ".md", FIELDS).values == {}


def test_fields_in_markdown_are_text_unless_myst_parses_them() -> None:
    assert read_raw_front_matter(":date: 2024-01-01\n", ".md").values == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (" a, b", "a, b"),
        (" a,\n  b", "a, b"),
        ("\n  a,\n  b", "a, b"),
        ("\n  - a\n  - b", ["a", "b"]),
        ("\n  * a\n\n  * b", ["a", "b"]),
        (" $Date: 2024-01-05 10:00 $", "2024-01-05 10:00"),
        ("", ""),
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".rst"])
def test_values_of_fields(body: str, expected: object, suffix: str) -> None:
    text = f":my field: x\n:tags:{body}\n:last: y\n\nTitle\n=====\n"
    found = read_raw_front_matter(text, suffix, FIELDS)

    assert found.values == {"tags": expected, "last": "y"}


def test_fields_below_the_title() -> None:
    """To docutils, they are text: the rules of ABlog."""
    text = "=====\nTitle\n=====\n\n:date: 2024-01-05\n"

    assert read_raw_front_matter(text, ".rst").values == {"date": "2024-01-05"}
    assert read_raw_front_matter(text, ".rst", ABOVE_TITLE).values == {}
    assert read_raw_front_matter(f".. a comment\n   of two lines\n\n:a: b\n\n{text}", ".rst", ABOVE_TITLE).values == {
        "a": "b"
    }


def test_other_suffixes_of_restructuredtext() -> None:
    syntax = Syntax(rst_suffixes=(".rst", ".txt"))

    assert read_raw_front_matter(":date: 2024-01-05\n", ".txt", syntax).values == {"date": "2024-01-05"}
