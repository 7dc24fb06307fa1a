"""`postil serve`: preview the site with live reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.console import complain
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import argument, command
from postil.cli.output_folders import default_output
from postil.cli.parameters import build_options
from postil.cli.site_folder import FOLDER, source_argument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@command(
    "Preview the site locally with live reload. After each save, the browser reloads the page. Drafts are included.",
    ("postil serve", "preview the site in docs/ at http://127.0.0.1:8000"),
    ("postil serve docs --port 8001", "use another port"),
    ("postil serve docs --host 0.0.0.0", "let other devices on the network open it"),
)
@source_argument
@argument("output", "Directory for the pages (default: build/live next to docs/).", required=False, type=FOLDER)
@build_options
@click.option(
    "--host", metavar="HOST", default="127.0.0.1", help="Address to listen on (default: 127.0.0.1, local only)."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=8000,
    help="Port to listen on (default: 8000); 0 picks a free one.",
)
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="Also answer to this host name, for a forwarded port or a proxy; *.example.org allows all names below it.",
)
@click.option("--open-browser", is_flag=True, help="Open the site in the browser.")
@click.option("--watch", multiple=True, type=FOLDER, metavar="DIR", help="Additional directory to watch.")
@click.option("--ignore", multiple=True, metavar="PATTERN", help="Ignore changes to matching files.")
@click.option("--no-drafts", is_flag=True, help="Hide drafts and scheduled posts, as on the published site.")
def run(
    *,
    source: Path,
    output: Path | None,
    doctree_dir: Path | None,
    builder: str,
    jobs: int,
    overrides: Mapping[str, str],
    host: str,
    port: int,
    allow_host: Sequence[str],
    open_browser: bool,
    watch: Sequence[Path],
    ignore: Sequence[str],
    no_drafts: bool,
) -> ExitStatus:
    """Run `postil serve`."""
    try:
        from postil.preview.build_result import BuildRequest
        from postil.preview.network import ListenError, host_name
        from postil.preview.serve import serve
    except ImportError as error:
        complain(f'postil serve needs more packages: pip install "postil[live]" ({error})')
        return ExitStatus.FAILURE
    pages = (output or default_output(source, "live")).resolve()
    doctrees = (doctree_dir or pages.with_name(f"{pages.name}-doctrees")).resolve()
    values = dict(overrides) if no_drafts else {"postil_drafts": "1", **overrides}
    request = BuildRequest(source, pages, doctrees, builder=builder, parallel=jobs, overrides=values)
    try:
        serve(
            request,
            host=host.strip("[]"),
            port=port,
            open_browser=open_browser,
            watch=watch,
            ignore=ignore,
            allowed_hosts=[host_name(name) for name in allow_host],
        )
    except ListenError as error:
        complain(f"postil serve: {error}")
        return ExitStatus.FAILURE
    return ExitStatus.OK
