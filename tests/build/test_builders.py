"""Sphinx's own builders, and those of other extensions, build incrementally; extensions recognise them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from postil.testing import Built, SiteBuilder

POSTS = {
    "a.md": "---\ntitle: A\ndate: 2024-01-01\ntags: [x]\n---\n\nOne. See [](b.md).\n",
    "b.md": "---\ntitle: B\ndate: 2024-02-01\n---\n\nTwo.\n",
}
# An extension that looks at the builder in each way that is known from published extensions.
LOOK = """
from pathlib import Path
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.dirhtml import DirectoryHTMLBuilder

def look(app, *_args):
    builder = app.builder
    seen = [
        type(builder) in (StandaloneHTMLBuilder, DirectoryHTMLBuilder), type(builder).__name__, builder.name,
        builder.__class__.__name__, type(builder).__module__, app.env._builder_cls is type(builder),
    ]
    with Path(app.confdir, "seen.txt").open("a") as file:
        print(*seen, file=file)

def setup(app):
    for event in ("builder-inited", "env-updated", "build-finished"):
        app.connect(event, look)
"""
# Builders of other extensions: by another name, by another name for files, and one that replaces Sphinx's.
OWN_BUILDERS = """
from pathlib import Path
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder

class Hosted(StandaloneHTMLBuilder):
    name = "hosted"

class HostedFolders(DirectoryHTMLBuilder):
    name = "hosteddir"

class Flat(StandaloneHTMLBuilder):
    name = "flat"

    def get_output_path(self, page_name, /):
        return Path(self.outdir, page_name.replace("/", "-") + self.out_suffix)

    def get_target_uri(self, docname, typ=None):
        return docname.replace("/", "-") + self.link_suffix

class Book(SingleFileHTMLBuilder):
    name = "book"

class Reader(Epub3Builder):
    name = "reader"

class Replacement(StandaloneHTMLBuilder):
    def finish(self):
        super().finish()
        Path(self.outdir, "finished.txt").write_text("yes")

def setup(app):
    for builder in (Hosted, HostedFolders, Flat, Book, Reader):
        app.add_builder(builder)
    app.add_builder(Replacement, override=True)
"""


@pytest.mark.parametrize(
    ("builder", "expected"),
    [
        ("html", "True StandaloneHTMLBuilder html StandaloneHTMLBuilder sphinx.builders.html True"),
        ("dirhtml", "True DirectoryHTMLBuilder dirhtml DirectoryHTMLBuilder sphinx.builders.dirhtml True"),
    ],
)
def test_extensions_see_the_builder_of_sphinx(builder: str, expected: str, plain_site: SiteBuilder) -> None:
    plain_site.conf = LOOK

    plain_site.build(posts=POSTS, builder=builder)

    assert (plain_site.folder / "docs" / "seen.txt").read_text().splitlines() == [expected] * 3


USE_BUILDERS = 'extensions += ["own_builders"]\n'


@pytest.fixture
def own_builders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the extension with the builders importable."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "own_builders.py").write_text(OWN_BUILDERS)
    monkeypatch.syspath_prepend(tmp_path / "modules")


def page_times(built: Built) -> dict[str, int]:
    """Return when each page, feed and static file was written."""
    return {name: (built.outdir / name).stat().st_mtime_ns for name in built.files(suffix="") if "finished" not in name}


@pytest.mark.usefixtures("own_builders")
@pytest.mark.parametrize(
    ("builder", "page"),
    [
        ("hosted", "posts/a.html"),
        ("hosteddir", "posts/a/index.html"),
        ("flat", "posts-a.html"),
        ("html", "posts/a.html"),
    ],
)
def test_builders_of_other_extensions_build_incrementally(builder: str, page: str, plain_site: SiteBuilder) -> None:
    site = plain_site
    site.conf = USE_BUILDERS + 'blog_baseurl = "https://example.org/"\n'
    built = site.build(posts=POSTS, builder=builder)
    times = page_times(built)

    again = site.build(builder=builder)

    assert built.warnings == []
    assert {page, "blog/atom.xml"} <= times.keys()
    assert page_times(again) == times
    changed = site.build(
        posts={"a.md": POSTS["a.md"].replace("One", "Another"), "b.md": None, "c.md": POSTS["b.md"]}, builder=builder
    )
    assert "Another" in changed.read(page)
    assert site.differences(changed, builder=builder) == []


@pytest.mark.usefixtures("own_builders")
@pytest.mark.parametrize("builder", ["book", "reader"])
def test_a_builder_derived_from_one_without_a_blog_has_none(builder: str, plain_site: SiteBuilder) -> None:
    """The one writes a single page, as `singlehtml` does, the other an e-book."""
    plain_site.conf = f'{USE_BUILDERS}version = copyright = epub_copyright = "1"\n'

    built = plain_site.build(posts=POSTS, builder=builder)

    assert not any(name.startswith("blog") for name in built.files(suffix=""))
