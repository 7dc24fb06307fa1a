"""HTML that is kept from one build to the next."""

from __future__ import annotations

import gc
import sqlite3
from typing import TYPE_CHECKING

import pytest

from postil.build.cache import HTMLCache

if TYPE_CHECKING:
    from pathlib import Path


def all_stay(_name: str) -> bool:
    return True


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite"


def build(path: Path, made: list[str], **looks: str) -> dict[str, str]:
    """Ask for HTML as a build does; `made` fills with the names of what is made."""
    store = HTMLCache(path)

    def make(name: str, look: str) -> str:
        made.append(name)
        return f"<p>{name} {look}</p>"

    found = {name: store.get(name, look, lambda: make(name, look)) for name, look in looks.items()}  # noqa: B023
    assert all(store.get(name, look, str) == found[name] for name, look in looks.items())
    store.save(all_stay)
    return found


def test_html_is_cached_until_its_source_changes(path: Path) -> None:
    made: list[str] = []

    assert build(path, made, a="1", b="1") == {"a": "<p>a 1</p>", "b": "<p>b 1</p>"}
    assert build(path, made, a="1", b="2") == {"a": "<p>a 1</p>", "b": "<p>b 2</p>"}
    assert build(path, made, b="2") == {"b": "<p>b 2</p>"}
    assert build(path, made, a="1") == {"a": "<p>a 1</p>"}
    assert made == ["a", "b", "b"]


def test_html_without_a_source_digest_is_rendered_in_each_build(path: Path) -> None:
    made: list[str] = []

    assert build(path, made, a="") == build(path, made, a="") == {"a": "<p>a </p>"}
    assert made == ["a", "a"]


def test_unused_html_is_removed(path: Path) -> None:
    build(path, [], a="1", b="1")
    store = HTMLCache(path)
    store.get("a", "1", str)
    store.save(lambda name: name == "a")

    made: list[str] = []
    build(path, made, a="1", b="1")
    assert made == ["b"]


@pytest.mark.parametrize("broken", [b"no database", b"SQLite format 3\0 cut off"])
def test_broken_file_is_replaced(path: Path, broken: bytes) -> None:
    path.write_bytes(broken)
    made: list[str] = []

    build(path, made, a="1")
    build(path, made, a="1")
    assert made == ["a"]


def test_damaged_row_is_rendered_again(path: Path) -> None:
    looks = {f"name{n}": "1" for n in range(2000)}
    build(path, [], **looks)
    data = path.read_bytes()
    third = len(data) // 3
    path.write_bytes(data[:third] + b"\xff" * third + data[2 * third :])
    made: list[str] = []

    assert len(build(path, made, **looks)) == 2000
    assert made
    for _time in range(2):  # what the damage cost is made once more, and is good then
        build(path, made, **looks)
    made.clear()
    build(path, made, **looks)
    assert made == []


def test_locked_file_is_not_removed(path: Path) -> None:
    build(path, [], a="1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    made: list[str] = []
    try:
        assert build(path, made, a="1") == {"a": "<p>a 1</p>"}
    finally:
        other.execute("COMMIT")
        other.close()

    assert made == ["a"]
    build(path, made, a="1")
    assert made == ["a"]


def test_file_of_another_version_is_replaced(path: Path) -> None:
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE kept (other TEXT)")
    file.close()
    made: list[str] = []

    build(path, made, a="1")
    build(path, made, a="1")
    assert made == ["a"]


def test_unused_cache_opens_no_file(path: Path) -> None:
    HTMLCache(path).save(all_stay)

    assert not path.exists()


def test_unsaved_cache_closes_its_file(path: Path) -> None:
    store = HTMLCache(path)
    store.get("a", "1", str)
    del store
    gc.collect()  # a file left open is a warning, which fails a test

    made: list[str] = []
    build(path, made, a="1")
    assert made == ["a"]
