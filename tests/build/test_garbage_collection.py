"""The garbage collector runs less often, and builds write the same."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from sphinx.environment import BuildEnvironment

from postil.build import garbage_collection, processes
from postil.build.garbage_collection import (
    GC_GENERATIONS,
    GC_THRESHOLD,
    LARGE_SITE,
    LOADING_THRESHOLD,
    LoadingPause,
    collect_garbage_less_often,
    free_merged_environment,
    freeze_before_fork,
    freeze_garbage_collector,
    freeze_loaded_environment,
)
from postil.build.processes import PARALLEL_THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from postil.testing import SiteBuilder


@pytest.fixture
def thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("thresholds")
def test_higher_thresholds_are_not_changed() -> None:
    gc.set_threshold(0, 5, 5)  # off
    collect_garbage_less_often()
    assert gc.get_threshold() == (0, 5, 5)

    gc.set_threshold(GC_THRESHOLD * 2, 5, 5)
    collect_garbage_less_often()
    assert gc.get_threshold() == (GC_THRESHOLD * 2, 5, 5)

    gc.set_threshold(700, 10, 2)
    collect_garbage_less_often()
    assert gc.get_threshold() == (GC_THRESHOLD, GC_GENERATIONS[0], 2)


@pytest.mark.usefixtures("thresholds")
@pytest.mark.parametrize("first", [0, 700, GC_THRESHOLD, LOADING_THRESHOLD * 2])
def test_no_garbage_is_collected_while_the_environment_is_loaded(first: int) -> None:
    gc.set_threshold(first, 5, 5)
    loading = LoadingPause()
    loading.begin(cast("Sphinx", None), cast("Config", None))
    assert gc.get_threshold() == (max(first, LOADING_THRESHOLD) if first else 0, 5, 5)
    loading.end(cast("Sphinx", None))
    assert gc.get_threshold() == (first, 5, 5)


@pytest.mark.usefixtures("thresholds")
def test_threshold_of_a_build_that_failed_while_it_loaded() -> None:
    gc.set_threshold(LOADING_THRESHOLD, 3, 3)
    collect_garbage_less_often()

    assert gc.get_threshold() == (GC_THRESHOLD, 3, 3)


def test_garbage_collector_is_frozen_at_exit() -> None:
    code = (
        "import atexit, gc; from postil.build.garbage_collection import freeze_garbage_collector_at_exit\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0))\n"  # what was registered first runs last
        "freeze_garbage_collector_at_exit()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "True\n"


@pytest.mark.parametrize("processes", [1, 2])
def test_garbage_collector_is_frozen_for_large_sites(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def app(count: int) -> Sphinx:
        env = SimpleNamespace(found_docs=range(count), _pickled_doctree_cache={})
        pretended: Any = SimpleNamespace(env=env, parallel=processes)
        return cast("Sphinx", pretended)

    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", lambda: collected.append(1))
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
        # The documents that other processes have read are no garbage in this one.
        assert len(collected) == (processes == 1)
        store = vars(large.env)["_pickled_doctree_cache"]
        store["a"] = b"1"
        assert store == {}
    finally:
        gc.enable()
        gc.unfreeze()


@pytest.mark.parametrize(("count", "enabled"), [(LARGE_SITE - 1, True), (LARGE_SITE, False), (LARGE_SITE, True)])
def test_loaded_environments_of_large_sites_are_excluded(count: int, *, enabled: bool) -> None:
    app: Any = SimpleNamespace(env=SimpleNamespace(all_docs=range(count)))
    gc.unfreeze()
    try:
        if not enabled:
            gc.disable()
        freeze_loaded_environment(app)
        assert bool(gc.get_freeze_count()) == (enabled and count >= LARGE_SITE)
    finally:
        gc.enable()
        gc.unfreeze()


def test_output_is_the_same_without_the_doctree_cache(
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


def test_merged_environments_of_large_sites_are_freed() -> None:
    class Copy:
        def __init__(self) -> None:
            self.cycle, self.all_docs = self, range(LARGE_SITE)

    nothing = cast("Sphinx", None)
    for count in (LARGE_SITE - 1, LARGE_SITE):
        env: Any = SimpleNamespace(found_docs=range(count))
        other: Any = Copy()
        free_merged_environment(nothing, env, [], other)
        assert hasattr(other, "cycle") == (count < LARGE_SITE)


def test_garbage_is_collected_only_after_merging_an_environment_with_many_other_documents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collected: list[bool] = []
    monkeypatch.setattr(gc, "collect", lambda: collected.append(True))
    env: Any = SimpleNamespace(found_docs=range(LARGE_SITE))
    names = [str(number) for number in range(LARGE_SITE)]
    for count in (LARGE_SITE, 2 * LARGE_SITE):  # in all; of these, `names` were just read
        copy: Any = SimpleNamespace(all_docs=range(count))
        free_merged_environment(cast("Sphinx", None), env, names, copy)
        assert len(collected) == (count > LARGE_SITE)


@pytest.mark.parametrize(("count", "enabled"), [(LARGE_SITE - 1, True), (LARGE_SITE, False), (LARGE_SITE, True)])
def test_existing_objects_are_excluded_before_many_documents_are_read(count: int, *, enabled: bool) -> None:
    nothing: Any = None
    gc.unfreeze()
    try:
        if not enabled:
            gc.disable()
        freeze_before_fork(nothing, nothing, [""] * count)
        assert bool(gc.get_freeze_count()) == (enabled and count >= LARGE_SITE)
    finally:
        gc.enable()
        gc.unfreeze()


def test_garbage_collector_is_frozen_in_child_processes() -> None:
    code = (
        "import gc, os; from postil.build.garbage_collection import ForkGuard\n"
        "guard = ForkGuard(); guard.begin_in_child(); assert gc.get_freeze_count() == 0\n"
        "child = os.fork()\n"
        "if not child: guard.begin_in_child(); os._exit(0 if gc.get_freeze_count() else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "guard.begin_in_child(); assert gc.get_freeze_count() == 0\n"
        "gc.disable(); child = os.fork()\n"
        "if not child: guard.begin_in_child(); os._exit(0 if not gc.get_freeze_count() else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def test_child_processes_end_if_their_parent_is_killed() -> None:
    code = (
        "import os, time; from postil.build.garbage_collection import ForkGuard\n"
        "guard = ForkGuard(); reader, writer = os.pipe(); child = os.fork()\n"
        "if not child: guard.begin_in_child(); os.write(writer, b'.'); time.sleep(60); os._exit(0)\n"
        "os.read(reader, 1); os.kill(os.getpid(), 9)\n"
    )
    # This waits until no process has the pipe any more.
    killed = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, timeout=20, check=False)  # noqa: S603

    assert killed.returncode == -9


def test_garbage_collector_is_not_frozen_if_few_documents_are_read(
    plain_site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage_collection, "LARGE_SITE", 1)
    frozen: list[Sphinx] = []
    monkeypatch.setattr(processes, "freeze_garbage_collector", frozen.append)
    plain_site.build(posts={f"{number}.md": post() for number in range(PARALLEL_THRESHOLD)})
    assert len(frozen) == 2  # before the writing, and before the listings
    plain_site.build(posts={"1.md": post("Other words.\n")})

    assert len(frozen) == 2
