"""The language of an indented code block in its first line, `:::python` or `#!python`, as in Python-Markdown.

Pelican turns Python-Markdown's `codehilite` on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from postil.markdown.code_fences import is_language
from postil.markdown.code_options import apply_options
from postil.markdown.info_strings import parse_info

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_HEAD = re.compile(r"(?:::+|(#!)((?:/\w+)*[/ ])?)([\w#.+-]+)[ \t]*(hl_lines=[^\n]*)?(?:\n|$)")


def render_code_block(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render an indented code block in the language of its first line."""
    match = _HEAD.match(token.content)
    if match is None or not is_language(match[3].lower()):
        renderer.render_code_block(token)
        return
    # A path, `#!/bin/bash`, is code, too.
    content = token.content if match[2] else token.content[match.end() :]
    count = len(renderer.current_node)
    if token.token is not None:
        token.token.content = content
    renderer.render_code_block(token)
    for code in renderer.current_node.children[count:]:
        if isinstance(code, nodes.literal_block):
            code["language"] = match[3].lower()
            words = "linenos " if match[1] else ""
            apply_options(code, parse_info(f"{match[3]} {words}{match[4] or ''}".strip()))


def add_rules(md: MarkdownIt) -> None:
    """Add the rule to a Markdown parser."""
    md.add_render_rule("render_code_block", render_code_block, fmt="docutils")
