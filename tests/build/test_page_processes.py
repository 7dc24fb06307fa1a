"""Many pages are written in several processes, unless an extension collects something in the main process."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.latex import LaTeXBuilder
from sphinx.ext.todo import TodoListProcessor

from postil.build import exact_output
from postil.build.page_processes import pages_are_independent, write_in_processes
from postil.build.processes import PARALLEL_THRESHOLD
from postil.pages import render
from postil.pages.post_page import add_page_parts

if TYPE_CHECKING:
    from postil.testing import SiteBuilder

Post = Callable[..., str]
# An extension that says that it may write in parallel: Sphinx resolves references in the main process all the same.
COLLECTING = """
found = []

def collect(app, doctree, docname):
    found.append(docname)

def write(app, error):
    (app.outdir / "found.txt").write_text(" ".join(sorted(set(found))))

def setup(app):
    app.connect("doctree-resolved", collect)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""


class Collector:
    """A handler that keeps what it is called with."""

    def __init__(self) -> None:
        self.found: list[object] = []

    def __call__(self, *arguments: object) -> None:
        """Keep the arguments."""
        self.found.append(arguments)

    def note(self, *arguments: object) -> None:
        """Keep them too."""
        self.found.append(arguments)


def app_with(event: str = "", handler: object = None, *, transform: type | None = None, builder: type) -> Any:
    """Return what stands for an application with one handler or transform."""
    return SimpleNamespace(
        builder=object.__new__(builder),
        events=SimpleNamespace(listeners={event: [SimpleNamespace(handler=handler)]} if event else {}),
        registry=SimpleNamespace(get_post_transforms=lambda: [transform] if transform else []),
    )


@pytest.mark.parametrize("handler", [Collector(), Collector().note, partial(print, Collector()), lambda *_: None])
@pytest.mark.parametrize("event", ["doctree-resolved", "missing-reference", "warn-missing-reference"])
def test_handlers_of_other_extensions_are_called_in_the_main_process(event: str, handler: object) -> None:
    assert not pages_are_independent(app_with(event, handler, builder=StandaloneHTMLBuilder))


@pytest.mark.parametrize("handler", [add_page_parts, partial(partial(add_page_parts), 1), TodoListProcessor])
@pytest.mark.parametrize("builder", [StandaloneHTMLBuilder, DirectoryHTMLBuilder])
def test_handlers_that_collect_nothing_are_called_anywhere(builder: type, handler: object) -> None:
    assert pages_are_independent(app_with("doctree-resolved", handler, builder=builder))


def test_transforms_and_builders_of_other_extensions_run_in_the_main_process() -> None:
    own = type("OwnBuilder", (StandaloneHTMLBuilder,), {})
    assert not pages_are_independent(app_with(transform=Collector, builder=StandaloneHTMLBuilder))
    assert not any(pages_are_independent(app_with(builder=builder)) for builder in (own, LaTeXBuilder))


def test_unknown_handlers_mean_the_main_process() -> None:
    app = app_with(builder=StandaloneHTMLBuilder)
    app.events = SimpleNamespace()

    assert not pages_are_independent(app)


@pytest.mark.parametrize("code", ["", COLLECTING])
def test_extensions_that_collect_see_all_documents(
    plain_site: SiteBuilder, post: Post, png: bytes, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """The site is the same as from one process: the images and the words of each page are there.

    Lists find all excerpts in the cache, except that of the post that the main process writes first.
    """
    posts: dict[str, str | bytes | None] = {
        f"{number}.md": post(f"Word{number} ![]({number}.png)\n", title=f"T{number}")
        for number in range(PARALLEL_THRESHOLD)
    }
    images = {f"{number}.png": png for number in range(PARALLEL_THRESHOLD)}
    called: list[int] = []
    excerpts: list[str] = []
    original = render.excerpt_nodes

    def record(app: Any, post: Any, *more: Any) -> list[Any]:
        excerpts.append(post.docname)
        return original(app, post, *more)

    monkeypatch.setattr(render, "excerpt_nodes", record)

    def write(*arguments: Any, processes: int, **options: Any) -> None:
        called.append(processes)
        write_in_processes(*arguments, processes=processes, **options)

    monkeypatch.setattr(exact_output, "write_in_processes", write)
    if code:
        plain_site.write({"docs/collecting.py": code})
        plain_site.conf = (
            'import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\nextensions += ["collecting"]\n'
        )
    built = plain_site.build(posts=posts | images, parallel=2)

    assert built.warnings == []
    assert called == ([] if code else [2])
    if code:
        assert set(built.read("found.txt").split()) >= {f"posts/{number}" for number in range(PARALLEL_THRESHOLD)}
    else:
        assert excerpts == ["posts/0"]
        assert plain_site.differences(built) == []
