"""The commands, by what they are for. A command is imported only if it runs, so that `postil --help` is fast."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

import click

from postil.cli.help_format import write_examples
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Entry:
    """A command, without its options."""

    name: str
    module: str
    """The module in `postil.cli.commands` that has the command as its attribute `run`."""
    summary: str
    """One line for the list of commands: the first sentence of the help text of the command, without its full stop."""
    group: str
    """The heading that it is listed below."""


# To add a command, write a module in `commands/` and add a line here. Then run `python -m postil.cli.reference`.
ENTRIES = (
    Entry("init", "init", "Start a new blog", "Start"),
    Entry("import", "import_blog", "Import a blog of another engine or service", "Start"),
    Entry("new", "new", "Start a post", "Write"),
    Entry("serve", "serve", "Preview the site locally with live reload", "Write"),
    Entry("list", "list", "List the posts of a site, newest first", "Write"),
    Entry("move", "move", "Rename or move a post", "Write"),
    Entry("tags", "tags", "List the tags with their numbers of posts, or rename one in all posts", "Write"),
    Entry("publish", "publish", "Publish a draft", "Publish"),
    Entry("check", "check", "Find what is wrong with a site, without writing its pages", "Publish"),
    Entry("build", "build", "Write the pages of the site, to be published", "Publish"),
    Entry("doctor", "doctor", "Show what postil has to work with, and what is missing", "Other"),
    Entry("completion", "completion", "Print the script that completes commands and options in a shell", "Other"),
)
_EXAMPLES = (
    ("postil", "what you can do next in this folder"),
    ("postil serve --help", "the options of a command"),
)


class CommandGroup(click.Group):
    """The command `postil`, which imports its subcommands when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return [entry.name for entry in ENTRIES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        return next((load(entry) for entry in ENTRIES if entry.name == cmd_name), None)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names; suggest one if there is none."""
        names = self.list_commands(ctx)
        if not args[0].startswith("-") and args[0] not in names and not ctx.resilient_parsing:
            similar = get_close_matches(args[0], names, n=1)
            ctx.fail(f"there is no command {args[0]!r}" + (f"; did you mean {similar[0]!r}?" if similar else "."))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write commands, options and examples."""
        for group in dict.fromkeys(entry.group for entry in ENTRIES):
            _write_entries(formatter, group, (entry for entry in ENTRIES if entry.group == group))
        click.Command.format_options(self, ctx, formatter)
        write_examples(formatter, _EXAMPLES)


def _write_entries(formatter: click.HelpFormatter, group: str, entries: Iterable[Entry]) -> None:
    width = max(len(entry.name) for entry in ENTRIES)
    with formatter.section(group):
        formatter.write_dl([(entry.name.ljust(width), entry.summary) for entry in entries])


def load(entry: Entry) -> click.Command:
    """Import a command and return it."""
    found: click.Command = import_module(f"postil.cli.commands.{entry.module}").run
    return found
