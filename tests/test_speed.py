"""What makes builds quick does what it says, and nothing else."""

from __future__ import annotations

import gc
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from postil.speed import MANY, OBJECTS, Processes, look_less_often

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

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
    look_less_often()
    assert gc.get_threshold() == (0, 5, 5)

    gc.set_threshold(OBJECTS * 2, 5, 5)
    look_less_often()
    assert gc.get_threshold() == (OBJECTS * 2, 5, 5)

    gc.set_threshold(700, 5, 5)
    look_less_often()
    assert gc.get_threshold() == (OBJECTS, 5, 5)


def test_a_process_that_ends_looks_for_no_cycles() -> None:
    code = (
        "import atexit, gc; from postil.speed import leave_at_once\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0))\n"  # what was registered first runs last
        "leave_at_once()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "True\n"


@pytest.mark.parametrize(
    ("asked", "count", "reading", "writing"), [(2, 1, 1, 3), (2, MANY, 2, 3), (1, 1, 1, 1), (1, MANY, 1, 1)]
)
def test_processes(asked: int, count: int, reading: int, writing: int) -> None:
    """A few documents are read in one process; writing takes one more than Sphinx would; at the end all is as asked."""
    app: Any = SimpleNamespace(parallel=asked)
    app = cast("Sphinx", app)
    processes = Processes()
    processes.read_few_alone(app, NO_ENV, [str(number) for number in range(count)])
    assert app.parallel == reading
    processes.write_together(app, NO_ENV)
    assert app.parallel == asked
    processes.write_with_one_more(app, cast("Builder", SimpleNamespace(parallel_ok=asked > 1)))
    assert app.parallel == writing
    processes.be_content(app)
    assert app.parallel == asked


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
