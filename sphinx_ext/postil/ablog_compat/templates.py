"""Make ABlog's templates and style sheet available to the site's own templates, which include or link them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import ablog
from sphinx.jinja2glue import BuiltinTemplateLoader, SphinxFileSystemLoader

from postil.build.domain import post_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Below ABlog's folder of style sheets. Its templates link it where they show a tag cloud.
_TAG_CLOUD = "ablog/tagcloud.css"


def add_ablog_files(app: Sphinx) -> None:
    """Add ABlog's templates after all others; and its style sheet, if the site may link it.

    The templates have their names of today, `ablog/postcard2.html`, and those before ABlog 0.11, `postcard2.html`.
    Uses: the folders `templates` and `stylesheets` of ABlog (0.11.11 to 0.11.13), and `loaders` of Sphinx's template
    loader (Sphinx 9.0).
    """
    templates = getattr(app.builder, "templates", None)
    if not isinstance(templates, BuiltinTemplateLoader):
        return
    linked = [name for name, _attributes in app.config.html_css_files]
    folder = Path(ablog.get_html_templates_path())
    templates.loaders += [SphinxFileSystemLoader(folder / "ablog"), SphinxFileSystemLoader(folder)]
    if app.config.postil.ablog_rules or _TAG_CLOUD in linked or post_domain(app.env).owner_templates.show_blog:
        style_sheets = folder.parent / "stylesheets"
        app.config.html_static_path = [*app.config.html_static_path, str(style_sheets)]


def setup(app: Sphinx) -> None:
    """Add the files once postil's own templates are there."""
    app.connect("builder-inited", add_ablog_files, priority=410)
