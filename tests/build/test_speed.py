"""What makes builds quick does what it says, and nothing else."""

from __future__ import annotations

import gc
import logging
import re
import shutil
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from docutils.frontend import OptionParser
from docutils.readers import standalone
from docutils.utils import DependencyList
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import builders
from sphinx.environment import BuildEnvironment
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util import docutils as sphinx_docutils

from postil.blog.related import find_related_positions
from postil.build import garbage_collection, processes, sphinx_compat
from postil.build.garbage_collection import (
    GC_GENERATIONS,
    GC_THRESHOLD,
    LARGE_SITE,
    collect_garbage_less_often,
    free_merged_environment,
    freeze_garbage_collector,
)
from postil.build.processes import PARALLEL_THRESHOLD, ProcessCount
from postil.build.sphinx_compat import CHUNKS_PER_PROCESS, larger_chunks, split_into_chunks
from postil.pages.templates import CARD_TEMPLATES, TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from postil.testing import SiteBuilder

NO_ENV = cast("BuildEnvironment", None)


@pytest.fixture
def thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("thresholds")
def test_what_the_owner_of_the_process_chose_stays() -> None:
    gc.set_threshold(0, 5, 5)  # off
    collect_garbage_less_often()
    assert gc.get_threshold() == (0, 5, 5)

    gc.set_threshold(GC_THRESHOLD * 2, 5, 5)
    collect_garbage_less_often()
    assert gc.get_threshold() == (GC_THRESHOLD * 2, 5, 5)

    gc.set_threshold(700, 10, 2)
    collect_garbage_less_often()
    assert gc.get_threshold() == (GC_THRESHOLD, GC_GENERATIONS[0], 2)


