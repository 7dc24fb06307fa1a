"""The exit statuses of all commands."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class ExitStatus(IntEnum):
    """What a command returns to the shell, and what that means."""

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        """Create a status from its number and its meaning."""
        status = int.__new__(cls, value)
        status._value_ = value
        status.meaning = meaning
        return status

    OK = 0, "The command did what it was asked to do. `postil serve`: it was stopped with Ctrl+C."
    FAILURE = (
        1,
        "The command could not do it, or found problems: the build failed, a file exists already, a link is broken.",
    )
    USAGE = (
        2,
        "The command line is not valid: an unknown command or option, an invalid value, or there is no `conf.py`.",
    )
    INTERRUPTED = 130, "The command was stopped with Ctrl+C."
