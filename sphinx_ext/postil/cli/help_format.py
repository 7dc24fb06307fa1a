"""Commands and arguments with help texts: what an argument means, and examples of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Example = tuple[str, str]
"""A command line and what it does."""


class Argument(click.Argument):
    """A positional argument with a help text, also with releases of Click that know none."""

    def __init__(self, *args: Any, help: str = "", **attributes: Any) -> None:  # noqa: A002 - the name in Click
        super().__init__(*args, **attributes)
        self.help = help


HELP_OPTIONS = ("-h", "--help")


class Command(click.Command):
    """A command with examples."""

    def __init__(self, *args: Any, examples: Sequence[Example] = (), **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.examples = examples

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """Return the same names in every context: Click keeps the help option of the first one."""
        return list(HELP_OPTIONS)

    @property
    def arguments(self) -> list[Argument]:
        """The positional arguments."""
        return [each for each in self.params if isinstance(each, Argument)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write usage, description, arguments, options and examples."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        if arguments := self.arguments:
            with formatter.section("Arguments"):
                formatter.write_dl([(each.human_readable_name, each.help or "") for each in arguments])
        self.format_options(ctx, formatter)
        write_examples(formatter, self.examples)


def write_examples(formatter: click.HelpFormatter, examples: Sequence[Example]) -> None:
    """Write examples below their heading, if there are any."""
    if examples:
        with formatter.section("Examples"):
            formatter.write_dl(list(examples), col_max=44)


def command(help_text: str, *examples: Example) -> Callable[[Callable[..., Any]], Command]:
    """Return a decorator that makes a function a command; the first sentence of `help_text` is its summary."""
    return click.command(cls=Command, help=help_text, examples=examples)


def argument(name: str, help_text: str, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds a positional argument to a command."""
    return click.argument(name, cls=Argument, help=help_text, **attributes)
