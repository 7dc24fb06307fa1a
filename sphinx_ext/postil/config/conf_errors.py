"""Say in one line what is wrong in conf.py: Sphinx shows the whole traceback."""

from __future__ import annotations

import os
import re
from pathlib import Path

# Where in conf.py the error is: the last of its lines in the traceback.
_PLACE = re.compile(r'Traceback .*File "(?P<path>[^"]*conf\.py)", line (?P<line>\d+)', re.DOTALL)
_SYNTAX_ERROR = re.compile(r"There is a syntax error in your configuration file: (.*) \((.*conf\.py), line (\d+)\)")


def explain_conf_error(text: str) -> str:
    """Return the message of an error of Sphinx, without the traceback of conf.py that it may have."""
    text = text.strip()
    if match := _PLACE.search(text):
        return f"{shown_path(match['path'])}, line {match['line']}: {text.splitlines()[-1]}"
    return _SYNTAX_ERROR.sub(r"\2, line \3: a syntax error: \1", text)


def shown_path(path: str) -> str:
    """Return an absolute path relative to the current folder, if it is in there."""
    if not path or not Path(path).is_absolute():
        return path
    return os.path.relpath(path) if Path(path).is_relative_to(Path.cwd()) else path
