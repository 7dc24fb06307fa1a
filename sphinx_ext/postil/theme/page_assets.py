"""Pages of the book theme at a tenth of their weight: one style sheet, one script, icons drawn where they stand.

What is private of the theme's templates and files and has no option stands here. Where the theme is not what postil
knows, its pages stay as they come, with one warning.
"""

from __future__ import annotations

import re
import zlib
from functools import cached_property, partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import rcssmin
import rjsmin
from jinja2.ext import Extension
from markupsafe import Markup

from postil.build.builders import ExactHTMLBuilder
from postil.cache_files import write_if_changed
from postil.config.sphinx_compat import folders_of_owner
from postil.diagnostics import Subtype, warn
from postil.theme.css import (
    NAVBAR_LISTS,
    deduplicate_license_comments,
    inline_icon_images,
    required_names,
    unused_selector_pattern,
    without_unused_rules,
    without_unused_variables,
)
from postil.theme.header import has_header
from postil.theme.icons import IconSet
from postil.theme.unused_files import remove_unused_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils import nodes
    from sphinx.application import Sphinx

_THEME = "sphinx_book_theme"
# What pages of this theme load, besides what Sphinx and its extensions add to the lists of files.
_THEME_SHEETS = ("styles/theme.css", "styles/pydata-sphinx-theme.css")
_THEME_SCRIPTS = ("scripts/bootstrap.js", "scripts/pydata-sphinx-theme.js")
_ICON_SCRIPT = "scripts/fontawesome.js"
_MACROS = "static/webpack-macros.html"
# Scripts of Sphinx and the theme that every page has, in the order in which they need each other.
_SCRIPTS = (
    "doctools.js",
    "sphinx_highlight.js",
    *_THEME_SCRIPTS,
    "scripts/sphinx-book-theme.js",
)
# Scripts of single pages that nobody waits for: until they are there, a picture is a link to its file.
_LATER = frozenset({"_static/postil-figures.js", "_static/postil-comments.js"})
_SOON = frozenset({"_static/postil-notes.js"})
_ADDRESS_OF_SCRIPT = re.compile(r'src="([^"]+)"')
# What the others are told of the site and the page, at once.
_FACTS = "documentation_options.js"
# Beside the theme's own, so that the addresses in them stay true.
SHEET = "styles/postil-pages.css"
SCRIPT = "scripts/postil-pages.js"
_ICON_STYLE = (
    ".postil-icon{display:inline-block;height:1em;overflow:visible;vertical-align:-.125em;width:auto}"
    ".postil-icon.fa-lg{font-size:1.25em;vertical-align:-.2em}.postil-icon.fa-fw{width:1.25em}"
)
_ICON = re.compile(r'<(i|span) class="([^"{}]*\bfa[bsr]? fa-[^"{}]*|[^"{}]*\bfa-[^"{}]*)"([^<>]*)></\1>')
_NAMED_ICON = re.compile(r'<(i|span) class="\{\{ *icon *\}\}([^"{}]*)"([^<>{}]*)></\1>')
_CHARSET = '@charset "UTF-8";'
_IMPORT = re.compile(r"""@import (?:url\()?["']?([\w./-]+\.css)["']?\)?;""")
# The start of an address beside the style sheet.
_ADDRESS = re.compile(r"""(url\(["']?)(?![a-z]+:|[/#"'])""")
_SOURCE = re.compile(r"\n?//# sourceMappingURL=\S+\s*$")
# What the theme tells of itself on every page.
_SAYS = re.compile(r'console\.log\("\[PST\][^"]*"\);')
_SCRIPT_TAG = re.compile(r'<script src="(?=\{\{ *pathto)')
# Sphinx's search and its index, which the theme's pages load whether or not anybody searches.
_SEARCH = re.compile(
    r"""<script src="\{\{ *pathto\('((?:_static/(?:searchtools|language_data)|searchindex)\.js)', *1\)[^}]*\}\}">"""
    r"</script>\s*"
)
# Its scripts on the page of search come with the others that come later; where those do not, they stand as they stood.
_SEARCH_SOON = (
    r"{% if postil_later is defined %}<script>(window.postilLater ??= []).push({{ pathto('\1', 1) | tojson }})</script>"
    r"{% else %}\g<0>{% endif %}"
)
_MAY_NAME = re.compile(r"\.(?:html|css|js)(?:_t|\.jinja)?$")
# Where it finds while one types, it comes when the reader goes to the field; until then this stands for it.
_SEARCH_LATER = """\
{% if theme_search_as_you_type | tobool %}<script>
(() => {
  const addresses = [
    "{{ pathto('_static/searchtools.js', 1) }}", "{{ pathto('_static/language_data.js', 1) }}",
    "{{ pathto('searchindex.js', 1) }}",
  ];
  let coming = null;
  const bring = () => coming ??= addresses.reduce((before, address) => before.then(() => new Promise((done) => {
    const script = document.createElement("script");
    Object.assign(script, {src: address, onload: done, onerror: done});
    document.head.append(script);
  })), Promise.resolve());
  window.Search = {performSearch: (words) => bring().then(() => Search.performSearch(words))};
  document.addEventListener("focusin", (event) => event.target.form?.classList.contains("bd-search") && bring());
})();
</script>{% endif %}
"""
# Around a script that tells the console all it does, and calls it an error that a reader has not chosen a colour yet.
_QUIET = """\
(console => {SCRIPT
})({...window.console, log() {}, warn() {}, error() {}});"""
# In place of the theme's macros for what its pages load. A script that comes once the page is painted does not share
# the line with the text and the style sheet, which readers wait for. What sets notes beside the text is there before
# where there is a beside: the widths are those of the book theme's margin.
_LIGHT_MACROS = """\
{% macro head_pre_assets() %}
{%- if postil_later is defined %}<script>(() => {
const add = (src) => document.head.append(Object.assign(document.createElement("script"), {src, async: false}));
const soon = {{ postil_soon | tojson }}, later = {{ ([postil_asset(pathto, "SCRIPT")] + postil_later) | tojson }};
if (matchMedia("(min-width: 1200px)").matches) soon.splice(0).forEach(add);
const go = () => [...soon, ...later, ...window.postilLater ?? []].forEach(add);
if (window.PerformanceObserver?.supportedEntryTypes?.includes("paint")) \
new PerformanceObserver((_list, self) => { self.disconnect(); go(); }).observe({type: "paint", buffered: true});
else requestAnimationFrame(() => setTimeout(go));
})()</script>
{% endif -%}
{%- if not favicon_url %}<link rel="icon" href="data:,">{% endif -%}
<link rel="stylesheet" href="{{ postil_asset(pathto, "SHEET") }}">{% endmacro %}
{% macro head_js_preload() %}
{%- if postil_later is not defined %}<script defer src="{{ postil_asset(pathto, "SCRIPT") }}"></script>{% endif %}
{%- endmacro %}
{% macro body_post() %}{% endmacro %}
""".replace("SHEET", SHEET).replace("SCRIPT", SCRIPT)


