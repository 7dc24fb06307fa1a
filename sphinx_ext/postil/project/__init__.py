"""Sphinx's project with mounted folders: which files are published, their docnames, references by file path, git dates.

Enters: Folders of source files.
Leaves: The published documents, as Sphinx's project and as text without front matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.project import (
        draft_links,
        html_links,
        mounts,
        post_title,
        references,
        smart_quotes,
        source_read,
        unpublished,
    )

    for module in (mounts, unpublished, source_read, post_title, references, html_links, draft_links, smart_quotes):
        module.setup(app)
