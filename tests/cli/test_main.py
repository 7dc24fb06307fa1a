"""The command line of `postil`: help, errors, exit statuses, completions."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest

from postil.cli.exit_status import ExitStatus
from postil.cli.help_format import Command
from postil.cli.main import main
from postil.cli.registry import ENTRIES, Entry, load
from postil.cli.site_folder import find_source
from postil.testing import SiteBuilder

CONF = 'extensions = ["postil"]\nhtml_theme = "basic"\n'


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_command_has_a_summary_examples_and_help_texts(entry: Entry) -> None:
    command = load(entry)

    assert isinstance(command, Command)
    assert entry.summary == (command.help or "").partition(".")[0]
    assert command.examples
    for line, text in command.examples:
        assert re.match(rf"postil {entry.name}\b", line)
        assert text
    for parameter in command.params:
        assert str(getattr(parameter, "help", "")).endswith("."), parameter.name


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["serve", "--help"], ["serve", "-h"]])
def test_help_shows_examples(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == ExitStatus.OK
    assert "\nExamples:\n  postil" in capsys.readouterr().out


def test_short_help_does_not_depend_on_the_first_context() -> None:
    serve = load(next(entry for entry in ENTRIES if entry.name == "serve"))

    assert serve.get_help_option_names(click.Context(serve)) == ["-h", "--help"]


def test_help_imports_no_command_and_no_sphinx() -> None:
    script = "import sys; from postil.cli.main import main; main(['--help']); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout  # noqa: S603
    modules = shown.splitlines()[-1].split()

    assert "click" in modules
    assert [name for name in modules if re.match(r"sphinx|docutils|myst|postil\.cli\.commands\.", name)] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serve", "-D", "no_value"], "no_value: expected OPTION=VALUE, for example:"),
        (["serve", "--port", "65536"], "65536 is not in the range"),
        (["serve", "-j", "many"], "expected a number of processes or `auto`"),
        (["sreve"], "there is no command 'sreve'; did you mean 'serve'?"),
        (["xyz"], "there is no command 'xyz'."),
        (["--nope"], "No such option"),
        (["serve", "nowhere"], "There is no conf.py in "),
    ],
)
def test_an_invalid_command_line_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    SiteBuilder(tmp_path).write({"docs/conf.py": CONF})

    assert main(arguments) == ExitStatus.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err


def test_the_folder_of_conf_py_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == ExitStatus.USAGE
    assert "postil init" in capsys.readouterr().err
    SiteBuilder(tmp_path).write({"docs/conf.py": CONF, "blog/docs/conf.py": CONF, "manual/conf.py": CONF})
    assert find_source(None) == tmp_path.relative_to(tmp_path) / "docs"
    assert find_source(tmp_path / "blog") == tmp_path / "blog" / "docs"
    assert find_source(tmp_path / "manual") == tmp_path / "manual"
    assert find_source(tmp_path / "docs") == tmp_path / "docs"


@pytest.mark.parametrize("source", ["docs", ".", "docs/source", "source", "doc", "doc/source"])
def test_the_folders_of_sphinx_quickstart_are_found(tmp_path: Path, source: str) -> None:
    SiteBuilder(tmp_path).write({f"{source}/conf.py": CONF})

    assert find_source(None) == Path(source)
    assert find_source(tmp_path) == tmp_path / source


def test_a_port_in_use_is_reported_before_the_build(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    SiteBuilder(tmp_path).write({"docs/conf.py": CONF, "docs/index.md": "# Home\n"})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == ExitStatus.FAILURE
    said = capfd.readouterr()
    assert said.out == ""
    assert re.fullmatch(rf"postil serve: port {port} is in use; .*--port 0.*\n", said.err)
    assert not (tmp_path / "build").exists()

    assert main(["serve", "--host", "192.0.2.7", "--port", "0"]) == ExitStatus.FAILURE
    assert "not an address of this computer" in capfd.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == ExitStatus.OK
    assert f"_POSTIL_COMPLETE={shell}_complete" in capsys.readouterr().out

    words = {"COMP_WORDS": "postil serve --p", "COMP_CWORD": "--p" if shell == "fish" else "2"}
    environment = os.environ | {"_POSTIL_COMPLETE": f"{shell}_complete"} | words
    completed = subprocess.run(
        [sys.executable, "-m", "postil"], capture_output=True, text=True, check=True, env=environment
    ).stdout
    assert "--port" in completed


def test_titles_are_shown_in_any_encoding(tmp_path: Path) -> None:
    SiteBuilder(tmp_path).write({"docs/conf.py": CONF + 'blog_title = "川 – Rivers"\n'})
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    shown = subprocess.run(
        [sys.executable, "-m", "postil"],
        capture_output=True,
        check=True,
        env=environment,
    ).stdout
    assert shown.decode("cp1252").startswith("? – Rivers: 0 posts")


def test_ctrl_c_and_a_closed_pipe_are_no_tracebacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_context: click.Context) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.Context, "get_help", interrupt)
    assert main(["--help"]) == ExitStatus.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err
    script = f"{sys.executable} -m postil completion bash | true; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert (ended.returncode, ended.stderr) == (ExitStatus.FAILURE, "")
