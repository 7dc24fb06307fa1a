"""Work with sites written for ABlog: replace its event handlers, and provide the objects that its templates expect.

Enters: A site that used ABlog.
Leaves: ABlog's options and directives, with postil's behaviour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.deferred import deferred_functions

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Load ABlog without its event handlers, and set up the modules of this package."""
    # For feeds and dates, which postil does without ABlog; to load them takes most of the time of loading ABlog.
    with deferred_functions({"feedgen.feed": ["FeedGenerator"], "dateutil.parser": ["parse"]}):
        from postil.ablog_compat import event_handlers, templates, updates

    event_handlers.disconnect_ablog(app)
    templates.setup(app)
    updates.setup(app)
