"""Fixtures for all tests: an empty site, and a function that writes a post."""

from __future__ import annotations

import json
import logging
import os
import shutil
import struct
import zlib
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sphinx.registry
import sphinx.theming
from hypothesis import HealthCheck, settings

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    Post = Callable[..., str]


# A busy machine is slow, and the first example creates a table of all characters; neither is an error.
settings.register_profile("random", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A change should not fail for what random input finds in other code; `make test-long` looks for that.
settings.register_profile("repeatable", settings.get_profile("random"), derandomize=True)
settings.load_profile("random")

# The slowest files, which run first so that no process runs one alone at the end.
SLOWEST = ("test_random_edits.py", "test_incremental.py", "test_serve.py")
# The fixtures of tests that build a site, or several.
SITE_FIXTURES = frozenset({"site", "plain_site", "tmp_path", "hostile"})
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest creates a folder of its own in it


def pytest_configure(config: pytest.Config) -> None:
    """Use the same random inputs in each run of `make test`; write sites, thousands of short-lived files, to memory.

    For each site, Sphinx logs its own set-up in six hundred messages that nobody sees, and looks for themes in all
    installed packages.
    """
    logging.disable(logging.DEBUG)
    vars(sphinx.registry)["entry_points"] = vars(sphinx.theming)["entry_points"] = cache(entry_points)
    if config.getoption("--sites"):
        settings.load_profile("repeatable")
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**31:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return the number for `-n auto`: three for two cores. Tests often wait, for browsers, servers and processes."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option with which `make test` stays short."""
    parser.addoption("--sites", type=int, default=0, help="how often to run a test that builds a site for each input")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the slowest files first; with `--sites`, only some inputs of tests that build sites, and no long tests."""
    items.sort(key=lambda item: item.path.name not in SLOWEST)
    if limit := config.getoption("--sites"):
        dropped = dropped_inputs(items, limit) | {item for item in items if item.get_closest_marker("long")}
        items[:] = [item for item in items if item not in dropped]
        config.hook.pytest_deselected(items=sorted(dropped, key=lambda item: item.nodeid))


def dropped_inputs(items: list[pytest.Item], limit: int) -> set[pytest.Item]:
    """Return the inputs of tests that build sites, without `limit` of each test: the first, the last, some between."""
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.path.name == "test_docs.py":
            continue  # each input is another example of the docs
        if not SITE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())) and hasattr(item, "callspec"):
            tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    dropped: set[pytest.Item] = set()
    for inputs in tests.values():
        if len(inputs) > limit:
            kept = {round(number * (len(inputs) - 1) / max(limit - 1, 1)) for number in range(limit)}
            dropped.update(item for number, item in enumerate(inputs) if number not in kept)
    return dropped


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset environment variables that change a build."""
    for name in ("SOURCE_DATE_EPOCH", "READTHEDOCS_CANONICAL_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def site(tmp_path: Path) -> SiteBuilder:
    """Return an empty site with sphinx-book-theme."""
    return SiteBuilder(tmp_path)


@pytest.fixture
def plain_site(tmp_path: Path) -> SiteBuilder:
    """Return an empty site with Sphinx's theme `basic`, for tests that do not depend on the theme; it builds faster."""
    return SiteBuilder(tmp_path, theme="basic")


@pytest.fixture
def post() -> Post:
    """Return a function that formats a post: `text`, with the keyword arguments as front matter."""

    def write(text: str = "Some words.\n", **front: object) -> str:
        values = {"title": "A post", "date": "2024-03-24"} | front
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value != ""]
        return "\n".join(["---", *lines, "---", "", text])

    return write


@pytest.fixture(scope="session")
def png() -> bytes:
    """Return a PNG of one grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x80")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
