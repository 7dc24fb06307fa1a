"""Replace ABlog: disconnect its event handlers, and give its templates what they ask for.

Enters: A site made for ABlog.
Leaves: The same site, built by postil.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Set up the modules of this package."""
    from postil.ablog_compat import takeover

    for module in (takeover,):
        module.setup(app)
