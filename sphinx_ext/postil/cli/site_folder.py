"""Find the source folder of the site that a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postil.cli.help_format import argument
from postil.scaffold.existing import find_blog, uses_postil

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = click.Path(path_type=Path, file_okay=False)
"""The type of an argument that is a folder, which may not exist."""


def source_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument `source` to a command: the folder of conf.py, which exists."""
    return argument(
        "source",
        "Directory containing conf.py (default: docs/, source/ or the current directory).",
        required=False,
        type=FOLDER,
        callback=lambda _context, _parameter, value: site_source(value),
    )(function)


def find_source(given: Path | None) -> Path:
    """Return the directory of conf.py: `given`, or the source folder in it.

    Without `given`: the source folder in the current directory, else that of the blog that contains this directory.
    """
    if given and _has_conf(given):
        return given
    conf = find_blog(given or Path()) or (None if given else conf_of_parents())
    return conf.parent if conf else given or Path()


def conf_of_parents() -> Path | None:
    """Return the conf.py of the blog that contains the current directory, for example as a post; None without one."""
    parents = Path.cwd().parents
    found = (conf for parent in parents if (conf := find_blog(parent)) is not None)
    return next((conf for conf in found if uses_postil(conf)), None)


def site_source(given: Path | None) -> Path:
    """Return the resolved directory of conf.py; raise UsageError if there is none."""
    source = find_source(given).resolve()
    if not _has_conf(source):
        raise click.UsageError(
            f"There is no conf.py in {source}.\n"
            "Name the directory that contains it, for example: postil serve docs\n"
            "To start a new blog: postil init"
        )
    return source


def _has_conf(folder: Path) -> bool:
    return (folder / "conf.py").is_file()
