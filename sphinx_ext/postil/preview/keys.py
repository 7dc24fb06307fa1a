"""Read single keys from the terminal while a preview runs: `o` opens the browser, `n` starts a post."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Seconds between looks at whether to stop.
_POLL_SECONDS = 0.2


def can_read_keys() -> bool:
    """Return whether a person can press keys: standard input is a terminal, and not that of another program."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    if not hasattr(os, "tcgetpgrp"):
        return True
    try:
        # A program in the background would be stopped if it read from the terminal.
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:  # a terminal that does not control the process, as under some editors and supervisors
        return False


@contextmanager
def reading_keys(actions: Mapping[str, Callable[[], object]]) -> Iterator[None]:
    """Call the action of each key that is pressed, in another thread; Ctrl+C interrupts as always.

    While an action runs, the terminal reads lines, so that the action can ask a question.
    """
    stop = threading.Event()
    read = _read_on_windows if sys.platform == "win32" else _read_on_posix
    with _single_keys() as set_single:
        thread = threading.Thread(target=read, args=(stop, actions, set_single), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(2 * _POLL_SECONDS)  # unless it is asking a question


@contextmanager
def _single_keys() -> Iterator[Callable[[bool], None]]:
    """Let the terminal pass each key on at once; yield a function that turns this on and off, and restore it."""
    if sys.platform == "win32":
        yield lambda _single: None
        return
    import termios  # noqa: PLC0415 - not on Windows
    import tty  # noqa: PLC0415

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)

    def set_single(single: bool) -> None:  # noqa: FBT001 - the only argument
        if single:
            tty.setcbreak(descriptor, termios.TCSADRAIN)
        else:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    set_single(True)
    try:
        yield set_single
    finally:
        set_single(False)


def _read_on_posix(
    stop: threading.Event, actions: Mapping[str, Callable[[], object]], set_single: Callable[[bool], None]
) -> None:
    import select  # noqa: PLC0415 - on Windows, it knows only sockets

    descriptor = sys.stdin.fileno()
    while not stop.is_set():
        if not select.select([descriptor], [], [], _POLL_SECONDS)[0]:
            continue
        key = os.read(descriptor, 1).decode("latin-1")
        if not key:  # the terminal was closed
            return
        if action := actions.get(key.lower()):
            set_single(False)
            try:
                action()
            finally:
                if not stop.is_set():
                    set_single(True)


def _read_on_windows(
    stop: threading.Event, actions: Mapping[str, Callable[[], object]], _set_single: Callable[[bool], None]
) -> None:
    import msvcrt  # noqa: PLC0415 - only on Windows

    while not stop.wait(_POLL_SECONDS):
        while msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            if action := actions.get(msvcrt.getwch().lower()):  # type: ignore[attr-defined,unused-ignore]
                action()
