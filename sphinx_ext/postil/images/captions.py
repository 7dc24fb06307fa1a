"""What stands below a picture: its title or its alternative text, with markup, unless the text has just said it."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import new_document
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from myst_parser.parsers.sphinx_ import MystParser

from postil.footnotes.labels import INLINE_LABEL_PREFIX
from postil.markdown.myst_compat import extended_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token
    from sphinx.environment import BuildEnvironment

# Text without any of these is the same in Markdown and without.
_MARKUP = re.compile(r"[*_`\[\]<>$\\&{}~^|:@/]")
# A colon ends no sentence: “A gallery of six:” is not said again by “Six”.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？]")  # noqa: RUF001 - of East Asia
# Keeps the first characters of a caption from being taken for a list, a heading or a quotation.
_LEAD = "x "
_FILE = re.compile(r"(?i)\S.*\.(?:png|jpe?g|gif|svgz?|webp|avif|bmp|tiff?|heic|ico|pdf)")


@dataclass(frozen=True)
class MarkdownImage:
    """A picture as its author wrote it in Markdown."""

    uri: str
    label: str
    """The alternative text, with its markup."""
    role: str
    """ARIA's, from the attributes in braces."""


def markdown_images(source: str) -> list[MarkdownImage]:
    """Return the pictures in a paragraph of Markdown, in order. References to definitions elsewhere are not seen."""
    if "![" not in source:
        return []
    parser = MarkdownIt("commonmark").use(attrs_plugin, after=("image",))
    return [
        MarkdownImage(str(token.attrGet("src") or ""), token.content, str(token.attrGet("role") or ""))
        for token in _images(parser.parseInline(source))
    ]


def has_tags(label: str) -> bool:
    """Return whether there is HTML in Markdown within a line; `<` in code or in a formula is none."""
    if "<" not in label:
        return False
    tokens = MarkdownIt("commonmark").use(dollarmath_plugin).parseInline(label)[0].children or []
    return any(token.type == "html_inline" for token in tokens)


def _images(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "image":
            yield token
        else:
            yield from _images(token.children or [])


def parse_inline(text: str, *, document: nodes.document, env: BuildEnvironment, line: int) -> list[nodes.Node]:
    """Return Markdown within a line as nodes that belong to `document`; text that is more than that as it is.

    MyST parses it, as a document of its own whose lines are counted as in the file. Notes within it are put at the end
    of `document`.
    """
    text = " ".join(text.split())
    if not _MARKUP.search(text):
        return [nodes.Text(text)]
    apart = new_document(str(document["source"]), copy.copy(document.settings))
    apart.reporter = document.reporter
    metadata = env.metadata[env.docname]
    kept = dict(metadata)
    parser = extended_parser(MystParser) or MystParser
    parser().parse("\n" * (line - 1) + _LEAD + text, apart)
    metadata.clear()
    metadata.update(kept)  # MyST counts words and headings there
    notes = [child for child in apart if isinstance(child, nodes.footnote)]
    found = [child for child in apart if not isinstance(child, nodes.substitution_definition | nodes.footnote)]
    if len(found) != 1 or not isinstance(found[0], nodes.paragraph):
        return [nodes.Text(text)]
    children = found[0].children
    first = children[0] if children else None
    if not isinstance(first, nodes.Text) or not first.startswith(_LEAD):
        return [nodes.Text(text)]
    for raw in list(found[0].findall(nodes.raw)):
        raw.replace_self(nodes.Text(raw.astext()))  # a tag in a title is a word, and most often has no end
    for image in list(found[0].findall(nodes.image)):
        image.replace_self(nodes.Text(image.get("alt", "")))
    children = found[0].children
    rest = [nodes.Text(first[len(_LEAD) :])] if len(first) > len(_LEAD) else []
    _adopt_notes(document, notes, list(apart.findall(nodes.footnote_reference)))
    register_nodes(document, children[1:])
    return [*rest, *children[1:]]


def register_nodes(document: nodes.document, children: Sequence[nodes.Node]) -> None:
    """Tell `document` of the notes and targets in nodes that were parsed apart from it."""
    for child in children:
        for node in child.findall(nodes.Element):
            node.document, node["ids"] = document, []
            if isinstance(node, nodes.footnote):
                continue  # which is found by its reference alone
            if isinstance(node, nodes.footnote_reference):
                document.note_footnote_ref(node)
                if node.get("auto"):
                    document.note_autofootnote_ref(node)
            elif isinstance(node, nodes.pending):
                document.note_pending(node)
            elif node["names"]:
                document.note_explicit_target(node, node)


def _adopt_notes(
    document: nodes.document, notes: Sequence[nodes.footnote], references: Sequence[nodes.footnote_reference]
) -> None:
    """Put inline notes at the end of `document`, under labels that none of its own has."""
    for note in notes:
        old, new = (
            note["names"][0],
            f"{INLINE_LABEL_PREFIX}{sum(isinstance(child, nodes.footnote) for child in document)}c",
        )
        note["names"] = [new]
        for reference in references:
            if reference.get("refname") == old:
                reference["refname"] = new
        document += note
        register_nodes(document, [note])


def comparison_words(text: str) -> list[str]:
    """Return the words of `text` for comparison: no case, no punctuation."""
    return re.findall(r"\w+", text.casefold())


def repeats(text: str, before: str) -> bool:
    """Return whether `text` says the same as `before`, or as the last sentences of it, but for case and punctuation."""
    own = comparison_words(text)
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(before))]
    return bool(own) and any(comparison_words(before[start:]) == own for start in starts)


def is_file_name(text: str, uri: str) -> bool:
    """Return whether `text` is what a camera or a program named a file, rather than words about a picture."""
    name = re.split(r"[/\\]", uri)[-1]
    stem = name.rpartition(".")[0]
    text = text.strip()
    return bool(
        (text and (text in (uri, name) or (_FILE.fullmatch(text) and " " not in text)))
        or (text == stem and re.search(r"[\d_]", text))
    )


def caption_text(children: Iterable[nodes.Node]) -> str:
    """Return nodes as text, with formulas and code in it as their authors wrote them, without notes."""
    parts: list[Any] = [
        "" if isinstance(child, nodes.footnote_reference | nodes.raw | nodes.system_message) else child.astext()
        for child in children
    ]
    return " ".join("".join(parts).split())
