"""What is private of the theme, in one place. Tested with the versions that pyproject.toml allows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape
from sphinx.transforms.post_transforms import SphinxPostTransform

from postil.ablog_compat.event_handlers import handler_package
from postil.build.builders import ExactHTMLBuilder
from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_THEME = "pydata_sphinx_theme"
# Themes that write their colours of code at the end of every build.
_LATE = frozenset({_THEME, "furo"})
# What Sphinx tells templates of the site that is plain text.
_NAMES = ("author", "docstitle", "project", "shorttitle")
# How the theme's script on each page starts that names it.
_PAGE_NAME = "DOCUMENTATION_OPTIONS.pagename = "


def write_static_files_early(app: Sphinx) -> None:
    """Let the theme write its colours of code and its logos with the other static files, and only with them.

    It does so at the end of every build, when pages have told browsers another digest of the colours already: the one
    of what Sphinx had written in a build of everything, and the right one in the next.
    """
    builder = app.builder
    if not isinstance(builder, ExactHTMLBuilder) or not _LATE & app.extensions.keys():
        return
    try:
        listeners = app.events.listeners["build-finished"]
        theirs = [each for each in listeners if handler_package(each.handler) in _LATE]
        listeners[:] = [each for each in listeners if each not in theirs]
        builder.static_writers = [partial(each.handler, app, None) for each in theirs]
    except (AttributeError, KeyError, TypeError):
        message = f"{app.config.html_theme} is not what postil knows; builds with nothing to do may write files"
        warn(Subtype.COMPATIBILITY, message)


def escape_words(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Escape what themes put into pages as it is: names that the owner wrote, and a page's name in a script.

    Sphinx's own templates escape these names, and do not do so twice.
    """
    for name in _NAMES:
        if isinstance(context.get(name), str):
            context[name] = escape(context[name])
    for script in context.get("script_files", ()):
        attributes = getattr(script, "attributes", {})
        if attributes.get("body") == f"{_PAGE_NAME}'{pagename}';":
            attributes["body"] = f"{_PAGE_NAME}{htmlsafe_json_dumps(pagename)};"


class HideFootnotes(SphinxPostTransform):
    """Keep notes out of sight of the book theme's `use_sidenotes`: they stand beside the text without it.

    It moves a note's first paragraph and drops the rest: lists, pictures, further paragraphs. A note with several
    references it moves to the first, and the others lead nowhere.
    """

    # The theme's own is at 1.
    default_priority = 0
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Set the ways back aside, by which the theme finds a note."""
        if not (self.config.html_theme_options or {}).get("use_sidenotes"):
            return
        for note in self.document.findall(nodes.footnote):
            note["postil_backrefs"], note["backrefs"] = note["backrefs"], []


class RestoreFootnotes(SphinxPostTransform):
    """Give the notes their ways back again."""

    default_priority = 2
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Undo what HideNotes did."""
        if not (self.config.html_theme_options or {}).get("use_sidenotes"):
            return
        for note in self.document.findall(nodes.footnote):
            if "postil_backrefs" in note:
                note["backrefs"] = note.attributes.pop("postil_backrefs")


def setup(app: Sphinx) -> None:
    """Look at the theme's handlers once it has registered them."""
    app.add_post_transform(HideFootnotes)
    app.add_post_transform(RestoreFootnotes)
    app.connect("html-page-context", escape_words, priority=900)
    app.connect("builder-inited", write_static_files_early, priority=900)
