r"""Formulas in the syntax of kramdown, MathJax and Pandoc: `$$x$$` in a line, `\\(x\\)`, `\\[x\\]`, and `\(x\)`.

mdit-py-plugins has `texmath`, which takes quadratic time, and reads `\(x\)` everywhere, where it is an escape in
CommonMark. Here, it is a formula only in posts that ask for them by `math: true`, as in Hugo's and Jekyll's themes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markdown_it.common.utils import unescapeAll
from sphinx.transforms import SphinxTransform

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from sphinx.application import Sphinx

_INLINE, _DISPLAYED = "math_inline", "math_inline_double"
_OPENERS = lazy_regex(r"(\\{1,2})([(\[])")
_CLOSERS = {"(": ")", "[": "]"}
# What a formula has, and an amount of money has not.
_TEX_SIGNS = lazy_regex(r"[\\^_={}<>+]")
# The keys by which themes of other engines load MathJax or KaTeX, in the front matter as postil leaves it, in JSON.
_MATH_KEY = lazy_regex(
    r"""["']?\b(?:use_?)?(?:math|mathjax|katex|latex)["']?\s*:\s*["']?(?!false|no|off|null|["'])\w""", re.IGNORECASE
)
_ASKED_FOR = "postil_tex_brackets"
_UNCLOSED = "postil_unclosed_brackets"


def double_dollars(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Parse `$$x$$`: in a line with text an inline formula, alone in its line a displayed one."""
    start = state.pos + 2
    if not state.src.startswith("$$", state.pos) or state.src.startswith("$", start):
        return False
    end = state.src.find("$$", start, state.posMax)
    if end < 0:
        return False
    content = state.src[start:end]
    has_space = content != content.strip()
    if not content.strip() or content.endswith("\\") or (has_space and not _TEX_SIGNS.search(content)):
        return False
    if not silent:
        _push(state, content, end + 2, markup="$$", displayed=is_alone(state, end + 2))
    state.pos = end + 2
    return True


def tex_brackets(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    r"""Parse `\\(x\\)` and `\\[x\\]`, and if the post asks for formulas, `\(x\)` and `\[x\]`."""
    if state.src[state.pos] != "\\" or (match := _OPENERS.match(state.src, state.pos, state.posMax)) is None:
        return False
    backslashes, bracket = match.groups()
    if backslashes == "\\" and not state.env.get(_ASKED_FOR):
        return False
    closer = backslashes + _CLOSERS[bracket]
    unclosed = state.env.setdefault(_UNCLOSED, {})
    # Where no closing bracket follows, none follows later, either.
    end = -1 if unclosed.get(closer) == state.src else state.src.find(closer, match.end(), state.posMax)
    if end < 0:
        unclosed[closer] = state.src
        return False
    content = state.src[match.end() : end]
    if not content.strip():
        return False
    if not silent:
        # In posts with two backslashes, Markdown removes one of those in the formula, too.
        content = unescapeAll(content) if len(backslashes) > 1 else content
        stop = end + len(closer)
        _push(state, content, stop, markup=match[0], displayed=bracket == "[" and is_alone(state, stop))
    state.pos = end + len(closer)
    return True


def _push(state: StateInline, content: str, end: int, *, markup: str, displayed: bool) -> None:
    token = state.push(_DISPLAYED if displayed else _INLINE, "math", 0)
    token.content = content.strip()
    token.markup = markup


def is_alone(state: StateInline, end: int) -> bool:
    """Return whether nothing else is in the lines from the position of `state` to `end`."""
    before = state.src[state.src.rfind("\n", 0, state.pos) + 1 : state.pos]
    newline = state.src.find("\n", end)
    after = state.src[end : newline if newline >= 0 else len(state.src)]
    return not before.strip() and not after.strip() and state.level == 0


def ask_for_brackets(state: StateCore) -> None:
    """Note whether the front matter of a post asks for formulas."""
    if state.tokens and state.tokens[0].type == "front_matter" and _MATH_KEY.search(state.tokens[0].content):
        state.env[_ASKED_FOR] = True


def add_double_dollars(md: MarkdownIt) -> None:
    """Add the rule for `$$x$$` in a line, unless the site has MyST's."""
    if _has_formulas(md) and not getattr(md.options.get("myst_config"), "dmath_double_inline", False):
        md.inline.ruler.before(_INLINE, "postil_double_dollars", double_dollars)


def add_tex_brackets(md: MarkdownIt) -> None:
    """Add the rule for formulas in brackets."""
    if _has_formulas(md):
        md.core.ruler.before("inline", "postil_math_key", ask_for_brackets)
        md.inline.ruler.before(_INLINE, "postil_tex_brackets", tex_brackets)


def _has_formulas(md: MarkdownIt) -> bool:
    return _INLINE in md.get_all_rules()["inline"]


class SplitParagraphs(SphinxTransform):
    """Move displayed formulas out of paragraphs, which cannot contain blocks in HTML."""

    default_priority = 200
    searched_nodes = (nodes.math_block,)

    def apply(self, **kwargs: Any) -> None:
        """Split each paragraph with a displayed formula at it."""
        for formula in list(self.document.findall(nodes.math_block)):
            if isinstance(formula.parent, nodes.paragraph) and formula.parent.parent is not None:
                split_paragraph(formula.parent)
            elif isinstance(formula.parent, nodes.TextElement):
                formula.replace_self(nodes.math("", formula.astext()))  # in a heading


def split_paragraph(paragraph: nodes.paragraph) -> None:
    """Replace a paragraph by its formulas, and paragraphs of what is between them."""
    blocks: list[nodes.Element] = []
    for child in list(paragraph.children):
        if isinstance(child, nodes.math_block):
            blocks.append(child)
            continue
        if not blocks or isinstance(blocks[-1], nodes.math_block):
            part = nodes.paragraph("", classes=list(paragraph["classes"]))
            part.source, part.line = paragraph.source, paragraph.line
            blocks.append(part)
        blocks[-1].append(child)
    for block in blocks:
        if isinstance(block, nodes.paragraph):
            strip_paragraph(block)
    kept = [each for each in blocks if isinstance(each, nodes.math_block) or each.astext().strip() or _has_nodes(each)]
    for name in ("ids", "names"):
        kept[0][name] += paragraph[name]
    paragraph.parent.replace(paragraph, kept)


def strip_paragraph(paragraph: nodes.Element) -> None:
    """Remove the line ends at the start and at the end of a paragraph."""
    if isinstance(paragraph[0], nodes.Text):
        paragraph[0] = nodes.Text(paragraph[0].lstrip())
    if isinstance(paragraph[-1], nodes.Text):
        paragraph[-1] = nodes.Text(paragraph[-1].rstrip())


def _has_nodes(paragraph: nodes.Element) -> bool:
    return any(not isinstance(child, nodes.Text) for child in paragraph.children)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(SplitParagraphs)
