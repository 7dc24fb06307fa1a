"""Load ABlog without its event handlers.

ABlog provides its options, the `update` directive and its translations. Its handlers keep their state in one object per
process, and its transform ends the build if the name of an image in the front matter is wrong. postil does their work
itself. ABlog has no public way to load it without them, so this module uses private interfaces of ABlog and Sphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ablog
import ablog.post

from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def disconnect_ablog(app: Sphinx) -> None:
    """Load ABlog, and remove its event handlers and its transform.

    Uses: `ablog.post.CheckFrontMatter` (ABlog 0.11.12 to 0.11.13); `app.events.listeners` and
    `app.registry.get_transforms`, which Sphinx does not document (Sphinx 9.0).
    If one of them is missing: a warning, and ABlog generates its own pages too.
    """
    app.setup_extension("ablog")
    try:
        listeners = app.events.listeners
        listener_ids = {
            listener.id
            for registered in listeners.values()
            for listener in registered
            if handler_package(listener.handler) == "ablog"
        }
        app.registry.get_transforms().remove(ablog.post.CheckFrontMatter)
    except (AttributeError, ValueError):
        message = f"unsupported version of ABlog, {ablog.__version__}; ABlog also generates its own pages"
        warn(Subtype.COMPATIBILITY, message)
        return
    for listener_id in listener_ids:
        app.disconnect(listener_id)
    # ABlog declares False, because of the handlers that are disconnected here.
    app.extensions["ablog"].parallel_read_safe = True


def is_disconnected(app: Sphinx) -> bool:
    """Return whether ABlog's event handlers are removed; else they need what they store in the environment."""
    return app.extensions["ablog"].parallel_read_safe is True


def handler_package(handler: object) -> str:
    """Return the top-level package that defines an event handler; empty for one in `conf.py`."""
    return (getattr(handler, "__module__", "") or "").partition(".")[0]
