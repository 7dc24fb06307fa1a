"""Show what is wrong on the pages that it is about: what a build said, and how a page shows it."""

from __future__ import annotations

import html
import os
import re
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from sphinx.util.console import strip_colors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_MESSAGE = re.compile(
    r"(?:(?P<path>.+?)(?::(?P<line>\d+))?: )?(?P<level>WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.+)", re.DOTALL
)
_BAR = (
    '<aside role="alert" style="position:fixed;inset:auto 0 0 0;z-index:9999;max-height:40vh;overflow:auto;'
    'padding:.75rem 1.25rem;background:#7a1c1c;color:#fff;font:.9rem/1.5 system-ui,sans-serif;white-space:pre-wrap">'
    "{messages}</aside>"
)


@dataclass(frozen=True)
class Message:
    """A warning or an error of a build."""

    text: str
    path: str = ""
    """The file that it is about, as an absolute path; empty if there is none."""
    line: str = ""
    level: str = "warning"

    @property
    def title(self) -> str:
        """What the message is about: `Build warning in posts/rivers.md, line 3`."""
        where = f" in {display_path(self.path)}" if self.path else ""
        return f"Build {self.level}{where}" + (f", line {self.line}" if self.line else "")


def read_message(said: str) -> Message:
    """Return a message of Sphinx's as its parts."""
    match = _MESSAGE.match(said)
    if match is None:
        return Message(said)
    path = os.path.normpath(match["path"]) if match["path"] else ""
    level = "warning" if match["level"] == "WARNING" else "error"
    return Message(match["text"], path, match["line"] or "", level)


def display_path(path: str) -> str:
    """Return a path as a writer knows it: relative to the current folder if it is below that."""
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - the separator at its end is the point
    return path.removeprefix(here)


class MessageStream(StringIO):
    """A stream for warnings, which hands them on and also keeps them."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Write to both."""
        self._stream.write(text)
        self._stream.flush()
        return super().write(text)

    def take(self) -> list[Message]:
        """Return the messages since the last call; an indented line continues the one before."""
        lines = strip_colors(self.getvalue()).splitlines()
        self.seek(0)
        self.truncate()
        messages: list[str] = []
        for line in lines:
            if line.startswith((" ", "\t")) and messages:
                messages[-1] += f"\n{line}"
            elif line.strip():
                messages.append(line)
        return [read_message(message) for message in messages]


class Messages:
    """The messages of all builds that still hold."""

    def __init__(self) -> None:
        self._kept: dict[Message, bool] = {}

    def add(self, new: Iterable[Message], *, reading: bool, outdated: Callable[[str], bool]) -> None:
        """Add `new` messages, and drop those before whose file is gone or `outdated`.

        `reading` says whether they were said while documents were read; only what was is dropped by such.
        """
        self._kept = {
            message: read
            for message, read in self._kept.items()
            if read != reading or (os.path.exists(message.path) and not outdated(message.path))  # noqa: PTH110
        }
        self._kept |= dict.fromkeys(new, reading)

    @property
    def paths_with_errors(self) -> set[str]:
        """The files that there is an error in."""
        return {message.path for message in self._kept if message.level == "error"}

    def by_page(self, pages_of: Callable[[str], Sequence[str]]) -> dict[str, list[Message]]:
        """Return the messages by the URL paths of their pages, which `pages_of` tells of a file."""
        found: dict[str, list[Message]] = {}
        for message in self._kept:
            for page in pages_of(message.path) if message.path else [""]:
                found.setdefault(page, []).append(message)
        return found


def messages_for(messages: Mapping[str, Sequence[Message]], path: str) -> list[Message]:
    """Return the messages for the page at a URL path, after those that are about no page."""
    names = [path, f"{path}index.html"] if path.endswith("/") else [path]
    return [message for name in ["", *names] for message in messages.get(name, ())]


def message_bar(messages: Iterable[Message]) -> str:
    """Return HTML for the foot of a page with `messages`; empty if there are none."""
    parts = [f"<strong>{html.escape(message.title)}</strong>\n{html.escape(message.text)}" for message in messages]
    return _BAR.format(messages="\n".join(parts)) if parts else ""
