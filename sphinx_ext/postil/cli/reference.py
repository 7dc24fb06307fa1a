"""Write the reference of the command line from the commands.

After a change of a command: `python -m postil.cli.reference > docs/reference/command-line.md`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import Command
from postil.cli.registry import ENTRIES, load

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION = """\
# Command line

`postil` alone shows what you can do next in the current folder. `postil COMMAND --help` shows the options of a command.
Commands about a site take the directory that contains `conf.py`; without one, they use `docs/` or the current
directory, or the blog that contains the current directory.

Colours are used only on a terminal. To turn them off there, set the environment variable
[`NO_COLOR`](https://no-color.org/).
"""


def reference_page() -> str:
    """Return the page."""
    return "\n".join([_INTRODUCTION, *(_section(entry.name, load(entry)) for entry in ENTRIES), _exit_statuses()])


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"postil {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    lines = [f"## postil {name}", "", _escape(" ".join((command.help or "").split())), "", f"`{usage}`", ""]
    if rows := [*_rows(command, context)]:
        lines += ["| Argument or option | What it does |", "|---|---|", *rows, ""]
    if isinstance(command, Command) and command.examples:
        # A table, as the lines of a code block would be too long for phones.
        examples = [f"| `{line}` | {_escape(text)} |" for line, text in command.examples]
        lines += ["| Example | What it does |", "|---|---|", *examples, ""]
    return "\n".join(lines)


def _rows(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            if "help" in parameter.opts or "--help" in parameter.opts or parameter.hidden:
                continue
            names = ", ".join([*parameter.opts, *parameter.secondary_opts])
            value = "" if parameter.is_flag or parameter.count else f" {parameter.make_metavar(context)}"
            yield f"| `{names + value}` | {_escape(parameter.help or '')} |"
        else:
            yield f"| `{parameter.human_readable_name}` | {_escape(getattr(parameter, 'help', '') or '')} |"


def _exit_statuses() -> str:
    rows = [f"| {status.value} | {_escape(status.meaning)} |" for status in ExitStatus]
    return "\n".join(["## Exit status", "", "| Status | Meaning |", "|---|---|", *rows, ""])


def _escape(text: str) -> str:
    """Escape characters with a meaning in Markdown tables."""
    return text.replace("|", "\\|").replace("*.", "\\*.")


if __name__ == "__main__":
    sys.stdout.write(reference_page())
