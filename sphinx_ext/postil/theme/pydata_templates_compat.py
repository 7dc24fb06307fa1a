"""Patch the templates of pydata-sphinx-theme: load shared assets, draw icons as SVG, load the search index on demand.

None of this has a documented interface. `unsupported_part` checks for the files and macros that are replaced. They are
there in pydata-sphinx-theme 0.20.0 (sphinx-book-theme 1.4.0); 0.15.4 (sphinx-book-theme 1.1.4) has other icon files.
With such a version nothing is patched, and pages load the theme's own files.
pydata/pydata-sphinx-theme#2379 and #2494 discuss smaller icon files in the theme.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2.ext import Extension
from markupsafe import Markup

from postil.cache_files import digest_of
from postil.lazy_regex import lazy_regex
from postil.theme.icons import inline_icons
from postil.theme.scripts import SCRIPT
from postil.theme.style_sheets import SHEET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from os import PathLike

    from jinja2 import Environment

# The files that each page of the theme loads.
THEME_SHEETS = ("styles/theme.css", "styles/pydata-sphinx-theme.css")
BOOTSTRAP = "scripts/bootstrap.js"
THEME_SCRIPTS = (BOOTSTRAP, "scripts/pydata-sphinx-theme.js")
ICON_SCRIPT = "scripts/fontawesome.js"
# The template with the tags of these files, as macros. The theme's build generates it.
_MACROS = "static/webpack-macros.html"
_MACRO_NAMES = ("head_pre_assets", "head_js_preload", "body_post")

# An icon whose classes are an expression of the template.
_DYNAMIC_ICON = lazy_regex(r'<(i|span) class="\{\{ *icon *\}\}([^"{}]*)"([^<>{}]*)></\1>')
_CONSOLE_LOG = lazy_regex(r'console\.log\("\[PST\][^"]*"\);')
_SCRIPT_TAG = lazy_regex(r'<script src="(?=\{\{ *pathto)')
# Sphinx's search and its index, which each page of the theme loads.
_SEARCH_SCRIPT = lazy_regex(
    r"""<script src="\{\{ *pathto\('((?:_static/(?:searchtools|language_data)|searchindex)\.js)', *1\)[^}]*\}\}">"""
    r"</script>\s*"
)
# On the search page, these scripts load after the shared script. If that loads at once, their tags are unchanged.
_LATE_SEARCH_SCRIPT = (
    r"{% if postil_late_scripts is defined %}"
    r"<script>(window.postilLater ??= []).push({{ pathto('\1', 1) | tojson }})</script>"
    r"{% else %}\g<0>{% endif %}"
)
# With search as you type, a page loads the search when the reader focuses the search field.
_SEARCH_ON_FOCUS = """\
{% if theme_search_as_you_type | tobool %}<script>
(() => {
  const addresses = [
    "{{ pathto('_static/searchtools.js', 1) }}", "{{ pathto('_static/language_data.js', 1) }}",
    "{{ pathto('searchindex.js', 1) }}",
  ];
  let coming = null;
  // Sphinx's script empties all search fields; what the reader typed before it was there comes back.
  const typed = new Map();
  document.addEventListener("input", ({target}) => target.name === "q" && typed.set(target, target.value));
  const restore = () => typed.forEach((text, field) => { field.value = text; });
  const bring = () => coming ??= addresses.reduce((before, address) => before.then(() => new Promise((done) => {
    const script = document.createElement("script");
    Object.assign(script, {src: address, onload: () => done(restore()), onerror: done});
    document.head.append(script);
  })), Promise.resolve());
  window.Search = {performSearch: (words) => bring().then(() => Search.performSearch(words))};
  document.addEventListener("focusin", (event) => event.target.form?.classList.contains("bd-search") && bring());
})();
</script>{% endif %}
"""
# Replaces the theme's macros. Scripts load after the first paint, so that they do not compete for bandwidth with the
# text and the style sheet, and when the page is complete, as with `defer`. The script for footnotes loads before it
# where footnotes go into the margin: in windows as wide as postil-book.css needs for a margin. Until it
# has put them there, they take no space, so that nothing moves.
_PATCHED_MACROS = (
    """\
{% macro head_pre_assets() %}
{%- if postil_late_scripts is defined %}<script>(() => {
const add = (src) => document.head.appendChild(Object.assign(document.createElement("script"), {src, async: false}));
const soon = {{ postil_early_scripts | tojson }}, \
later = {{ (postil_theme_scripts + postil_late_scripts) | tojson }};
if (soon.length && matchMedia("(min-width: 55em)").matches) {
  const {classList} = document.documentElement;
  classList.add("postil-notes-later");
  soon.splice(0).forEach((src) => add(src).onerror = () => classList.remove("postil-notes-later"));
}
const run = () => [...soon, ...later, ...window.postilLater ?? []].forEach((src) => add(src));
const go = () => document.readyState === "loading" ? addEventListener("DOMContentLoaded", run) : run();
if (window.PerformanceObserver?.supportedEntryTypes?.includes("paint")) \
new PerformanceObserver((_list, self) => { self.disconnect(); go(); }).observe({type: "paint", buffered: true});
else requestAnimationFrame(() => setTimeout(go));
{%- if postil_input_scripts %}
const input = {{ postil_input_scripts | tojson }};
for (const type of ["pointermove", "pointerdown", "keydown"]) \
addEventListener(type, () => input.splice(0).forEach((src) => add(src)), {once: true});
{%- endif %}
})()</script>
{% endif -%}
{%- if not favicon_url %}<link rel="icon" href="data:,">{% endif -%}
<link rel="stylesheet" href="{{ postil_asset(pathto, "SHEET") }}">{% endmacro %}
{% macro head_js_preload() %}
{%- if postil_late_scripts is not defined -%}
<script defer src="{{ postil_asset(pathto, "BOOTSTRAP") }}"></script>
<script defer src="{{ postil_asset(pathto, "SCRIPT") }}"></script>{% endif %}
{%- endmacro %}
{% macro body_post() %}{% endmacro %}
""".replace("SHEET", SHEET)
    .replace("BOOTSTRAP", BOOTSTRAP)
    .replace("SCRIPT", SCRIPT)
)


def unsupported_part(theme_dirs: Iterable[str | PathLike[str]]) -> str:
    """Return which part of the theme is missing or has changed; empty if pages can be patched."""
    folders = [Path(folder) for folder in theme_dirs]
    for name in (*THEME_SHEETS, *THEME_SCRIPTS, ICON_SCRIPT):
        if find_static_file(folders, name) is None:
            return f"{name} is missing"
    path = next((path for folder in folders if (path := folder / _MACROS).is_file()), None)
    text = path.read_text("utf-8") if path else ""
    return "" if all(f"macro {name}()" in text for name in _MACRO_NAMES) else "its templates have changed"


def find_static_file(theme_dirs: Iterable[str | PathLike[str]], name: str) -> Path | None:
    """Return the path of a static file of the theme or of a theme that it inherits from; None if it is missing."""
    paths = [Path(folder, "static", name) for folder in theme_dirs]
    return next((path for path in paths if path.is_file()), None)


class TemplatePatches(Extension):
    """Patches the source of the theme's templates before Jinja compiles it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the patched source of a template. A pattern that does not match leaves the source unchanged."""
        if name == _MACROS:
            return _PATCHED_MACROS
        environment: Any = self.environment
        source = inline_icons(source, environment.postil_draw_icon)
        if (name or "").endswith("layout.html") and _SEARCH_SCRIPT.search(source):
            source = _SEARCH_SCRIPT.sub("", _SEARCH_SCRIPT.sub(lambda _found: _SEARCH_ON_FOCUS, source, count=1))
        elif (name or "").endswith("search.html"):
            source = _SEARCH_SCRIPT.sub(_LATE_SEARCH_SCRIPT, source)
        source = _DYNAMIC_ICON.sub(r"{{ postil_icon(icon ~ '\2') }}", source)
        source = _CONSOLE_LOG.sub("", source)
        return _SCRIPT_TAG.sub('<script defer src="', source)


def patch_templates(
    environment: Any, *, draw_icon: Callable[..., Markup | None], asset_url: Callable[..., str]
) -> None:
    """Patch all templates that a Jinja environment compiles from now on.

    `asset_url` returns the URL of a static file for `pathto` and its name.
    """
    jinja: Environment = environment
    jinja.extend(postil_draw_icon=draw_icon)
    jinja.add_extension(TemplatePatches)
    jinja.globals["postil_icon"] = lambda classes: (
        draw_icon(classes.strip()) or Markup('<i class="{}"></i>').format(classes)
    )
    jinja.globals["postil_asset"] = asset_url
    if environment.bytecode_cache is not None:
        # Compiled templates without the patches, or with those of another version, are not to be reused.
        patches = digest_of(Path(__file__).read_bytes())
        environment.bytecode_cache.pattern = f"page-assets-{patches}-%s.cache"
