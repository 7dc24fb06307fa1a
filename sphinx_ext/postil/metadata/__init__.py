"""Describe the site to search engines, social networks and other programs.

Enters: The index of posts, and the sources of posts.
Leaves: Tags for the head of each page; social cards, sitemap, robots.txt, llms.txt and Markdown copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.metadata import head, sphinx_sitemap_compat

    for module in (head, sphinx_sitemap_compat):
        module.setup(app)
