"""The answers that `postil init` suggests: from the folder, from git, and from the system."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from postil.scaffold.new_site import read_language, read_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DEFAULT_NAME = "My blog"
# The variables with the language of the system, in the order in which programs read them.
_LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def default_name(folder: Path) -> str:
    """Return the name of a blog in a folder: `River notes` for `river-notes`."""
    words = read_line(folder.resolve().name.replace("-", " ").replace("_", " "))
    return words[:1].upper() + words[1:] or _DEFAULT_NAME


def default_author() -> str:
    """Return the name that git has for the user; empty if there is none."""
    git = shutil.which("git")
    if not git:
        return ""
    command = [git, "config", "--get", "user.name"]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    return read_line(found.stdout)


def default_language(environ: Mapping[str, str] = os.environ) -> str:
    """Return the language of the system, without country; `en` if it is not known."""
    text = next((environ[name] for name in _LANGUAGE_VARIABLES if environ.get(name)), "")
    code = text.partition(".")[0].partition("@")[0].partition("_")[0]
    try:
        return read_language(code)
    except ValueError:
        return "en"
