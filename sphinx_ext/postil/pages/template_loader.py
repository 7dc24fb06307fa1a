"""Let pages find postil's templates after those of the site's owner and before those of the theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from jinja2 import ChoiceLoader
from sphinx.jinja2glue import BuiltinTemplateLoader, SphinxFileSystemLoader

from postil.diagnostics import Subtype, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import BaseLoader, Environment
    from sphinx.application import Sphinx
    from sphinx.config import Config

Source: TypeAlias = "tuple[str, str, Callable[[], bool]]"
TEMPLATES = Path(__file__).parent.parent / "templates"


class PostilTemplateLoader(SphinxFileSystemLoader):
    """Loads postil's templates; and for these, under a name such as `!!layout.html`, the template of the theme.

    A template of the owner that extends `!layout.html` means the one that it replaces: Sphinx then skips the owner's
    folders, so postil's layout must not be in one of them. Sphinx removes the first exclamation mark.
    """

    def __init__(self, theme: Sequence[BaseLoader]) -> None:
        """`theme` are the loaders of the theme."""
        super().__init__(TEMPLATES)
        self._theme = ChoiceLoader(theme)

    def get_source(self, environment: Environment, template: str) -> Source:
        """Return the source of a template."""
        if not template.startswith("!"):
            return super().get_source(environment, template)
        return cast("Source", self._theme.get_source(environment, template.removeprefix("!")))


def add_templates(app: Sphinx) -> None:
    """Add the loader of postil's templates.

    Uses: `loaders` and `templatepathlen` of Sphinx's template loader, as ABlog does (Sphinx 9.0).
    """
    templates = getattr(app.builder, "templates", None)
    if templates is None:
        return  # this builder writes no pages
    if not isinstance(templates, BuiltinTemplateLoader):
        warn(Subtype.COMPATIBILITY, "`template_bridge`: this template loader is not supported; pages lack the blog")
        return
    position = templates.templatepathlen
    templates.loaders.insert(position, PostilTemplateLoader(templates.loaders[position:]))


def copy_templates_path(app: Sphinx, config: Config) -> None:
    """Copy the list of folders: sphinx-book-theme adds to it, which would change Sphinx's default for later sites."""
    config.templates_path = [*config.templates_path]


def setup(app: Sphinx) -> None:
    """Add the templates once the builder has loaded the theme."""
    app.connect("config-inited", copy_templates_path)
    app.connect("builder-inited", add_templates, priority=400)
