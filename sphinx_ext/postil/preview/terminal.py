"""What a preview says in the terminal."""

from __future__ import annotations

import os
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from postil.preview.messages import display_path
from postil.terminal_colors import wants_color

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from postil.preview.build_result import BuildResult

# How many changed files a line names.
_MAX_NAMED = 3


def say(text: str) -> None:
    """Print a line."""
    click.echo(text)


class EchoStream(StringIO):
    """A stream to the terminal for Sphinx to write to: colours only on a terminal, short paths."""

    def __init__(self, *, err: bool = False, before: Callable[[], object] | None = None) -> None:
        """Write to standard error if `err` is true; call `before` before each text, for example to clear the line."""
        super().__init__()
        self._err, self._before, self._color = err, before, wants_color()
        folder = re.escape(str(Path.cwd()) + os.sep)
        self._folder = re.compile(rf"^((?:\x1b\[[\d;]*m)*){folder}", re.MULTILINE)

    def write(self, text: str) -> int:
        """Write a text; a path at the start of a line is relative to the current folder."""
        if self._before:
            self._before()
        click.echo(self._folder.sub(r"\1", text), nl=False, err=self._err, color=self._color)
        return len(text)


def build_line(result: BuildResult, changed: Collection[Path]) -> str:
    """Return the line about a build after a change of files; empty if there is nothing to say."""
    paths = [display_path(str(path)) for path in list(changed)[:_MAX_NAMED]]
    names = ", ".join([*paths, *([f"{len(changed) - _MAX_NAMED} more"] if len(changed) > _MAX_NAMED else [])])
    if result.failure:
        return f"Build failed{f' after a change to {names}' if names else ''}: {result.failure}"
    if not changed or result.output_changed:
        return f"Built in {result.seconds:.2f} s{f' ({names})' if names else ''}"
    return ""


def start_lines(urls: Sequence[str], result: BuildResult, *, drafts_shown: bool, keys: bool) -> list[str]:
    """Return the lines when the preview has started: its URLs, what it shows, and how to use it."""
    return [
        f"Serving on {click.style(urls[0], bold=True)}" + "".join(f", for other devices on {url}" for url in urls[1:]),
        _unpublished_line(result, shown=drafts_shown),
        f"Press {'o to open the browser, n to start a post, ' if keys else ''}Ctrl+C to stop.",
    ]


def _unpublished_line(result: BuildResult, *, shown: bool) -> str:
    if not shown:
        return "Drafts and scheduled posts are hidden, as on the published site."
    counts = [
        *([f"{result.drafts} draft{'s' * (result.drafts > 1)}"] if result.drafts else []),
        *([f"{result.scheduled} scheduled post{'s' * (result.scheduled > 1)}"] if result.scheduled else []),
    ]
    found = f" ({' and '.join(counts)})" if counts else ""
    return f"Drafts and scheduled posts{found} are shown here, but not on the published site."
