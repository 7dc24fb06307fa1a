"""Settings in Python are read without running them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.importers.python_settings import Settings, read_settings
from postil.importers.source import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.model import NotUnderstood


def read(tmp_path: Path, text: str) -> tuple[Settings, list[NotUnderstood]]:
    (tmp_path / "conf.py").write_text(text, "utf-8")
    settings = Settings()
    problems: list[NotUnderstood] = []
    read_settings(open_source(tmp_path), "conf.py", settings, problems)
    return settings, problems


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A = 'x'", "x"),
        ("A: str = 'x'", "x"),
        ("B = 'x'\nA = B + 'y'", "xy"),
        ("B = 'x'\nA = f'{B}/y'", "x/y"),
        ("A = ['x']\nA += ['y']", ["x", "y"]),
        ("A = {}\nA['x'] = 1", {"x": 1}),
        ("A = dict(x=1)", {"x": 1}),
        ("A = os.environ.get('URL', 'x')", "x"),
        ("A = _('x')", "x"),
        ("A = -1", -1),
        ("A = ('x',) + ('y',)", ("x", "y")),
        ("B = A = 'x'", "x"),
        ("A = 'x'\nA = run()\n", None),
        ("A = {**other}\n", {}),
        ("A = B\n", None),
        ("A = [x for x in y]\n", None),
        ("A = 'x' * 10**9\n", None),
        ("A = 'x'\n" + "A = A + A\n" * 60, None),
        ("A = " + "-" * 90 + "1", 1),
        ("if True:\n    A = 'x'\n", None),
    ],
)
def test_values(tmp_path: Path, text: str, value: object) -> None:
    assert read(tmp_path, text)[0].values.get("A") == value


@pytest.mark.parametrize("text", ["A = (", "\x00", "A = " + "(" * 500, "A = 'x\n", "é = = 1"])
def test_invalid_python_is_one_problem_with_its_line(tmp_path: Path, text: str) -> None:
    settings, problems = read(tmp_path, f"B = 1\n{text}")

    assert settings.values == {}
    assert [problem.place.file for problem in problems] == ["conf.py"]


def test_nothing_is_run(tmp_path: Path) -> None:
    target = tmp_path / "written"
    text = f"A = 1\nopen({str(target)!r}, 'w')\nB = __import__('os').getcwd()\nraise SystemExit\n"
    settings, _problems = read(tmp_path, text)

    assert settings.values == {"A": 1}
    assert not target.exists()
    assert settings.unknown["B"].line == 3
