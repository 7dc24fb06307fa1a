"""Modules that are imported when one of their functions is called."""

from __future__ import annotations

import subprocess
import sys

import pytest

from postil.deferred import deferred, deferred_functions


def test_function_of_a_module_is_called_with_its_arguments() -> None:
    assert deferred("json", "dumps")({"a": 1}, indent=None) == '{"a": 1}'


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("", False),
        ("assert dumps([1]).startswith(b'<?xml')", True),
        ("from plistlib import UID; assert UID(1).data == 1", True),  # a name that nobody expected
    ],
)
def test_names_are_loaded_when_they_are_used(code: str, *, loaded: bool) -> None:
    """In a process of its own, as modules stay loaded."""
    script = f"""
import sys
from postil.deferred import deferred_functions
with deferred_functions({{"plistlib": ["dumps"], "json": ["loads"]}}):
    from plistlib import dumps
    import json
    assert json.dumps(1) == "1"
    {code or "pass"}
print("plistlib" in sys.modules, sys.modules["json"] is json)
"""
    code_before = "import json, sys; assert 'plistlib' not in sys.modules\n"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code_before + script], capture_output=True, text=True, check=True
    )

    assert done.stdout == f"{loaded} True\n"


def test_loaded_modules_stay() -> None:
    with deferred_functions({"json": ["loads"]}):
        assert sys.modules["json"].dumps(1) == "1"
    assert "json" in sys.modules
