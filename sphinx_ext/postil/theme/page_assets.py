"""Let pages of sphinx-book-theme load one style sheet and one script, and draw icons as inline SVG.

A page of the theme loads several style sheets and 1.5 MB of scripts, most of it for icons
(pydata/pydata-sphinx-theme#2379). The option `postil_light` turns this off.
"""

from __future__ import annotations

import zlib
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.cache_files import write_if_changed
from postil.config.sphinx_compat import folders_of_owner
from postil.diagnostics import Subtype, warn
from postil.html_builders import BOOK_THEME
from postil.lazy_regex import lazy_regex
from postil.theme.css import remove_unused_rules, remove_unused_variables
from postil.theme.header import has_header
from postil.theme.icons import IconSet, inline_icons
from postil.theme.pydata_templates_compat import (
    BOOTSTRAP,
    ICON_SCRIPT,
    THEME_SCRIPTS,
    THEME_SHEETS,
    find_static_file,
    patch_templates,
    unsupported_part,
)
from postil.theme.scripts import (
    SCRIPT,
    combine_scripts,
    defer_scripts,
    deferring_js_tag,
    documentation_options,
    minify_script,
    needs_script_at_once,
)
from postil.theme.style_sheets import SHEET, combine_style_sheets, shared_style_sheets
from postil.theme.unused_css import required_names, unused_name_pattern, unused_selector_pattern
from postil.theme.unused_files import remove_unused_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils import nodes
    from markupsafe import Markup
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

# Scripts of Sphinx and the theme on each page, in the order in which they depend on each other.
_SHARED_SCRIPTS = (
    "doctools.js",
    "sphinx_highlight.js",
    *(name for name in THEME_SCRIPTS if name != BOOTSTRAP),
    "scripts/sphinx-book-theme.js",
    "postil-toc.js",
    "postil-formulas.js",
    "postil-bootstrap.js",
)
# What uses Bootstrap's script without a click: code that names it, and the theme's button that hides the sidebar.
_USES_BOOTSTRAP = lazy_regex(r"bootstrap|data-bs-|sidebar-collapse")
# Files of the owner that can use classes and variables. `.css_t` and `.css.jinja` are templates of style sheets.
_OWNER_FILE = lazy_regex(r"\.(?:html|css|js)(?:_t|\.jinja)?$")


