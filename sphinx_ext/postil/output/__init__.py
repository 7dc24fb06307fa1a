"""Write the files of the site that are not pages: feeds, redirects, images of authors; and remove stale files.

Enters: The index of the posts, and the builder with its pages written.
Leaves: The output folder, exactly as a clean build writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.output import early_parts, publish

    early_parts.setup(app)
    publish.setup(app)
