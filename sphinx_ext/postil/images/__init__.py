"""Read images: figures, captions, attributes, raw HTML; make variants and remove metadata.

Enters: Doctrees and image files.
Leaves: Figures in doctrees, and `ImageInfo` with the variants of each file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.images import avatar, figures, missing, numfig

    for module in (avatar, figures, missing, numfig):
        module.setup(app)
