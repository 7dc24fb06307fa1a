"""What is private of MyST, in one place: postil's notes in Markdown.

MyST offers no way to add to its Markdown in Sphinx, and of two notes with one label it drops the second. What is
touched here is the name by which its parsers call the function that makes a Markdown parser; the rest, markdown-it's
rules and render rules, is public. Tested with the versions that pyproject.toml allows.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser

from postil.diagnostics import Subtype, warn
from postil.notes import INLINE

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx

_MAKER = "create_md_parser"
_RULE = "footnote_inline"
_OPENER = "^["


def add_notes(md: MarkdownIt) -> None:
    """Let a Markdown parser read `^[notes like this]`, and keep every note whatever its label is."""
    config = md.options.get("myst_config")
    if "footnote_ref" not in md.get_all_rules()["inline"]:
        return  # CommonMark or GitHub's Markdown alone, as the owner wants it
    if _RULE not in getattr(config, "disable_syntax", ()):
        md.inline.ruler.after("image", _RULE, inline_note)
    md.add_render_rule("render_postil_note", render_inline_note, fmt="docutils")
    md.add_render_rule("render_footnote_ref", render_reference, fmt="docutils")
    md.add_render_rule("render_footnote_reference", render_note, fmt="docutils")


def inline_note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Read `^[…]` as markdown-it reads the words of a link: escapes, code and nested brackets count."""
    start = state.pos
    if not state.src.startswith(_OPENER, start):
        return False
    end = state.md.helpers.parseLinkLabel(state, start + 1)
    if end < 0 or not state.src[start + len(_OPENER) : end].strip():
        return False
    if not silent:
        maximum = state.posMax
        state.push("postil_note_open", "", 1)
        state.pos, state.posMax = start + len(_OPENER), end
        state.md.inline.tokenize(state)
        state.push("postil_note_close", "", -1)
        state.posMax = maximum
    state.pos = end + 1
    return True


def render_inline_note(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make `^[…]` a reference where it stands and a note at the end of the document."""
    label = f"{INLINE}{sum(isinstance(child, nodes.footnote) for child in renderer.document)}"
    _add_reference(renderer, token, label, raw="^[…]")
    note = nodes.footnote("", auto=1, names=[label])
    renderer.add_line_and_source_path(note, token)
    paragraph = nodes.paragraph()
    renderer.add_line_and_source_path(paragraph, token)
    note += paragraph
    renderer.document += note
    with renderer.current_node_context(paragraph):
        renderer.render_children(token)


def render_reference(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make `[^label]` a reference."""
    label = token.meta["label"]
    _add_reference(renderer, token, label, raw=f"[^{label}]")


def render_note(renderer: Any, token: SyntaxTreeNode) -> None:
    """Make `[^label]: …` a note."""
    note = nodes.footnote("", auto=1, names=[token.meta["label"]])
    renderer.add_line_and_source_path(note, token)
    with renderer.current_node_context(note, append=True):
        renderer.render_children(token)


def _add_reference(renderer: Any, token: SyntaxTreeNode, label: str, *, raw: str) -> None:
    reference = nodes.footnote_reference(raw, "", auto=1, refname=label)
    renderer.add_line_and_source_path(reference, token)
    renderer.current_node += reference


def with_notes(parser: type[MystParser]) -> type[MystParser] | None:
    """Return a parser like `parser` that knows postil's notes; None if it does not make its Markdown as known."""
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

    # The same function with one of its global names bound to another value. To replace the name in MyST's module would
    # reach every other site of the process; to copy the function would miss what MyST changes in it.
    surroundings = {**parse.__globals__, _MAKER: make_with_notes}
    own = FunctionType(parse.__code__, surroundings, parse.__name__, parse.__defaults__, parse.__closure__)
    return type(parser.__name__, (parser,), {"parse": own, "__doc__": parser.__doc__, "__module__": __name__})


def extend_parsers(app: Sphinx) -> None:
    """Put parsers that know postil's notes in the place of MyST's, and of myst_nb's."""
    for parser in list(dict.fromkeys(app.registry.get_source_parsers().values())):
        if not (isinstance(parser, type) and issubclass(parser, MystParser)):
            continue
        extended = with_notes(parser)
        if extended is None:
            message = f"{parser.__module__} is not what postil knows; notes written as `^[…]` are not understood"
            warn(Subtype.COMPATIBILITY, message)
        else:
            app.add_source_parser(extended, override=True)


def setup(app: Sphinx) -> None:
    """Extend the parsers once all extensions are loaded."""
    app.connect("builder-inited", extend_parsers)
