"""Tell programs about pages: `<head>`, OpenGraph, JSON-LD, social cards, sitemap, llms.txt, Markdown copies.

Enters: The index of posts.
Leaves: Tags for the head of each page, and files beside the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.metadata import head

    for module in (head,):
        module.setup(app)
