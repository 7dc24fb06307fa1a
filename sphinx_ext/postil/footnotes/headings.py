"""The author's own heading for the footnotes: a section or a rubric “Footnotes”, “Notes”, “Fußnoten”."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

IS_HEADING = "postil_notes"
"""An attribute of the section or rubric that is the heading of the footnotes of its document."""
# In the languages of postil's catalogues: what postil, Sphinx and word processors call footnotes at the end of a text.
_TITLES = frozenset(
    {
        "notes", "footnotes", "endnotes",
        "anmerkungen", "fußnoten", "fussnoten", "endnoten",
        "notas", "notas al pie", "notas a pie de página", "notas finales",
        "notes de bas de page", "notes de fin",
        "note", "note a piè di pagina", "note di chiusura",
        "脚注", "注", "注記", "後注",
        "notas de rodapé", "notas de fim",
        "примечания", "сноски",
        "注释", "註釋", "尾注", "註腳", "附註",
        "noten", "voetnoten", "eindnoten",
        "przypisy", "przypisy końcowe",
        "notlar", "dipnotlar", "sonnotlar",
        "примітки", "виноски",
        "주", "각주", "미주",
        "الحواشي", "الهوامش", "حواشي", "هوامش",
        "הערות", "הערות שוליים", "הערות סיום",
        "یادداشت‌ها", "پانویس‌ها", "پانوشت‌ها",  # noqa: RUF001 - Persian
        "पाद टिप्पणियाँ", "पाद टिप्पणियां", "फ़ुटनोट",
    }
)  # fmt: skip
_INVISIBLE = (
    nodes.comment,
    nodes.target,
    nodes.system_message,
    nodes.footnote,
    nodes.transition,
    nodes.substitution_definition,
)


def find_heading(document: nodes.document, footnotes: Sequence[nodes.footnote]) -> nodes.Element | None:
    """Return the last section or rubric that its author made for the footnotes; None if there is none.

    Call this while the footnotes are where their author wrote them.
    """
    headings = [node for node in document.findall(nodes.Element) if _is_heading(node, footnotes)]
    return headings[-1] if headings else None


def is_title(text: str) -> bool:
    """Return whether a heading says that footnotes follow."""
    words = " ".join(text.split())
    # Vowel signs of Hindi are neither letters nor punctuation.
    while words and not words[-1].isalnum() and not unicodedata.category(words[-1]).startswith("M"):
        words = words[:-1]
    return words.casefold() in _TITLES


def has_content(section: nodes.section) -> bool:
    """Return whether a section has any content besides its title and footnotes."""
    return any(not _is_invisible(child) for child in section[1:])


def place_footnotes(
    document: nodes.document, footnotes: Sequence[nodes.footnote], heading: nodes.Element | None
) -> None:
    """Put the footnotes below their heading; without one, at the end of the document."""
    if heading is None:
        document.extend(footnotes)
        return
    heading[IS_HEADING] = True
    if isinstance(heading, nodes.rubric):
        parent, position = heading.parent, heading.parent.index(heading) + 1
    else:
        parent = heading
        position = next((i for i, child in enumerate(heading) if isinstance(child, nodes.section)), len(heading))
    parent.insert(position, footnotes)


def heading_of(footnote: nodes.footnote) -> nodes.section | nodes.rubric | None:
    """Return the heading of the footnotes, `footnote` being the first of them; None if it is not its author's."""
    parent = footnote.parent
    before = parent[parent.index(footnote) - 1] if parent.index(footnote) else None
    return next(
        (node for node in (before, parent) if isinstance(node, nodes.section | nodes.rubric) and node.get(IS_HEADING)),
        None,
    )


def _is_invisible(node: nodes.Node) -> bool:
    return isinstance(node, _INVISIBLE)


def _is_heading(node: nodes.Element, footnotes: Sequence[nodes.footnote]) -> bool:
    if isinstance(node, nodes.section):
        title = node[0] if node.children else None
        return isinstance(title, nodes.title) and is_title(title.astext()) and _is_for_footnotes(node, footnotes)
    return isinstance(node, nodes.rubric) and is_title(node.astext()) and _is_above_footnotes(node)


def _is_for_footnotes(section: nodes.section, footnotes: Sequence[nodes.footnote]) -> bool:
    """Return whether a section has nothing but footnotes; or all footnotes, and other text that refers to none."""
    if not has_content(section):
        return True
    text = [child for child in section if not isinstance(child, nodes.footnote)]
    has_references = any(True for child in text for _ in child.findall(nodes.footnote_reference))
    return not has_references and all(footnote.parent is section for footnote in footnotes)


def _is_above_footnotes(rubric: nodes.rubric) -> bool:
    """Return whether a footnote comes right after a rubric, or nothing does."""
    for child in rubric.parent[rubric.parent.index(rubric) + 1 :]:
        if isinstance(child, nodes.footnote):
            return True
        if not _is_invisible(child):
            return False
    return True
