"""What all tests share: a site in an empty folder, and posts in a line."""

from __future__ import annotations

import json
import os
import shutil
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    Post = Callable[..., str]


# A busy machine is slow, and the first text that is drawn makes a table of all characters; neither is a fault.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# What takes longest, so that no process does it alone at the end.
LONGEST = ("test_incremental.py", "test_serve.py")
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it


def pytest_configure() -> None:
    """Keep the sites of tests in memory where there is room: they are thousands of files that go at once."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**31:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(autouse=True)
def _no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no variable of the machine decide what a test sees."""
    for name in ("SOURCE_DATE_EPOCH", "READTHEDOCS_CANONICAL_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def site(tmp_path: Path) -> SiteBuilder:
    """Return an empty site with the book theme."""
    return SiteBuilder(tmp_path)


@pytest.fixture
def plain_site(tmp_path: Path) -> SiteBuilder:
    """Return an empty site with Sphinx's smallest theme, for tests that look at what no theme changes."""
    return SiteBuilder(tmp_path, theme="basic")


@pytest.fixture
def post() -> Post:
    """Return a function that writes a post: its front matter by keywords, its text as `text`."""

    def write(text: str = "Some words.\n", **front: object) -> str:
        values = {"title": "A post", "date": "2024-03-24"} | front
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value != ""]
        return "\n".join(["---", *lines, "---", "", text])

    return write


@pytest.fixture(scope="session")
def png() -> bytes:
    """Return a picture of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x80")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
