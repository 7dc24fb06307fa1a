"""What is private of the theme, in one place. Tested with the versions that pyproject.toml allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import escape
from sphinx.transforms.post_transforms import SphinxPostTransform

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


def escape_author(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Escape the author's name, which the book theme puts into every page as it is."""
    if "author" in context:
        context["author"] = escape(context["author"])


def _unless_idle(handler: Callable[..., Any]) -> Callable[..., Any]:
    def run(app: Sphinx, *args: Any) -> Any:
        return None if getattr(app.builder, "idle", False) else handler(app, *args)

    return run


class HideNotes(SphinxPostTransform):
    """Keep notes out of sight of the book theme's `use_sidenotes`: they stand beside the text without it.

    It moves a note's first paragraph and drops the rest: lists, pictures, further paragraphs. A note with several
    references it moves to the first, and the others lead nowhere.
    """

    # The theme's own is at 1.
    default_priority = 0
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Set the ways back aside, by which the theme finds a note."""
        for note in self.document.findall(nodes.footnote):
            note["postil_backrefs"], note["backrefs"] = note["backrefs"], []


class ShowNotes(SphinxPostTransform):
    """Give the notes their ways back again."""

    default_priority = 2
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Undo what HideNotes did."""
        for note in self.document.findall(nodes.footnote):
            if "postil_backrefs" in note:
                note["backrefs"] = note.attributes.pop("postil_backrefs")


def setup(app: Sphinx) -> None:
    """Look at the theme's handlers once it has registered them."""
    app.add_post_transform(HideNotes)
    app.add_post_transform(ShowNotes)
    app.connect("html-page-context", escape_author, priority=900)
    app.connect("builder-inited", rest_when_idle, priority=900)
