"""What is private of the theme, in one place. Tested with the versions that pyproject.toml allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.builder import ExactHTMLBuilder
from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

_THEME = "pydata_sphinx_theme"


def rest_when_idle(app: Sphinx) -> None:
    """Let the theme write its colours of code only if the build writes anything: it does so after every build."""
    if not isinstance(app.builder, ExactHTMLBuilder) or _THEME not in app.extensions:
        return
    try:
        listeners = app.events.listeners["build-finished"]
        for place, listener in enumerate(listeners):
            if listener.handler.__module__.partition(".")[0] == _THEME:
                listeners[place] = listener._replace(handler=_unless_idle(listener.handler))
    except (AttributeError, KeyError, TypeError):
        message = f"{_THEME} is not what postil knows; builds with nothing to do may write files"
        warn(Subtype.COMPATIBILITY, message)


def _unless_idle(handler: Callable[..., Any]) -> Callable[..., Any]:
    def run(app: Sphinx, *args: Any) -> Any:
        return None if getattr(app.builder, "idle", False) else handler(app, *args)

    return run


def setup(app: Sphinx) -> None:
    """Look at the theme's handlers once it has registered them."""
    app.connect("builder-inited", rest_when_idle, priority=900)
