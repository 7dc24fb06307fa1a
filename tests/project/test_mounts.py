"""Mounted folders with all builders, parsers and themes, in parallel, and in incremental builds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import Built

    Post = Callable[..., str]

GITHUB = """
html_theme_options = {
    "repository_url": "https://github.com/me/site", "repository_branch": "main", "path_to_docs": "docs",
    "use_edit_page_button": True, "use_source_button": True, "use_download_button": True,
}
"""


def tree(built: Built) -> dict[str, bytes]:
    """Return all files of a site."""
    files = (path for path in built.outdir.rglob("*") if path.is_file())
    return {path.relative_to(built.outdir).as_posix(): path.read_bytes() for path in files}


def same_files(again: Built, fresh: Built) -> None:
    """Require that two sites have the same files with the same bytes."""
    mine, other = tree(again), tree(fresh)
    assert sorted(mine) == sorted(other)
    assert [name for name, content in other.items() if mine[name] != content] == []


def test_links_between_posts_and_docs(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    built = plain_site.build(
        posts={
            "a/index.md": post("[other](../b.md), [doc](../../docs/page.md), {download}`p.png`\n\n![P](p.png)\n"),
            "a/p.png": png,
            "b.md": post("[first](a/index.md)\n", title="B"),
        },
        docs={"page.md": "---\norphan: true\n---\n# Page\n\n[post](../posts/b.md) and {doc}`posts/a/index`\n"},
    )

    assert built.warnings == []
    hrefs = [str(a["href"]) for a in built.article("posts/a/index").select("p > a")]
    assert hrefs[:2] == ["../b.html", "../../page.html"]
    assert (built.outdir / "posts/a" / hrefs[2]).resolve().read_bytes() == png
    assert [str(a["href"]) for a in built.article("page").select("p > a")] == ["posts/b.html", "posts/a/index.html"]


def test_edit_and_source_links(site: SiteBuilder, post: Post) -> None:
    site.conf = GITHUB
    built = site.build(
        posts={"a/index.md": post(), "2024-03-24-b.md": post(title="B", slug="b")},
        docs={"page.md": "---\norphan: true\n---\n# Page\n"},
    )
    sources = {"posts/a/index": "posts/a/index.md", "posts/b": "posts/2024-03-24-b.md", "page": "docs/page.md"}

    assert built.warnings == []
    for name, source in sources.items():
        hrefs = [str(a["href"]) for a in built.page(name).select("a[href*='github.com']")]
        assert f"https://github.com/me/site/edit/main/{source}" in hrefs, hrefs
        assert f"https://github.com/me/site/blob/main/{source}?plain=1" in hrefs
        download = built.page(name).select_one(".btn-download-source-button")
        assert download
        copied = (built.outdir / name).parent / str(download["href"])
        assert copied.resolve().read_text("utf-8") == (site.folder / source).read_text("utf-8")


def test_exclude_patterns_match_mounted_paths(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'exclude_patterns = ["posts/old/**", "posts/*.txt.md"]\n'
    built = plain_site.build(posts={"a.md": post(), "old/b.md": post(title="Old"), "c.txt.md": post(title="C")})

    assert built.warnings == []
    assert built.titles("blog") == ["A post"]


def test_several_mounts(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_mounts = {"posts": "../posts", "notes/short": "../elsewhere"}\n'
    plain_site.write({"elsewhere/n.md": post(title="Note")})
    built = plain_site.build(posts={"a.md": post()})

    assert built.warnings == []
    assert sorted(built.titles("blog")) == ["A post", "Note"]
    assert "notes/short/n.html" in built.files()


def test_posts_inside_the_source_folder(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(docs={"posts/a.md": post()})

    assert built.warnings == []
    assert built.titles("blog") == ["A post"]


def test_parallel_builds_write_the_same_files(tmp_path: Path, post: Post) -> None:
    posts = {
        f"{n}.md": post(f"Text[^a] of {n}, {{doc}}`{(n + 1) % 12}`.\n\n[^a]: Note {n}.\n", title=f"P{n}",
                        date=f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}", tags=[f"t{n % 5}"])
        for n in range(12)
    }  # fmt: skip
    conf = 'blog_baseurl = "https://example.org/"\n'
    builders = [SiteBuilder(tmp_path / str(jobs), conf=conf, theme="basic") for jobs in (1, 2)]
    sites = [builder.build(posts=posts, parallel=jobs) for jobs, builder in enumerate(builders, 1)]
    first = tree(sites[0])

    assert [site.warnings for site in sites] == [[], []]
    assert first == tree(sites[1])
    assert {"blog/atom.xml", "blog/tag/t1/atom.xml", "posts/1.md", "_images/cards/posts/1.png"} <= first.keys()

    for jobs, builder in enumerate(builders, 1):  # all pages anew, cards and copies as they were
        builder.build(posts=posts, parallel=jobs, overrides={"blog_title": "Another"})
    second = tree(sites[0])
    assert second == tree(sites[1])
    assert b"Another" in second["blog/tag/t1/atom.xml"]
    assert second["posts/1.md"] == first["posts/1.md"]


def test_read_the_docs_command(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path)
    site.write({"docs/conf.py": 'extensions = ["postil"]\n', "docs/index.md": "# Home\n", "posts/a.md": post()})
    output = tmp_path / "output"
    command = ["-T", "-W", "-b", "html", "-d", "_build/doctrees", "-D", "language=en", ".", str(output)]
    environment = os.environ | {"READTHEDOCS_CANONICAL_URL": "https://site.readthedocs.io/en/latest/"}
    subprocess.run([sys.executable, "-m", "sphinx", *command], cwd=tmp_path / "docs", env=environment, check=True)  # noqa: S603

    assert (output / "posts/a.html").is_file()
    assert "https://site.readthedocs.io/en/latest/posts/a.html" in (output / "blog/atom.xml").read_text("utf-8")


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "pydata_sphinx_theme", "furo", "alabaster", "basic"])
def test_themes(tmp_path: Path, post: Post, theme: str) -> None:
    built = SiteBuilder(tmp_path, theme=theme).build(
        posts={"a.md": post("Text.\n\n## Part\n", tags=["x"], aliases=["old"]), "b.md": post(title="B")}
    )

    assert built.warnings == []
    for name in ("posts/a", "blog", "blog/tag/x", "blog/archive", "blog/tag", "index"):
        assert len(built.article(name).select("h1")) == 1, name
    assert built.page("posts/a").select_one("h1 + .postil-byline")
    assert len(built.page("blog").select(".postil-card")) == 2
    sheet = "postil-pages.css" if theme == "sphinx_book_theme" else "postil.css"
    assert built.page("posts/a").select_one(f'head link[href*="{sheet}"]')


@pytest.mark.parametrize("builder", ["singlehtml", "text", "latex", "epub", "xml", "gettext", "json", "dummy"])
def test_other_builders(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    posts = {"a.md": post("Text[[^n]] with {ref}`b`.\n\n[^n]: Note.\n", tags=["x"]), "b.md": post(title="B")}
    home = "# Home\n\n```{postlist}\n:excerpts:\n:format: '{title} {tags}'\n```\n"
    built = plain_site.build(posts=posts, docs={"index.md": home}, builder=builder)

    assert [warning for warning in built.warnings if "epub" not in warning and "conf value" not in warning] == []


def test_notebooks(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = (
        'extensions = ["postil", "myst_nb"]\nnb_execution_mode = "off"\nsuppress_warnings = ["myst-nb.lexer"]\n'
    )
    words = ["---\n", "title: In a *cell*\n", "date: 2024-03-25\n", "---\n", "Words.\n"]
    cell = {"cell_type": "markdown", "id": "one", "metadata": {}, "source": words}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    text_notebook = post(
        "Words.\n\n```{code-cell}\nprint(1)\n```\n", title="As text",
        jupytext={"text_representation": {"format_name": "myst"}}, kernelspec=kernel["kernelspec"],
    )  # fmt: skip
    built = plain_site.build(
        posts={
            "a.ipynb": json.dumps(notebook),
            "b.md": post("## Part\n\nText[[^n]].\n\n[^n]: Note.\n"),
            "c.md": text_notebook,
        }
    )

    assert built.warnings == []
    assert sorted(built.titles("blog")) == ["A post", "As text", "In a cell"]
    for name in "abc":
        page = built.article(f"posts/{name}")
        assert len(page.select("h1")) == 1
        assert "date:" not in page.get_text()


def test_two_sites_in_one_process(tmp_path: Path, post: Post) -> None:
    first = SiteBuilder(tmp_path / "1", conf='blog_title = "One"\n').build(posts={"a.md": post(title="Only here")})
    other = SiteBuilder(tmp_path / "2", conf='blog_title = "Two"\nextensions = ["postil", "myst_nb"]\n')
    second = other.build(posts={"b.md": post(title="Only there", tags=["x"])})
    again = SiteBuilder(tmp_path / "1").build()

    assert first.warnings == second.warnings == again.warnings == []
    assert again.titles("blog") == ["Only here"]
    assert second.titles("blog") == ["Only there"]
    assert "Only there" not in again.read("blog/atom.xml")
    assert "<title>Two</title>" in second.read("blog/atom.xml")
    assert "blog/tag.html" not in again.files()


# --- building again -------------------------------------------------------------------------------------------------


def clean(tmp_path: Path, site: SiteBuilder) -> Built:
    """Build the same files in another folder."""
    fresh = SiteBuilder(tmp_path / "clean")
    fresh.write({
        path.relative_to(site.folder).as_posix(): path.read_bytes()
        for folder in ("docs", "posts") for path in (site.folder / folder).rglob("*") if path.is_file()
    })  # fmt: skip
    return fresh.build()


EDITS: dict[str, Callable[[Post], dict[str, str | bytes | None]]] = {
    "a title": lambda post: {"b.md": post("B.\n", title="B two", date="2024-02-01", tags=["x"])},
    "a first paragraph": lambda post: {"b.md": post("B two.\n", title="B", date="2024-02-01", tags=["x"])},
    "a date": lambda post: {"b.md": post("B.\n", title="B", date="2025-02-01", tags=["x"])},
    "a tag": lambda post: {"b.md": post("B.\n", title="B", date="2024-02-01", tags=["y"])},
    "to a draft": lambda post: {"b.md": post("B.\n", title="B", date="2024-02-01", tags=["x"], draft=True)},
    "a slug": lambda post: {"b.md": post("B.\n", title="B", date="2024-02-01", tags=["x"], slug="bee")},
    "an alias": lambda post: {"b.md": post("B.\n", title="B", date="2024-02-01", tags=["x"], aliases=["old"])},
    "one more": lambda post: {"d.md": post("D.\n", title="D", date="2024-02-15")},
    "one less": lambda _: {"b.md": None},
    "a slug of what is linked": lambda post: {"a.md": post("A.\n", title="A", date="2024-01-01", slug="zed")},
    "a title of what is linked": lambda post: {"a.md": post("A.\n", title="A two", date="2024-01-01")},
    "one less of what is linked": lambda _: {"a.md": None},
    "a page less": lambda _: {"../docs/secret.md": None},
    "a move": lambda post: {"b.md": None, "c/b.md": post("B.\n", title="B", date="2024-02-01", tags=["x"])},
}


@pytest.mark.parametrize("edit", EDITS)
def test_incremental_build_equals_clean_build(tmp_path: Path, post: Post, edit: str) -> None:
    site = SiteBuilder(tmp_path / "site")
    home = "# Home\n\n```{postlist} 2\n:excerpts:\n```\n"
    site.build(
        posts={
            "a.md": post("A.\n", title="A", date="2024-01-01"),
            "b.md": post("B.\n", title="B", date="2024-02-01", tags=["x"]),
            "c.md": post("C, [](a.md).\n", title="C", date="2024-03-01", aliases=["c1"], tags=["x"]),
        },
        docs={"index.md": home, "secret.md": "---\norphan: true\n---\n# Secret\n"},
    )
    again = site.build(posts=EDITS[edit](post))
    fresh = clean(tmp_path, site)

    assert again.lasting_warnings == [w.replace("/clean/", "/site/") for w in fresh.warnings]
    same_files(again, fresh)


@pytest.mark.parametrize("theme", ["furo", "alabaster", "pydata_sphinx_theme"])
def test_incremental_build_with_another_theme(tmp_path: Path, post: Post, theme: str) -> None:
    site = SiteBuilder(tmp_path / "site", theme=theme)
    site.build(posts={"a.md": post("A.\n", title="A"), "b.md": post("B.\n", title="B")})
    again = site.build(posts={"b.md": post("B two.\n", title="B")})
    fresh = clean(tmp_path, site)

    same_files(again, fresh)


def test_removed_static_files_are_removed_from_the_output(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path / "site", conf='html_static_path = ["own"]\n')
    first = site.build(posts={"a.md": post()}, docs={"own/old/words.txt": "x", "own/stays.txt": "x"})
    assert "_static/old/words.txt" in tree(first)
    conf = (site.folder / "docs/conf.py").read_text("utf-8")
    again = site.build(docs={"own/old/words.txt": None, "conf.py": conf + 'language = "de"\n'})
    third = site.build(docs={"conf.py": conf + 'html_theme = "alabaster"\n'})
    fresh = clean(tmp_path, site)

    assert "_static/stays.txt" in tree(again)
    assert "_static/old/words.txt" not in tree(again)
    assert sorted(tree(third)) == sorted(tree(fresh))


def test_deleted_pages_are_written_again(tmp_path: Path, post: Post) -> None:
    site = SiteBuilder(tmp_path / "site", theme="basic")
    built = site.build(posts={"a.md": post(title="A"), "b.md": post(title="B")}, docs={"page.md": "# Page\n"})
    before = tree(built)
    for name in ("posts/a.html", "index.html", "blog.html"):
        (built.outdir / name).unlink()

    assert tree(site.build()) == before


def test_labels_of_the_blog_are_up_to_date(plain_site: SiteBuilder, post: Post) -> None:
    page = "---\norphan: true\n---\n# Page\n\n{ref}`hello` and {ref}`blog-tags`.\n"
    built = plain_site.build(posts={"hello/index.md": post(title="Old")}, docs={"page.md": page})
    assert len(built.warnings) == 1  # there are no tags yet
    built = plain_site.build(posts={"hello/index.md": post(title="New", tags=["x"])})

    assert built.warnings == []
    links = [(a.get_text(), a["href"]) for a in built.article("page").select("p > a")]
    assert links == [("New", "posts/hello/index.html"), ("Tags", "blog/tag.html")]


def test_drafts_are_removed_from_the_output(site: SiteBuilder, post: Post) -> None:
    site.build(
        posts={"a.md": post(), "d.md": post("Secretword.\n", title="D", draft=True)}, overrides={"postil_drafts": True}
    )
    built = site.build()
    found = [path.name for path in built.outdir.rglob("*") if path.is_file() and b"ecretword" in path.read_bytes()]

    assert found == []


def test_changed_template_rebuilds_pages(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'templates_path = ["_templates"]\n'
    plain_site.build(posts={"a.md": post()}, docs={"_templates/postil/byline.html": "<p>One</p>"})
    built = plain_site.build(docs={"_templates/postil/byline.html": "<p class='own'>{{ post.title|e }}</p>"})

    own = built.article("posts/a").select_one(".own")
    assert own
    assert own.get_text() == "A post"


def test_image_added_later(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    assert len(plain_site.build(posts={"a.md": post("![P](p.png)\n")}).warnings) == 1
    built = plain_site.build(posts={"p.png": png})

    assert built.warnings == []
    assert built.article("posts/a").select("img")
