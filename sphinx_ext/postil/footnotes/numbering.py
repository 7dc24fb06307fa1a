"""Footnotes as the reader meets them: which reference means which note, and the numbers that both show.

What docutils does for footnotes is done here instead: it numbers notes as they are defined, and of what is wrong it
says no more than that something is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from postil.diagnostics import Subtype, warn
from postil.footnotes.unnumbered import SIGN, UNNUMBERED, take_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

# What authors put between the references of one pair of brackets: [[^1], [^2]].
_BETWEEN = re.compile(r"[\s,;]*")
# Chicago Manual of Style, 14th edition, section 12.51; then doubled, and so on.
_SYMBOLS = "*†‡§¶#"
_SYMBOL = "*"
_COMMENTS = re.compile("<!--.*?-->", re.DOTALL)
# What holds nothing else once a note that was written in it is taken out.
_HULLS = (nodes.block_quote, nodes.list_item, nodes.bullet_list, nodes.enumerated_list)
INLINE_LABEL_PREFIX = "inline "
"""How the labels of notes start that are written where they are referred to. No written label has a space in it."""


class ResolveFootnotes(SphinxTransform):
    """Join references and notes, number them, and put the notes at the end of the document."""

    # After the parser's nodes are complete, before MyST sorts the notes (618) and docutils numbers them (620).
    default_priority = 615

    def apply(self, **kwargs: Any) -> None:
        """Do so, and leave nothing for docutils to do."""
        document = self.document
        notes = list(document.findall(nodes.footnote))
        references = list(document.findall(nodes.footnote_reference))
        _locate(references)
        kept = merge_repeated(notes)
        take_marks(kept)
        for note in kept:
            if not has_text(note):
                message = (
                    f"the note {display_name(note)} has no text; indent the lines that belong to it by four spaces"
                )
                warn(Subtype.NOTE, message, note)
        pairs = {id(reference): note for reference, note in pair_references(references, kept)}
        for reference in references:
            if id(reference) in pairs:
                move_out_of_link(reference)
                collapse_brackets(reference)
            else:
                keep_unresolved_text(reference)
        ordered, unreferenced = in_order(document, kept, pairs)
        for note in unreferenced:
            warn(Subtype.NOTE, f"nothing refers to the note {display_name(note)}; it is shown after the others", note)
        numbers = number(ordered, as_written=self.config.postil.postil_notes_numbering == "labels")
        link_footnotes(document, ordered, numbers, [r for r in references if id(r) in pairs], pairs)
        for note in kept:
            _take_out(note)
        document.extend(ordered)
        document.footnotes, document.autofootnotes, document.symbol_footnotes = [], [], []
        document.footnote_refs, document.autofootnote_refs, document.symbol_footnote_refs = {}, [], []


class WriteFootnoteNumbers(SphinxTransform):
    """Write the numbers into the references.

    A reference in a heading has none until the heading's words became labels (850) and anchors (879), which are not to
    end in a number.
    """

    default_priority = 890

    def apply(self, **kwargs: Any) -> None:
        """Write them."""
        for reference in self.document.findall(nodes.footnote_reference):
            if "number" in reference:
                reference.append(nodes.Text(reference.attributes.pop("number")))


def merge_repeated(notes: Sequence[nodes.footnote]) -> list[nodes.footnote]:
    """Return the notes, those that share a label joined into the first of them."""
    kept: list[nodes.footnote] = []
    by_label: dict[str, nodes.footnote] = {}
    for note in notes:
        label = label_of(note)
        first = by_label.setdefault(label, note) if label else note
        if first is note:
            kept.append(note)
            continue
        if not note["dupnames"]:  # else docutils has said so
            message = (
                f"the note {display_name(note)} is here a second time; the first, in line {first.line}, holds both now"
            )
            warn(Subtype.NOTE, message, note)
        first.extend(child for child in list(note.children) if not isinstance(child, nodes.label))
        note.children = []
        _take_out(note)
    return kept


def pair_references(
    references: Iterable[nodes.footnote_reference], notes: Iterable[nodes.footnote]
) -> Iterator[tuple[nodes.footnote_reference, nodes.footnote]]:
    """Yield each reference that has a note, with its note.

    Those without a label, which reStructuredText has, go by their order: `[#]_` and `[*]_`.
    """
    notes = list(notes)
    labelled = {label.casefold(): note for note in reversed(notes) if (label := label_of(note))}
    labelled |= {label: note for note in reversed(notes) if (label := label_of(note))}
    numbered = iter([note for note in notes if not label_of(note) and note.get("auto") != _SYMBOL])
    symbols = iter([note for note in notes if not label_of(note) and note.get("auto") == _SYMBOL])
    for reference in references:
        label = str(reference.get("refname", ""))
        if label:
            found = labelled.get(label) or labelled.get(label.casefold())
        else:
            found = next(symbols if reference.get("auto") == _SYMBOL else numbered, None)
        if found is not None:
            yield reference, found


def in_order(
    document: nodes.Element, notes: Sequence[nodes.footnote], pairs: Mapping[int, nodes.footnote]
) -> tuple[list[nodes.footnote], list[nodes.footnote]]:
    """Return the notes in the order in which they are referred to, and those that no text refers to.

    First come those of the text, then those of these notes, and so on. What is left over comes last.
    """
    ordered: list[nodes.footnote] = []
    seen: set[int] = set()

    def _see(note: nodes.footnote) -> None:
        seen.add(id(note))
        ordered.append(note)

    def _follow(element: nodes.Element) -> None:
        for reference in _references_in(element):
            note = pairs.get(id(reference))
            if note is not None and id(note) not in seen:
                _see(note)

    _follow(document)
    place = 0
    unreferenced: list[nodes.footnote] = []
    while True:
        while place < len(ordered):
            _follow(ordered[place])
            place += 1
        left = next((note for note in notes if id(note) not in seen), None)
        if left is None:
            return ordered, unreferenced
        unreferenced.append(left)
        _see(left)


def _references_in(element: nodes.Element) -> Iterator[nodes.footnote_reference]:
    """Yield the references in `element`, but not those in notes within it."""
    for child in element.children:
        if isinstance(child, nodes.footnote_reference):
            yield child
        elif isinstance(child, nodes.Element) and not isinstance(child, nodes.footnote):
            yield from _references_in(child)


def has_text(note: nodes.footnote) -> bool:
    """Return whether there is anything in a note but comments."""
    parts = [child for child in note.children if not isinstance(child, nodes.label | nodes.comment)]
    return any(not (isinstance(part, nodes.raw) and not _COMMENTS.sub("", part.astext()).strip()) for part in parts)


def number(notes: Sequence[nodes.footnote], *, as_written: bool) -> list[str]:
    """Return what each of `notes` shows as its number: 1, 2, 3, and symbols for those that asked for one or for none.

    With `as_written`, a label that is a number stays, and the others get the numbers that are free.
    """
    numbered = [note for note in notes if not note.get(UNNUMBERED)]
    written = {label_of(note) for note in numbered if as_written and label_of(note).isdecimal()}
    free = (str(n) for n in range(1, 2 * len(notes) + 1) if str(n) not in written)
    symbols = (_SYMBOLS[n % len(_SYMBOLS)] * (n // len(_SYMBOLS) + 1) for n in range(len(notes)))
    numbers = []
    for note in notes:
        if note.get(UNNUMBERED):
            numbers.append(SIGN)
        elif label_of(note) in written:
            numbers.append(label_of(note))
        else:
            numbers.append(next(symbols if note.get("auto") == _SYMBOL else free))
    return numbers


def link_footnotes(
    document: nodes.document,
    notes: Sequence[nodes.footnote],
    numbers: Sequence[str],
    references: Sequence[nodes.footnote_reference],
    pairs: Mapping[int, nodes.footnote],
) -> None:
    """Give notes and references their ids, the ways to each other, and their numbers."""
    for node in (*notes, *references):
        _forget_names(document, node)
    by_note: dict[int, list[nodes.footnote_reference]] = {}
    for reference in references:
        by_note.setdefault(id(pairs[id(reference)]), []).append(reference)
    for note, shown in zip(notes, numbers, strict=True):
        word = label_of(note)
        slug = "" if word.isdecimal() or word.startswith(INLINE_LABEL_PREFIX) else nodes.make_id(word)
        name = _note_id(document, note, f"note-{slug or nodes.make_id(f'n{shown}').removeprefix('n') or len(notes)}")
        note.attributes.pop("auto", None)
        note["names"], note["dupnames"], note["backrefs"] = [], [], []
        if note.children and isinstance(note[0], nodes.label):
            note.pop(0)
        note.insert(0, nodes.label("", shown))
        for reference in by_note.get(id(note), ()):
            note["backrefs"].append(_note_id(document, reference, f"{name}-ref", len(note["backrefs"]) + 1))
            for attribute in ("refname", "auto"):
                reference.attributes.pop(attribute, None)
            reference["refid"], reference["number"] = name, shown
            reference.children = []
            reference.resolved = True


def _forget_names(document: nodes.document, node: nodes.Element) -> None:
    """Take back ids and names: a note's label is not the name of a place to link to, as a heading's words are."""
    for name in (*node["names"], *node["dupnames"]):
        if document.nameids.get(name) in (None, *node["ids"]):
            document.nameids.pop(name, None)
            document.nametypes.pop(name, None)
    for name in node["ids"]:
        document.ids.pop(name, None)
    node["ids"] = []


def _note_id(document: nodes.document, node: nodes.Element, wanted: str, count: int = 1) -> str:
    """Give `node`, of which there are `count` by now, the id `wanted`, with a number if that is taken; return it."""
    name = wanted if count == 1 else f"{wanted}-{count}"
    while name in document.ids:
        count += 1
        name = f"{wanted}-{count}"
    document.ids[name] = node
    node["ids"] = [name]
    return name


def label_of(note: nodes.Element) -> str:
    """Return the label that the author gave a note; empty if none."""
    return str(next(iter((*note["names"], *note["dupnames"])), ""))


def display_name(note: nodes.footnote) -> str:
    """Return what a message calls a note."""
    label = label_of(note)
    return (
        f"`[^{label}]`"
        if label and not label.startswith(INLINE_LABEL_PREFIX)
        else f"“{' '.join(note.astext().split())[:40]}”"
    )


def referenced_footnotes(parts: Iterable[nodes.Node], document: nodes.document) -> list[nodes.footnote]:
    """Return the notes of `document` that `parts` refer to, directly or through other notes, in their order."""
    notes = list(document.findall(nodes.footnote))
    by_id = {name: note for note in notes for name in note["ids"]}
    found: dict[str, None] = {}
    left = list(parts)
    while left:
        part = left.pop()
        for reference in part.findall(nodes.footnote_reference):
            name = str(reference.get("refid", ""))
            if name in by_id and name not in found:
                found[name] = None
                left.append(by_id[name])
    return [note for note in notes if any(name in found for name in note["ids"])]


def move_out_of_link(reference: nodes.footnote_reference) -> None:
    """Put a reference that stands in the words of a link behind the link: HTML has no links in links."""
    link, place = None, reference.parent
    while place is not None and not isinstance(place, nodes.document):
        if isinstance(place, nodes.reference) or place.tagname == "pending_xref":
            link = place
        place = place.parent
    if link is not None:
        reference.parent.remove(reference)
        link.parent.insert(link.parent.index(link) + 1, reference)


def keep_unresolved_text(reference: nodes.footnote_reference) -> None:
    """Put what the author wrote where a reference has no note, and say so."""
    text = reference.rawsource or f"[{reference.astext() or reference.get('refname', '')}]"
    warn(Subtype.NOTE, f"there is no note for `{text}`; it is shown as it is written", reference)
    reference.parent[reference.parent.index(reference)] = nodes.Text(text)


def _locate(references: Iterable[nodes.footnote_reference]) -> None:
    """Give references the lines that they stand in; parsers know those of their paragraphs at best."""
    blocks: dict[int, nodes.Element] = {}
    block_of: dict[int, nodes.Element] = {}
    for reference in references:
        block: nodes.Element | None = reference.parent
        while block is not None and (not block.line or isinstance(block, nodes.Inline)):
            block = block.parent
        if block is not None:
            blocks[id(block)] = block_of[id(reference)] = block
    for block in blocks.values():
        breaks, inside = 0, isinstance(block, nodes.TextElement)
        for node in block.findall():
            if isinstance(node, nodes.Text):
                breaks += node.astext().count("\n")
            elif block_of.get(id(node)) is block and isinstance(node, nodes.Element):
                node.source, node.line = block.source, (block.line or 0) + (breaks if inside else 0)


def _take_out(note: nodes.footnote) -> None:
    """Remove a note from where it was written, with what held nothing else."""
    parent = note.parent
    node: nodes.Element = note
    heading = parent[parent.index(note) - 1] if parent.index(note) else None
    parent.remove(note)
    last = heading is not None and parent.index(heading) == len(parent) - 1
    if last and isinstance(heading, nodes.rubric) and heading.astext() == "Footnotes":
        parent.remove(heading)  # the heading that reStructuredText's manual puts over footnotes
    while not parent.children and isinstance(parent, _HULLS):
        node, parent = parent, parent.parent
        parent.remove(node)


def collapse_brackets(reference: nodes.footnote_reference) -> None:
    """Remove a `[` that ends the text before `reference` and the `]` that starts the text after it or its followers.

    A space before the brackets goes with them: a number that stands raised belongs to the word.
    """
    parent = reference.parent
    first = parent.index(reference)
    before = parent[first - 1] if first else None
    if not isinstance(before, nodes.Text) or not before.astext().endswith("["):
        return
    last = first
    while last + 1 < len(parent):
        step = 2 if _is_separator(parent[last + 1]) else 1
        if last + step >= len(parent) or not _is_reference(parent[last + step]):
            break
        last += step
    after = parent[last + 1] if last + 1 < len(parent) else None
    if isinstance(after, nodes.Text) and after.astext().startswith("]"):
        parent.replace(after, nodes.Text(after.astext()[1:]))
        text = before.astext()[:-1]
        parent.replace(before, nodes.Text(text.rstrip() or text))


def _is_reference(node: nodes.Node) -> bool:
    return isinstance(node, nodes.footnote_reference)


def _is_separator(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Text) and bool(_BETWEEN.fullmatch(node.astext()))


def setup(app: Sphinx) -> None:
    """Register the transforms."""
    app.add_transform(ResolveFootnotes)
    app.add_transform(WriteFootnoteNumbers)
