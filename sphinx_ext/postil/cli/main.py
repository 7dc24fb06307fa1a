"""The command `postil`: parse the command line, run a command, return its exit status."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from postil import __version__
from postil.cli.console import complain
from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import HELP_OPTIONS
from postil.cli.registry import ENTRIES, CommandGroup
from postil.cli.site_folder import conf_of_parents
from postil.scaffold.existing import find_blog
from postil.terminal_colors import wants_color

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group(
    cls=CommandGroup,
    help="Turn a folder of Markdown essays into a blog.",
    invoke_without_command=True,
    context_settings={"help_option_names": HELP_OPTIONS},
)
@click.version_option(__version__, message="postil %(version)s", help="Show the version.")
@click.pass_context
def postil(context: click.Context) -> None:
    """Show what one can do next if no command is given."""
    if context.invoked_subcommand is None:
        from postil.cli.overview import show_overview  # noqa: PLC0415 - help and completions need not wait for it

        show_overview(Path(), None if find_blog(Path()) else conf_of_parents(), [entry.name for entry in ENTRIES])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Titles have characters that the encoding of a terminal or a pipe may not have, on Windows above all.
        sys.stdout.reconfigure(errors="replace")
    try:
        result = postil.main(arguments, prog_name="postil", standalone_mode=False, color=wants_color())
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except OSError as error:  # a file that can't be written, a full disk
        complain(f"postil: {error.filename}: {error.strerror}" if error.filename else f"postil: {error}")
        return ExitStatus.FAILURE
    except click.Abort:
        complain("Stopped.")
        return ExitStatus.INTERRUPTED
    return int(result or ExitStatus.OK)
