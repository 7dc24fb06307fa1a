"""From an empty folder to a published post, as a person types it: `init`, `new`, `serve`, `build`."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from typing import TYPE_CHECKING, Self

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Seconds to wait for anything, also on a busy machine.
TIMEOUT = 90.0
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals in Python"),
]


class Terminal:
    """A command that runs in a pseudo terminal."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        import pty  # noqa: PLC0415 - not on Windows

        self.shown = ""
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.environ |= {"BROWSER": "echo opened %s", "VISUAL": "echo edited", "TERM": "xterm-256color"}
            os.environ.pop("NO_COLOR", None)
            os.execv(sys.executable, [sys.executable, "-m", "postil", *arguments])  # noqa: S606

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_rest: object) -> None:
        self.wait_for("\0never", until_end=True)
        _pid, status = os.waitpid(self._pid, 0)
        os.close(self._fd)
        assert error or os.waitstatus_to_exitcode(status) == 0, self.shown

    def wait_for(self, pattern: str, *, until_end: bool = False) -> None:
        """Wait until the terminal shows a text that was not waited for yet."""
        start, end = len(self.shown), time.monotonic() + TIMEOUT
        while not re.search(pattern, self.shown[start:]):
            assert time.monotonic() < end, (pattern, self.shown)
            if select.select([self._fd], [], [], 0.1)[0]:
                try:
                    data = os.read(self._fd, 4096)
                except OSError:  # the command has ended
                    data = b""
                if not data:
                    assert until_end, (pattern, self.shown)
                    return
                self.shown += data.decode("utf-8", "replace")

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())


def test_from_an_empty_folder_to_a_published_post(tmp_path: Path) -> None:
    site = tmp_path / "river-notes"
    with Terminal(tmp_path, "init", "river-notes") as terminal:
        for question, answer in (
            (r"Name of the blog \[River notes\]", "Rivers & mills"),
            ("Author", "Ada Lovelace"),
            ("Language", "english"),
            ("is not a language(.|\n)*Language", "de"),
            ("URL", "example.org"),
        ):
            terminal.wait_for(question)
            terminal.type(f"{answer}\n")
        terminal.wait_for("“Rivers & mills” is ready")
    assert "\x1b[" in terminal.shown
    conf = (site / "docs/conf.py").read_text("utf-8")
    assert 'language = "de"' in conf
    assert 'blog_baseurl = "https://example.org/"' in conf

    with Terminal(site, "new", "A walk") as terminal:
        terminal.wait_for(r"edited .*index\.md")

    with Terminal(site, "serve", "--port", "0") as terminal:
        terminal.wait_for(r"Ctrl\+C to stop")
        terminal.type("o")
        terminal.wait_for("opened http://127")
        terminal.type("n")
        terminal.wait_for("Title of the new post")
        terminal.type("A second walk\n")
        terminal.wait_for(r"Built in [\d.]+ s \(posts")
        [page] = (site / "build/live/posts").glob("*-a-second-walk*")
        assert page.exists()
        terminal.type("\x03")
    assert "Traceback" not in terminal.shown

    with Terminal(site, "build", "--strict") as terminal:
        terminal.wait_for("The site is in")
    assert "2 drafts" in terminal.shown
    assert not [*(site / "build/html/posts").glob("*walk*")]
    assert [*(site / "build/html/posts").glob("*notes-in-the-margin*")]
