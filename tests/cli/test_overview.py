"""`postil` alone: what is in this folder, and what one can do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.cli.exit_status import ExitStatus
from postil.cli.main import main
from postil.cli.overview import headline, next_steps
from postil.cli.registry import ENTRIES
from postil.scaffold.folder_state import FolderState, Kind, blog_title, read_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = ["init", "new", "serve", "build", "list", "publish", "check", "import"]


def first_words(state: FolderState, commands: Sequence[str] = ALL) -> list[str]:
    return [" ".join(line.split()[:2]) for line, _text in next_steps(state, commands)]


def test_next_steps() -> None:
    blog = FolderState(Kind.BLOG, "Rivers", posts=3, drafts=("a", "2026-01-02-b"))

    assert "postil publish b" in dict(next_steps(blog, ALL))
    assert first_words(FolderState(Kind.BLOG))[:2] == ["postil serve", "postil new"]
    assert "postil publish" not in first_words(FolderState(Kind.BLOG))
    assert first_words(blog, ["serve", "new"]) == ["postil serve", "postil new"]
    assert first_words(FolderState(Kind.EMPTY))[0] == "postil init"
    assert "postil import hugo . --to ../new-blog" in dict(next_steps(FolderState(Kind.ENGINE, "hugo"), ALL, ["hugo"]))
    assert first_words(FolderState(Kind.ENGINE, "hugo")) == ["postil init"]
    assert "extensions" in next_steps(FolderState(Kind.SPHINX, conf=Path("conf.py")), ALL)[0][0]


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (FolderState(Kind.BLOG, "Rivers", posts=3, drafts=("a", "b")), "Rivers: 3 posts, 2 of them drafts"),
        (FolderState(Kind.BLOG, posts=1, drafts=("a",)), "A blog: 1 post, one of them a draft"),
        (FolderState(Kind.BLOG, "Rivers"), "Rivers: 0 posts"),
        (FolderState(Kind.ENGINE, "hugo"), "This folder looks like a blog made with Hugo"),
        (FolderState(Kind.EMPTY), "There is no blog in this folder yet"),
    ],
)
def test_headlines(state: FolderState, line: str) -> None:
    assert headline(state) == line


@pytest.mark.parametrize(
    ("files", "kind", "name"),
    [
        ({}, Kind.EMPTY, ""),
        ({"notes.txt": ""}, Kind.OTHER, ""),
        ({"docs/conf.py": 'extensions = ["postil"]\nblog_title = "Rivers"\n'}, Kind.BLOG, "Rivers"),
        ({"conf.py": 'extensions = ["sphinx.ext.todo"]\n'}, Kind.SPHINX, ""),
        ({"hugo.toml": ""}, Kind.ENGINE, "hugo"),
        ({"_config.yml": "", "_posts/a.md": ""}, Kind.ENGINE, "jekyll"),
        ({"_quarto.yml": ""}, Kind.ENGINE, "quarto"),
        ({"pelicanconf.py": ""}, Kind.ENGINE, "pelican"),
        ({".obsidian/app.json": ""}, Kind.ENGINE, "obsidian"),
        ({"hugo.toml": "", "docs/conf.py": 'extensions = ["postil"]\n'}, Kind.BLOG, ""),
    ],
)
def test_what_a_folder_is(tmp_path: Path, files: dict[str, str], kind: Kind, name: str) -> None:
    write(tmp_path, files)
    state = read_folder(tmp_path)

    assert (state.kind, state.name) == (kind, name)


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def test_posts_and_drafts_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {
            "docs/conf.py": 'extensions = ["postil"]\n',
            "posts/2024-01-01-a/index.md": "---\ntitle: A\ndraft: true\n---\n",
            "posts/b.md": "---\ntitle: B\n---\n\ndraft: true\n",
            "posts/c.md": "+++\ndraft = true\n+++\n",
            "posts/README.md": "",
            "posts/_d.md": "",
            "posts/photo.jpg": "",
        },
    )
    state = read_folder(tmp_path)

    assert state.posts == 3
    assert state.drafts == ("2024-01-01-a", "c")
    monkeypatch.chdir(tmp_path / "docs")
    assert read_folder(Path()).posts == 3


@pytest.mark.parametrize(
    ("conf", "title"),
    [
        ('blog_title = "Rivers"\nproject = "x"', "Rivers"),
        ("project = 'x'", "x"),
        ("blog_title = name()", ""),
        ("blog_title = (", ""),
        ("a\0b", ""),
    ],
)
def test_the_title_of_a_blog(conf: str, title: str) -> None:
    assert blog_title(conf) == title


def test_commands_work_in_the_folders_of_a_blog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"docs/conf.py": 'extensions = ["postil"]\nblog_title = "Rivers"\n', "posts/a/index.md": "# A\n"})
    monkeypatch.chdir(tmp_path / "posts" / "a")

    assert main([]) == ExitStatus.OK
    said = capsys.readouterr().out
    assert said.startswith("Rivers: 1 post\n")
    assert "\x1b" not in said
    shown = {line.split()[1] for line in said.splitlines() if line.startswith("  postil ")}
    assert shown <= {entry.name for entry in ENTRIES}
    assert main(["new", "B", "--date", "2026-01-01"]) == ExitStatus.OK
    assert (tmp_path / "posts/b/index.md").is_file()
