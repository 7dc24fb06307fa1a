"""Undocumented parts of Sphinx that a preview uses to build a loaded application again.

Sphinx has no interface for a second build in one process; see sphinx-doc/sphinx-autobuild#146.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.build_phase import BuildPhase

from postil.build.exact_output import exact_output

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx


class BuilderState:
    """What a build leaves in the application, to be reset before the next one."""

    def __init__(self, app: Sphinx) -> None:
        """Record the CSS and JavaScript files that all pages load."""
        self._app = app
        self._css_files, self._js_files = list(app.registry.css_files), list(app.registry.js_files)

    def reset(self) -> None:
        """Forget the images of the previous build, and the CSS and JavaScript files that single pages added.

        Uses `Builder.images`, `SphinxComponentRegistry.css_files` and `js_files`, and `init_css_files` and
        `init_js_files` of the HTML builder, as in Sphinx 9.0. If one is missing, the update fails with a message.
        """
        app = self._app
        app.builder.images = {}
        app.registry.css_files[:], app.registry.js_files[:] = self._css_files, self._js_files
        if output := exact_output(app.builder):
            output.builder.init_css_files()
            output.builder.init_js_files()


def rebuild_documents(app: Sphinx, documents: Collection[str]) -> None:
    """Read `documents` and write all pages that depend on them, without checking the other documents.

    Does what `Builder.build` does in Sphinx 9.0 (`Builder.phase`, `read_doc`, `parallel_ok` and `write`,
    `BuildEnvironment.clear_doc` and `check_dependents`). If one is missing, the update fails with a message.
    """
    env, builder = app.env, app.builder
    builder.phase = BuildPhase.READING
    docnames = sorted(documents)
    app.events.emit("env-before-read-docs", env, docnames)
    for docname in docnames:
        app.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
        builder.read_doc(docname)
    updated = set(docnames)
    for more in app.events.emit("env-updated", env):
        updated.update(more or ())
    updated.update(env.check_dependents(app, updated))
    builder.phase = BuildPhase.RESOLVING
    builder.parallel_ok = False
    builder.write((), updated, "update")
    builder.finish()
