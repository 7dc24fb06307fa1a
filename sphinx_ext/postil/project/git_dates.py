"""The dates of the last commits of files: two git commands for the whole site."""

from __future__ import annotations

import subprocess
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Separators in the output: before each commit, and between its date and its parents.
_COMMIT, _PARENTS = "\x01", "\x02"
_LOG = (
    "log", f"--format={_COMMIT}%at{_PARENTS}%P", "--name-status", "-z", "-M100%", "--diff-filter=AMR", "--",
)  # fmt: skip


@frozen
class GitDates:
    """The dates of the last commits by absolute path, and why some are not known."""

    dates: Mapping[Path, datetime] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_git_dates(folders: Iterable[Path]) -> GitDates:
    """Return the author date of the last commit that changed each file in `folders`.

    A commit that only renames a file does not count. A file without a commit has no date, and neither has one whose
    last commit is not in a shallow clone.
    """
    dates: dict[Path, datetime] = {}
    problems: list[str] = []
    for repository, paths in _group_by_repository(folders).items():
        if repository is None:
            problems.append(f"{paths[0]} is not in a git repository")
            continue
        try:
            shallow = _run_git(repository, "rev-parse", "--is-shallow-repository").strip() == "true"
            output = _run_git(repository, *_LOG, *map(str, paths))
        except (OSError, subprocess.SubprocessError) as error:
            problems.append(_describe(error))
            continue
        if shallow:
            problems.append(
                f"{repository} is a shallow clone, which lacks the dates of older changes; fetch the full history"
            )
        dates |= {repository / name: date for name, date in parse_log(output, shallow=shallow).items()}
    return GitDates(dates, tuple(dict.fromkeys(problems)))


def parse_log(output: str, *, shallow: bool = False) -> dict[str, datetime]:
    """Return the date of each file in the output of `git log`, newest commits first.

    The oldest commits of a shallow clone have no parents and seem to add every file; they are ignored.
    """
    dates: dict[str, datetime] = {}
    names: dict[str, str] = {}  # old name -> current name
    for commit in output.split(_COMMIT)[1:]:
        header, _end, changes = commit.partition("\0")
        timestamp, _separator, parents = header.partition(_PARENTS)
        date = datetime.fromtimestamp(int(timestamp), tz=UTC)
        changes = changes.removeprefix("\n").removesuffix("\0")
        fields = iter(changes.split("\0") if changes else ())
        for status in fields:
            if status.startswith("R"):
                old, new = next(fields), next(fields)
                names[old] = names.get(new, new)
                continue
            path = next(fields)
            if parents or not shallow:
                dates.setdefault(names.get(path, path), date)
    return dates


def _group_by_repository(folders: Iterable[Path]) -> Mapping[Path | None, list[Path]]:
    """Return the folders by the root of their git repository; None for those outside of one."""
    groups: dict[Path | None, list[Path]] = {}
    for folder in folders:
        path = folder.resolve()
        root = next((parent for parent in (path, *path.parents) if (parent / ".git").exists()), None)
        groups.setdefault(root, []).append(path)
    return groups


def _run_git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    process = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - no shell, and no untrusted input
    return process.stdout.decode("utf-8", "surrogateescape")


def _describe(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "git is not installed"
    stderr: bytes = getattr(error, "stderr", b"") or b""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return f"git failed: {lines[0] if lines else error}"
