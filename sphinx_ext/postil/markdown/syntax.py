"""Add the syntax of other dialects to a Markdown parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.footnotes.syntax import INLINE_RULE, add_footnote_syntax
from postil.markdown.block_breaks import add_rules as add_block_breaks
from postil.markdown.code_fences import add_rules as add_code_fences
from postil.markdown.directive_options import join_options
from postil.markdown.directives import add_rules as add_directive_sources
from postil.markdown.divs import add_rules as add_divs
from postil.markdown.equations import add_equations
from postil.markdown.html_blocks import add_rules as add_html_blocks
from postil.markdown.image_attributes import add_rules as add_image_attributes
from postil.markdown.link_targets import add_rules as add_link_targets_of_engines
from postil.markdown.mdx import add_rules as add_mdx
from postil.markdown.nesting import limit_nesting, unclosed_bracket
from postil.markdown.tables import add_rules as add_table_cells
from postil.markdown.templates import add_rules as add_templates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt

    from postil.markdown.extras import AddRules

# The syntax of other dialects; each adds its rules to a parser.
_SYNTAX = (
    add_mdx, add_link_targets_of_engines, add_code_fences, add_divs, add_directive_sources,
    add_block_breaks, add_html_blocks, add_table_cells, add_equations, add_image_attributes,
)  # fmt: skip


def extend_markdown(md: MarkdownIt, extras: Iterable[AddRules] = (), *, templates: bool = True) -> None:
    """Add postil's rules and `extras` to a parser; without MyST's footnotes, only those that change no syntax.

    `templates`: whether tags of template languages have rules of their own.
    """
    md.core.ruler.push("directive_options", join_options)
    md.inline.ruler.before("link", "postil_bracket", unclosed_bracket)
    if "footnote_ref" not in md.get_all_rules()["inline"]:
        return  # the site's owner chose CommonMark or GitHub's Markdown
    limit_nesting(md)
    for add_rules in [add_templates, *_SYNTAX] if templates else _SYNTAX:
        add_rules(md)
    disabled = getattr(md.options.get("myst_config"), "disable_syntax", ())
    add_footnote_syntax(md, inline=INLINE_RULE not in disabled)
    for add_extra in extras:
        add_extra(md)
