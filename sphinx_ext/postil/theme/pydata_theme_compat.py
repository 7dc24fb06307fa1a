"""Patch what pydata-sphinx-theme, the base of sphinx-book-theme, writes: its handlers, its script, its inline scripts.

Each function names the private interface that it uses, the versions of pydata-sphinx-theme that are known to have it
(0.15.4, for sphinx-book-theme 1.1.4, and 0.20.0, for 1.4.0), and what happens without it.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape

from postil.ablog_compat.event_handlers import handler_package
from postil.build.exact_output import exact_output
from postil.cache_files import write_atomically
from postil.diagnostics import Subtype, warn
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

THEME = "pydata_sphinx_theme"
"""The extension that themes based on it load."""
# Themes and extensions that write static files, such as the colors of highlighted code, after every build.
_LATE_WRITERS = frozenset({THEME, "furo", "myst_nb"})
# Plain text about the site in the context of templates.
_TEXT_VARIABLES = ("author", "docstitle", "project", "shorttitle")
_SCRIPT = Path("_static", "scripts", "pydata-sphinx-theme.js")
# The start of the theme's inline script with the name of the page.
_PAGE_NAME = "DOCUMENTATION_OPTIONS.pagename = "
# The inline script that sets the color mode; "" and "auto" are the defaults if the owner sets none.
_DEFAULT_MODE = lazy_regex(r'(dataset\.mode = localStorage\.getItem\("mode"\) \|\| )"(?:auto)?"')
_DEFAULT_THEME = lazy_regex(r'(dataset\.theme = localStorage\.getItem\("theme"\) \|\| )"(?:auto)?"')
_SYSTEM_THEME = r'\1(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
# The button for light and dark, with its menu.
_COLOR_SWITCH = lazy_regex(r'<div class="theme-switch-container.*?</ul>\s*</div>', re.DOTALL)
# Console messages of the theme: `console.log("[PST] …")`, or with a template literal without a call in it.
_CONSOLE_MESSAGE = lazy_regex(r"""console\.(?:log|info|debug)\((?:"\[PST\][^"]*"|`\[PST\][^`()]*`)\)""")


def write_static_files_early(app: Sphinx) -> None:
    """Let the theme and MyST-NB write colors of code, logos and a style sheet together with the other static files.

    They write them at the end of every build. By then pages have the checksum of the file that Sphinx wrote before, so
    the next build would write other pages (law 1: incremental builds equal clean ones).

    Uses: `app.events.listeners`, which Sphinx does not document (Sphinx 9.0); that the theme writes these files in
    handlers of `build-finished` that ignore the exception (0.15.4 to 0.24.0; furo 2025.12; myst-nb 1.4).
    If the attribute is missing: a warning, and builds without changes may write files. Handlers under another event run
    as usual.
    """
    output = exact_output(app.builder)
    if not output or not _LATE_WRITERS & app.extensions.keys():
        return
    try:
        listeners = app.events.listeners["build-finished"]
        theme_listeners = [each for each in listeners if handler_package(each.handler) in _LATE_WRITERS]
        listeners[:] = [each for each in listeners if each not in theme_listeners]
        output.static_writers = [partial(each.handler, app, None) for each in theme_listeners]
    except (AttributeError, KeyError, TypeError):
        message = f"unsupported version of {app.config.html_theme} or Sphinx; builds without changes may write files"
        warn(Subtype.COMPATIBILITY, message)


def escape_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Escape text that themes write into pages unescaped: names that the owner set, and the page's name in a script.

    Sphinx's own templates escape these names, but not a second time.

    Uses: the inline script with `DOCUMENTATION_OPTIONS.pagename` that the theme adds (0.15.4 to 0.20.0). A script of
    another form is unchanged.
    """
    for name in _TEXT_VARIABLES:
        if isinstance(context.get(name), str):
            context[name] = escape(context[name])
    for script in context.get("script_files", ()):
        attributes = getattr(script, "attributes", {})
        if attributes.get("body") == f"{_PAGE_NAME}'{pagename}';":
            attributes["body"] = f"{_PAGE_NAME}{htmlsafe_json_dumps(pagename)};"


def without_console_messages(script: str) -> str:
    """Return a script of the theme, or HTML with one, without its console messages; errors stay.

    Uses: the prefix `[PST]` of the messages (0.15.4 to 0.20.0). Other messages are unchanged.
    """
    return _CONSOLE_MESSAGE.sub("void 0", script)


def use_system_color_mode(head: str) -> str:
    """Return the `<head>` of a page with the reader's light or dark mode as the default, before any script file runs.

    Without it, the page has no mode until the theme's script has loaded, and changes color then
    (pydata/pydata-sphinx-theme#1857).

    Uses: the inline script in the theme's layout (0.15.4 to 0.20.0). A script of another form is unchanged, and so is
    the mode that the owner set with `default_mode`.
    """
    return _DEFAULT_THEME.sub(_SYSTEM_THEME, _DEFAULT_MODE.sub(r'\1"auto"', head))


def without_color_switch(html: str) -> str:
    """Return a part of the header without the theme's button for light and dark.

    Uses: that it is a `<div>` of the class `theme-switch-container` with a list (0.15.4 to 0.20.0). HTML of another
    form is unchanged; then there are two ways to choose the colors.
    """
    return _COLOR_SWITCH.sub("", html)


def remove_console_messages(app: Sphinx) -> None:
    """Remove the console messages from the copy of the theme's script in the output folder.

    Uses: the name of the script, and the form of its messages (0.15.4 to 0.20.0). If there are none: a warning.
    """
    path = Path(app.outdir, _SCRIPT)
    script = path.read_text("utf-8") if path.is_file() else ""
    patched = without_console_messages(script)
    if patched == script:
        warn(Subtype.COMPATIBILITY, f"unsupported version of {THEME}; pages may write messages to the console")
    else:
        write_atomically(path, patched.encode())


def patch_theme_script(app: Sphinx) -> None:
    """Let the theme's script be patched when it is copied."""
    output = exact_output(app.builder)
    if output and THEME in app.extensions:
        output.static_writers = [*output.static_writers, partial(remove_console_messages, app)]


def setup(app: Sphinx) -> None:
    """Change the theme's handlers after it has registered them."""
    app.connect("html-page-context", escape_context, priority=900)
    app.connect("builder-inited", write_static_files_early, priority=900)
    app.connect("builder-inited", patch_theme_script, priority=910)