def test_a_process_that_ends_looks_for_no_cycles() -> None:
    code = (
        "import atexit, gc; from postil.build.garbage_collection import freeze_garbage_collector_at_exit\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0))\n"  # what was registered first runs last
        "freeze_garbage_collector_at_exit()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "True\n"


@pytest.mark.parametrize(
    ("asked", "count", "reading", "writing"),
    [(2, 1, 1, 3), (2, PARALLEL_THRESHOLD, 2, 3), (1, 1, 1, 1), (1, PARALLEL_THRESHOLD, 1, 1)],
)
def test_processes(asked: int, count: int, reading: int, writing: int) -> None:
    """A few documents are read in one process; writing takes one more than Sphinx would; at the end all is as asked."""
    app: Any = SimpleNamespace(parallel=asked)
    app = cast("Sphinx", app)
    process_count = ProcessCount()
    process_count.read_few_in_one_process(app, NO_ENV, [str(number) for number in range(count)])
    assert app.parallel == reading
    process_count.restore(app, NO_ENV)
    assert app.parallel == asked
    process_count.write_with_one_more(app, cast("Builder", SimpleNamespace(parallel_ok=asked > 1)))
    assert app.parallel == writing
    process_count.restore(app)
    assert app.parallel == asked


@pytest.mark.parametrize("count", [1, 9, 24, 25, 1000, 4000, 4001])
@pytest.mark.parametrize("processes", [2, 3, 8])
def test_portions(count: int, processes: int) -> None:
    """All documents are in the portions, in order; there are few, and the last ones are the smallest."""
    names = [str(number) for number in range(count)]
    portions = split_into_chunks(names, processes)

    assert [name for portion in portions for name in portion] == names
    assert len(portions) <= CHUNKS_PER_PROCESS * processes
    sizes = [len(portion) for portion in portions]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] <= max(10, count // processes)  # no process waits for another that has it all


def test_sphinx_makes_its_portions_where_postil_does_not_read() -> None:
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


def test_a_sphinx_without_portions_is_told_of_once(
    site: SiteBuilder, monkeypatch: pytest.MonkeyPatch, post: Callable[..., str]
) -> None:
    monkeypatch.setattr(sphinx_compat, "_CHUNKS", "no_such_name")
    built = site.build(
        posts={f"{number}.md": post(title=f"T{number}") for number in range(PARALLEL_THRESHOLD)}, parallel=2
    )

    assert [line for line in built.warnings if "large sites are read more slowly" in line] == built.warnings
    assert len(built.warnings) == 1
    assert built.page(f"posts/{PARALLEL_THRESHOLD - 1}").select_one("h1")


def test_what_a_large_site_is_made_of_is_set_aside() -> None:
    def app(count: int) -> Sphinx:
        pretended: Any = SimpleNamespace(env=SimpleNamespace(found_docs=range(count), _pickled_doctree_cache={}))
        return cast("Sphinx", pretended)

    gc.unfreeze()
    try:
        small, large = app(LARGE_SITE - 1), app(LARGE_SITE)
        freeze_garbage_collector(small)
        assert gc.get_freeze_count() == 0
        store = vars(small.env)["_pickled_doctree_cache"]
        store["a"] = b"1"
        assert store == {"a": b"1"}
        gc.disable()  # the owner of the process has another time for it
        freeze_garbage_collector(large)
        assert gc.get_freeze_count() == 0
        gc.enable()
        freeze_garbage_collector(large)
        assert gc.get_freeze_count() > 0
        store = vars(large.env)["_pickled_doctree_cache"]
        store["a"] = b"1"
        assert store == {}
    finally:
        gc.enable()
        gc.unfreeze()


def test_sphinx_does_without_the_documents_that_it_holds(
    site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name that is exchanged is there in the Sphinx at hand, and all is the same without what it holds."""
    assert "_pickled_doctree_cache" in vars(BuildEnvironment)["get_doctree"].__code__.co_names
    posts = {f"{number}.md": post(f"Words {number}[^1].\n\n[^1]: A note.\n", title=f"T{number}") for number in range(3)}
    kept = site.build(posts=posts)
    before = {name: kept.read(name) for name in kept.files()}
    shutil.rmtree(site.folder / "build")
    monkeypatch.setattr(garbage_collection, "LARGE_SITE", 1)
    monkeypatch.setattr(processes, "PARALLEL_THRESHOLD", 1)
    try:
        built = site.build()
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()

    assert built.warnings == []
    assert {name: built.read(name) for name in built.files()} == before


def test_what_is_handed_back_is_let_go() -> None:
    class Copy:
        def __init__(self) -> None:
            self.cycle, self.found_docs = self, range(LARGE_SITE)

    nothing = cast("Sphinx", None)
    for count in (LARGE_SITE - 1, LARGE_SITE):
        env: Any = SimpleNamespace(found_docs=range(count))
        other: Any = Copy()
        free_merged_environment(nothing, env, [], other)
        assert hasattr(other, "cycle") == (count < LARGE_SITE)


def test_a_process_that_is_split_off_leaves_alone_what_was_there() -> None:
    code = (
        "import gc, os; from postil.build.garbage_collection import ForkGuard\n"
        "guard = ForkGuard(); guard.freeze_in_child(); assert gc.get_freeze_count() == 0\n"
        "child = os.fork()\n"
        "if not child: guard.freeze_in_child(); os._exit(0 if gc.get_freeze_count() else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "guard.freeze_in_child(); assert gc.get_freeze_count() == 0\n"
        "gc.disable(); child = os.fork()\n"
        "if not child: guard.freeze_in_child(); os._exit(0 if not gc.get_freeze_count() else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def test_compiled_templates_are_kept_and_follow_their_source(plain_site: SiteBuilder) -> None:
    plain_site.conf = 'templates_path = ["_templates"]\n'
    post = "---\ntitle: A\ndate: 2024-03-24\n---\n\nWords.\n"
    card = "<article class='postil-card'>{}</article>"
    plain_site.build(posts={"a.md": post}, docs={"_templates/postil/card.html": card.format("one")})
    kept = plain_site.folder / "build/doctrees/html/postil-templates"
    before = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert before
    built = plain_site.build(docs={"_templates/postil/card.html": card.format("two")})

    assert "two" in built.read("blog.html")
    now = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert [path for path in before if now[path] == before[path]]  # those of other templates were not compiled again


def rendered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Return a counter that fills with the names of the templates that are rendered from now on."""
    found: Counter[str] = Counter()
    render = BuiltinTemplateLoader.render

    def count(self: BuiltinTemplateLoader, template: str, context: dict[str, Any]) -> str:
        found[template] += 1
        return render(self, template, context)

    monkeypatch.setattr(BuiltinTemplateLoader, "render", count)
    return found


def test_a_card_is_made_once_for_all_lists_and_builds(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    post = "---\ntitle: {0}\ndate: 2024-03-24\ntags: [one, two]\ncategory: three\n---\n\nWords of {0}.\n"
    plain_site.conf = "postil_page_size = 2\n"
    found = rendered(monkeypatch)
    built = plain_site.build(posts={f"{name}.md": post.format(name) for name in "ABC"})

    assert built.titles("blog/tag/one") == built.titles("blog/category/three") == ["A", "B"]
    assert found["postil/card.html"] == 3

    built = plain_site.build(posts={"D.md": post.format("D")})  # on the second page of all lists
    assert built.titles("blog/page/2") == ["C", "D"]
    assert found["postil/card.html"] == 4


def test_cards_of_lists_in_other_folders_lead_to_their_posts(plain_site: SiteBuilder) -> None:
    post = "---\ntitle: A\ndate: 2024-03-24\ntags: [one]\n---\n\nTo [B](b.md).\n"
    other = "---\ntitle: B\ndate: 2024-03-25\n---\n\nWords.\n"
    built = plain_site.build(posts={"a.md": post, "b.md": other})

    for page, up in (("blog", ""), ("blog/tag/one", "../../"), ("blog/2024", "../")):
        links = [link["href"] for link in built.article(page).select(".postil-card:has(.p-category) a")]
        assert links == [f"{up}posts/a.html", f"{up}posts/b.html", f"{up}blog/tag/one.html"], page


def test_a_template_of_the_owner_s_sees_the_page_that_a_card_is_on(plain_site: SiteBuilder) -> None:
    plain_site.conf = 'templates_path = ["_templates"]\n'
    post = "---\ntitle: A\ndate: 2024-03-24\ntags: [one]\n---\n\nWords.\n"
    card = "<article class='postil-card'>{{ pagename }} {{ page.heading }}</article>"
    built = plain_site.build(posts={"a.md": post}, docs={"_templates/postil/card.html": card})

    found = {name: built.article(name).select_one(".postil-card") for name in ("blog", "blog/tag/one")}
    assert {name: card.get_text() for name, card in found.items() if card} == {
        "blog": "blog All posts",
        "blog/tag/one": "blog/tag/one Posts tagged “one”",
    }


def test_the_templates_of_cards_are_known() -> None:
    """An owner's template in the place of any of them makes each card anew."""
    folder, names, seen = TEMPLATES / "postil", ["card.html"], set[str]()
    while names:
        seen.add(name := names.pop())
        names += re.findall(r'"postil/([\w-]+\.html)"', (folder / name).read_text("utf-8"))

    assert seen == set(CARD_TEMPLATES)


def test_which_posts_are_related_is_found_again_only_when_it_may_be_another(
    plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = "---\ntitle: {0}\ndate: 2024-03-24\ntags: [{1}]\n---\n\nWords.\n\n{2}\n"
    asked: list[int] = []

    def find(texts: Any, count: int) -> Any:
        asked.append(len(texts))
        return find_related_positions(texts, count)

    monkeypatch.setattr("postil.build.index_update.find_related_positions", find)
    plain_site.build(posts={f"{name}.md": post.format(name, "one", "") for name in "AB"})
    assert asked == [2]
    plain_site.build(posts={"A.md": post.format("A", "one", "More words.")})
    assert asked == [2]
    built = plain_site.build(posts={"A.md": post.format("A", "two", "More words.")})
    assert asked == [2, 2]
    assert not built.article("posts/B").select(".postil-related")


def test_a_build_that_reads_few_documents_does_not_look_at_all_objects(
    plain_site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage_collection, "LARGE_SITE", 1)
    frozen: list[Sphinx] = []
    monkeypatch.setattr(processes, "freeze_garbage_collector", frozen.append)
    plain_site.build(posts={f"{number}.md": post() for number in range(PARALLEL_THRESHOLD)})
    assert len(frozen) == 2  # before the writing, and before the listings
    plain_site.build(posts={"1.md": post("Other words.\n")})

    assert len(frozen) == 2


def test_settings_of_documents_are_worked_out_once_and_shared_by_none(
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


def test_settings_are_as_sphinx_makes_them() -> None:
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


def test_a_sphinx_without_its_settings_is_told_of_once(
    plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch, post: Callable[..., str]
) -> None:
    monkeypatch.setattr(sphinx_compat, "_SETTINGS_FUNCTIONS", ((sphinx_docutils, "no_such_name"),))
    built = plain_site.build(posts={"a.md": post(), "b.md": post()})

    assert ["documents are read more slowly" in line for line in built.warnings] == [True]


def test_messages_that_nobody_sees_are_not_made(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    made: list[str] = []
    logger = logging.getLogger("sphinx.sphinx.events")

    def watch(record: logging.LogRecord) -> bool:
        made.append(record.getMessage())
        return True

    logger.addFilter(watch)
    try:
        plain_site.build(posts={"a.md": post()})
    finally:
        logger.removeFilter(watch)
    assert made == []
    assert logging.getLogger("sphinx").isEnabledFor(logging.INFO)


def test_docutils_does_not_look_for_style_sheets(
    plain_site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def look(path: str, dirs: object) -> str:
        looked.append(path)
        return path

    monkeypatch.setattr("docutils.utils.find_file_in_dirs", look)
    built = plain_site.build(posts={"a.md": post()})

    assert looked == []
    assert built.page("posts/a").select_one("h1")
