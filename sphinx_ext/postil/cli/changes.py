"""Show or make the changes of a command that edits the files of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError

from postil.checks.report import display_path
from postil.cli.console import bad, complain, dim, good, say
from postil.cli.exit_status import ExitStatus
from postil.config.conf_errors import explain_conf_error
from postil.editing.changes import CannotChangeError
from postil.editing.site import open_site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.editing.changes import Changes
    from postil.editing.site import OpenSite


def make_changes(
    name: str,
    source: Path,
    change: Callable[[OpenSite], tuple[Changes, str]],
    *,
    dry_run: bool,
    overrides: Mapping[str, str],
) -> ExitStatus:
    """Make the changes that `change` returns for the site, and say what was done; with `dry_run`, show them only."""
    try:
        with open_site(source, overrides=overrides) as site:
            changes, done = change(site)
        if not dry_run:
            changes.apply()
    except (SphinxError, CannotChangeError) as error:
        complain(f"postil {name}: {explain_conf_error(str(error))}")
        return ExitStatus.FAILURE
    except OSError as error:
        complain(f"postil {name}: {error.filename}: {error.strerror}")
        return ExitStatus.FAILURE
    if dry_run:
        show_diff(changes.diff(_shown))
    elif done:
        _report(changes, done)
    for note in changes.notes:
        say(dim(f"Note: {note}."))
    return ExitStatus.OK if changes.is_complete else ExitStatus.FAILURE


def show_diff(diff: str) -> None:
    """Print a unified diff, in colours on a terminal."""
    for line in diff.splitlines():
        color = {"+": good, "-": bad}.get(line[:1])
        say(color(line) if color and line[:3] not in ("+++", "---") else line)


def _report(changes: Changes, done: str) -> None:
    say(good(f"{done}."))
    for old, new in changes.renames:
        say(f"  {_shown(old)} → {_shown(new)}")
    for file in changes.texts:
        say(f"  changed {_shown(changes.new_path(file))}")


def _shown(path: Path) -> str:
    return display_path(path, Path.cwd())
