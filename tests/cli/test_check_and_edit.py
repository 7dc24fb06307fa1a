"""The commands that check a site, list its posts and change them, on one site."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from postil.cli.exit_status import ExitStatus
from postil.cli.main import main
from postil.testing import SiteBuilder, read_folder

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\nblog_baseurl = "https://example.org/"\n',
    "docs/index.md": "# Home\n\n[mill](../posts/2024-06-01-mill.md)\n",
    "posts/2024-06-01-mill.md": "---\ntitle: The mill\ndescription: Mills.\ntags: [mills]\n---\nText\n",
    "posts/idea.md": "---\ntitle: An idea\ndraft: true\ntags: [mills]\n---\nText [x](nope.md)\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    SiteBuilder(tmp_path).write(FILES)
    return tmp_path


def texts(folder: Path) -> dict[str, str]:
    return {name: content.decode() for name, content in read_folder(folder).items()}


def test_check_fails_for_problems_and_fixes_some(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post = folder / "posts/2024-06-01-mill.md"
    post.write_bytes(post.read_bytes().replace(b"description: Mills.\n", b"descripton: Mills.\r\n"))
    before = texts(folder)

    assert main(["check", "--diff"]) == ExitStatus.FAILURE
    shown = capsys.readouterr().out
    assert "-descripton: Mills.\n+description: Mills.\n" in shown
    assert texts(folder) == before

    assert main(["check", "--json"]) == ExitStatus.FAILURE
    found = json.loads(capsys.readouterr().out)
    assert [(each["file"], each["line"], each["kind"], each["fixable"]) for each in found] == [
        ("posts/2024-06-01-mill.md", 1, "description", False),
        ("posts/2024-06-01-mill.md", 3, "front-matter", True),
    ]
    assert main(["check", "--only", "description", "--strict"]) == ExitStatus.FAILURE
    capsys.readouterr()

    assert main(["check", "--fix"]) == ExitStatus.OK
    shown = capsys.readouterr().out
    assert "fixed  posts/2024-06-01-mill.md:3: unknown key `descripton`" in shown
    assert "no description" not in shown
    assert b"description: Mills.\r\n" in post.read_bytes()


@pytest.mark.long
def test_drafts_are_checked_if_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == ExitStatus.OK
    assert capsys.readouterr().out == "Nothing to complain about.\n"
    assert main(["check", "--drafts", "--only", "link"]) == ExitStatus.FAILURE
    assert "posts/idea.md" in capsys.readouterr().out


def test_a_post_from_draft_to_another_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = texts(folder)

    assert main(["list"]) == ExitStatus.OK
    assert re.fullmatch(
        r" {10}  draft      An idea  posts/idea.md\n2024-06-01  published  The mill  posts/2024-06-01-mill.md\n",
        capsys.readouterr().out,
    )
    assert main(["list", "--published", "--json"]) == ExitStatus.OK
    assert [each["url"] for each in json.loads(capsys.readouterr().out)] == [
        "https://example.org/posts/2024-06-01-mill.html"
    ]
    for arguments in (["publish", "idea"], ["move", "mill", "2024-06-01-weir"], ["tags", "rename", "mills", "water"]):
        assert main([*arguments, "--dry-run"]) == ExitStatus.OK
    assert texts(folder) == before
    shown = capsys.readouterr().out
    assert "-draft: true\n" in shown
    assert "+[mill](../posts/2024-06-01-weir.md)\n" in shown

    assert main(["publish", "idea", "--date", "2024-07-01"]) == ExitStatus.OK
    assert main(["move", "mill", "2024-06-01-weir"]) == ExitStatus.OK
    assert main(["tags", "rename", "mills", "water"]) == ExitStatus.OK
    assert texts(folder) == {
        "docs/conf.py": FILES["docs/conf.py"],
        "docs/index.md": "# Home\n\n[mill](../posts/2024-06-01-weir.md)\n",
        "posts/2024-06-01-weir.md": "---\ntitle: The mill\ndescription: Mills.\ntags: [water]\n"
        'aliases: ["/posts/2024-06-01-mill.html"]\n---\nText\n',
        "posts/idea.md": "---\ntitle: An idea\ntags: [water]\ndate: 2024-07-01\n---\nText [x](nope.md)\n",
    }
    shown = capsys.readouterr().out
    assert "Published “An idea”.\n  changed posts/idea.md\n" in shown
    assert "Moved “The mill”.\n  posts/2024-06-01-mill.md → posts/2024-06-01-weir.md\n" in shown
    assert "Renamed the tag mills to water in 2 files.\n" in shown
    assert main(["tags"]) == ExitStatus.OK
    assert capsys.readouterr().out == "    2  water\n"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["publish", "mill"], ExitStatus.FAILURE, "2024-06-01-mill.md is published already"),
        (["publish", "idea", "--date", "soon"], ExitStatus.USAGE, "--date soon: expected a date such as 2026-12-24"),
        (["move", "nothing", "x"], ExitStatus.FAILURE, "there is no post nothing"),
        (["tags", "rename", "mills"], ExitStatus.USAGE, "Name the tag and its new name"),
        (["tags", "rename", "x", "y"], ExitStatus.FAILURE, "no post has the tag `x`"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: ExitStatus, message: str
) -> None:
    before = texts(folder)

    assert main(arguments) == status
    assert message in capsys.readouterr().err
    assert texts(folder) == before


def test_doctor_shows_versions_and_fails_for_problems(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == ExitStatus.OK
    assert re.search(r"Versions\n  ✓ postil \d.*\n  ✓ sphinx \d", capsys.readouterr().out)

    assert main(["doctor", "-D", "blog_baseurl="]) == ExitStatus.FAILURE
    assert "✗ `blog_baseurl` is not set" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        ("1 / 0\n", "docs/conf.py, line 1: ZeroDivisionError: division by zero\n"),
        ("extensions = [\n", "conf.py, line 1: a syntax error: '[' was never closed\n"),
        ("extensions = ['postil']\ndef setup(app):\n    1 / 0\n", "conf.py: ZeroDivisionError: division by zero\n"),
    ],
)
def test_a_conf_that_fails_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], conf: str, message: str
) -> None:
    (folder / "docs/conf.py").write_text(conf, "utf-8")

    for command in (["check"], ["list"], ["doctor"], ["publish", "idea"], ["new", "A"]):
        if command[0] == "new" and "setup" in conf:
            continue  # it reads conf.py only
        assert main(command) == ExitStatus.FAILURE
        said = capsys.readouterr().err
        assert said.startswith(f"postil {command[0]}: ")
        assert said.endswith(message)
        assert said.count("\n") == 1


def test_a_file_that_cannot_be_written_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _content: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.write_bytes", refuse)

    for command in (["check", "--fix", "--drafts"], ["tags", "rename", "mills", "weirs"]):
        (folder / "posts/idea.md").write_text("---\ntitle: Idea\ntag: [mills]\ndescripton: x\n---\n\nText\n", "utf-8")
        assert main(command) == ExitStatus.FAILURE
        said = capsys.readouterr().err
        assert "Permission denied" in said
        assert said.count("\n") == 1
