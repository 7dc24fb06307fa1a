"""Render pages: posts, listings, the 404 page, and the footnotes, images, formulas and directives on them.

Enters: The index of posts, and doctrees.
Leaves: The HTML of posts and listings; excerpts and full texts for feeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.pages import (
        ablog_objects,
        asset_tags,
        code_blocks,
        context,
        directives,
        footnotes,
        labels,
        lightbox,
        listings,
        mathml,
        myst_links_compat,
        nodes,
        not_found,
        owner_navigation,
        players,
        post_page,
        posts_document,
        previews,
        site_links,
        srcset,
        summaries,
        template_loader,
    )

    modules = (
        template_loader, asset_tags, ablog_objects, mathml, nodes, directives, srcset, labels, post_page,
        posts_document, listings, context, lightbox, footnotes, owner_navigation, not_found, myst_links_compat,
        site_links, players, previews, summaries,
        code_blocks,
    )  # fmt: skip
    for module in modules:
        module.setup(app)
