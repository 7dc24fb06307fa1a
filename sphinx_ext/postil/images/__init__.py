"""Images: figures, captions, alt text, attributes, raw HTML; variants for `srcset`, metadata, avatars.

Enters: Doctrees and image files.
Leaves: Doctrees with figures; `ImageInfo` with the dimensions and variants of each file, whose metadata is stripped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.images import avatar, figure_groups, figures, missing, numfig, reference_links

    for module in (avatar, figure_groups, figures, missing, numfig, reference_links):
        module.setup(app)
