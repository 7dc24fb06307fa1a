"""Examine an installation and a site for `postil doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postil.build.read_only import load_site
from postil.checks.doctor import (
    Diagnosis,
    examine_extras,
    examine_fonts,
    examine_git,
    examine_host,
    examine_versions,
    wanted_extras,
)
from postil.checks.folder_files import files_below
from postil.config.options import site_root_url
from postil.front_matter.parse import Status
from postil.project.mounted_project import MountedProject
from postil.project.source_facts import source_facts

if TYPE_CHECKING:
    from collections.abc import Mapping


def examine_site(source: Path, *, overrides: Mapping[str, Any], builder: str = "html") -> list[Diagnosis]:
    """Return what is found about the installation and about a site."""
    with load_site(source, overrides=overrides, builder=builder) as site:
        site.discover()
        app, options = site.app, site.app.config.postil
        folders = [Path(app.srcdir)]
        if isinstance(app.project, MountedProject):
            folders += [*app.project.mounts.values(), *app.project.site_folders.extra, *app.project.site_folders.static]
        files = {file: file.lstat().st_size for file in files_below(folders)}
        theme = app.config.html_theme
        sources = source_facts(app.project) if isinstance(app.project, MountedProject) else ()
        titles = [source.title for source in sources if source.front and source.status is Status.PUBLISHED]
        return [
            *examine_versions(theme),
            *examine_extras(wanted_extras(options, theme, (file.suffix.lower() for file in files))),
            *examine_fonts(options, source, titles),
            *examine_git(source, needs_dates=options.postil_updated_from_git),
            *examine_host(
                source,
                site_root_url(options),
                [unquote(app.builder.get_target_uri(docname)) for docname in app.project.docnames],
                files,
            ),
        ]
