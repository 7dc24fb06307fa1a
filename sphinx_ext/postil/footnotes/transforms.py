"""Resolve, number and link the footnotes of a document, in place of docutils.

docutils numbers footnotes in the order of their definitions, and its warnings do not say what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.diagnostics import Subtype, warn
from postil.footnotes.brackets import remove_brackets
from postil.footnotes.definitions import merge_duplicates, remove_definition, warn_about_empty
from postil.footnotes.headings import find_heading, place_footnotes
from postil.footnotes.labels import display_name
from postil.footnotes.links import link_footnotes
from postil.footnotes.numbering import number_footnotes, sort_footnotes
from postil.footnotes.references import move_out_of_link, pair_references, replace_by_source, set_reference_lines
from postil.footnotes.unnumbered import mark_unnumbered

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class ResolveFootnotes(SphinxTransform):
    """Pair references and footnotes, number them, and move the footnotes to their heading or to the end."""

    # After the parser's nodes are complete, before MyST sorts footnotes (618) and docutils numbers them (620).
    default_priority = 615

    def apply(self, **kwargs: Any) -> None:
        """Resolve all footnotes, so that MyST and docutils find none."""
        use_labels = self.config.postil.postil_notes_numbering == "labels"
        resolve_footnotes(self.document, use_labels=use_labels)
        forget_footnotes(self.document)


def resolve_footnotes(document: nodes.document, *, use_labels: bool) -> None:
    """Pair references and footnotes, number them, and move the footnotes to their heading or to the end."""
    definitions = list(document.findall(nodes.footnote))
    references = list(document.findall(nodes.footnote_reference))
    set_reference_lines(references)
    footnotes = merge_duplicates(definitions)
    mark_unnumbered(footnotes)
    warn_about_empty(footnotes)
    pairs = {id(reference): footnote for reference, footnote in pair_references(references, footnotes)}
    for reference in references:
        if id(reference) in pairs:
            move_out_of_link(reference)
            remove_brackets(reference)
        else:
            replace_by_source(reference)
    ordered, unreferenced = sort_footnotes(document, footnotes, pairs)
    for footnote in unreferenced:
        message = f"nothing refers to the footnote {display_name(footnote)}; it is shown after the others"
        warn(Subtype.NOTE, message, footnote)
    heading = find_heading(document, footnotes) if footnotes else None
    numbers = number_footnotes(ordered, use_labels=use_labels)
    link_footnotes(document, ordered, numbers, [each for each in references if id(each) in pairs], pairs)
    for footnote in footnotes:
        remove_definition(footnote)
    place_footnotes(document, ordered, heading)


def forget_footnotes(document: nodes.document) -> None:
    """Clear docutils' lists of footnotes, so that its own transforms change nothing."""
    document.footnotes, document.autofootnotes, document.symbol_footnotes = [], [], []
    document.footnote_refs, document.autofootnote_refs, document.symbol_footnote_refs = {}, [], []


class WriteFootnoteNumbers(SphinxTransform):
    """Add the numbers to the references.

    This is not done earlier because labels (850) and anchors (879) contain the text of headings, without numbers.
    """

    default_priority = 890
    searched_nodes = (nodes.footnote_reference,)

    def apply(self, **kwargs: Any) -> None:
        """Add the number to each reference."""
        for reference in self.document.findall(nodes.footnote_reference):
            if "number" in reference:
                reference.append(nodes.Text(reference.attributes.pop("number")))


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_transform(ResolveFootnotes)
    app.add_transform(WriteFootnoteNumbers)
