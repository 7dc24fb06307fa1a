"""postil: a Sphinx extension that turns a folder of Markdown essays into a blog."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up all packages, and the extensions that they need."""
    from postil.build.garbage_collection import collect_garbage_less_often

    app.require_sphinx("9.0")
    # Before MyST-Parser is loaded: its modules and their libraries are many objects, none of them garbage.
    collect_garbage_less_often()
    if "myst_nb" not in app.config.extensions:
        app.setup_extension("myst_parser")
    from postil import (
        ablog_compat,
        build,
        config,
        footnotes,
        i18n,
        images,
        markdown,
        metadata,
        output,
        pages,
        project,
        search,
        theme,
    )

    for package in (
        build,
        ablog_compat,
        config,
        project,
        footnotes,
        markdown,
        images,
        pages,
        theme,
        metadata,
        output,
        search,
        i18n,
    ):
        package.setup(app)
    return {"version": __version__, "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
