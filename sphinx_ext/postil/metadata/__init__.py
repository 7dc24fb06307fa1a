"""Describe the site to search engines, social networks and other programs.

Enters: The index of posts, and the sources of posts.
Leaves: Tags for the head of each page; social cards, sitemap, robots.txt, llms.txt and Markdown copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.deferred import deferred

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.metadata import sphinx_sitemap_compat

    # Once other variables are set.
    app.connect("html-page-context", deferred("postil.metadata.head", "add_metadata"), priority=410)
    sphinx_sitemap_compat.setup(app)
