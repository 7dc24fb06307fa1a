"""Scheduled posts, and whether the host rebuilds the site when they are due."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.checks.finding import Finding, Kind, Level
from postil.front_matter.parse import Status
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from postil.checks.facts import SiteFacts
    from postil.project.source_facts import SourceFacts

# Where hosts have their instructions.
_WORKFLOWS = (".github/workflows", ".forgejo/workflows", ".gitea/workflows", ".woodpecker")
_FILES = (
    ".gitlab-ci.yml", ".woodpecker.yml", ".woodpecker.yaml", "netlify.toml", "wrangler.toml", "wrangler.jsonc",
    "vercel.json", ".travis.yml", ".cirrus.yml", "azure-pipelines.yml", ".readthedocs.yaml", ".readthedocs.yml",
)  # fmt: skip
# `schedule:` with `cron:` in workflows; the rule that a job of GitLab runs for a schedule; Woodpecker's event.
_SCHEDULE = re.compile(
    r"(?m)(?:^|[{,])\s*-?\s*[\"']?(?:schedules?|cron)[\"']?\s*:|[\"']schedule[\"']|\bevent:.*\bcron\b"
)
_COMMENT = re.compile(r"(?m)(?:^|\s)#.*$")


@frozen
class HostFiles:
    """The instructions of hosts in a repository."""

    texts: Mapping[Path, str]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files."""
        return tuple(self.texts)

    @property
    def scheduled(self) -> bool:
        """Whether one of them runs at fixed times."""
        return any(_SCHEDULE.search(_COMMENT.sub("", text)) for text in self.texts.values())

    @property
    def sets_url(self) -> bool:
        """Whether the host sets the URL of the site: Read the Docs does, workflows can."""
        return any(file.name.startswith(".readthedocs") or "blog_baseurl" in text for file, text in self.texts.items())


def find_host_files(start: Path) -> HostFiles:
    """Return the instructions of hosts in the repository around a folder; without one, in the folder next to it."""
    top = next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start.parent)
    roots = [folder for folder in (start, *start.parents) if folder.is_relative_to(top)]
    found = [root / name for root in roots for name in _FILES if (root / name).is_file()]
    for folder in (root / name for root in roots for name in _WORKFLOWS):
        if folder.is_dir():
            found += sorted(file for file in folder.iterdir() if file.suffix in (".yml", ".yaml"))
    return HostFiles({file: file.read_text("utf-8", errors="replace") for file in found})


def check_schedule(site: SiteFacts, *, now: datetime) -> Iterator[Finding]:
    """Yield the scheduled and the expiring posts if nothing rebuilds the site when they are due."""
    due = [(source, *event) for source in site.sources if (event := _next_event(source, now))]
    if not due:
        return
    host = find_host_files(site.source)
    if host.scheduled:
        return
    if host.files:
        names = ", ".join(dict.fromkeys(file.name for file in host.files[:3]))
        reason, level = f"no schedule in {names} rebuilds the site then", Level.PROBLEM
    else:
        reason, level = "nothing in this repository rebuilds the site then", Level.SUGGESTION
    for source, key, what, when in due:
        yield Finding(
            Kind.SCHEDULE,
            f"the post {what} on {when:%Y-%m-%d}, but {reason}",
            source.file,
            source.line_of(key),
            "add a `schedule:` with `cron:` to the workflow, or build the site on that day",
            level,
        )


def _next_event(source: SourceFacts, now: datetime) -> tuple[str, str, datetime] | None:
    """Return the key, what happens, and when, if a post changes its status by itself."""
    front = source.front
    if front is None or front.draft:
        return None
    if source.status is Status.SCHEDULED and front.date:
        return "date", "is scheduled for publication", (front.scheduled_for or front.date).when
    if source.status is Status.PUBLISHED and front.expires and front.expires.when > now:
        return "expires", "expires", front.expires.when
    if source.status is Status.PUBLISHED and front.date and (front.scheduled_for or front.date).when > now:
        return "date", "is scheduled for publication", (front.scheduled_for or front.date).when  # drafts are shown
    return None
