"""What is private of MyST, in one place: postil's notes in Markdown.

MyST offers no way to add to its Markdown in Sphinx, and of two notes with one label it drops the second. What is
touched here is the name by which its parsers call the function that makes a Markdown parser; the rest, markdown-it's
rules and render rules, is public. Tested with the versions that pyproject.toml allows.
"""

from __future__ import annotations

import logging
import re
from types import FunctionType
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def
from myst_parser.parsers.sphinx_ import MystParser

from postil.diagnostics import Subtype, warn
from postil.footnotes.numbering import INLINE_LABEL_PREFIX
from postil.markdown.directive_options import join_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

_MAKER = "create_md_parser"
_RULE = "footnote_inline"
_OPENER = "^["
# Levels of lists, quotations and notes within each other. A parser of Markdown leaves out what is deeper without a
# word, and at its usual 20 that would be a list in nine others.
_DEEPEST = 100
# Front matter and a title, which are read even where the rest cannot be.
_TITLE = re.compile(r"(?:---\n.*?\n---\n)?\s*(?:# [^\n]*(?:\n|$))?", re.DOTALL)
_OPEN, _CLOSE = "postil_note_open", "postil_note_close"
# How far the lines of a note are indented, from the place where the note's own line starts.
_INDENT = 4
# What may follow a note and be indented by less without being meant as part of it: notes, lists, headings, comments.
_NEXT = re.compile(r"\[\^|[-+*#]|\d+[.)]|<!--|%|\(\S+\)=|\[[^]]+\]:")


def add_notes(md: MarkdownIt) -> None:
    """Let a Markdown parser read `^[notes like this]`, and keep every note whatever its label is."""
    md.core.ruler.push("directive_options", join_options)
    config = md.options.get("myst_config")
    md.inline.ruler.before("link", "postil_bracket", lone_bracket)
    if "footnote_ref" not in md.get_all_rules()["inline"]:
        return  # CommonMark or GitHub's Markdown alone, as the owner wants it
    md.options["maxNesting"] = _DEEPEST + 1
    md.block.ruler.before("table", "postil_depth", refuse_depth)
    if _RULE not in getattr(config, "disable_syntax", ()):
        md.inline.ruler.after("image", _RULE, inline_note)
        md.core.ruler.push(_RULE, fold_inline_notes)
    md.block.ruler.at("footnote_def", note_definition, {"alt": ["paragraph", "reference"]})
    md.add_render_rule("render_postil_note", render_inline_note, fmt="docutils")
    md.add_render_rule("render_footnote_ref", render_reference, fmt="docutils")
    md.add_render_rule("render_footnote_reference", render_note, fmt="docutils")


