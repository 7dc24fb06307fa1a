"""Search: Pagefind, for large sites, and the page of Sphinx's own search.

Enters: The HTML pages of the site.
Leaves: A search index that browsers load in parts, and the search page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.search import pagefind, sphinx_search

    pagefind.setup(app)
    sphinx_search.setup(app)
