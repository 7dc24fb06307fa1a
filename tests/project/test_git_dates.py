"""Update dates from git."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from postil.project import git_dates
from postil.project.git_dates import parse_log, read_git_dates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

CONF = "postil_updated_from_git = True\n"


def git(folder: Path, *words: str, date: str = "2024-01-01") -> None:
    """Run git with an author and a clock of its own."""
    names = {f"GIT_{who}_{what}": "x@y" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": f"{date}T12:00:00Z", "GIT_COMMITTER_DATE": "2030-01-01T00:00:00Z"}
    command = ["git", "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always", *words]
    subprocess.run(command, cwd=folder, env=os.environ | names | dates, check=True, capture_output=True)  # noqa: S603


def commit(folder: Path, date: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "x", date=date)


def updated(built: Built, name: str = "posts/a") -> list[str]:
    return [str(time["datetime"]) for time in built.article(name).select(".postil-byline-updated time")]


def when(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


@pytest.fixture
def repository(plain_site: SiteBuilder, post: Post) -> SiteBuilder:
    """Return a site with two committed posts, the first of them changed later."""
    plain_site.conf = CONF
    plain_site.write({".gitignore": "build/\n"})
    git(plain_site.folder, "init", "-q")
    plain_site.build({"a.md": post(), "b ü.md": post(title="B", updated="2024-12-24")})
    commit(plain_site.folder, "2024-03-24")
    plain_site.write(
        {"posts/a.md": post("Other words.\n"), "posts/b ü.md": post("Other.\n", title="B", updated="2024-12-24")}
    )
    commit(plain_site.folder, "2024-05-01")
    return plain_site


def test_update_date_is_that_of_the_last_commit(repository: SiteBuilder) -> None:
    built = repository.build()

    assert built.warnings == []
    assert updated(built) == ["2024-05-01"]
    assert updated(built, "posts/b ü") == ["2024-12-24"]  # its author knows better
    assert "<updated>2024-05-01T12:00:00+00:00</updated>" in built.read("blog/atom.xml")
    assert "<lastmod>2024-05-01T12:00:00+00:00</lastmod>" in built.read("sitemap.xml")


def test_a_commit_updates_the_page(repository: SiteBuilder, post: Post, tmp_path: Path) -> None:
    repository.build()
    repository.write({"posts/a.md": post("New words.\n")})
    assert updated(repository.build()) == ["2024-05-01"]  # not committed: the clock has no say
    commit(repository.folder, "2024-07-07")
    built = repository.build()
    before = {path: path.read_bytes() for path in built.outdir.rglob("*") if path.is_file()}

    assert updated(built) == ["2024-07-07"]
    shutil.rmtree(repository.folder / "build")
    repository.build()
    assert {path: path.read_bytes() for path in built.outdir.rglob("*") if path.is_file()} == before


def test_git_runs_twice_per_build(repository: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[tuple[str, ...]] = []
    run = git_dates._run_git  # noqa: SLF001 - what is costly

    def count(folder: Path, *words: str) -> str:
        commands.append(words)
        return run(folder, *words)

    monkeypatch.setattr(git_dates, "_run_git", count)
    repository.build()

    assert [words[0] for words in commands] == ["rev-parse", "log"]


def test_shallow_clone_is_reported(repository: SiteBuilder, tmp_path: Path, post: Post) -> None:
    repository.write({"posts/a.md": post("Newest.\n")})
    commit(repository.folder, "2024-08-08")
    repository.write({"posts/c.md": post(title="C")})
    commit(repository.folder, "2024-09-09")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{repository.folder}", str(clone))
    found = read_git_dates([clone / "posts"])

    assert len(found.problems) == 1
    assert "shallow" in found.problems[0]
    assert found.dates == {clone / "posts/c.md": when("2024-09-09")}


def test_no_repository_and_no_git_are_one_warning(
    plain_site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_site.conf = CONF
    built = plain_site.build({"a.md": post()})
    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_updated_from_git`" in built.warnings[0]
    assert "not in a git repository" in built.warnings[0]

    git(plain_site.folder, "init", "-q")
    monkeypatch.setenv("PATH", "")
    built = plain_site.build()
    assert len(built.warnings) == 1
    assert "git is not installed" in built.warnings[0]
    assert updated(built) == []


def test_repository_without_commits(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = CONF
    git(plain_site.folder, "init", "-q")
    built = plain_site.build({"a.md": post()})

    assert len(built.warnings) == 1
    assert "git failed" in built.warnings[0]


def test_rename_is_not_an_update(repository: SiteBuilder) -> None:
    git(repository.folder, "mv", "posts/a.md", "posts/z.md")
    commit(repository.folder, "2024-09-09")
    found = read_git_dates([repository.folder / "posts"])

    assert found.dates[repository.folder / "posts/z.md"] == when("2024-05-01")


def test_parse_log() -> None:
    log = "\x01200\x02p\0\nR100\0b\0c\0\x01150\x02p\0\nR100\0a\0b\0M\0x y\n\0\x01100\x02\0\nA\0a\0A\0d\0"

    assert {name: int(date.timestamp()) for name, date in parse_log(log).items()} == {"x y\n": 150, "c": 100, "d": 100}
    assert parse_log(log, shallow=True) == {"x y\n": datetime.fromtimestamp(150, tz=UTC)}
    assert parse_log("") == {}
