"""`postil publish`: publish a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from postil.cli.help_format import argument, command
from postil.cli.parameters import editing_options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postil.cli.exit_status import ExitStatus
    from postil.editing.changes import Changes
    from postil.editing.site import OpenSite


@command(
    "Publish a draft. Takes `draft: true` out of its front matter, sets its date to today, and renames the file or "
    "folder if its name has a date. Links to it follow. Commit and push, or build the site, to put it online.",
    ("postil publish the-mill", "publish the draft the-mill today"),
    ("postil publish the-mill --date 2026-12-24", "schedule it for that day"),
    ("postil publish the-mill --dry-run", "show what would change"),
)
@argument("name", "The post: its file or folder, the name of either without date, or part of its title.")
@click.option("--date", "date", metavar="DATE", help="Publish on this day, or at this time: 2026-12-24 08:00.")
@editing_options
def run(*, name: str, date: str | None, source: Path, dry_run: bool, overrides: Mapping[str, str]) -> ExitStatus:
    """Run `postil publish`."""
    from postil.cli.changes import make_changes
    from postil.config.clock import current_time
    from postil.editing.posts import find_post
    from postil.editing.publish import publish_post
    from postil.front_matter.dates import parse_date

    def change(site: OpenSite) -> tuple[Changes, str]:
        """Return the changes, and what was done."""
        zone = site.project.rules.zone
        try:
            parsed = parse_date(date, zone) if date else None
        except ValueError as error:
            raise click.UsageError(f"--date {date}: expected a date such as 2026-12-24") from error
        now = current_time().astimezone(zone)
        when = parsed.when.astimezone(zone) if parsed else now
        post = find_post(name, site.sources)
        changes = publish_post(post, when, site.sources, site.project, has_time=bool(parsed and parsed.has_time))
        verb = "Scheduled" if when > now else "Published"
        return (
            changes,
            f"{verb} “{post.title}” for {when:%Y-%m-%d}" if verb == "Scheduled" else f"{verb} “{post.title}”",
        )

    return make_changes("publish", source, change, dry_run=dry_run, overrides=overrides)
