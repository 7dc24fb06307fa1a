"""Turn the Markdown of services into HTML, so that all bodies are converted by the same rules."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from postil.frozen import frozen
from postil.markdown.mark import replace_delimiters, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token


@frozen
class Rendered:
    """HTML made from Markdown."""

    html: str
    lines: Sequence[int]
    """The line of the Markdown, counted from 0, by the line of the HTML."""

    def line_of(self, line: int) -> int:
        """Return the line of the Markdown that became a line of the HTML; both are counted from 0."""
        return self.lines[min(line, len(self.lines) - 1)] if self.lines else 0


def markdown_to_html(markdown: str, *, name: str = "", breaks: bool = False) -> Rendered:
    """Return Markdown as HTML, with the links between notes that all converters write.

    `name` tells the notes of several texts on a page apart; with `breaks`, each line end is one on the page too.
    """
    parser = _parser(breaks=breaks)
    environment = {"docId": name} if name else {}
    tokens = parser.parse(markdown, environment)
    parts, lines = [], list[int]()
    for group in _blocks(tokens):
        html = parser.renderer.render(group, parser.options, environment)
        first, last = group[0].map or (lines[-1] if lines else 0,) * 2
        lines += [min(first + number, max(first, last - 1)) for number in range(html.count("\n"))]
        parts.append(html)
    return Rendered("".join(parts), [*lines, lines[-1] if lines else 0])


@cache
def _parser(*, breaks: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"breaks": breaks}).enable(["table", "strikethrough"])
    plugins = (footnote_plugin, deflist_plugin, sub_plugin, superscript_plugin, tasklists_plugin)
    for plugin in plugins:
        parser.use(plugin)
    parser.inline.ruler.before("emphasis", "mark", tokenize)
    parser.inline.ruler2.before("emphasis", "mark", replace_delimiters)
    return parser


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each block that is in no other."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []
    if group:
        yield group
