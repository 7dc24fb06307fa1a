"""A site whose folder has another path than in the last build: it uses the cache and the pages that moved along."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.build.moved_site import find_move
from postil.testing import SiteBuilder, svg_image

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = "# Home\n\n```{postlist}\n:excerpts:\n```\n\n```{toctree}\npage\n```\n"
CONF = """
templates_path = ["_templates"]
html_static_path = ["_static"]
html_logo = "logo.svg"
blog_authors = {"ada": {"name": "Ada", "avatar": "logo.svg"}}
"""


def write_site(site: SiteBuilder, post: Callable[..., str]) -> None:
    site.conf = CONF
    site.write(
        {
            "docs/index.md": HOME,
            "docs/page.md": "# Page\n\n```{include} part.txt\n```\n\n[A](../posts/a.md) [](../posts/none.md)\n",
            "docs/part.txt": "A part.\n",
            "docs/logo.svg": svg_image(1),
            "docs/_static/own.css": "a { color: red }",
            "docs/_templates/postil/card.html": "<p>One {{ post.title|e }}</p>",
            "posts/a.md": post("Words ![P](p.svg).", title="A", author="ada", aliases=["old"]),
            "posts/b.md": post("Other words.", title="B", image="p.svg"),
            "posts/p.svg": svg_image(2),
        }
    )


def moved(site: SiteBuilder, folder: Path) -> SiteBuilder:
    """Return a copy of a built site in another folder: a fresh checkout, and the restored cache and pages."""

    def copy(file: str, to: str) -> None:
        (shutil.copy2 if "/build/" in file else shutil.copyfile)(file, to)

    shutil.copytree(site.folder, folder, symlinks=True, copy_function=copy)
    shutil.rmtree(site.folder)
    return SiteBuilder(folder, conf=site.conf, theme=site.theme)


def written(site: SiteBuilder) -> dict[str, tuple[int, int]]:
    """Return when each doctree and each file of the output was written, and into which place on the disk."""
    found = {path.relative_to(site.folder).as_posix(): path for path in (site.folder / "build").rglob("*")}
    files = {
        name: path
        for name, path in found.items()
        if path.is_file() and "/postil-" not in name and path.suffix != ".pickle"
    }
    return {name: (path.stat().st_mtime_ns, path.stat().st_ino) for name, path in files.items()}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_nothing_is_read_and_written_at_another_path(
    plain_site: SiteBuilder, post: Callable[..., str], tmp_path_factory: pytest.TempPathFactory, builder: str
) -> None:
    write_site(plain_site, post)
    plain_site.build(builder=builder)
    site = moved(plain_site, tmp_path_factory.mktemp("another") / "place")
    before = written(site)
    site.build(builder=builder)
    assert written(site) == before

    # Back to the first path, and again.
    for folder in (plain_site.folder, tmp_path_factory.mktemp("third"), site.folder):
        site = moved(site, folder / "site")
        site.build(builder=builder)
    assert {name: stamp for name, (stamp, _inode) in written(site).items()} == {
        name: stamp for name, (stamp, _inode) in before.items()
    }

    # After that, it is a site like any other, and warnings name its files.
    site.write({"posts/b.md": post("Edited.", title="C"), "docs/_templates/postil/card.html": "<p>Two</p>"})
    site.write({"docs/_templates/page.html": '{% extends "!page.html" %}{% block footer %}<p>Foot</p>{% endblock %}'})
    built = site.build(builder=builder)
    [warning] = [warning for warning in built.warnings if "leads nowhere" in warning]
    assert Path(warning.partition(":")[0]).absolute() == site.folder / "docs/page.md"
    assert site.differences(built, builder=builder) == []


def test_a_document_that_contains_the_old_path_is_read_again(
    plain_site: SiteBuilder, post: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    write_site(plain_site, post)
    old = plain_site.folder
    plain_site.write({"posts/c.md": post("Words.", title=f"{old}/docs"), "docs/part.txt": f"{old}/docs"})
    plain_site.build()
    site = moved(plain_site, tmp_path_factory.mktemp("another") / "site")
    before = written(site)
    built = site.build()
    again = {Path(name).name for name, stamp in written(site).items() if stamp != before.get(name)}

    assert {name for name in again if name.endswith(".doctree")} == {"c.doctree", "page.doctree"}
    assert f"{old}/docs" in built.read("posts/c.html")
    assert site.differences(built) == []


def test_only_the_output_is_at_another_path(
    plain_site: SiteBuilder, post: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With the cache or without it, and back to the first, which is another output by then."""
    write_site(plain_site, post)
    site = plain_site
    first, second = site.folder / "build/html", tmp_path_factory.mktemp("pages") / "pages"
    site.build()
    first.rename(second)
    second_inode = (second / "posts/a.html").stat().st_ino
    first.symlink_to(second, target_is_directory=True)  # `SiteBuilder` always writes to the same path
    assert site.differences(site.build()) == []
    assert (second / "posts/a.html").stat().st_ino == second_inode

    first.unlink()
    site.write({"posts/a.md": post("Edited.", title="A")})
    assert site.differences(site.build()) == []
    shutil.rmtree(first)
    second.rename(first)
    os.utime(site.folder / "posts/a.md")
    assert site.differences(site.build()) == []


def test_an_environment_that_cannot_be_loaded_is_no_error(
    plain_site: SiteBuilder, post: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """For example one that has an object of an extension that is gone."""
    write_site(plain_site, post)
    plain_site.build()
    (plain_site.folder / "build/doctrees/html/postil-cache.json").unlink()
    site = moved(plain_site, tmp_path_factory.mktemp("another") / "site")

    assert site.differences(site.build()) == []


@pytest.mark.parametrize(
    ("old", "new", "file", "expected"),
    [
        ("/a/site/docs", "/b/site/docs", "/a/site/posts/x.md", "/b/site/posts/x.md"),
        ("/a/site/docs", "/b/other/docs", "/a/site/docs/x.md", "/b/other/docs/x.md"),
        ("/a/site/docs", "/a/site/doc", "/a/site/posts/x.md", "/a/site/posts/x.md"),
        ("/a/site", "/c/d/e", "/a/site", "/c/d/e"),
        ("/a/site", "/b/site", "/ab/site/x", "/ab/site/x"),
        ("/docs", "/b/docs", "/usr/share/x", "/usr/share/x"),
        ("/b/docs", "/docs", "/b/docs/x.md", "/docs/x.md"),
    ],
)
def test_paths_in_a_folder_that_moved(old: str, new: str, file: str, expected: str) -> None:
    assert find_move(Path(old), Path(new)).apply(file) == expected
