"""What a preview says in the terminal, and the keys that it reads."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.preview.build_result import BuildResult
from postil.preview.terminal import build_line, start_lines

if TYPE_CHECKING:
    from collections.abc import Callable

URL = ["http://127.0.0.1:8000"]


@pytest.mark.parametrize(
    ("result", "changed", "line"),
    [
        (BuildResult(1.234), [], "Built in 1.23 s"),
        (BuildResult(0.1), ["posts/a/index.md"], "Built in 0.10 s (posts/a/index.md)"),
        (BuildResult(0.1), ["a", "b", "c", "d", "e"], "Built in 0.10 s (a, b, c, 2 more)"),
        (BuildResult(0.1, output_changed=False), ["a"], ""),
        (BuildResult(0.1, failure="no"), ["posts/a.md"], "Build failed after a change to posts/a.md: no"),
        (BuildResult(0.1, failure="no"), [], "Build failed: no"),
    ],
)
def test_builds_name_the_paths_of_changed_files(result: BuildResult, changed: list[str], line: str) -> None:
    assert build_line(result, [Path.cwd() / name for name in changed]) == line.replace("/", os.sep)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (BuildResult(0.1), "Drafts and scheduled posts are shown here"),
        (BuildResult(0.1, drafts=1), "posts (1 draft) are shown here"),
        (BuildResult(0.1, drafts=2, scheduled=1), "posts (2 drafts and 1 scheduled post) are shown here"),
    ],
)
def test_the_start_says_what_is_shown(result: BuildResult, words: str) -> None:
    lines = start_lines(URL, result, drafts_shown=True, keys=False)
    assert words in lines[1]
    assert lines[2] == "Press Ctrl+C to stop."
    assert "hidden" in start_lines(URL, result, drafts_shown=False, keys=False)[1]
    assert "o to open" in start_lines(URL, result, drafts_shown=True, keys=True)[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals in Python")
def test_keys_are_read_and_the_terminal_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    import pty  # noqa: PLC0415 - not on Windows
    import termios  # noqa: PLC0415

    from postil.preview.keys import can_read_keys, reading_keys  # noqa: PLC0415

    person, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    pressed: list[str] = []
    done = threading.Event()

    def ask() -> None:
        with os.fdopen(os.dup(terminal)) as lines:
            pressed.append(lines.readline())
        done.set()

    actions: dict[str, Callable[[], object]] = {"o": lambda: pressed.append("o"), "n": ask}
    with os.fdopen(os.dup(terminal)) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", stdin)
            assert not can_read_keys()  # it is not the terminal of this process
        with reading_keys(actions):
            assert not termios.tcgetattr(terminal)[3] & termios.ICANON
            os.write(person, b"xOn")
            time.sleep(0.3)
            os.write(person, b"A title\n")
            assert done.wait(10)
    assert pressed == ["o", "A title\n"]
    assert termios.tcgetattr(terminal) == before
    os.close(person)
    os.close(terminal)
