"""What the tests of the theme share: the files of the installed theme."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def theme_folders() -> list[Path]:
    """Return the folders of sphinx-book-theme and of the theme on which it is based."""
    specs = [find_spec(name) for name in ("pydata_sphinx_theme", "sphinx_book_theme")]
    return [Path(folder) for spec in specs if spec for folder in spec.submodule_search_locations or ()]


@pytest.fixture(scope="session")
def theme_file(theme_folders: list[Path]) -> Callable[[str], str]:
    """Return a function that returns the text of a static file of the theme."""

    def read(name: str) -> str:
        found = [path for folder in theme_folders for path in folder.rglob(name) if "static" in path.parts]
        return found[0].read_text("utf-8")

    return read
