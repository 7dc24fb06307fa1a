"""The command line of `postil`."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

import pytest

from postil.cli.main import find_source, main
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path

CONF = 'extensions = ["postil"]\nhtml_theme = "basic"\n'


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["serve", "--help"]):
        with pytest.raises(SystemExit, match="0"):
            main(arguments)
        assert "postil serve docs --port 8001" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serve", "-D", "no_value"], "-D no_value: expected OPTION=VALUE, for example:"),
        (["serve", "--port", "65536"], "expected a port number from 0 to 65535"),
        (["serve", "-j", "many"], "expected a number of processes or `auto`"),
    ],
)
def test_an_invalid_option_is_an_error(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    SiteBuilder(tmp_path).write({"docs/conf.py": CONF})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert message in capsys.readouterr().err


def test_the_folder_of_conf_py_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["serve"])
    assert "no conf.py in" in capsys.readouterr().err
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "conf.py").write_text(CONF, "utf-8")
    assert find_source(None).name == "docs"


def test_a_port_in_use_is_reported_before_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    SiteBuilder(tmp_path).write({"docs/conf.py": CONF, "docs/index.md": "# Home\n"})
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert re.fullmatch(rf"postil serve: port {port} is in use; .*--port 0.*\n", said.err)
    assert not (tmp_path / "build").exists()

    assert main(["serve", "--host", "192.0.2.7", "--port", "0"]) == 1
    assert "not an address of this computer" in capfd.readouterr().err
