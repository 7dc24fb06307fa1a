"""Extend MyST's Markdown: the syntax of other dialects, readable ids of headings, anchors in HTML, and no text lost.

Enters: Markdown, and doctrees as MyST parses it.
Leaves: Doctrees with ids, link targets, options, footnotes and text that MyST leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.markdown import (
        bibliography_files,
        callout_nodes,
        capitals,
        diagrams,
        directive_options,
        directives,
        embeds,
        equations,
        formulas,
        heading_ids,
        html_anchors,
        html_balance,
        mark,
        myst_compat,
        reference_list,
        remarks,
        task_lists,
        toc,
        transitions,
    )

    for module in (
        bibliography_files,
        reference_list,
        callout_nodes,
        capitals,
        heading_ids,
        myst_compat,
        html_anchors,
        html_balance,
        directive_options,
        directives,
        embeds,
        mark,
        diagrams,
        equations,
        formulas,
        remarks,
        task_lists,
        toc,
        transitions,
    ):
        module.setup(app)
