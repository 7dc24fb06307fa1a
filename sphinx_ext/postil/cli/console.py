"""Print messages: in colour only on a terminal, and never if `NO_COLOR` is set."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_interactive() -> bool:
    """Return whether a person can answer questions: standard input and output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def say(text: str = "") -> None:
    """Print a message to standard output."""
    click.echo(text)


def say_steps(steps: Sequence[tuple[str, str]]) -> None:
    """Print command lines, each with what it does."""
    width = max(len(line) for line, _text in steps)
    for line, text in steps:
        say(f"  {line.ljust(width)}  {dim(text)}")


def complain(text: str) -> None:
    """Print a message to standard error."""
    click.echo(text, err=True)


def bold(text: str) -> str:
    """Return a text in bold, on a terminal."""
    return click.style(text, bold=True)


def dim(text: str) -> str:
    """Return a text that is less important, on a terminal."""
    return click.style(text, dim=True)


def good(text: str) -> str:
    """Return a text about success in green, on a terminal."""
    return click.style(text, fg="green")


def bad(text: str) -> str:
    """Return a text about a problem in red, on a terminal."""
    return click.style(text, fg="red")
