"""Parse inline Markdown: the images in a paragraph, and the text of captions and alt texts."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import new_document
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from myst_parser.parsers.sphinx_ import MystParser

from postil.footnotes.labels import INLINE_LABEL_PREFIX
from postil.frozen import frozen
from postil.lazy_regex import lazy_regex
from postil.markdown.link_targets import add_rules as add_link_targets_of_engines
from postil.markdown.myst_compat import extended_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token
    from sphinx.environment import BuildEnvironment

# Text without any of these characters is not changed by Markdown.
_MARKUP = lazy_regex(r"[*_`\[\]<>$\\&{}~^|:@/]")
# Tags of HTML that mark words, and that a caption can have.
_MARKING_TAG = lazy_regex(
    r"<(?P<end>/?)(?P<name>s|del|ins|u|kbd|mark|abbr|sub|sup|em|strong|b|i|small|q|cite|samp|var|br)"
    r"(?: (?:title|lang|class)=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>"
)
# Precedes the text so that its first characters are not parsed as a list, a heading or a block quote.
_LEAD = "x "


@frozen
class MarkdownImage:
    """An image as its author wrote it in Markdown."""

    uri: str
    label: str
    """The alt text, with its markup."""
    role: str
    """The ARIA role in the attributes."""


def is_markdown(env: BuildEnvironment) -> bool:
    """Return whether the document being read is Markdown or a notebook, not reStructuredText."""
    return not str(env.doc2path(env.docname)).endswith(".rst")


def markdown_images(source: str) -> list[MarkdownImage]:
    """Return the images in a paragraph of Markdown, in order, except those whose link definition is elsewhere."""
    if "![" not in source:
        return []
    return [
        MarkdownImage(str(token.attrGet("src") or ""), token.content, str(token.attrGet("role") or ""))
        for token in _image_tokens(_image_parser().parseInline(source))
    ]


@cache
def _image_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").use(attrs_plugin, after=("image",))
    add_link_targets_of_engines(parser)
    return parser


def _image_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "image":
            yield token
        else:
            yield from _image_tokens(token.children or [])


def has_html_tags(label: str) -> bool:
    """Return whether inline Markdown has HTML tags; `<` in code or in a formula is not one."""
    if "<" not in label:
        return False
    tokens = _label_parser().parseInline(label)[0].children or []
    return any(token.type == "html_inline" for token in tokens)


@cache
def _label_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").use(dollarmath_plugin)


def parse_inline(text: str, *, document: nodes.document, env: BuildEnvironment, line: int) -> list[nodes.Node]:
    """Return inline Markdown as nodes that belong to `document`; text with block markup is returned unparsed.

    MyST parses it as a separate document, whose lines are numbered from `line`. Its inline footnotes are added to the
    end of `document`.
    """
    text = " ".join(text.split())
    if not _MARKUP.search(text):
        return [nodes.Text(text)]
    parsed = _parse(text, document=document, env=env, line=line)
    footnotes = [child for child in parsed if isinstance(child, nodes.footnote)]
    blocks = [child for child in parsed if not isinstance(child, nodes.substitution_definition | nodes.footnote)]
    if len(blocks) != 1 or not isinstance(blocks[0], nodes.paragraph):
        return [nodes.Text(text)]
    paragraph = blocks[0]
    lead = paragraph.children[0] if paragraph.children else None
    if not isinstance(lead, nodes.Text) or not lead.startswith(_LEAD):
        return [nodes.Text(text)]
    kept = _closed_tags(list(paragraph.findall(nodes.raw)))
    for raw in list(paragraph.findall(nodes.raw)):
        if id(raw) not in kept:
            raw.replace_self(nodes.Text(raw.astext()))  # a tag in a title can be one that its author explains
    for image in list(paragraph.findall(nodes.image)):
        image.replace_self(nodes.Text(image.get("alt", "")))
    children = paragraph.children
    rest = [nodes.Text(lead[len(_LEAD) :])] if len(lead) > len(_LEAD) else []
    _move_footnotes(document, footnotes, list(parsed.findall(nodes.footnote_reference)))
    register_nodes(document, children[1:])
    return [*rest, *children[1:]]


def _closed_tags(tags: Sequence[nodes.raw]) -> set[int]:
    """Return the ids of the tags that mark words, such as `<s>`, and that are closed in the order they were opened."""
    kept: set[int] = set()
    opened: list[tuple[str, int]] = []
    for tag in tags:
        found = _MARKING_TAG.fullmatch(tag.astext())
        if found is None:
            continue
        if found["name"] == "br":
            kept.add(id(tag))
        elif not found["end"]:
            opened.append((found["name"], id(tag)))
        elif opened and opened[-1][0] == found["name"]:
            kept |= {opened.pop()[1], id(tag)}
    return kept


def _parse(text: str, *, document: nodes.document, env: BuildEnvironment, line: int) -> nodes.document:
    """Parse Markdown into a new document with the settings of `document`; the metadata of `document` stays as it is."""
    parsed = new_document(str(document["source"]), copy.copy(document.settings))
    parsed.reporter = document.reporter
    metadata = env.metadata[env.docname]
    before = dict(metadata)
    _caption_parser(tuple(env.config.postil.postil_markdown_extras))().parse("\n" * (line - 1) + _LEAD + text, parsed)
    metadata.clear()
    metadata.update(before)  # MyST counts words and headings there
    return parsed


@cache
def _caption_parser(extras: tuple[str, ...]) -> type[MystParser]:
    return extended_parser(MystParser, extras) or MystParser


def register_nodes(document: nodes.document, children: Sequence[nodes.Node]) -> None:
    """Register the footnotes and targets of nodes that were parsed separately with `document`."""
    for child in children:
        for node in child.findall(nodes.Element):
            node.document, node["ids"] = document, []
            if isinstance(node, nodes.footnote):
                continue  # only its reference leads to it
            if isinstance(node, nodes.footnote_reference):
                document.note_footnote_ref(node)
                if node.get("auto"):
                    document.note_autofootnote_ref(node)
            elif isinstance(node, nodes.pending):
                document.note_pending(node)
            elif node["names"]:
                document.note_explicit_target(node, node)


def _move_footnotes(
    document: nodes.document, footnotes: Sequence[nodes.footnote], references: Sequence[nodes.footnote_reference]
) -> None:
    """Move inline footnotes to the end of `document`, with labels that are unique in it."""
    for footnote in footnotes:
        number = sum(isinstance(child, nodes.footnote) for child in document)
        old, new = footnote["names"][0], f"{INLINE_LABEL_PREFIX}{number}c"
        footnote["names"] = [new]
        for reference in references:
            if reference.get("refname") == old:
                reference["refname"] = new
        document += footnote
        register_nodes(document, [footnote])
