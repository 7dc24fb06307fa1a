"""What an import did, for the person who ran it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postil.file_names import escape_unprintable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from postil.importers.model import NotUnderstood


@dataclass
class Report:
    """The counts and lists of one import."""

    folder: str
    is_dry_run: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    """How many `posts`, `pages`, `drafts`, `notes`, `images` and `files` there are, and how many old `urls`.

    `remote` are images that are not among the files.
    """
    written: list[str] = field(default_factory=list)
    """New files, and files that changed in the source since the last import."""
    unchanged: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    """Files of the owner that were not overwritten, and why."""
    lost_urls: list[tuple[str, str]] = field(default_factory=list)
    """Old URLs that no page can have, and why."""
    not_understood: list[NotUnderstood] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    """Options for `conf.py`."""
    conf_diff: str = ""
    """What changes in the old `conf.py`, as a unified diff."""

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        verb = "would write" if self.is_dry_run else "wrote"
        counts = ", ".join(_count(self.counts[name], name) for name in ("posts", "pages", "drafts"))
        details = ", ".join(_count(self.counts[name], name) for name in ("notes", "images", "files"))
        lines = [
            f"{counts}; {details}",
            f"URLs: {self.counts['urls']} of {self.counts['urls'] + len(self.lost_urls)} old URLs are kept",
            f"{verb} {_count(len(self.written), 'files')} in {self.folder}; {self.unchanged} unchanged",
        ]
        lines += _section("Kept as they are:", (f"{path}: {reason}" for path, reason in self.kept))
        lines += _section("Old URLs that are not kept:", (f"{url}: {reason}" for url, reason in self.lost_urls))
        lines += _section("Not imported:", (_count(number, name) for name, number in self.left_out.items()))
        lines += _section(
            "Not understood:", (f"{item.place}: {item.construct}: {item.instead}" for item in self.not_understood)
        )
        lines += _section("Problems:", self.problems)
        lines += _section(
            "For docs/conf.py, if you have not set them yet:",
            (f"{name} = {value!r}" for name, value in self.settings.items()),
        )
        lines += _section("What changes in your conf.py:", self.conf_diff.split("\n") if self.conf_diff else ())
        if number := self.counts["remote"]:
            hint = "give a backup of the files with --media, or add --download"
            lines += ["", f"{_count(number, 'images')} not copied, still at the old URL: {hint}"]
        # an export can contain characters that control a terminal
        return [escape_unprintable(line) for line in lines]


def _section(heading: str, items: Iterable[str]) -> list[str]:
    lines = [f"  {item}" for item in items]
    return ["", heading, *lines] if lines else []


def _count(number: int, name: str) -> str:
    """Return a number with its noun, which is given in the plural."""
    noun, space, rest = name.partition(" ")
    return f"{number} {noun.removesuffix('s') if number == 1 else noun}{space}{rest}"
