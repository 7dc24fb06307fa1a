"""Transforms are skipped only where they would do nothing, and code has the language that Sphinx gives it."""

from __future__ import annotations

import shutil
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import docutils
import pytest
from docutils import nodes
from docutils.transforms.misc import Transitions
from sphinx import addnodes
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

from postil.build import quick_transforms
from postil.build.quick_transforms import (
    KNOWN_RELEASES,
    SEARCHED,
    ApplyTransforms,
    are_transforms_known,
    classes_in,
    searched_nodes,
)
from postil.images.line_numbers import SetImageLines

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

TEXT = """\
# Title

```
default = 1
```

```{highlight} python
:linenothreshold: 2
```

```
def f():
    return 1
```
"""


def test_language_of_code_is_that_of_sphinx(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = {"index.md": TEXT, "plain.md": "---\norphan: true\n---\n# No code\n\nText.\n"}
    built = plain_site.build(docs=docs)
    assert built.warnings == []
    pages = [built.read(f"{name}.html") for name in ("index", "plain")]
    assert '<div class="highlight-python' in pages[0]
    assert "linenos" in pages[0]
    assert "highlightlang" not in "".join(pages)

    applied: list[str] = []
    apply = HighlightLanguageTransform.apply

    def note(self: HighlightLanguageTransform) -> None:
        applied.append(self.env.docname)
        apply(self)

    monkeypatch.setattr(HighlightLanguageTransform, "apply", note)
    plain_site.build(docs={"index.md": f"{TEXT}\nMore.\n", "plain.md": "---\norphan: true\n---\n# No code\n\nMore.\n"})
    assert set(applied) == {"index"}


CONSTRUCTS = {
    "note": "Text.[^1]\n\n[^1]: A note.",
    "image": "![A cat.](cat.png)\n\n![It “sits”.](cat.png)\n",
    "rule": "One.\n\n---\n\nTwo.\n\n---",
    "html": 'A <b id="x">word</b>, <a href="note.md">a link</a>.\n\n<img src="cat.png" alt="A cat">\n\n[there](#x)',
    "links": "[a note](note.md), [text](https://example.org/), {ref}`label`, {term}`word`, [#](#of)\n\n(label)=\n## Of",
    "terms": "```{glossary}\n:sorted:\nword\n  What it says.\na\n  A letter.\n```\n\n> >>> 1\n\n{abbr}`NASA (space)`",
    "error": "```{image} cat.png\n:wrong: 1\n```\n\n{wrong}`text` and {{ missing }}",
    "lists": "- [ ] to do\n- [x] done\n\n[TOC]\n\n## One\n\n$$\n1\n$$ (sum)\n\n{eq}`sum`",
}


def test_pages_are_the_same_if_no_transform_is_skipped(
    plain_site: SiteBuilder, post: Callable[..., str], png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts: dict[str, Any] = {f"{name}.md": post(f"{text}\n", title=name) for name, text in CONSTRUCTS.items()}
    rules: list[str] = []
    apply = Transitions.apply

    def note(self: Transitions) -> None:
        rules.append(self.document["source"])
        apply(self)

    monkeypatch.setattr(Transitions, "apply", note)
    built = plain_site.build(posts={**posts, "cat.png": png})
    before = {name: built.read(name) for name in built.files() if name.endswith((".html", ".js", ".xml"))}
    assert len(rules) == 1
    monkeypatch.setattr(quick_transforms, "searched_nodes", lambda _transform: ())
    shutil.rmtree(plain_site.folder / "build")
    all_applied = plain_site.build()

    assert len(rules) > len(posts)
    assert {name: all_applied.read(name) for name in before} == before
    assert all_applied.warnings == built.warnings


@pytest.mark.parametrize("name", SEARCHED)
def test_skipped_transforms_exist(name: str) -> None:
    module, _, transform = name.rpartition(".")
    assert searched_nodes(getattr(import_module(module), transform)) == SEARCHED[name]


@pytest.mark.parametrize("package", KNOWN_RELEASES)
def test_no_transform_is_skipped_in_an_unknown_release(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transform of a later one may do more."""
    transforms: list[Any] = []
    registry = SimpleNamespace(get_post_transforms=list)
    app: Any = SimpleNamespace(add_transform=transforms.append, registry=registry)
    quick_transforms.setup(app)
    monkeypatch.setattr(import_module(package), "__version__", "99.1.2")
    quick_transforms.setup(app)

    assert transforms == [ApplyTransforms]


@pytest.mark.parametrize(("version", "known"), [("0.22", True), ("0.22.4", True), ("0.2", False), ("1.0b1", False)])
def test_releases_are_known_by_major_and_minor_version(
    version: str, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    monkeypatch.setattr(docutils, "__version__", version)

    assert are_transforms_known() is known


def test_transforms_of_others_are_not_skipped() -> None:
    class Other(SetImageLines):
        """It may do more than its base class."""

    assert searched_nodes(SetImageLines) == (nodes.image,)
    assert searched_nodes(Other) == ()


def test_classes_in_a_document() -> None:
    nothing: Any = None
    document = nodes.document(nothing, nothing)
    document += nodes.section("", nodes.paragraph("", "", nodes.emphasis("", "Text")), addnodes.toctree())
    found = classes_in(document)

    assert {nodes.document, nodes.section, nodes.emphasis, nodes.Text, nodes.Inline, addnodes.translatable} <= found
    assert found.isdisjoint({nodes.strong, nodes.image, nodes.raw})
