"""The private interfaces of Sphinx that speed up builds exist, and are restored afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils.frontend import OptionParser
from docutils.readers import standalone
from docutils.utils import DependencyList
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import builders
from sphinx.util import docutils as sphinx_docutils

from postil.build import sphinx_compat
from postil.build.processes import PARALLEL_THRESHOLD
from postil.build.sphinx_compat import CHUNKS_PER_PROCESS, larger_chunks, split_into_chunks

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder


@pytest.mark.parametrize("count", [1, 9, 24, 25, 1000, 4000, 4001])
@pytest.mark.parametrize("processes", [2, 3, 8])
def test_chunks(count: int, processes: int) -> None:
    """All documents are in the portions, in order; there are few, and the last ones are the smallest."""
    names = [str(number) for number in range(count)]
    portions = split_into_chunks(names, processes)

    assert [name for portion in portions for name in portion] == names
    assert len(portions) <= CHUNKS_PER_PROCESS * processes
    sizes = [len(portion) for portion in portions]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] <= max(10, count // processes)  # no process waits for another that has it all


def test_chunk_function_is_restored() -> None:
    """The name that is exchanged is there in the Sphinx at hand, is what it reads with, and comes back."""
    before = vars(builders)["make_chunks"]
    reads = vars(builders.Builder)["_read_parallel"]
    assert "make_chunks" in reads.__code__.co_names

    def fail() -> None:
        with larger_chunks():
            assert vars(builders)["make_chunks"] is split_into_chunks
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert vars(builders)["make_chunks"] is before


def test_missing_chunk_function_is_one_warning(
    plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch, post: Callable[..., str]
) -> None:
    monkeypatch.setattr(sphinx_compat, "_CHUNKS", "no_such_name")
    built = plain_site.build(
        posts={f"{number}.md": post(title=f"T{number}") for number in range(PARALLEL_THRESHOLD)}, parallel=2
    )

    assert [line for line in built.warnings if "large sites are read more slowly" in line] == built.warnings
    assert len(built.warnings) == 1
    assert built.page(f"posts/{PARALLEL_THRESHOLD - 1}").select_one("h1")


def test_settings_are_computed_once_and_not_shared(
    plain_site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sphinx and MyST-Parser make them by the names that are exchanged, and have them back afterwards."""
    before = [getattr(module, name) for module, name in sphinx_compat._SETTINGS_FUNCTIONS]  # noqa: SLF001 - what is exchanged
    made: list[object] = []
    init = OptionParser.__init__

    def note(self: OptionParser, *arguments: Any, **options: Any) -> None:
        made.append(options.get("components") or arguments)
        init(self, *arguments, **options)

    monkeypatch.setattr(OptionParser, "__init__", note)
    docs = {"part.txt": "Part.\n", "index.md": "# A\n\n```{include} part.txt\n```\n"}
    plain_site.build(posts={f"{n}.md": post() for n in range(9)}, docs=docs)
    few = len(made)
    built = plain_site.build(posts={f"{n}.md": post() for n in range(9, 20)})

    assert built.warnings == []
    assert few < 9
    assert len(made) - few <= few  # eleven more documents take no more
    assert [getattr(module, name) for module, name in sphinx_compat._SETTINGS_FUNCTIONS] == before  # noqa: SLF001
    built = plain_site.build(docs={"part.txt": "Another part.\n"})
    assert "Another part" in built.read("index.html")  # what a document depends on is its own


def test_cached_settings_are_equal_to_those_of_sphinx() -> None:
    make = vars(sphinx_docutils)["_get_settings"]
    again = sphinx_compat.memoized_settings(make)
    asked: Any = (standalone.Reader, MystParser())
    options: Any = {"defaults": {"env": object(), "strip_classes": ["a"]}, "read_config_files": False}
    first, second = again(*asked, **options), again(*asked, **options)
    first.strip_classes.append("b")
    first.record_dependencies.add("c")

    expected = vars(make(*asked, **options))
    for name, value in vars(second).items():
        if not isinstance(value, DependencyList):
            assert value == expected[name], name
    assert second.record_dependencies.list == []
    assert again(*asked, **(options | {"defaults": {"strip_classes": ["d"]}})).strip_classes == ["d"]


def test_missing_settings_function_is_one_warning(
    plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch, post: Callable[..., str]
) -> None:
    monkeypatch.setattr(sphinx_compat, "_SETTINGS_FUNCTIONS", ((sphinx_docutils, "no_such_name"),))
    built = plain_site.build(posts={"a.md": post(), "b.md": post()})

    assert ["documents are read more slowly" in line for line in built.warnings] == [True]
