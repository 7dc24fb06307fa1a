"""The syntax of other dialects, one module for each construct; `postil_markdown_extras` turns them on and off.

A construct is a function that adds its rules to a Markdown parser, `add_rules(md)`. Rules that render tokens are
added with `md.add_render_rule("render_<token>", function, fmt="docutils")`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from postil.diagnostics import Subtype, warn
from postil.spelling import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it import MarkdownIt

    AddRules = Callable[[MarkdownIt], None]

# Name -> the function that adds its rules, `module:function`. They are added in this order. A construct without rules
# is a transform that asks for its name in `enabled_extras`.
EXTRAS = {
    "callouts": "postil.markdown.callouts:add_rules",
    "callout_tags": "postil.markdown.callout_tags:add_rules",
    "more": "postil.markdown.excerpt_markers:add_rules",
    "admonitions": "postil.markdown.admonitions:add_rules",
    "heading_attributes": "postil.markdown.heading_attributes:add_rules",
    "block_attributes": "postil.markdown.block_attributes:add_rules",
    "kramdown_extensions": "postil.markdown.kramdown_extensions:add_rules",
    "wikilinks": "postil.markdown.wikilinks:add_rules",
    "obsidian_comments": "postil.markdown.obsidian_comments:add_rules",
    "options": "postil.markdown.options:add_rules",
    "html_tables": "postil.markdown.html_tables:add_rules",
    "abbreviations": "postil.markdown.abbreviations:add_rules",
    "mark": "postil.markdown.mark:add_rules",
    "emoji": "postil.markdown.emoji:add_rules",
    "linkify": "postil.markdown.linkify:add_rules",
    "margin": "postil.markdown.margin:add_rules",
    "layout": "postil.markdown.layout:add_rules",
    "media": "",
    "embeds": "",
    "double_dollars": "postil.markdown.formulas:add_double_dollars",
    "github_math": "postil.markdown.github_math:add_rules",
    "tex_brackets": "postil.markdown.formulas:add_tex_brackets",
    "tex_labels": "postil.markdown.equations:add_references",
    "toc": "postil.markdown.toc:add_rules",
    "codehilite": "postil.markdown.codehilite:add_rules",
    "shortcodes": "postil.markdown.shortcodes:add_rules",
    "mermaid": "postil.markdown.diagrams:add_rules",
    "sub": "postil.markdown.sub_sup:add_subscript",
    "sup": "postil.markdown.sub_sup:add_superscript",
    "cross_references": "postil.markdown.cross_references:add_rules",
    # After cross references, so that its rule is the first: a work may have the key `sec-report`.
    "citations": "postil.markdown.citations:add_rules",
    "line_blocks": "postil.markdown.line_blocks:add_rules",
    "table_captions": "postil.markdown.table_captions:add_rules",
}

# The name that stands for no construct.
NONE = "none"


def enabled_extras(option: Sequence[str]) -> dict[str, str]:
    """Return the constructs that the option turns on: all of postil's, without those that begin with `-`.

    If it has names without a sign, these are all that is on; `none` is none of them. `module:function` is a construct
    of the site's own.
    """
    names = [name for name in option if ":" not in name]
    own = {name: name for name in option if ":" in name}
    excluded = {name.removeprefix("-") for name in names if name.startswith("-")}
    included = {name for name in names if not name.startswith("-")} or EXTRAS.keys()
    return {name: path for name, path in EXTRAS.items() if name in included and name not in excluded} | own


def load_extras(option: Sequence[str]) -> list[AddRules]:
    """Import the constructs that the option turns on, without those that cannot be imported."""
    found = [_load(path) for path in enabled_extras(option).values() if path]
    return [function for function in found if not isinstance(function, Exception)]


def are_reusable(option: Sequence[str]) -> bool:
    """Return whether documents can share a Markdown parser with these constructs: those of others may not expect it."""
    return all(path.startswith("postil.") for path in enabled_extras(option).values() if path)


def check_extras(option: Sequence[str]) -> None:
    """Warn about constructs that do not exist or cannot be imported."""
    for name in option:
        if ":" not in name and name.removeprefix("-") not in (*EXTRAS, NONE):
            similar = suggest(name.removeprefix("-"), EXTRAS)
            hint = f"did you mean `{similar}`?" if similar else f"the names are {', '.join(EXTRAS)}"
            warn(Subtype.CONFIG, f"`postil_markdown_extras`: there is no `{name}`; {hint}")
    for name, path in enabled_extras(option).items():
        error = _load(path) if path and name not in EXTRAS else None
        if isinstance(error, Exception):
            warn(Subtype.CONFIG, f"`postil_markdown_extras`: `{name}` can't be loaded: {error}; it is off")


def _load(path: str) -> AddRules | Exception:
    """Return the function at `module:function`, or why it cannot be imported."""
    module, _colon, function = path.partition(":")
    try:
        loaded: AddRules = getattr(import_module(module), function)
    except (ImportError, AttributeError) as error:
        return error
    return loaded
