"""The summary of a build: what is on the site, what is not, what is new, and what is wrong."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# How many posts, URLs and files a line names.
_MAX_NAMED = 3


@frozen
class BuildReport:
    """What a build did."""

    seconds: float
    posts: int = 0
    """The number of posts on the site."""
    newest: str = ""
    """The title of the newest post."""
    unpublished: Sequence[str] = ()
    """Which source files are not published, and until when: `1 draft (posts/idea.md)`."""
    first: bool = False
    """Whether there was no build before, to compare with."""
    new: Sequence[str] = ()
    """The titles of posts that the last build did not have."""
    changed: Sequence[str] = ()
    """The titles of posts whose files changed since the last build."""
    lost_urls: Sequence[str] = ()
    """The URLs of the last build that lead nowhere now."""
    warnings: Mapping[str, int] = field(default_factory=dict)
    """The number of warnings and errors of each file; under "" of those without a file."""
    lost_url_warnings: int = 0
    """How many of them are about lost URLs."""
    failure: str = ""
    """Why the build failed; empty if it succeeded."""

    @property
    def warning_count(self) -> int:
        """The number of warnings and errors."""
        return sum(self.warnings.values())

    @property
    def is_strictly_good(self) -> bool:
        """Whether there are no warnings but those about lost URLs.

        A post can be deleted on purpose. A host that keeps its cache after good builds only would warn for ever.
        """
        return self.warning_count == self.lost_url_warnings


def summary(report: BuildReport) -> list[tuple[str, str]]:
    """Return the six lines of the summary, each with its label."""
    new = "all of them: this is the first build" if report.first and report.new else _titles(report.new)
    return [
        ("Posts", f"{report.posts}, the newest “{report.newest}”" if report.newest else f"{report.posts}"),
        ("Held back", ", ".join(report.unpublished) or "none"),
        ("New", new),
        ("Changed", _titles(report.changed)),
        ("Lost URLs", _listed(report.lost_urls)),
        ("Warnings", _warnings(report)),
    ]


def _titles(titles: Sequence[str]) -> str:
    return _listed([f"“{title}”" for title in titles])


def _listed(names: Sequence[str]) -> str:
    more = [f"{len(names) - _MAX_NAMED} more"] if len(names) > _MAX_NAMED else []
    return ", ".join([*names[:_MAX_NAMED], *more]) or "none"


def _warnings(report: BuildReport) -> str:
    """Return how many warnings there are, and in which files; those with most of them first."""
    counts = sorted(report.warnings.items(), key=lambda item: (-item[1], item[0]))
    names = [f"{path or 'conf.py and others'} ({count})" for path, count in counts]
    return f"{report.warning_count}: {_listed(names)}" if names else "none"
