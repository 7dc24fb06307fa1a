"""Collect the references and problems of one document while its text is converted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.importers.markdown.code import code_spans, outside
from postil.importers.model import NotUnderstood, Reference
from postil.importers.reference_marks import mark, split_at_marks

if TYPE_CHECKING:
    from postil.importers.model import Body, Place

_NOTE = re.compile(r"^ {0,3}\[\^[^\]\n]+\]:|\^\[", re.MULTILINE)


@dataclass
class Conversion:
    """The conversion of one document; each has its own."""

    place: Place
    """Where the text begins."""
    references: list[Reference] = field(default_factory=list)
    problems: list[NotUnderstood] = field(default_factory=list)

    def report(self, line: int, construct: str, instead: str) -> None:
        """Report what was not understood; lines are counted from 0."""
        self.problems.append(NotUnderstood(self.place.after(line), " ".join(construct.split()), instead))

    def reference(self, reference: Reference) -> str:
        """Return the mark that stands for a reference in the text."""
        self.references.append(reference)
        return mark(len(self.references) - 1)

    def body(self, text: str) -> Body:
        """Return a text in parts, with its references."""
        return split_at_marks(text, self.references)


def count_notes(text: str) -> int:
    """Return how many footnotes a text in Markdown has."""
    return sum(len(_NOTE.findall(text, start, end)) for start, end in outside(code_spans(text), len(text)))