class TemplateLoader(Extension):
    """Reads the theme's templates with icons in place of what stands for one, and without what pages do not need."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return a template's source as it is to be compiled."""
        if name == _MACROS:
            return _LIGHT_MACROS
        icons: IconSet = cast("Any", self.environment).postil_icons
        source = inline_icons(source, icons)
        if (name or "").endswith("layout.html") and _SEARCH.search(source):
            source = _SEARCH.sub("", _SEARCH.sub(lambda _found: _SEARCH_LATER, source, count=1))
        elif (name or "").endswith("search.html"):
            source = _SEARCH.sub(_SEARCH_SOON, source)
        source = _NAMED_ICON.sub(r"{{ postil_icon(icon ~ '\2') }}", source)
        source = _SAYS.sub("", source)
        return _SCRIPT_TAG.sub('<script defer src="', source)


def inline_icons(html: str, icons: IconSet) -> str:
    """Return HTML with elements that stand for an icon in place of which Font Awesome draws one drawn already."""
    if "fa-" not in html:
        return html
    return _ICON.sub(lambda found: str(icons.draw(found[2], found[3]) or found[0]), html)


class PageAssets:
    """Makes the pages of one site light."""

    def __init__(self) -> None:
        self._app: Sphinx
        self._builder: ExactHTMLBuilder
        self._on = False

    def begin(self, app: Sphinx) -> None:
        """Find out whether the site has the theme, and whether it is what is known; set the templates up."""
        self._app, self._on = app, False
        builder = app.builder
        wanted = app.config.postil.postil_light and app.config.html_theme == _THEME
        if not wanted or not isinstance(builder, ExactHTMLBuilder):
            return
        self._builder = builder
        environment: Any = getattr(builder.templates, "environment", None)
        missing = [name for name in (*_THEME_SHEETS, *_THEME_SCRIPTS, _ICON_SCRIPT) if self._theme_file(name) is None]
        if environment is None or missing or self._macros is None:
            what = f"{missing[0]} is missing" if missing else "its templates are others"
            warn(
                Subtype.COMPATIBILITY,
                f"{_THEME} is not what postil knows ({what}); its pages stay as heavy as it makes them",
            )
            return
        self._on = True
        environment.extend(postil_icons=self)
        environment.add_extension(TemplateLoader)
        environment.globals["postil_icon"] = lambda classes: (
            self.draw(classes.strip()) or Markup('<i class="{}"></i>').format(classes)
        )
        environment.globals["postil_asset"] = self.asset
        if environment.bytecode_cache is not None:
            environment.bytecode_cache.pattern = "light-checked-%s.cache"
        builder.static_writers = [*builder.static_writers, self.write_assets]

    @property
    def draw(self) -> Callable[..., Markup | None]:
        """As `IconSet.draw`; the icons are read when the first is asked for."""
        return self._icons.draw

    @cached_property
    def _icons(self) -> IconSet:
        path = self._theme_file(_ICON_SCRIPT)
        return IconSet(path.read_text("utf-8") if path else "")

    @cached_property
    def _macros(self) -> Path | None:
        for folder in self._builder.theme.get_theme_dirs():
            path = Path(folder, _MACROS)
            if path.is_file():
                text = path.read_text("utf-8")
                known = all(f"macro {name}()" in text for name in ("head_pre_assets", "head_js_preload", "body_post"))
                return path if known else None
        return None

    def _theme_file(self, name: str) -> Path | None:
        paths = [Path(folder, "static", name) for folder in self._builder.theme.get_theme_dirs()]
        return next((path for path in paths if path.is_file()), None)

    def asset(self, pathto: Callable[..., str], name: str) -> str:
        """Return the address of a file of this site, with a digest of what it holds."""
        return f"{pathto(f'_static/{name}', 1)}?v={self._digests[name]}"

    @cached_property
    def _digests(self) -> dict[str, str]:
        static = Path(self._app.outdir, "_static")
        return {name: f"{zlib.crc32((static / name).read_bytes()):08x}" for name in (SHEET, SCRIPT)}

    @cached_property
    def _facts(self) -> str:
        text = Path(self._app.outdir, "_static", _FACTS).read_text("utf-8")
        return str(rjsmin.jsmin(text)).replace("</", "<\\/")

    @cached_property
    def _sheets(self) -> list[str]:
        """The style sheets that become one: the theme's, that of code, and postil's."""
        names = [str(sheet.filename) for sheet in self._builder.globalcontext["css_files"] if _is_plain(sheet)]
        files = [name.removeprefix("_static/") for name in names]
        return [*_THEME_SHEETS, *(name for name in files if _is_ours(name))]

    def write_assets(self) -> None:
        """Write the style sheet and the script of all pages."""
        static = Path(self._app.outdir, "_static")
        config = self._app.config
        theme_options = self._builder.theme.get_options(config.html_theme_options)
        options = repr([config.html_theme_options, config.html_sidebars, *theme_options.values()])
        bar = not has_header(config.postil, theme_options)
        without = unused_selector_pattern(self._app.extensions.keys(), options, bar=bar)
        owners = [options, *self._owners_texts]
        kept = required_names(*owners, bar=bar)
        lighter = partial(without_unused_rules, without=without, selectors="(?!)" if bar else NAVBAR_LISTS, kept=kept)
        parts = []
        for name in self._sheets:
            css = read_sheet(static / name)
            if not name.startswith("styles/"):
                css = _ADDRESS.sub(r"\1../", css)
            else:
                css = inline_icon_images(lighter(css), self._icons.address)
            parts.append(rcssmin.cssmin(css, keep_bang_comments=True))
        texts = {name: path.read_text("utf-8") for name in _SCRIPTS if (path := static / name).is_file()}
        whole = deduplicate_license_comments(f"{_CHARSET}{''.join(parts)}{_ICON_STYLE}")
        self._write(static / SHEET, without_unused_variables(whole, *owners, *texts.values()))
        for name in texts.keys() & set(_THEME_SCRIPTS):
            texts[name] = _QUIET.replace("SCRIPT", texts[name].strip())
        # The theme's are small already, and tell where their source is, which is not here.
        small = [_SOURCE.sub("", text) if _SOURCE.search(text) else rjsmin.jsmin(text) for text in texts.values()]
        self._write(static / SCRIPT, ";\n".join(small))
        for path in sorted(static.glob("postil-*.js")):
            self._write(path, rjsmin.jsmin(path.read_text("utf-8"), keep_bang_comments=True))
        context = self._builder.globalcontext
        names = [str(file.filename) for file in (*context["css_files"], *context["script_files"])]
        theme_folders = [Path(folder, "static") for folder in self._builder.theme.get_theme_dirs()]
        own_folders = [Path(self._app.confdir, entry) for entry in config.html_static_path]
        remove_unused_files(static, theme_folders, own_folders, [*owners, *names])
        for name in ("_digests", "_facts"):
            self.__dict__.pop(name, None)

    @cached_property
    def _owners_texts(self) -> list[str]:
        """The templates, style sheets and scripts of the site's owner, who may use any part of the theme."""
        return [*self._owners_templates, *self._texts_in(self._app.config.html_static_path)]

    @cached_property
    def _owners_templates(self) -> list[str]:
        return self._texts_in(self._app.config.templates_path)

    @cached_property
    def _owners_templates_have_scripts(self) -> bool:
        return any("<script" in text for text in self._owners_templates)

    def _texts_in(self, listed: Iterable[str]) -> list[str]:
        folders = folders_of_owner(self._app, listed)
        paths = [path for folder in folders for path in [folder, *sorted(folder.rglob("*"))] if path.is_file()]
        # `.css_t` and `.css.jinja` are style sheets that Sphinx fills in.
        return [path.read_text("utf-8", errors="replace") for path in paths if _MAY_NAME.search(path.name)]

    @staticmethod
    def _write(path: Path, text: str) -> None:
        write_if_changed(path, text.encode())

    def lighten_page(
        self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
    ) -> None:
        """Leave out of a page what it has from the two files, and draw the icons in its text."""
        if not self._on:
            return
        sheets = {f"_static/{name}" for name in self._sheets}
        context["css_files"] = [sheet for sheet in context["css_files"] if str(sheet.filename) not in sheets]
        scripts = {f"_static/{name}" for name in _SCRIPTS}
        context["script_files"] = [each for each in context["script_files"] if str(each.filename) not in scripts]
        if not (needs_page_script(context) or self._owners_templates_have_scripts):
            for name, files in (("postil_soon", _SOON), ("postil_later", _LATER)):
                found = [each for each in context["script_files"] if each.filename in files]
                context["script_files"] = [each for each in context["script_files"] if each not in found]
                # The tag has the address as seen from the page, with a digest of the file.
                tags = [_ADDRESS_OF_SCRIPT.search(context["js_tag"](script)) for script in found]
                context[name] = [unescape(tag[1]) for tag in tags if tag]
        context["js_tag"] = partial(_deferred, context["js_tag"], lambda: self._facts)
        if isinstance(context.get("body"), str):
            context["body"] = inline_icons(context["body"], cast("IconSet", self))


