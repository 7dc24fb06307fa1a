"""The options of conf.py and their defaults.

Enters: conf.py, as Sphinx has read it.
Leaves: `Options`, one frozen dataclass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.config import options, unknown_options

    for module in (options, unknown_options):
        module.setup(app)
