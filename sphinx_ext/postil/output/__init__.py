"""Publish the files beside the pages, write redirects, and remove stale files.

Enters: Files as other packages made them.
Leaves: The output folder, exactly as a clean build writes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.output import publish

    for module in (publish,):
        module.setup(app)
