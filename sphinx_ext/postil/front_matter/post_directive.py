"""Find the `post` directives in the text of a file, before it is parsed.

Whether a file is published must be known before Sphinx reads it. Code that only shows a directive is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.front_matter.notebook import read_notebook
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from postil.front_matter.raw import Syntax

_RST_DIRECTIVE = lazy_regex(r"[ \t]*\.\.[ \t]+post[ ]?::(?:[ \t]+(?P<argument>.*))?$")
_FENCE = lazy_regex(r"[ \t>*+-]*(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*(?:\{(?P<name>[\w:.-]+)\})?(?P<rest>.*)$")
_COMMENT = lazy_regex(r"<!--.*?-->", re.DOTALL)
# Explicit markup of reStructuredText: a directive, or the start of a target, footnote or substitution.
_DIRECTIVE = lazy_regex(r"\.\.[ \t]+([\w:.+-]+)[ ]?::")
_MARKUP = lazy_regex(r"\.\.[ \t]+(?:__|_|\[|\|)")
# Directives whose content is not parsed.
_CODE = frozenset(
    ["code", "code-block", "code-cell", "literalinclude", "math", "parsed-literal", "raw", "sourcecode", "testcode"]
)


def dates_of_post_directives(text: str, suffix: str, syntax: Syntax) -> list[str]:
    """Return the date of each `post` directive in a file, as written; empty for one without a date."""
    if "post" not in text or ("::" not in text and "{post}" not in text):
        return []
    if suffix in syntax.rst_suffixes:
        return list(_in_rst(text.split("\n")))
    if suffix != ".ipynb":
        return list(_in_markdown(text))
    notebook = read_notebook(text)
    in_raw_cells = [date for source in notebook.rst for date in _in_rst(source.split("\n"))]
    return in_raw_cells + [date for source in notebook.markdown for date in _in_markdown(source)]


def _in_rst(rows: Sequence[str]) -> Iterator[str]:
    """Yield the dates of directives outside of literal blocks and comments."""
    hidden: int | None = None  # the indentation of what begins a block that is not parsed
    for number, row in enumerate(rows):
        indent = len(row) - len(row.lstrip())
        if not row.strip() or (hidden is not None and indent > hidden):
            continue
        hidden = None
        if match := _RST_DIRECTIVE.match(row):
            yield (match["argument"] or "").strip() or _argument_below(rows[number + 1 : number + 2], indent)
        elif _begins_hidden_block(row.strip()):
            hidden = indent


def _argument_below(rows: Iterable[str], indent: int) -> str:
    """Return the argument of a directive that is on the line below it; empty if that line is something else."""
    for row in rows:
        text = row.strip()
        if text and not text.startswith(":") and len(row) - len(row.lstrip()) > indent:
            return text
    return ""


def _begins_hidden_block(row: str) -> bool:
    """Return whether an indented block below a line of reStructuredText is code or a comment."""
    if row == ".." or row.startswith((".. ", "..\t")):
        directive = _DIRECTIVE.match(row)
        return directive[1] in _CODE if directive else not _MARKUP.match(row)
    return row.endswith("::")


def _in_markdown(text: str) -> Iterator[str]:
    """Yield the dates of directives outside of code blocks and comments."""
    stack: list[tuple[str, str]] = []  # the fences around a line, and the names of their directives
    rst: list[str] = []
    for row in _COMMENT.sub("", text).split("\n"):
        match = _FENCE.match(row)
        if match and match["fence"].startswith("`") and "`" in match["rest"]:
            match = None  # code within a line
        fence, name = (match["fence"], match["name"]) if match else ("", None)
        around, kind = stack[-1] if stack else ("", "")
        if fence and around and fence.startswith(around) and not name and match and not match["rest"].strip():
            stack.pop()
            if kind == "eval-rst":
                yield from _in_rst(rst)
                rst = []
        elif kind == "eval-rst":
            rst.append(row)
        elif fence and kind not in _CODE:
            if name == "post" and match:
                yield match["rest"].strip()
            stack.append((fence, name or ("" if fence.startswith(":") else "code")))
    yield from _in_rst(rst)
