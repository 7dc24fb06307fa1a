"""Brackets around footnote references."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document

from postil.footnotes.brackets import remove_brackets


def without_brackets(text: str) -> str:
    """Return `text`, where each `^` is a reference, without brackets."""
    document = new_document("test")
    paragraph = nodes.paragraph()
    document += paragraph
    for number, part in enumerate(text.split("^")):
        if number:
            paragraph += nodes.footnote_reference("", "^")
        if part:
            paragraph += nodes.Text(part)
    for reference in list(document.findall(nodes.footnote_reference)):
        remove_brackets(reference)
    return paragraph.astext()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("courses [^] and", "courses^ and"),
        (" [^] and", " ^ and"),
        ("[^]", "^"),
        ("[^, ^]", "^, ^"),
        ("[^][^]", "^^"),
        ("[^^]", "^^"),
        ("[^^, ^]", "^^, ^"),
        ("(^)", "(^)"),
        ("[see ^]", "[see ^]"),
        ("[^ and more]", "[^ and more]"),
        ("^]", "^]"),
        ("[^", "[^"),
        ("^", "^"),
    ],
)
def test_brackets(text: str, shown: str) -> None:
    assert without_brackets(text) == shown
