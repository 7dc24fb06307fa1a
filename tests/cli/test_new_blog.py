"""`postil init` and `postil new`."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from postil.cli.exit_status import ExitStatus
from postil.cli.main import main
from postil.scaffold.originals import find_original

if TYPE_CHECKING:
    from pathlib import Path

INIT = ["init", "--yes", "--name", "River notes", "--author", "Ada", "--language", "en"]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795694400")  # 26 November 2026


def all_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_init_twice_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("mine", "utf-8")
    assert main(INIT) == ExitStatus.OK
    said = capsys.readouterr().out
    assert "kept  README.md" in said
    assert "new   docs/conf.py" in said
    before = all_files(tmp_path)

    assert main(INIT) == ExitStatus.FAILURE
    assert "docs/conf.py is there already" in capsys.readouterr().err
    assert all_files(tmp_path) == before
    assert before["README.md"] == b"mine"

    # A host can be added later, once.
    assert main(["init", "--host", "netlify"]) == ExitStatus.OK
    assert main(["init", "--host", "netlify"]) == ExitStatus.FAILURE
    assert {*all_files(tmp_path)} - {*before} == {"netlify.toml", "package.json"}


def test_init_in_a_sphinx_site_says_what_to_add(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "conf.py").write_text("project = 'x'\n", "utf-8")

    assert main(["init"]) == ExitStatus.FAILURE
    assert 'add "postil" to `extensions`' in capsys.readouterr().err
    assert [*all_files(tmp_path)] == ["conf.py"]


@pytest.mark.parametrize("arguments", [["--url", "no url"], ["--language", "xx"], ["--host", "nowhere"]])
def test_invalid_answers(tmp_path: Path, arguments: list[str]) -> None:
    assert main([*INIT, *arguments]) == ExitStatus.USAGE
    assert all_files(tmp_path) == {}


def test_a_folder_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").write_text("a file", "utf-8")

    assert main(INIT) == ExitStatus.FAILURE
    assert capsys.readouterr().err.startswith("postil init: ")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/conf.py").write_text('extensions = ["postil"]\n', "utf-8")
    return tmp_path


def test_new_writes_a_draft_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = os.path.join("posts", "2026-11-26-title-of-the-essay", "index.md")  # noqa: PTH118 - as it is shown
    assert main(["new", "Title of the essay"]) == ExitStatus.OK
    said = capsys.readouterr().out
    assert f"Wrote {path}\n" in said
    assert "postil publish title-of-the-essay\n" in said
    assert (site / path).read_text("utf-8") == "---\ntitle: Title of the essay\ndraft: true\n---\n\n"

    assert main(["new", "Title of the essay"]) == ExitStatus.FAILURE
    assert "is there already" in capsys.readouterr().err
    assert main(["new", "Title of the essay", "--date", "2025-01-02", "--file"]) == ExitStatus.OK
    assert (site / "posts/2025-01-02-title-of-the-essay.md").is_file()


@pytest.mark.parametrize(
    ("conf", "folder", "expected"),
    [
        ("", "posts", "posts"),
        ("postil_mounts = {'essays': '../texts'}", "texts", "texts"),
        ("postil_mounts = {'a': '../a', 'posts': '../b'}", "b", "b"),
        ("", "docs/posts", "docs/posts"),
        ("postil_mounts = {}", ".", "docs/posts"),
        ("postil_mounts = 1", "posts", "posts"),
    ],
)
def test_new_finds_the_folder_of_posts(site: Path, conf: str, folder: str, expected: str) -> None:
    (site / "docs/conf.py").write_text(f'extensions = ["postil"]\n{conf}\n', "utf-8")
    (site / folder).mkdir(exist_ok=True)
    (site / folder / "2024-01-01-old.md").write_text("# Old\n", "utf-8")

    assert main(["new", "A"]) == ExitStatus.OK
    assert [*(site / expected).glob("2026-11-26-a*")]


def test_new_copies_an_image_and_uses_a_template(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (8, 8)).save(site / "my photo.jpg")
    (site / "docs/_templates/posts").mkdir(parents=True)
    (site / "docs/_templates/posts/review.md").write_text("---\ntags: [review]\n---\n\nA review.\n", "utf-8")

    assert main(["new", "A", "--from", "review", "--image", "my photo.jpg"]) == ExitStatus.OK
    text = (site / "posts/2026-11-26-a/index.md").read_text("utf-8")
    assert text == "---\ntitle: A\ntags: [review]\ndraft: true\n---\n\nA review.\n\n![](my-photo.jpg)\n"
    assert (site / "posts/2026-11-26-a/my-photo.jpg").read_bytes() == (site / "my photo.jpg").read_bytes()

    assert main(["new", "B", "--from", "nothing"]) == ExitStatus.USAGE
    assert "Templates: review" in capsys.readouterr().err


def test_new_in_another_language(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "docs/conf.py").write_text('extensions = ["postil"]\npostil_slug_style = "ascii"\n', "utf-8")
    assert main(["new", "Rivers", "--file"]) == ExitStatus.OK
    assert main(["new", "Größe", "--file", "--lang", "de"]) == ExitStatus.OK
    text = (site / "posts/2026-11-26-groesse.md").read_text("utf-8")
    assert text == "---\ntitle: Größe\nlanguage: de\ndraft: true\n---\n\n"

    capsys.readouterr()
    assert main(["new", "Flüsse", "--language", "pt_br", "--translates", "rivers"]) == ExitStatus.OK
    path = site / "posts/2026-11-26-rivers.pt-BR.md"
    assert path.read_text("utf-8") == "---\ntitle: Flüsse\ndraft: true\n---\n\n"
    assert f"postil publish {os.path.relpath(path)}\n" in capsys.readouterr().out
    (site / "posts/lake.md").write_text("---\npage_id: 12\n---\n\n# Lake\n", "utf-8")
    assert main(["new", "See", "--language", "de", "--translates", "lake"]) == ExitStatus.OK
    text = (site / "posts/lake.de.md").read_text("utf-8")
    assert "\ntranslation_key: '12'\n" in text  # without it, this would be another essay
    (site / "posts/de").mkdir()
    assert main(["new", "Flüsse", "--language", "de"]) == ExitStatus.OK
    assert (site / "posts/de/2026-11-26-fluesse.md").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--language", "zz"],
        ["--translates", "rivers"],
        ["--language", "de", "--translates", "nothing"],
        ["--language", "de", "--translates", "rivers", "--image", "photo.jpg"],
        ["--language", "de", "--translates", "walk"],
    ],
)
def test_translations_of_nothing(site: Path, arguments: list[str]) -> None:
    for name in ("rivers.md", "2024-01-01-walk.md", "2024-01-02-walk/index.md"):
        (site / "posts" / name).parent.mkdir(parents=True, exist_ok=True)
        (site / "posts" / name).write_text("# A\n", "utf-8")
    Image.new("RGB", (8, 8)).save(site / "photo.jpg")
    before = all_files(site)

    assert main(["new", "A", *arguments]) == ExitStatus.USAGE
    assert all_files(site) == before


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("walk", "2024-01-02-walk/index.md"),
        ("2024-01-02-walk", "2024-01-02-walk/index.md"),
        ("posts/2024-01-02-walk", "2024-01-02-walk/index.md"),
        ("posts/2024-01-02-walk/index.md", "2024-01-02-walk/index.md"),
        ("posts/rivers.md", "rivers.md"),
        ("rivers.md", "rivers.md"),
    ],
)
def test_the_original_of_a_translation(tmp_path: Path, name: str, path: str) -> None:
    paths = ["2024-01-02-walk/index.md", "2024-01-02-walk/index.de.md", "2024-01-02-walk/walk.png", "rivers.md"]

    assert find_original(name, [*paths, "rivers.fr.md"], tmp_path / "posts") == path


def test_errors_of_new_are_no_tracebacks(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", " "]) == ExitStatus.USAGE
    assert main(["new", "caf\udce9"]) == ExitStatus.USAGE
    assert main(["new", "A", "--image", "nothing.jpg"]) == ExitStatus.USAGE
    (site / "docs/_templates/posts").mkdir(parents=True)
    (site / "docs/_templates/posts/old.md").write_bytes(b"caf\xe9\n")
    assert main(["new", "A", "--from", "old"]) == ExitStatus.USAGE
    assert not (site / "posts").exists()
    (site / "docs/conf.py").write_text("1 / 0\n", "utf-8")
    capsys.readouterr()
    assert main(["new", "A"]) == ExitStatus.FAILURE
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_new_opens_the_editor_on_a_terminal(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = site / "editor.py"
    script.write_text(
        "import json, pathlib, sys\npathlib.Path('opened').write_text(json.dumps(sys.argv[1:]))\n", "utf-8"
    )
    monkeypatch.setenv("VISUAL", f'"{sys.executable}" "{script}"')
    assert main(["new", "A"]) == ExitStatus.OK  # no terminal
    assert not (site / "opened").exists()

    monkeypatch.setattr("postil.cli.commands.new.is_interactive", lambda: True)
    assert main(["new", "B", "--no-edit"]) == ExitStatus.OK
    assert not (site / "opened").exists()
    assert main(["new", "C"]) == ExitStatus.OK
    assert json.loads((site / "opened").read_text("utf-8")) == [str(site / "posts/2026-11-26-c/index.md")]
