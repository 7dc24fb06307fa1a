"""Put right what the theme leaves out for people who read otherwise: what its options and templates do not reach.

Its landmarks and labels are amended by templates of the same names, `sections/sidebar-primary.html`,
`search-button-field.html` and `search.html`; its style by `postil-access.css`.
"""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError

from postil.build.builders import ExactHTMLBuilder
from postil.cache_files import write_atomically, write_if_changed
from postil.diagnostics import Subtype, warn
from postil.pages.builders import builds_html_pages

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

THEME = "pydata_sphinx_theme"
"""What the book theme stands on."""
_SCRIPT = Path("_static", "scripts", "pydata-sphinx-theme.js")
# A page that nobody has chosen a mode for has none until the theme's script has run, which says so in the console.
_MODE = re.compile(r'(dataset\.mode = localStorage\.getItem\("mode"\) \|\| )"(?:auto)?"')
_COLORS = re.compile(r'(dataset\.theme = localStorage\.getItem\("theme"\) \|\| )"(?:auto)?"')
_SYSTEM = r'\1(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
# What the theme tells its makers: `console.log("[PST] …")`, or with backquotes and no call within.
_CHAT = re.compile(r"""console\.(?:log|info|debug)\((?:"\[PST\][^"]*"|`\[PST\][^`()]*`)\)""")


def without_console_messages(script: str) -> str:
    """Return a script of the theme's or a page with one, without what it says to the console each time."""
    return _CHAT.sub("void 0", script)


def use_system_color_mode(head: str) -> str:
    """Return the theme's part of a page's head, in the system's mode where the reader has chosen none."""
    return _COLORS.sub(_SYSTEM, _MODE.sub(r'\1"auto"', head))


def text_direction(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, else `ltr`."""
    try:
        return Locale.parse(language.replace("-", "_")).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def patch_theme_script(app: Sphinx) -> None:
    """Take from the theme's script, as it was copied, what it says to the console."""
    path = Path(app.outdir, _SCRIPT)
    text = path.read_text("utf-8") if path.is_file() else ""
    amended = without_console_messages(text)
    if amended == text:
        warn(Subtype.COMPATIBILITY, f"the script of {THEME} is not what postil knows; it may write to the console")
    else:
        write_atomically(path, amended.encode())


def translate_whole(script: str) -> str:
    """Return Sphinx's words for its scripts without those that nobody has translated, and with plurals as numbers.

    An empty translation shows nothing, and in German the number of a plural is `true`, which ends the search.
    """
    start, end = script.find("("), script.rfind(")")
    try:
        catalog = json.loads(script[start + 1 : end])
        messages = {key: words for key, words in catalog["messages"].items() if words and all(words)}
        whole = {**catalog, "messages": messages, "plural_expr": f"+({catalog['plural_expr']})"}
    except (ValueError, KeyError, TypeError, AttributeError):
        return script
    return f"{script[: start + 1]}{json.dumps(whole)}{script[end:]}"


def translate_scripts(app: Sphinx) -> None:
    """Amend the words of Sphinx's scripts, as they were copied."""
    path = Path(app.outdir, "_static", "translations.js")
    if path.is_file():
        write_if_changed(path, translate_whole(path.read_text("utf-8")).encode())


def add_assets(app: Sphinx) -> None:
    """Let pages load the amended style, and the theme's script be amended when it is copied."""
    builder = app.builder
    if not builds_html_pages(builder):
        return
    app.add_css_file("postil-access.css")
    if isinstance(builder, ExactHTMLBuilder):
        builder.static_writers = [*builder.static_writers, partial(translate_scripts, app)]
    if isinstance(builder, ExactHTMLBuilder) and THEME in app.extensions:
        builder.static_writers = [*builder.static_writers, partial(patch_theme_script, app)]


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the layout what it amends by."""
    if builds_html_pages(app.builder):
        context |= {
            "postil_direction": text_direction(app.config.language),
            "postil_choose_mode": use_system_color_mode,
            "postil_quiet": without_console_messages,
        }


def setup(app: Sphinx) -> None:
    """Look at the theme once it is there."""
    app.connect("builder-inited", add_assets, priority=910)
    app.connect("html-page-context", set_context)
