"""Write what a page shows: templates, listings, footnotes, images, directives.

Enters: The index of posts, and resolved doctrees.
Leaves: The HTML of posts and listings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.pages import directives, footnotes, labels, lightbox, mathml, not_found, pages, srcset, templates

    for module in (mathml, templates, directives, srcset, labels, pages, lightbox, footnotes, not_found):
        module.setup(app)
