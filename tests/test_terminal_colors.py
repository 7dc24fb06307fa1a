"""When colours are used in the terminal."""

from __future__ import annotations

import pytest

from postil.preview.terminal import EchoStream
from postil.terminal_colors import wants_color


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, None),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_are_for_terminals(variables: dict[str, str], wanted: bool | None) -> None:  # noqa: FBT001
    assert wants_color(variables) is wanted


@pytest.mark.parametrize(("name", "shown"), [("NO_COLOR", "a\n"), ("FORCE_COLOR", "\x1b[91ma\x1b[0m\n")])
def test_warnings_of_a_build_follow_the_variables(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], name: str, shown: str
) -> None:
    for variable in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv(name, "1")
    EchoStream(err=True).write("\x1b[91ma\x1b[0m\n")

    assert capfd.readouterr().err == shown