def needs_page_script(context: dict[str, Any]) -> bool:
    """Return whether a script of somebody else's on a page may build on what is in that of all pages.

    Then they come one after the other, as they do without postil.
    """
    ours = ("_static/postil-", f"_static/{_FACTS}")
    # What stands in the page itself comes before that script in any case.
    names = [str(script.filename) for script in context["script_files"] if script.filename]
    return not all(name.startswith(ours) for name in names) or "<script" in str(context.get("body") or "")


def read_sheet(path: Path) -> str:
    """Return a style sheet, with those beside it that it imports in the place where it says so."""
    css = path.read_text("utf-8-sig").removeprefix(_CHARSET)

    def bring(found: re.Match[str]) -> str:
        """Return the sheet that is asked for; what is not here is asked for by the browser."""
        other = path.parent / found[1]
        return read_sheet(other) if other.is_file() else found[0]

    return _IMPORT.sub(bring, css)


def _is_plain(sheet: Any) -> bool:
    """Return whether a style sheet is for all media and not one among which readers choose."""
    return not {"media", "title", "disabled"} & sheet.attributes.keys() and "://" not in str(sheet.filename)


def _is_ours(name: str) -> bool:
    return name in ("pygments.css", "styles/sphinx-book-theme.css") or bool(re.fullmatch(r"postil(?:-\w+)?\.css", name))


def _deferred(js_tag: Callable[[Any], str], facts: Callable[[], str], script: Any) -> str:
    """Return a script's tag so that the page does not wait for it, in the same order as the others."""
    if script.filename == f"_static/{_FACTS}":
        return f"<script>{facts()}</script>"
    tag = js_tag(script)
    if script.filename and not {"async", "defer", "type"} & script.attributes.keys():
        return tag.replace("<script ", "<script defer ", 1)
    return tag


def setup(app: Sphinx) -> None:
    """Begin when the theme is loaded, and look at each page last."""
    lightener = PageAssets()
    app.connect("builder-inited", lightener.begin, priority=910)
    app.connect("html-page-context", lightener.lighten_page, priority=950)
