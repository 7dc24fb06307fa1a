"""The benchmarks: all engines build the same essays, and an incomplete build is an error. Nothing is timed."""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _scripts() -> Iterator[None]:
    """Let the scripts import each other, as when they are run."""
    sys.path.insert(0, str(BENCHMARKS))
    yield
    sys.path.remove(str(BENCHMARKS))


@pytest.fixture
def corpus() -> Any:
    return importlib.import_module("corpus")


@pytest.fixture
def compare() -> Any:
    return importlib.import_module("compare")


def read_myst(text: str) -> tuple[str, str, list[str], str]:
    """Parse an essay with front matter."""
    _, head, body = text.split("---\n", 2)
    keys = yaml.safe_load(head)
    return keys["title"], str(keys["date"]), keys["tags"], body.lstrip("\n")


def read_pelican(text: str) -> tuple[str, str, list[str], str]:
    """Parse an essay as Python-Markdown's `meta` extension does: keys until the first empty line."""
    head, body = text.split("\n\n", 1)
    matches = [re.fullmatch(r"([A-Za-z0-9_-]+):\s*(.*)", line) for line in head.split("\n")]
    keys = {match[1].lower(): match[2] for match in matches if match}
    assert len(keys) == len(matches) == 3
    return keys["title"], keys["date"], keys["tags"].split(", "), body


def read_nikola(text: str) -> tuple[str, str, list[str], str]:
    """Parse an essay as Nikola does: `.. key: value` lines in a comment, and an empty line after it."""
    head, body = text.split("\n\n", 1)
    first, *lines, last = head.split("\n")
    assert (first, last) == ("<!--", "-->")
    matches = [re.fullmatch(r"\.\. (\w+): (.*)", line) for line in lines]
    keys = {match[1]: match[2] for match in matches if match}
    assert len(keys) == len(matches) == 3
    return keys["title"], keys["date"], keys["tags"].split(", "), body


READERS = {"myst": read_myst, "pelican": read_pelican, "nikola": read_nikola}


def test_essays_are_reproducible(tmp_path: Path, corpus: Any) -> None:
    for folder, count in (("one", 12), ("two", 12), ("more", 15)):
        corpus.write_corpus(tmp_path / folder, count)
    written = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert len(written) == 12 + 10
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert written == {name: (tmp_path / "more" / name).read_bytes() for name in written}


def test_an_essay_is_as_described_in_the_docs(corpus: Any) -> None:
    body = corpus.essay(3, corpus.vocabulary()).body
    assert 750 < len(body.split()) < 900
    assert len(re.findall(r"^## ", body, re.MULTILINE)) == 2
    assert len(re.findall(r"^\[\^\d\]: ", body, re.MULTILINE)) == 3
    assert len(re.findall(r"!\[", body)) == 1


@pytest.mark.parametrize("form", READERS)
def test_each_format_has_the_same_content(form: str, corpus: Any) -> None:
    assert set(READERS) == set(corpus.HEADS)
    words = corpus.vocabulary()
    for number in (0, 7, 399):
        given = corpus.essay(number, words)
        expected = (given.title, given.day.isoformat(), list(given.tags), given.body)
        assert READERS[form](corpus.source(given, form)) == expected


def test_each_engine_has_a_format(corpus: Any, compare: Any) -> None:
    assert {engine.form for engine in compare.ENGINES.values()} == set(corpus.HEADS)


@pytest.mark.parametrize("name", ["postil", "plain", "hugo", "pelican", "nikola"])
def test_an_incomplete_output_is_an_error(tmp_path: Path, name: str, compare: Any) -> None:
    engine = compare.ENGINES[name]
    tags = {"tag 1", "tag 12"}
    pages = [f"{engine.posts}/essay-{number:05}.html" for number in range(3)]
    pages += [engine.tags.replace("*", tag.removeprefix("tag "), 1) for tag in sorted(tags)]
    for page in [*pages, *engine.others]:
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page).touch()
    assert compare.lacks(engine, tmp_path, 3, tags) == []
    assert compare.lacks(engine, tmp_path, 4, tags) == ["3 pages of 4 posts"]
    assert compare.lacks(engine, tmp_path, 3, {"tag 1"}) == ["2 pages of 1 tags"]
    (tmp_path / engine.others[1]).unlink()
    assert compare.lacks(engine, tmp_path, 3, tags) == [f"{engine.others[1]} is missing"]


def test_a_build_that_fails_ends_the_benchmark(tmp_path: Path, compare: Any) -> None:
    engine = compare.Engine([], ["-c", "raise SystemExit(1)"], {})
    with pytest.raises(SystemExit, match=r"the build failed; see .*build\.log"):
        compare.seconds(engine, Path(sys.executable), tmp_path, 1)


def test_a_build_that_writes_nothing_ends_the_benchmark(tmp_path: Path, compare: Any) -> None:
    engine = compare.Engine([], ["-c", ""], {})
    with pytest.raises(SystemExit, match="0 pages of 1 posts"):
        compare.seconds(engine, Path(sys.executable), tmp_path, 1)


def test_a_fresh_checkout_has_new_sources_and_a_restored_cache(tmp_path: Path, compare: Any) -> None:
    engine = compare.Engine([], [], {"conf.py": "", "docs/index.md": ""})
    site = tmp_path / "site"
    sources = [site / name for name in ("conf.py", "docs/index.md", "posts/essay.md")]
    for path in (*sources, site / "out/index.html", site / ".cache/one"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name, "utf-8")
        os.utime(path, (1000, 1000))
    compare.check_out_again(engine, site)

    for path in filter(Path.is_file, site.rglob("*")):
        assert path.read_text("utf-8") == path.name
        assert (path.stat().st_mtime == 1000) == (path not in sources)
    assert len([*filter(Path.is_file, tmp_path.rglob("*"))]) == 5


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system does not say it")
def test_memory_includes_all_processes(tmp_path: Path, compare: Any) -> None:
    held = "held = b'x' * 50_000_000; import time; time.sleep(0.5)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}]); raise SystemExit(1)"
    seen = []
    engine = compare.Engine([], ["-c", child], {})
    build = compare.start(engine, Path(sys.executable), tmp_path)
    while build.poll() is None:
        seen.append(compare.memory_of_tree(build.pid))
    totals, largest = zip(*seen, strict=True)
    assert max(totals) > 50_000_000
    assert 50_000_000 < max(largest) <= 100_000_000  # that of the child alone


def test_growth_and_ratios(compare: Any) -> None:
    few, many = [1.0, 0.0, 0.5, 0.0], [6.0, 0.0, 0.75, 0.0]
    cells = compare.growth(few, many, 100, 4)
    assert cells == ["10.0", "15.0", "1.50", "0.50", "0.75", "1.50"]
    assert compare.ratios({"plain": [6.0, 3.0], "postil": [2.0, 1.0]}) == {"plain / postil": ["3.00", "3.00"]}
    assert compare.ratios({"plain": [6.0, 3.0]}) == {}
    assert compare.table(["a", "b"], {"c": ["1"]}) == "| a | b |\n| --- | --- |\n| c | 1 |\n"
