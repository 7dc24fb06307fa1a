"""`postil tags`: list the tags, and rename one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from postil.cli.console import say
from postil.cli.help_format import argument, command
from postil.cli.parameters import editing_options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postil.cli.exit_status import ExitStatus
    from postil.editing.site import OpenSite


@command(
    "List the tags with their numbers of posts, or rename one in all posts.",
    ("postil tags", "list the tags, the most frequent first"),
    ('postil tags rename mills "water mills"', "rename a tag, or merge it with another"),
)
@argument("action", "`rename`; without it, the tags are listed.", required=False, type=click.Choice(["rename"]))
@argument("old", "The tag to rename.", required=False)
@argument("new", "Its new name; if another tag has it, the two are merged.", required=False)
@editing_options
def run(
    *, action: str | None, old: str | None, new: str | None, source: Path, dry_run: bool, overrides: Mapping[str, str]
) -> ExitStatus:
    """Run `postil tags`."""
    from postil.cli.changes import make_changes
    from postil.editing.changes import Changes
    from postil.editing.tags import rename_tag

    if action and (not old or not new):
        raise click.UsageError('Name the tag and its new name, for example: postil tags rename mills "water mills"')

    def change(site: OpenSite) -> tuple[Changes, str]:
        """Return the changes, and what was done; list the tags if there is no action."""
        if old and new:
            changes = rename_tag(old, new, site.sources)
            changes.notes.append(f"the page of the tag {old} is gone, and tags have no aliases")
            return changes, f"Renamed the tag {old} to {new} in {len(changes.texts)} files"
        counts = Counter(tag for each in site.sources if each.front for tag in each.front.tags)
        for tag, count in sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold())):
            say(f"{count:5}  {tag}")
        return Changes(), ""

    return make_changes("tags", source, change, dry_run=dry_run, overrides=overrides)
