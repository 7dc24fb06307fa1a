"""Find the date of the last commit of each document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.project.git_dates import read_git_dates
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx.application import Sphinx


def git_dates_of_documents(app: Sphinx) -> dict[str, datetime]:
    """Return the date of the last commit of each document's file, in the site's time zone; warn about problems."""
    project, zone = app.project, app.config.postil.postil_timezone
    mounts = project.mounts.values() if isinstance(project, MountedProject) else ()
    found = read_git_dates([Path(app.srcdir), *mounts])
    for problem in found.problems:
        conf = Path(app.confdir, "conf.py")
        message = f"`postil_updated_from_git`: {problem}; posts without a Git date get no `updated` date"
        warn(Subtype.GIT, message, location=line_of_option(conf, "postil_updated_from_git"))
    files = {docname: Path(app.env.doc2path(docname)).resolve() for docname in app.env.found_docs}
    return {docname: found.dates[file].astimezone(zone) for docname, file in files.items() if file in found.dates}
