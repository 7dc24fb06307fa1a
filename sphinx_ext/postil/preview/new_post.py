"""Start a post while a preview runs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def ask_for_new_post(source: Path) -> None:
    """Ask for a title, and start a post in the site with its conf.py in `source`; without a title, do nothing.

    It is another process, as conf.py may do anything, for example change the current folder.
    """
    try:
        title = input("Title of the new post (Enter for none): ").strip()
    except EOFError:
        return
    if title:
        command = [sys.executable, "-m", "postil", "new", "--no-edit", "--source", str(source), "--", title]
        subprocess.run(command, check=False)  # noqa: S603 - the title is one argument
