"""`postil init`, `new` and `build` for real."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from postil.cli.exit_status import ExitStatus
from postil.cli.main import main
from postil.cli.output_folders import default_output, doctree_folder
from postil.preview.terminal import EchoStream

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = 'extensions = ["postil"]\nhtml_theme = "basic"\n'


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows(text: str) -> dict[str, str]:
    return dict(re.findall(r"^(Posts|Held back|New|Changed|Lost URLs|Warnings) +(.+)$", text, re.MULTILINE))


def test_init_new_build(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The site builds without warnings; later builds say what is new, changed, held back and lost."""

    def build(*options: str) -> dict[str, str]:
        assert main(["build", "-j", "1", *options]) == ExitStatus.OK
        return rows(capfd.readouterr().out)

    assert main(["init", "--yes", "--name", "River notes", "--author", "Ada", "--url", "example.org"]) == ExitStatus.OK
    first = build("--strict")
    assert first["Posts"] == "1, the newest “Notes in the margin”"
    assert first["Warnings"] == first["Held back"] == first["Lost URLs"] == "none"
    assert not list((tmp_path / "build/html").rglob("*.doctree"))
    home = BeautifulSoup((tmp_path / "build/html/index.html").read_text("utf-8"), "lxml")
    assert home.select_one(".postil-front")
    assert "River notes" in home.get_text()
    [post] = (tmp_path / "build/html/posts").rglob("*.html")
    page = BeautifulSoup(post.read_text("utf-8"), "lxml")
    assert len(page.select("aside.postil-note")) == 2
    assert page.select_one("figure source[srcset]")

    assert main(["new", "A walk", "--file", "--date", "2026-01-02"]) == ExitStatus.OK
    draft = tmp_path / "posts/2026-01-02-a-walk.md"
    held = build()
    assert held["Held back"] == "1 draft (posts/2026-01-02-a-walk.md)"
    assert held["New"] == "none"

    draft.write_text(draft.read_text("utf-8").replace("draft: true", "tags: [a]") + "Text.\n", "utf-8")
    assert build()["New"] == "“A walk”"
    draft.write_text(draft.read_text("utf-8") + "\n[](#nowhere)\n", "utf-8")
    draft.rename(tmp_path / "posts/2026-01-02-another-walk.md")
    assert main(["build", "-j", "1", "--strict"]) == ExitStatus.FAILURE
    said = capfd.readouterr()
    assert rows(said.out)["Lost URLs"] == "posts/2026-01-02-a-walk.html"
    assert re.search(r"^posts/2026-01-02-another-walk\.md:\d+: WARNING: .*leads nowhere", said.err, re.MULTILINE)
    assert "--strict" in said.err

    (tmp_path / "posts/2026-01-02-another-walk.md").unlink()
    assert build("--strict")["Lost URLs"] == "posts/2026-01-02-another-walk.html"


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        ("\n1 / 0\n", "docs/conf.py, line 4: ZeroDivisionError: division by zero"),
        ('extensions.append("no_such_extension")\n', "Extension error: Could not import extension no_such_extension"),
        ("x = (\n", "conf.py, line 3: a syntax error: "),
    ],
)
def test_a_build_that_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str], conf: str, message: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/conf.py").write_text(PLAIN + conf, "utf-8")

    assert main(["build"]) == ExitStatus.FAILURE
    said = capfd.readouterr()
    assert said.err.startswith(
        f"The build failed: {message.replace('/', os.sep) if 'docs/conf' in message else message}"
    )
    assert "Traceback" not in said.err
    assert main(["build", "--verbose"]) == ExitStatus.FAILURE
    assert "Traceback" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("folders", "source", "expected"),
    [
        (["docs"], "docs", "build/html"),
        (["manual", "posts"], "manual", "build/html"),
        (["manual"], "manual", "manual/_build/html"),
        ([], ".", "_build/html"),
    ],
)
def test_the_default_folder_for_pages_is_part_of_the_site(
    tmp_path: Path, folders: list[str], source: str, expected: str
) -> None:
    site = tmp_path / "site"
    for folder in [".", *folders]:
        (site / folder).mkdir(exist_ok=True)

    pages = default_output((site / source).resolve(), "html")
    assert pages == site / expected
    assert not doctree_folder(pages).is_relative_to(pages)


def test_paths_of_warnings_are_short(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts" / "a.md"
    EchoStream(err=True).write(f"\x1b[91m{path}:1: WARNING: see {path}\x1b[39;49;00m\n{path}:2: x\n")

    relative = path.relative_to(tmp_path)
    assert capfd.readouterr().err == f"{relative}:1: WARNING: see {path}\n{relative}:2: x\n"
