"""What is remarkable about a document while it is parsed; each kind becomes one warning per file.

A post of another engine may contain one construct a hundred times: a warning for each would hide all others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_KEY = "postil-remarks"
# How many constructs a warning names, and how many lines of each.
_MAX_NAMES = 8
_MAX_LINES = 3


class Remark(StrEnum):
    """The kinds of remarks, each with the sentence of its warning; `{}` is for the constructs and their lines."""

    TEMPLATE = (
        "markup of another engine is shown as written: {}; replace it with Markdown, or convert the posts with "
        "`postil import`"
    )
    CELL = (
        "code cells are shown, but not run: {}; to run them, use MyST-NB, or convert the posts with "
        "`postil import quarto`"
    )
    COMPONENT = "components are not supported; the text in them is shown: {}; replace them with Markdown"
    HTML = "HTML is not closed or not nested correctly, and was corrected: {}"
    LEFT_OUT = "text is left out: {}"


_SUBTYPES: Mapping[Remark, Subtype] = {
    Remark.TEMPLATE: Subtype.SYNTAX,
    Remark.CELL: Subtype.SYNTAX,
    Remark.COMPONENT: Subtype.SYNTAX,
    Remark.HTML: Subtype.HTML,
    Remark.LEFT_OUT: Subtype.LEFT_OUT,
}


@dataclass
class Remarks:
    """The constructs of one document by kind, with the lines of each."""

    found: dict[Remark, dict[str, set[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    inline_code: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Code such as `r x`, which is a cell if the document has other cells."""

    def add(self, kind: Remark, construct: str, line: int) -> None:
        """Add a construct; the same one in the same line counts once."""
        self.found[kind][construct].add(line)


def remarks_of(env: BuildEnvironment) -> Remarks:
    """Return the remarks about the document that is being read."""
    remarks = env.current_document.get(_KEY)
    if remarks is None:
        remarks = env.current_document[_KEY] = Remarks()
    return remarks


def add_remark(document: nodes.document, kind: Remark, construct: str, line: int | None) -> None:
    """Add a remark about the document that is being read."""
    remarks_of(document.settings.env).add(kind, construct, line or 1)


def report(remarks: Remarks, source: str) -> None:
    """Warn once for each kind of remark about a document."""
    if Remark.CELL in remarks.found:
        for construct, lines in remarks.inline_code.items():
            remarks.found[Remark.CELL][construct] |= lines
    for kind, constructs in remarks.found.items():
        by_line = sorted(constructs.items(), key=lambda item: min(item[1]))
        named = [f"{name} ({_lines(lines)})" for name, lines in by_line[:_MAX_NAMES]]
        if len(by_line) > _MAX_NAMES:
            named.append(f"and {len(by_line) - _MAX_NAMES} more")
        first = min(line for _name, lines in by_line for line in lines)
        warn(_SUBTYPES[kind], kind.value.format(", ".join(named)), location=f"{source}:{first}")


def _lines(lines: Iterable[int]) -> str:
    """Return the numbers of lines as text: `line 3`, `lines 3, 5, 9 and 4 more`."""
    numbers = sorted(lines)
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    text = ", ".join(map(str, numbers[:_MAX_LINES]))
    more = len(numbers) - _MAX_LINES
    return f"lines {text} and {more} more" if more > 0 else f"lines {text}"


def report_remarks(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of the remarks about the document that was just read."""
    remarks = app.env.current_document.get(_KEY)
    if remarks is not None:
        report(remarks, str(app.env.doc2path(app.env.docname)))


def setup(app: Sphinx) -> None:
    """Register the event handler."""
    # After all handlers that may add a remark.
    app.connect("doctree-read", report_remarks, priority=900)
