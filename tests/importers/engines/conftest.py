"""What the tests of the engines share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import Built, SiteBuilder

if TYPE_CHECKING:
    from pathlib import Path

    from postil.importers.report import Report


@pytest.fixture(scope="module")
def built(imported: tuple[Path, Report]) -> Built:
    """Return the site of a module's `imported` posts."""
    return SiteBuilder(imported[0], theme="basic").build()
