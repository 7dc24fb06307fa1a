"""Read the Markdown that people bring along: ids of headings, anchors in HTML, options of directives.

Enters: Markdown as MyST reads it.
Leaves: Doctrees with what MyST leaves out.
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
