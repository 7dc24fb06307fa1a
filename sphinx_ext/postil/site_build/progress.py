"""Show the progress of a long build in the terminal, from what Sphinx says about it."""

from __future__ import annotations

import re
import time
from io import StringIO
from typing import TYPE_CHECKING, TextIO

import click
from sphinx.util.console import strip_colors

if TYPE_CHECKING:
    from collections.abc import Callable

    from click._termui_impl import ProgressBar

# Sphinx says `reading sources... [ 50%] posts/rivers`, in the language of the system.
_STEP = re.compile(r"(?P<phase>[^\r\n\[\]]+?)[ .…]*\[ *(?P<percent>\d+)%\]")
# Seconds before a phase that is still running gets a bar: small sites need none.
SHOW_AFTER = 1.0


class ProgressStream(StringIO):
    """A stream for the messages of Sphinx that shows only a progress bar for each phase, and removes it at its end."""

    def __init__(self, terminal: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._terminal, self._clock = terminal, clock
        self._start = clock()
        self._phase = ""
        self._bar: ProgressBar[int] | None = None
        self._shown = 0

    def write(self, text: str) -> int:
        """Read how far Sphinx is."""
        length = len(text)
        if "%]" in text and (match := _STEP.search(strip_colors(text))):
            self._update(match["phase"].strip(), int(match["percent"]))
        return length

    def _update(self, phase: str, percent: int) -> None:
        if phase != self._phase:
            self.end()
            self._phase, self._shown = phase, 0
        if self._bar is None and percent < 100 and self._clock() - self._start > SHOW_AFTER:  # noqa: PLR2004
            self._bar = click.progressbar(length=100, label=phase.capitalize(), file=self._terminal, width=30)
        if self._bar is not None:
            self._bar.update(percent - self._shown)
            self._shown = percent

    def end(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._terminal.write("\r\x1b[2K\x1b[?25h")  # clear the line, and show the cursor that Click has hidden
            self._terminal.flush()
        self._bar = None
