"""Print messages: in colour only on a terminal, and never if `NO_COLOR` is set."""

from __future__ import annotations

import os
import re
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable


def wants_color() -> bool | None:
    """Return whether to use colours: None to use them on a terminal, else what `NO_COLOR` or `FORCE_COLOR` says.

    See no-color.org. A variable that is empty is not set.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def is_interactive() -> bool:
    """Return whether a person can answer questions: standard input and output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def say(text: str = "") -> None:
    """Print a message to standard output."""
    click.echo(text)


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


class EchoStream(StringIO):
    """A stream to the terminal for Sphinx to write to: colours only on a terminal, short paths."""

    def __init__(self, *, err: bool = False, before: Callable[[], object] | None = None) -> None:
        """Write to standard error if `err` is true; call `before` before each text, for example to clear the line."""
        super().__init__()
        self._err, self._before = err, before
        folder = re.escape(str(Path.cwd()) + os.sep)
        self._folder = re.compile(rf"^((?:\x1b\[[\d;]*m)*){folder}", re.MULTILINE)

    def write(self, text: str) -> int:
        """Write a text; a path at the start of a line is relative to the current folder."""
        if self._before:
            self._before()
        click.echo(self._folder.sub(r"\1", text), nl=False, err=self._err)
        return len(text)
