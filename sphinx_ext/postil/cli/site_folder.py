"""Find the source folder of the site that a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postil.cli.help_format import argument

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = click.Path(path_type=Path, file_okay=False)
"""The type of an argument that is a folder, which may not exist."""


def source_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument `source` to a command: the folder of conf.py, which exists."""
    return argument(
        "source",
        "Directory containing conf.py (default: docs/ or the current directory).",
        required=False,
        type=FOLDER,
        callback=lambda _context, _parameter, value: site_source(value),
    )(function)


def find_source(given: Path | None) -> Path:
    """Return the directory of conf.py: `given` or the folder `docs` in it, else `docs`, else the current directory."""
    start = given or Path()
    return start / "docs" if _has_conf(start / "docs") and not (given and _has_conf(given)) else start


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
