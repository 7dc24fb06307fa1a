"""Extend MyST's Markdown: footnote syntax, readable ids of headings, anchors in HTML, options over several lines.

Enters: Markdown, and doctrees as MyST parses it.
Leaves: Doctrees with ids, link targets, options and footnotes that MyST leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.markdown import directive_options, heading_ids, html_anchors, myst_compat

    for module in (heading_ids, myst_compat, html_anchors, directive_options):
        module.setup(app)
