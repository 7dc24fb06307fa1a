"""`postil import`: turn the blog of another engine or service into posts."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postil.cli.console import bold, complain, say
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import argument, command
from postil.cli.site_folder import FOLDER, find_source
from postil.file_names import escape_unprintable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SOURCE = click.Path(path_type=Path)


def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value}: expected a date such as 2026-12-24") from error


@command(
    "Import a blog of another engine or service. Writes each post as a Markdown file with its images, keeps the old "
    "URLs, and reports what it did not understand. The source is not changed, and what you changed since an earlier "
    "import is kept. `postil import auto` recognizes the engine; `postil import list` lists all engines.",
    ("postil import wordpress export.xml --dry-run", "report what would be written"),
    ("postil import wordpress export.xml --media uploads", "take the images from a backup"),
    ("postil import auto export.zip --to essays", "recognize the engine; write to essays/"),
)
@argument("engine", "The engine that the blog comes from, `auto`, or `list`.")
@argument("sources", "The exported file, zip file or folder; several are one site.", nargs=-1, type=_SOURCE)
@click.option("--to", "folder", type=FOLDER, metavar="DIR", help="Folder for the posts (default: posts).")
@click.option("--dry-run", is_flag=True, help="Write nothing, and report what would be written.")
@click.option("--since", metavar="DATE", callback=_day, help="Import only posts of this day and later.")
@click.option("--media", type=_SOURCE, metavar="DIR", help="A backup of the images: a folder or zip file.")
@click.option("--url", metavar="URL", default="", help="The URL of the old site, if the export does not name it.")
@click.option("--download", is_flag=True, help="Download images that are neither in the source nor in the backup.")
@click.option("--comments", is_flag=True, help="Keep comments, in a file next to their post.")
def run(
    *,
    engine: str,
    sources: Sequence[Path],
    folder: Path | None,
    dry_run: bool,
    since: dt.date | None,
    media: Path | None,
    url: str,
    download: bool,
    comments: bool,
) -> ExitStatus:
    """Run `postil import`."""
    from postil.importers.registry import ENGINES, UnknownEngineError
    from postil.importers.run import ImportFailedError, ImportRequest, run_import

    if engine == "list":
        width = max(len(one.name) for one in ENGINES)
        say("\n".join(f"{bold(one.name.ljust(width))}  {one.source}" for one in ENGINES))
        return ExitStatus.OK
    if not sources:
        raise click.UsageError(f"Name the exported file, for example: postil import {engine} export.zip")
    request = ImportRequest(
        engine,
        sources,
        folder or Path("posts"),
        since=since,
        dry_run=dry_run,
        media=media,
        url=url,
        download=download,
        comments=comments,
    )
    try:
        report = run_import(request)
    except (UnknownEngineError, ImportFailedError) as error:
        complain(f"postil import: {error}")
        return ExitStatus.FAILURE
    say("\n".join(report.lines()))
    if not dry_run and not (find_source(None) / "conf.py").is_file():
        say("\n" + "\n".join(_next_steps(report.settings)))
    return ExitStatus.OK


def _next_steps(settings: Mapping[str, Any]) -> list[str]:
    """Return what to do where no site is yet: its settings are the answers that `postil init` asks for."""
    options = {"--name": "blog_title", "--url": "blog_baseurl", "--language": "language"}
    answers = [f"{option} {shlex.quote(str(settings[name]))}" for option, name in options.items() if name in settings]
    return [
        "There is no conf.py here yet. Next:",
        f"  {escape_unprintable(' '.join(['postil init', *answers]))}",
        "  postil serve",
    ]
