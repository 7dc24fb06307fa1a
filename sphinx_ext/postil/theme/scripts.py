"""Combine the scripts of Sphinx and the theme into one, and load scripts so that pages do not wait for them."""

from __future__ import annotations

from functools import partial
from html import unescape
from typing import TYPE_CHECKING, Any

import rjsmin

from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

SCRIPT = "scripts/postil-pages.js"
"""The combined script, relative to `_static`."""
# Scripts of postil that load after the first paint. Until then a figure is a link to its image file.
_LATE = frozenset({"_static/postil-embeds.js", "_static/postil-figures.js", "_static/postil-comments.js"})
# Those that load before it in wide windows.
_EARLY = frozenset({"_static/postil-notes.js"})
# Those that load when the reader first moves the mouse or presses a key.
_ON_INPUT = frozenset({"_static/postil-previews.js", "_static/postil-reader.js"})
# Sphinx's script with facts about the site; other scripts read it when they start, so pages have it inline.
_DOCUMENTATION_OPTIONS = "documentation_options.js"
_SRC = lazy_regex(r'src="([^"]+)"')
_SOURCE_MAP = lazy_regex(r"\n?//# sourceMappingURL=\S+\s*$")
# The theme's script hides the table of contents beside wide content; on a page without one, that is an error.
_HIDDEN_SIDEBAR = 'document.querySelector("div.bd-sidebar-secondary").classList'
# It logs what it does, and reports as an error that the reader has not chosen a color mode.
_SILENCED = """\
(console => {SCRIPT
})({...window.console, log() {}, warn() {}, error() {}});"""


def combine_scripts(scripts: Mapping[str, str], *, silenced: Collection[str]) -> str:
    """Return scripts as one, minified; those named in `silenced` do not write to the console.

    `scripts` are texts by name, in the order in which they run.
    """
    parts = []
    for name, script in scripts.items():
        text = _SILENCED.replace("SCRIPT", script.strip()) if name in silenced else script
        text = text.replace(_HIDDEN_SIDEBAR, _HIDDEN_SIDEBAR.replace(").", ")?."))
        # A script with a source map is minified already; the map's URL would be wrong here.
        parts.append(_SOURCE_MAP.sub("", text) if _SOURCE_MAP.search(text) else rjsmin.jsmin(text))
    return ";\n".join(parts)


def minify_script(script: str) -> str:
    """Return a script of postil's, minified."""
    return str(rjsmin.jsmin(script, keep_bang_comments=True))


def documentation_options(static: Path) -> str:
    """Return Sphinx's script with facts about the site, minified, for a `<script>` element."""
    text = (static / _DOCUMENTATION_OPTIONS).read_text("utf-8")
    return str(rjsmin.jsmin(text)).replace("</", "<\\/")


def defer_scripts(context: dict[str, Any]) -> None:
    """Move postil's scripts of a page from `script_files` to the lists that load later, each at its time."""
    times = (("postil_early_scripts", _EARLY), ("postil_late_scripts", _LATE), ("postil_input_scripts", _ON_INPUT))
    for variable, files in times:
        scripts = [script for script in context["script_files"] if script.filename in files]
        context["script_files"] = [script for script in context["script_files"] if script not in scripts]
        # The tag has the URL relative to the page, with a digest of the file.
        sources = [_SRC.search(context["js_tag"](script)) for script in scripts]
        context[variable] = [unescape(source[1]) for source in sources if source]


def needs_script_at_once(context: dict[str, Any]) -> bool:
    """Return whether a page has scripts of others, which may depend on the combined script.

    Then all scripts load in their usual order.
    """
    own_prefixes = ("_static/postil-", f"_static/{_DOCUMENTATION_OPTIONS}")
    # Inline scripts in `script_files` run before the combined script anyway.
    names = [str(script.filename) for script in context["script_files"] if script.filename]
    return not all(name.startswith(own_prefixes) for name in names) or "<script" in str(context.get("body") or "")


def deferring_js_tag(js_tag: Callable[[Any], str], options: Callable[[], str]) -> Callable[[Any], str]:
    """Return a replacement for Sphinx's `js_tag` that defers scripts and inlines the documentation options.

    `options` returns the text of the latter.
    """
    return partial(_deferred_tag, js_tag, options)


def _deferred_tag(js_tag: Callable[[Any], str], options: Callable[[], str], script: Any) -> str:
    if script.filename == f"_static/{_DOCUMENTATION_OPTIONS}":
        return f"<script>{options()}</script>"
    tag = js_tag(script)
    if script.filename and not {"async", "defer", "type"} & script.attributes.keys():
        return tag.replace("<script ", "<script defer ", 1)
    return tag
