"""The private interfaces of Sphinx that speed up builds exist, and are restored afterwards."""

from __future__ import annotations

import os
import random
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from docutils.frontend import OptionParser
from docutils.readers import standalone
from docutils.utils import DependencyList
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import builders
from sphinx.transforms import i18n
from sphinx.util import docutils as sphinx_docutils
from sphinx.util.parallel import ParallelTasks

from postil.build import sphinx_compat
from postil.build.processes import PARALLEL_THRESHOLD
from postil.build.quick_transforms import are_transforms_known
from postil.build.sphinx_compat import join_processes, share_documents, shared_chunks

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder


@pytest.mark.parametrize("count", [1, 2, 9, 25, 1000])
@pytest.mark.parametrize("processes", [2, 3, 8])
def test_processes_share_the_documents(count: int, processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each document is read by one process, whichever is free; the parent knows by which."""
    names = [str(number) for number in range(count)]
    chunks = share_documents(names, processes)
    assert [list(chunk) for chunk in chunks] == [[]] * min(count, processes)

    taken: dict[int, list[str]] = {place: [] for place in range(len(chunks))}
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: 0)
        reading = dict(enumerate(map(iter, chunks)))
        chance = random.Random(count)  # noqa: S311 - an order, not a secret
        while reading:
            place = chance.choice(list(reading))
            if (name := next(reading[place], None)) is None:
                del reading[place]
            else:
                taken[place].append(name)

    assert [list(chunk) for chunk in chunks] == list(taken.values())
    assert sorted(name for read in taken.values() for name in read) == sorted(names)
    assert str(chunks[0]) == (f"{taken[0][0]} .. {taken[0][-1]}" if taken[0] else "")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_processes_are_joined_when_all_have_ended(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipes are there in the Sphinx at hand, and `ParallelTasks.join` need not look twice."""
    tasks, results = ParallelTasks(max(1, count)), []
    for number in range(count):
        tasks.add_task(
            lambda argument: argument * 100_000, f"{number}", lambda _argument, result: results.append(result)
        )
    assert isinstance(tasks._precvs, dict)  # noqa: SLF001 - what is tested
    monkeypatch.setattr("sphinx.util.parallel.time.sleep", pytest.fail)

    join_processes(tasks)

    assert sorted(results) == [str(number) * 100_000 for number in range(count)]


def test_chunk_function_is_restored() -> None:
    """The name that is exchanged is there in the Sphinx at hand, is what it reads with, and comes back."""
    before = vars(builders)["make_chunks"]
    reads = vars(builders.Builder)["_read_parallel"]
    assert "make_chunks" in reads.__code__.co_names

    def fail() -> None:
        with shared_chunks():
            assert vars(builders)["make_chunks"] is share_documents
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


def test_translations_of_documents_are_found_where_there_are_some(
    plain_site: SiteBuilder, post: Callable[..., str]
) -> None:
    """Sphinx asks for each document by the name that is exchanged, and has it back afterwards."""
    before = vars(i18n)["init_locale"]
    plain_site.conf = 'language = "de"\nlocale_dirs = ["locales", "missing"]\ngettext_compact = False\n'
    plain_site.write({"docs/page.md": "---\norphan: true\n---\n\n# A page\n\nSome words.\n"})
    catalog = Catalog(locale="de")
    catalog.add("Some words.", "Ein paar Wörter.")
    written = BytesIO()
    write_mo(written, catalog)
    plain_site.write({"docs/locales/de/LC_MESSAGES/page.mo": written.getvalue()})
    built = plain_site.build(posts={"a.md": post()})

    assert "Ein paar Wörter." in built.read("page.html")
    assert "Some words." in built.read("posts/a.html")
    assert vars(i18n)["init_locale"] is before


def test_missing_function_for_translations_is_one_warning(
    plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch, post: Callable[..., str]
) -> None:
    monkeypatch.setattr(sphinx_compat, "_INIT_LOCALE", "no_such_name")
    built = plain_site.build(posts={"a.md": post()})

    assert ["documents are read more slowly" in line for line in built.warnings] == [True]


def test_transforms_of_the_installed_releases_are_known() -> None:
    """Otherwise reading is slower: read those in `SEARCHED` again, then add the release to `KNOWN_RELEASES`."""
    assert are_transforms_known()