def refuse_depth(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 - as below
    """Give up where a parser would leave out the rest without a word. Raises RecursionError."""
    if state.level >= _DEEPEST:
        raise RecursionError
    return False


def lone_bracket(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as below
    """Read `[` and `![` that nothing closes as text. Each would be looked for to the end of the text, word by word."""
    mark = next((mark for mark in ("[", "![") if state.src.startswith(mark, state.pos)), "")
    if not mark or state.src.find("]", state.pos, state.posMax) >= 0:
        return False
    if not silent:
        state.pending += mark
    state.pos += len(mark)
    return True


def note_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Read `[^label]: …` as its plugin does, and a note whose text starts on the next line by less than four spaces.

    Note at the opening token, as `shallow`, by how many spaces the line after the note is indented, if these are too
    few for what was meant.
    """
    own = state.sCount[start]
    below = state.sCount[start + 1] if start + 1 < end and not state.isEmpty(start + 1) else own
    alone = state.src[state.bMarks[start] : state.eMarks[start]].rstrip().endswith("]:")
    narrow = alone and own < below < state.blkIndent + _INDENT
    # The plugin adds four to this.
    less = state.blkIndent + _INDENT - below if narrow else 0
    place = len(state.tokens)
    state.blkIndent -= less
    found = bool(footnote_def(state, start, end, silent))
    state.blkIndent += less
    if found and not silent and len(state.tokens) > place + 2 and state.line < end:
        missing = state.sCount[state.line] - own
        text = state.src[state.bMarks[state.line] + state.tShift[state.line] : state.eMarks[state.line]]
        if 0 < missing < _INDENT and not _NEXT.match(text):
            state.tokens[place].meta["shallow"] = (state.line - start, missing)
    return found


def inline_note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Read `^[…]` as markdown-it reads the words of a link: escapes, code and nested brackets count."""
    start = state.pos
    if not state.src.startswith(_OPENER, start) or state.src.find("]", start, state.posMax) < 0:
        return False
    end = state.md.helpers.parseLinkLabel(state, start + 1)
    if end < 0 or not state.src[start + len(_OPENER) : end].strip():
        return False
    if not silent:
        maximum = state.posMax
        state.push(_OPEN, "", 1)
        state.pos, state.posMax = start + len(_OPENER), end
        state.md.inline.tokenize(state)
        state.push(_CLOSE, "", -1)
        state.posMax = maximum
    state.pos = end + 1
    return True


def fold_inline_notes(state: StateCore) -> None:
    """Make each inline note one token with the others in it, once all rules have seen them.

    Else the anchor that MyST makes of a heading's words would have the note's words in it.
    """
    for block in state.tokens:
        if not block.children or not any(token.type == _OPEN for token in block.children):
            continue
        levels: list[list[Token]] = [[]]
        for token in block.children:
            if token.type == _OPEN:
                levels.append([])
            elif token.type == _CLOSE:
                inner = levels.pop()
                levels[-1].append(Token("postil_note", "", 0, children=inner))
            else:
                levels[-1].append(token)
        block.children = levels[0]


def render_inline_note(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make `^[…]` a reference where it stands and a note at the end of the document."""
    label = f"{INLINE_LABEL_PREFIX}{sum(isinstance(child, nodes.footnote) for child in renderer.document)}"
    _add_reference(renderer, token, label, raw="^[…]")
    note = nodes.footnote("", auto=1, names=[label])
    renderer.add_line_and_source_path(note, token)
    paragraph = nodes.paragraph()
    renderer.add_line_and_source_path(paragraph, token)
    note += paragraph
    renderer.document += note
    set_token_lines(token)
    with renderer.current_node_context(paragraph):
        renderer.render_children(token)


def set_token_lines(token: SyntaxTreeNode) -> None:
    """Give all tokens in an inline note its lines; MyST gives them to those of a paragraph, and no deeper."""
    for inner in token.walk(include_self=False):
        for part in inner.nester_tokens or (inner.token,):
            if part is not None:
                part.map = list(token.map) if token.map else None


def render_reference(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make `[^label]` a reference."""
    label = token.meta["label"]
    _add_reference(renderer, token, label, raw=f"[^{label}]")


def render_note(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make `[^label]: …` a note."""
    note = nodes.footnote("", auto=1, names=[token.meta["label"]])
    renderer.add_line_and_source_path(note, token)
    if "shallow" in token.meta:
        lines, spaces = token.meta["shallow"]
        message = (
            f"the line after the note `[^{token.meta['label']}]` is indented by {spaces}, and not part of the note; "
            "indent it by four spaces, or by none"
        )
        warn(Subtype.NOTE, message, location=f"{note.source}:{(note.line or 0) + lines}")
    with renderer.current_node_context(note, append=True):
        renderer.render_children(token)


def _add_reference(renderer: Any, token: SyntaxTreeNode, label: str, *, raw: str) -> None:
    reference = nodes.footnote_reference(raw, "", auto=1, refname=label)
    renderer.add_line_and_source_path(reference, token)
    renderer.current_node += reference


def parser_with_footnotes(parser: type[MystParser]) -> type[MystParser] | None:
    """Return a parser like `parser` that knows postil's notes; None if it does not make its Markdown as known."""
    own = _parse_with_notes(parser)
    base = _parse_with_notes(MystParser)
    if own is None or base is None:
        return None
    members = {"__doc__": parser.__doc__, "__module__": __name__}
    extended = type(MystParser.__name__, (MystParser,), {**members, "parse": base})
    if parser is MystParser:
        return extended
    # myst_nb hands files that are no notebooks to the class after its own.
    return type(parser.__name__, (parser, extended), {**members, "parse": own})


def _parse_with_notes(parser: type[MystParser]) -> Callable[[MystParser, str, nodes.document], None] | None:
    """Return a parser's method `parse` that makes its Markdown with postil's notes; None if it makes it otherwise.

    It is the same function with one of its global names bound to another value. To replace the name in MyST's module
    would reach every other site of the process; to copy the function would miss what MyST changes in it.
    """
    parse = parser.parse
    if not isinstance(parse, FunctionType) or _MAKER not in parse.__code__.co_names:
        return None
    make: Callable[..., MarkdownIt] | None = parse.__globals__.get(_MAKER)
    if make is None:
        return None

    def make_with_notes(*args: Any, **kwargs: Any) -> MarkdownIt:
        md = make(*args, **kwargs)
        add_notes(md)
        return md

    surroundings = {**parse.__globals__, _MAKER: make_with_notes}
    known = FunctionType(parse.__code__, surroundings, parse.__name__, parse.__defaults__, parse.__closure__)

    def parse_with_notes(self: MystParser, inputstring: str, document: nodes.document) -> None:
        """Parse a document; one that is nested more deeply than can be read shows its source instead."""
        try:
            known(self, inputstring, document)
        except RecursionError:
            start_over(document)
            end = _TITLE.match(inputstring)
            place = end.end() if end else 0
            known(self, inputstring[:place], document)
            show_source(document, inputstring[place:], line=inputstring.count("\n", 0, place) + 1)

    return parse_with_notes


def start_over(document: nodes.document) -> None:
    """Forget all that a parser made of a document before it gave up."""
    transformer = document.transformer
    nodes.document.__init__(document, document.settings, document.reporter, source=document["source"])
    document.transformer = transformer
    transformer.transforms = [each for each in transformer.transforms if each[2] is None]  # what waited for its nodes


def show_source(document: nodes.document, text: str, *, line: int) -> None:
    """Put the source of a document that cannot be parsed into it, and say so."""
    message = "the text is nested too deeply to be parsed; its source is shown instead"
    warn(Subtype.SOURCE, message, location=f"{document['source']}:{line}")
    place = next(iter(document.findall(nodes.section)), document)
    place.append(nodes.literal_block(text, text.strip("\n"), language="none"))


def replace_parsers(app: Sphinx) -> None:
    """Put parsers that know postil's notes in the place of MyST's, and of myst_nb's."""
    for parser in list(dict.fromkeys(app.registry.get_source_parsers().values())):
        if not (isinstance(parser, type) and issubclass(parser, MystParser)):
            continue
        extended = parser_with_footnotes(parser)
        if extended is None:
            message = f"{parser.__module__} is not what postil knows; notes written as `^[…]` are not understood"
            warn(Subtype.COMPATIBILITY, message)
        else:
            app.add_source_parser(extended, override=True)


class _WithoutConfiguration(logging.Filter):
    """Drops the line in which MyST prints its whole configuration, at each build. Warnings stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a message is to be shown."""
        return record.levelno > logging.INFO or "v%s:" not in str(record.msg)


_FILTER = _WithoutConfiguration()
# Where MyST-Parser and MyST-NB log it; Sphinx's loggers have these names.
_LOGGERS = ("sphinx.myst_parser.sphinx_ext.main", "sphinx.myst_nb.sphinx_ext")


def setup(app: Sphinx) -> None:
    """Extend the parsers once all extensions are loaded."""
    app.connect("builder-inited", replace_parsers)
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
