"""`postil move`: rename a post, keep its old URL, and change the links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.cli.help_format import argument, command
from postil.cli.parameters import editing_options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postil.cli.exit_status import ExitStatus
    from postil.editing.changes import Changes
    from postil.editing.site import OpenSite


@command(
    "Rename or move a post. Adds its old URL to its aliases, so that readers are redirected, and changes the links to "
    "it in all other files.",
    ("postil move the-mill the-old-mill", "rename a post in its folder"),
    ("postil move posts/2024-06-01-mill posts/rivers/", "move a post to another folder"),
    ("postil move the-mill the-old-mill --dry-run", "show what would change"),
)
@argument("old", "The post or page: its file or folder, or its name without date.")
@argument("new", "Its new name, which keeps the date of the old one; a path, or an existing folder, to move it there.")
@editing_options
def run(*, old: str, new: str, source: Path, dry_run: bool, overrides: Mapping[str, str]) -> ExitStatus:
    """Run `postil move`."""
    from postil.cli.changes import make_changes
    from postil.editing.move import move_source
    from postil.editing.posts import find_source

    def change(site: OpenSite) -> tuple[Changes, str]:
        """Return the changes, and what was done."""
        found = find_source(old, site.sources)
        changes = move_source(found, new, site.sources, site.project, site.url_of, base_url=site.base_url)
        return changes, f"Moved “{found.title}”"

    return make_changes("move", source, change, dry_run=dry_run, overrides=overrides)
