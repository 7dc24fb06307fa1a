"""The warnings and errors of a build, and the bar at the foot of a page that shows them."""

from __future__ import annotations

import html
import os
import re
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from sphinx.util.console import strip_colors

from postil.frozen import frozen

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


@frozen
class Message:
    """A warning or an error of a build."""

    text: str
    path: str = ""
    """The absolute path of the file; empty if the message belongs to no file."""
    line: str = ""
    level: str = "warning"

    @property
    def title(self) -> str:
        """The heading of the message: `Build warning in posts/rivers.md, line 3`."""
        where = f" in {display_path(self.path)}" if self.path else ""
        return f"Build {self.level}{where}" + (f", line {self.line}" if self.line else "")


def parse_message(text: str) -> Message:
    """Parse a message that Sphinx wrote."""
    match = _MESSAGE.match(text)
    if match is None:
        return Message(text)
    path = os.path.normpath(match["path"]) if match["path"] else ""
    level = "warning" if match["level"] == "WARNING" else "error"
    return Message(match["text"], path, match["line"] or "", level)


def display_path(path: str) -> str:
    """Return a path relative to the current folder, or as it is if it is elsewhere."""
    current = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - adds the separator at the end
    return path.removeprefix(current)


class MessageStream(StringIO):
    """A stream that passes warnings on and records them."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Write to both."""
        self._stream.write(text)
        self._stream.flush()
        return super().write(text)

    def drain(self) -> list[Message]:
        """Return the messages since the last call; an indented line continues the previous message."""
        lines = strip_colors(self.getvalue()).splitlines()
        self.seek(0)
        self.truncate()
        messages: list[str] = []
        for line in lines:
            if line.startswith((" ", "\t")) and messages:
                messages[-1] += f"\n{line}"
            elif line.strip():
                messages.append(line)
        return [parse_message(message) for message in messages]


class CurrentMessages:
    """The messages of all builds that are still current."""

    def __init__(self) -> None:
        self._messages: dict[Message, bool] = {}  # the values say whether reading caused it

    def add(self, new: Iterable[Message], *, reading: bool, outdated: Callable[[str], bool]) -> None:
        """Add `new` messages, and drop previous ones whose file no longer exists or is `outdated`.

        `reading` says whether reading the documents caused them. Messages of reading replace only messages of reading,
        and messages of writing only those of writing.
        """
        self._messages = {
            message: read
            for message, read in self._messages.items()
            if read != reading or (os.path.exists(message.path) and not outdated(message.path))  # noqa: PTH110
        }
        self._messages |= dict.fromkeys(new, reading)

    @property
    def paths_with_errors(self) -> set[str]:
        """The files that contain an error."""
        return {message.path for message in self._messages if message.level == "error"}

    def by_page(self, page_urls: Callable[[str], Sequence[str]]) -> dict[str, list[Message]]:
        """Return the messages by the URL paths of their pages; `page_urls` returns those of a file."""
        found: dict[str, list[Message]] = {}
        for message in self._messages:
            for page in page_urls(message.path) if message.path else [""]:
                found.setdefault(page, []).append(message)
        return found


def messages_for(messages: Mapping[str, Sequence[Message]], path: str) -> list[Message]:
    """Return the messages for the page at a URL path; those that belong to no page come first."""
    names = [path, f"{path}index.html"] if path.endswith("/") else [path]
    return [message for name in ["", *names] for message in messages.get(name, ())]


def message_bar(messages: Iterable[Message]) -> str:
    """Return the HTML of the message bar at the foot of a page; empty without messages."""
    parts = [f"<strong>{html.escape(message.title)}</strong>\n{html.escape(message.text)}" for message in messages]
    return _BAR.format(messages="\n".join(parts)) if parts else ""