class PageAssets:
    """The style sheet, the script and the icons that the pages of one site share."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        """Read nothing yet: most builds need only a part of the files."""
        self._app, self._builder = app, builder
        self._static = Path(app.outdir, "_static")

    @cached_property
    def icons(self) -> IconSet:
        """The icons of the theme."""
        path = find_static_file(self._builder.theme.get_theme_dirs(), ICON_SCRIPT)
        return IconSet(path.read_text("utf-8") if path else "")

    def draw_icon(self, classes: str, attributes: str = "") -> Markup | None:
        """Return an icon as `IconSet.draw` does; read the icons for the first one."""
        return self.icons.draw(classes, attributes)

    def asset_url(self, pathto: Callable[..., str], name: str) -> str:
        """Return the URL of a static file, relative to the page of `pathto`, with a checksum of its content."""
        return f"{pathto(f'_static/{name}', 1)}?v={self._checksums[name]}"

    @cached_property
    def _checksums(self) -> dict[str, str]:
        return {name: f"{zlib.crc32((self._static / name).read_bytes()):08x}" for name in (SHEET, SCRIPT, BOOTSTRAP)}

    @cached_property
    def _documentation_options(self) -> str:
        return documentation_options(self._static)

    @cached_property
    def _style_sheets(self) -> list[str]:
        """The style sheets to combine: those of all pages, which the builder has until a page adds its own."""
        return [*THEME_SHEETS, *shared_style_sheets(self._builder.globalcontext["css_files"])]

    def write(self) -> None:
        """Write the style sheet and the script, minify postil's other scripts, and remove files that no page loads."""
        options, owner_texts = self._options_text, [self._options_text, *self._owner_files]
        theme_options = self._builder.theme.get_options(self._app.config.html_theme_options)
        templates = post_domain(self._app.env).owner_templates
        navbar = templates.replace_layout or not has_header(self._app.config.postil, theme_options)
        paths = {name: self._static / name for name in _SHARED_SCRIPTS}
        scripts = {name: path.read_text("utf-8") for name, path in paths.items() if path.is_file()}
        css = self._combined_style_sheets(options, owner_texts, navbar=navbar)
        bootstrap = (self._static / BOOTSTRAP).read_text("utf-8")
        _write(self._static / SHEET, remove_unused_variables(css, *owner_texts, *scripts.values(), bootstrap))
        _write(self._static / SCRIPT, combine_scripts(scripts, silenced=THEME_SCRIPTS))
        for path in sorted(self._static.glob("postil-*.js")):
            _write(path, minify_script(path.read_text("utf-8")))
        self._remove_unused_files(owner_texts)
        # Computed again from the new files when a page needs them.
        for name in ("_checksums", "_documentation_options"):
            self.__dict__.pop(name, None)

    def _combined_style_sheets(self, options: str, owner_texts: list[str], *, navbar: bool) -> str:
        templates = post_domain(self._app.env).owner_templates
        remove_rules = partial(
            remove_unused_rules,
            unused_names=unused_name_pattern(
                self._app.extensions.keys(),
                options,
                navbar=navbar,
                theme_layout=templates.replace_layout,
                ablog=templates.mention("ablog/"),
            ),
            unused_selectors=unused_selector_pattern(navbar=navbar, theme_layout=templates.replace_layout),
            required=required_names(*owner_texts, navbar=navbar),
        )
        return combine_style_sheets(
            self._static, self._style_sheets, remove_unused_rules=remove_rules, icon_image=self.icons.image_url
        )

    def _remove_unused_files(self, owner_texts: list[str]) -> None:
        context = self._builder.globalcontext
        names = [str(file.filename) for file in (*context["css_files"], *context["script_files"])]
        theme_folders = [Path(folder, "static") for folder in self._builder.theme.get_theme_dirs()]
        own_folders = [Path(self._app.confdir, entry) for entry in self._app.config.html_static_path]
        remove_unused_files(self._static, theme_folders, own_folders, [*owner_texts, *names])

    @cached_property
    def _options_text(self) -> str:
        """The text of the options that turn parts of the theme on."""
        config = self._app.config
        theme_options = self._builder.theme.get_options(config.html_theme_options)
        return repr([config.html_theme_options, config.html_sidebars, *theme_options.values()])

    @cached_property
    def _needs_bootstrap(self) -> bool:
        """Whether pages need Bootstrap's script before the reader uses a part of it."""
        return any(map(_USES_BOOTSTRAP.search, [self._options_text, *self._owner_files]))

    @cached_property
    def _owner_files(self) -> list[str]:
        """The owner's templates, style sheets and scripts, which can use any part of the theme."""
        return [*self._owner_templates, *self._texts_in(self._app.config.html_static_path)]

    @cached_property
    def _owner_templates(self) -> list[str]:
        return self._texts_in(self._app.config.templates_path)

    @cached_property
    def _owner_templates_have_scripts(self) -> bool:
        return any("<script" in text for text in self._owner_templates)

    def _texts_in(self, listed: Iterable[str]) -> list[str]:
        """Return the texts of all files in the folders of an option that can use the theme's classes."""
        folders = folders_of_owner(self._app, listed)
        paths = [path for folder in folders for path in [folder, *sorted(folder.rglob("*"))] if path.is_file()]
        return [path.read_text("utf-8", errors="replace") for path in paths if _OWNER_FILE.search(path.name)]

    def find_style_sheets(self, *_page: object) -> None:
        """Find the style sheets to combine, if no file was written yet: the first page can have some of its own."""
        _ = self._style_sheets

    def update_context(
        self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
    ) -> None:
        """Remove the combined files from those that a page loads, and inline the icons in its text."""
        sheets = {f"_static/{name}" for name in self._style_sheets}
        context["css_files"] = [sheet for sheet in context["css_files"] if str(sheet.filename) not in sheets]
        scripts = {f"_static/{name}" for name in _SHARED_SCRIPTS}
        context["script_files"] = [script for script in context["script_files"] if str(script.filename) not in scripts]
        if not (needs_script_at_once(context) or self._owner_templates_have_scripts):
            defer_scripts(context)
            names = [BOOTSTRAP, SCRIPT] if self._needs_bootstrap else [SCRIPT]
            context["postil_theme_scripts"] = [self.asset_url(context["pathto"], name) for name in names]
        context["js_tag"] = deferring_js_tag(context["js_tag"], lambda: self._documentation_options)
        if isinstance(context.get("body"), str):
            context["body"] = inline_icons(context["body"], self.draw_icon)


def _write(path: Path, text: str) -> None:
    write_if_changed(path, text.encode())


def set_up_page_assets(app: Sphinx) -> None:
    """Patch the theme's templates and share assets between pages, if the site uses a supported version of the theme."""
    output = exact_output(app.builder)
    enabled = app.config.postil.postil_light and app.config.html_theme == BOOK_THEME
    if not enabled or not output:
        return
    builder = output.builder
    problem = unsupported_part(builder.theme.get_theme_dirs())
    environment = getattr(builder.templates, "environment", None)
    if problem or environment is None:
        message = (
            f"unsupported version of {BOOK_THEME} or pydata_sphinx_theme ({problem or 'its templates have changed'}); "
            "page-size optimisations are disabled"
        )
        warn(Subtype.COMPATIBILITY, message)
        return
    assets = PageAssets(app, builder)
    patch_templates(environment, draw_icon=assets.draw_icon, asset_url=assets.asset_url)
    output.static_writers = [*output.static_writers, assets.write]
    app.connect("html-page-context", assets.find_style_sheets, priority=0)
    app.connect("html-page-context", assets.update_context, priority=950)


def setup(app: Sphinx) -> None:
    """Begin when the theme is loaded. Each page is changed after most other handlers."""
    app.connect("builder-inited", set_up_page_assets, priority=910)
