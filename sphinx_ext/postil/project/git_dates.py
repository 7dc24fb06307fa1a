"""Ask git when each file was last changed: one question for the whole site."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# What stands before each commit, and between its date and its parents, in the answer.
_COMMIT, _PARENTS = "\x01", "\x02"
_LOG = (
    "log", f"--format={_COMMIT}%at{_PARENTS}%P", "--name-status", "-z", "-M100%", "--diff-filter=AMR", "--",
)  # fmt: skip


@dataclass(frozen=True)
class GitDates:
    """When files were last changed, by their whole path, and what could not be told."""

    dates: Mapping[Path, datetime] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_git_dates(folders: Iterable[Path]) -> GitDates:
    """Return the date of the last commit that changed each file in `folders`, by its author's clock.

    A file that was only given another name keeps its date. One that is not committed has none, and neither has one
    that a shallow clone does not know the last change of.
    """
    dates: dict[Path, datetime] = {}
    problems: list[str] = []
    for repository, parts in _by_repository(folders).items():
        if repository is None:
            problems.append(f"{parts[0]} is not in a git repository")
            continue
        try:
            shallow = _ask(repository, "rev-parse", "--is-shallow-repository").strip() == "true"
            answer = _ask(repository, *_LOG, *map(str, parts))
        except (OSError, subprocess.SubprocessError) as error:
            problems.append(_reason(error))
            continue
        if shallow:
            problems.append(f"{repository} is a shallow clone, which lacks the dates of older changes")
        found = parse_log(answer, shallow=shallow)
        dates |= {repository / name: when for name, when in found.items()}
    return GitDates(dates, tuple(dict.fromkeys(problems)))


def parse_log(answer: str, *, shallow: bool = False) -> dict[str, datetime]:
    """Return the date of each file in the answer to `git log`, newest commits first.

    The oldest commits of a shallow clone have no parents and seem to bring every file; they say nothing.
    """
    dates: dict[str, datetime] = {}
    names: dict[str, str] = {}  # what a file is called now, by what it was called
    for commit in answer.split(_COMMIT)[1:]:
        head, _end, changes = commit.partition("\0")
        stamp, _mark, parents = head.partition(_PARENTS)
        when = datetime.fromtimestamp(int(stamp), tz=UTC)
        changes = changes.removeprefix("\n").removesuffix("\0")
        words = iter(changes.split("\0") if changes else ())
        for status in words:
            if status.startswith("R"):
                old, new = next(words), next(words)
                names[old] = names.get(new, new)
                continue
            path = next(words)
            if parents or not shallow:
                dates.setdefault(names.get(path, path), when)
    return dates


def _by_repository(folders: Iterable[Path]) -> Mapping[Path | None, list[Path]]:
    """Return the folders by the repository in which each lies."""
    found: dict[Path | None, list[Path]] = {}
    for folder in folders:
        whole = folder.resolve()
        root = next((parent for parent in (whole, *whole.parents) if (parent / ".git").exists()), None)
        found.setdefault(root, []).append(whole)
    return found


def _ask(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - no shell, and no words of a reader
    return done.stdout.decode("utf-8", "surrogateescape")


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no git"
    said = getattr(error, "stderr", b"") or b""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return f"git says: {lines[0]}" if lines else f"git failed: {error}"
