"""Find the source files: folders beside docs/, references by file path, dates from git; hand a post to the parser.

Enters: Folders of source files.
Leaves: Documents known to Sphinx, without those that are not published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.project import mounts, references, source_read, unpublished

    for module in (mounts, unpublished, source_read, references):
        module.setup(app)
