"""Incremental builds: they write the same as a clean build, and no more than necessary."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.errors import ExtensionError

from postil.build.exact_output import ExactOutput
from postil.preview.build_result import BuildRequest
from postil.preview.in_memory_site import InMemorySite
from postil.testing import Built, SiteBuilder, read_folder, svg_image

if TYPE_CHECKING:
    from pathlib import Path

CONF = 'extensions = ["postil"]\nblog_baseurl = "https://example.org/"\n'


def test_changed_style_sheet_of_the_owner(plain_site: SiteBuilder) -> None:
    """Each build in a process of its own: Sphinx keeps the checksums in sheets' addresses for a process's life."""
    plain_site.conf = 'html_static_path = ["_static"]\nhtml_css_files = ["own.css"]\n'
    post = "---\ntitle: A\ndate: 2024-03-24\n---\n\nWords.\n"
    before = plain_site.build(posts={"a.md": post}, docs={"_static/own.css": "a {}"})
    page = before.read("posts/a.html")
    plain_site.write({"docs/_static/own.css": "b {}"})
    command = [sys.executable, "-m", "sphinx", "-q", "-d", "build/doctrees/html", "docs", "build/html"]
    subprocess.run(command, cwd=plain_site.folder, check=True)  # noqa: S603

    assert before.read("posts/a.html") != page
    assert before.read("_static/own.css") == "b {}"


def test_unchanged_site_writes_nothing(site: SiteBuilder) -> None:
    post = "---\ntitle: A\ndate: 2024-03-24\ntags: [x]\naliases: [old]\n---\n\nWords ![P](p.svg).\n"
    site.build(posts={"a.md": post, "p.svg": svg_image(1)})
    outdir, doctrees = site.folder / "build/html", site.folder / "build/doctrees"
    before = {path: path.stat().st_mtime_ns for folder in (outdir, doctrees) for path in folder.rglob("*")}
    site.build()

    assert {path: path.stat().st_mtime_ns for folder in (outdir, doctrees) for path in folder.rglob("*")} == before


def test_edited_paragraph_rewrites_the_pages_that_show_it(plain_site: SiteBuilder) -> None:
    def post(number: int, text: str) -> str:
        tag = "even" if number % 2 == 0 else "odd"
        return (
            f"---\ntitle: P{number}\ndate: 2024-01-0{number}\ntags: [{tag}]\n---\n\nFirst {text}.\n\nSecond {text}.\n"
        )

    built = plain_site.build(posts={f"{n}.md": post(n, "words") for n in (1, 2, 3, 4)})
    pages = [path for path in built.outdir.rglob("*.html") if path.name not in {"genindex.html", "search.html"}]
    before = {path: path.stat().st_mtime_ns for path in pages}

    def written() -> set[str]:
        now = {path: path.stat().st_mtime_ns for path in pages}
        changed = {path.relative_to(built.outdir).as_posix() for path in pages if now[path] != before[path]}
        before.update(now)
        return changed

    plain_site.build(posts={"2.md": post(2, "words").replace("Second words", "Second other")})
    assert written() == {"posts/2.html"}
    plain_site.build(posts={"2.md": post(2, "other")})
    assert written() == {"posts/2.html", "blog.html", "blog/2024.html", "blog/tag/even.html"}


def test_environment_contains_no_doctrees(plain_site: SiteBuilder) -> None:
    text = "---\ntitle: A\ndate: 2024-03-24\n---\n\nFirst words.\n\nWords of the second paragraph.\n"
    plain_site.build(posts={"a.md": text})
    pickled = (plain_site.folder / "build/doctrees/html/environment.pickle").read_bytes()

    assert b"First words." in pickled  # the summary, as text
    assert b"Words of the second paragraph." not in pickled


@pytest.mark.parametrize("jobs", [1, 2, os.cpu_count() or 1])
def test_output_does_not_depend_on_the_number_of_processes(tmp_path: Path, jobs: int) -> None:
    posts: dict[str, str | bytes | None] = {}
    for number in range(24):
        head = f"---\ntitle: P{number}\ndate: 2024-01-{number + 1:02}\ntags: [t{number % 3}]\n---\n"
        posts[f"{number}/index.md"] = (
            f"{head}\nWords[^n] {{doc}}`../{(number + 1) % 24}/index` ![P](p.svg)\n\n[^n]: Note.\n"
        )
        posts[f"{number}/p.svg"] = svg_image(number)
    one = SiteBuilder(tmp_path / "one", theme="basic").build(posts=posts)
    many = SiteBuilder(tmp_path / "elsewhere" / "many", theme="basic").build(posts=posts, parallel=jobs)

    assert one.warnings == many.warnings == []
    assert read_folder(one.outdir) == read_folder(many.outdir)


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "1800000000"}]
)
def test_two_builds_write_the_same(tmp_path: Path, environment: dict[str, str]) -> None:
    """Two processes, two folders, two seeds of Python's hashes, with a set clock and without."""
    conf = 'extensions = ["postil"]\nblog_baseurl = "https://example.org/"\n'
    head = "---\ntitle: P{0}\ndate: 2024-01-0{0}\ntags: [b, a, c]\n---\n\n"
    post = head + "Words[^n] ![P](p.svg) {{ref}}`tag-a`\n\n[^n]: Note.\n"
    site = SiteBuilder(tmp_path / "here" / "site")
    site.write(
        {"docs/conf.py": conf, **{f"posts/{n}.md": post.format(n) for n in (1, 2, 3)}, "posts/p.svg": svg_image(1)}
    )
    built = site.build()
    shutil.copytree(site.folder, tmp_path / "there", ignore=shutil.ignore_patterns("build"))
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-j", "2", "docs", "out"]
    subprocess.run(command, cwd=tmp_path / "there", env=os.environ | environment, check=True)  # noqa: S603
    here, there = read_folder(built.outdir), read_folder(tmp_path / "there" / "out")
    there = {name: content for name, content in there.items() if not name.startswith(".doctrees")}

    assert sorted(here) == sorted(there)
    assert [name for name, content in here.items() if there[name] != content] == []


@pytest.mark.parametrize("done", [0, 1, 3, 4])
def test_deferred_steps_of_a_preview_can_be_interrupted(tmp_path: Path, done: int) -> None:
    """Somebody saves while it is done; what is saved changes nothing, and all of the rest is still done."""
    post = "---\ntitle: A\ndate: 2024-01-01\ntags: [x]\n---\n\n{}[^n].\n\n[^n]: Note.\n"
    site = SiteBuilder(tmp_path / "site")
    site.write({"docs/index.md": "# Home\n", "docs/conf.py": CONF, "posts/a.md": post.format("One")})
    outdir = site.folder / "build" / "html"
    with InMemorySite(
        BuildRequest(site.folder / "docs", outdir, site.folder / "build" / "doctrees"), StringIO()
    ) as memory_site:
        memory_site.build()
        memory_site.finish()
        site.write({"posts/a.md": post.format("Aardvark")})
        assert memory_site.update([site.folder / "posts/a.md"]).output_changed
        looks = iter(range(100))
        memory_site.finish(should_stop=lambda: next(looks) >= done)
        assert memory_site.unfinished
        site.write({"posts/unused.svg": svg_image(1)})
        assert not memory_site.update([site.folder / "posts/unused.svg"]).output_changed
        memory_site.finish()
        assert not memory_site.unfinished
    clean = SiteBuilder(tmp_path / "clean")
    shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))
    warm, fresh = read_folder(outdir), read_folder(clean.build().outdir)

    assert b"aardvark" in warm["searchindex.js"]
    assert [name for name, content in fresh.items() if warm[name] != content] == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_preview_continues_from_a_build(tmp_path: Path, jobs: int) -> None:
    """What was saved since is read before anything else; the index of words is that of all posts."""
    post = "---\ntitle: {0}\ndate: 2024-01-0{0}\n---\n\n{1}.\n"
    site = SiteBuilder(tmp_path / "site")
    site.write({"docs/index.md": "# Home\n", "docs/conf.py": CONF})
    site.write({f"posts/{n}.md": post.format(n, "One") for n in (1, 2, 3)})
    outdir = site.folder / "build" / "html"
    request = BuildRequest(site.folder / "docs", outdir, site.folder / "build" / "doctrees", parallel=jobs)
    with InMemorySite(request, StringIO()) as memory_site:
        memory_site.build()
    site.write({"posts/1.md": post.format(1, "Aardvark")})
    with InMemorySite(request, StringIO()) as memory_site:
        memory_site.build()
        memory_site.warm_up()
        site.write({"posts/2.md": post.format(2, "Zebra")})
        memory_site.update([site.folder / "posts/2.md"])
    clean = SiteBuilder(tmp_path / "clean")
    shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))
    warm, fresh = read_folder(outdir), read_folder(clean.build().outdir)

    assert [name for name, content in fresh.items() if warm[name] != content] == []


SITE = {
    "docs/index.md": "# Home\n",
    "posts/a.md": "---\ntitle: A\ndate: 2024-01-01\ntags: [x]\naliases: [old/a]\n---\n\nOne.\n",
    "posts/b.md": "---\ntitle: B\ndate: 2024-01-02\n---\n\nTwo.\n",
}


def same_as_clean(site: SiteBuilder, built: Built, tmp_path: Path) -> None:
    """Assert that a build left what one into an empty folder does."""
    clean = SiteBuilder(tmp_path / "clean", conf=site.conf, theme=site.theme)
    shutil.copytree(site.folder, clean.folder, ignore=shutil.ignore_patterns("build"))
    here, there = read_folder(built.outdir), read_folder(clean.build().outdir)

    assert sorted(here) == sorted(there)
    assert [name for name, content in there.items() if here[name] != content] == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_build_after_an_aborted_one_equals_a_clean_build(
    plain_site: SiteBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """A post is retitled and another is added; all is taken back when the build that shows it has come half way."""
    site = plain_site
    site.write(SITE)
    site.build(parallel=jobs)
    site.write(
        {"posts/a.md": SITE["posts/a.md"].replace("title: A", "title: Secret"), "posts/c.md": SITE["posts/b.md"]}
    )
    with monkeypatch.context() as patch:
        patch.setattr("postil.output.publish.publish_files", lambda *_arguments, **_files: 1 / 0)
        with pytest.raises(ExtensionError):
            site.build(parallel=jobs)
    assert "Secret" in (site.folder / "build/html/blog.html").read_text("utf-8")
    site.write({"posts/a.md": SITE["posts/a.md"], "posts/c.md": None})
    built = site.build(parallel=jobs)

    assert built.warnings == []
    same_as_clean(site, built, tmp_path)


@pytest.mark.parametrize("left", [None, b"", b"Search.setIndex({", b"Other."])
@pytest.mark.parametrize("jobs", [1, 2])
def test_deleted_search_index_is_generated_from_all_posts(
    plain_site: SiteBuilder, tmp_path: Path, left: bytes | None, jobs: int
) -> None:
    site = plain_site
    site.write(SITE)
    index = site.build().outdir / "searchindex.js"
    index.unlink()
    if left is not None:
        index.write_bytes(left)
    built = site.build({"a.md": SITE["posts/a.md"].replace("One", "Aardvark")}, parallel=jobs)

    assert built.warnings == []
    same_as_clean(site, built, tmp_path)


def test_redirects_are_recognized_without_the_cache(plain_site: SiteBuilder, tmp_path: Path) -> None:
    site = plain_site
    site.write(SITE)
    site.build()
    shutil.rmtree(site.folder / "build/doctrees")
    built = site.build({"a.md": SITE["posts/a.md"].replace("title: A", "title: Another")})

    assert built.warnings == []
    assert "Another" in built.read("old/a.html")
    site.write({"docs/own/old/a.html": '<!DOCTYPE html>\n<meta http-equiv="refresh" content="0; url=x">\n'})
    site.conf += 'html_extra_path = ["own"]\n'
    [warning] = site.build().warnings
    assert "the alias `old/a` is the URL of another page; it is left out" in warning


def test_post_that_existed_during_one_build_leaves_no_page(tmp_path: Path) -> None:
    """In a preview whose rest of a build was put off in between."""
    site = SiteBuilder(tmp_path / "site", theme="basic")
    site.write(SITE | {"docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\n'})
    outdir = site.folder / "build" / "html"
    with InMemorySite(
        BuildRequest(site.folder / "docs", outdir, site.folder / "build" / "doctrees"), StringIO()
    ) as memory_site:
        memory_site.build()
        for name in ("c", "d"):
            site.write({f"posts/{name}.md": SITE["posts/b.md"]})
            memory_site.update([site.folder / f"posts/{name}.md"])
            assert (outdir / f"posts/{name}.html").is_file()
            site.write({f"posts/{name}.md": None})
        memory_site.update([site.folder / "posts/c.md", site.folder / "posts/d.md"])
        memory_site.finish()

    assert sorted(path.name for path in (outdir / "posts").iterdir()) == ["a.html", "a.md", "b.html", "b.md"]


def test_preview_after_an_aborted_build(
    plain_site: SiteBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post is retitled, and the build ends before the page of its neighbour is written."""
    site = plain_site
    site.write(SITE)
    site.build()
    site.write({"posts/a.md": SITE["posts/a.md"].replace("title: A", "title: Another")})
    write = ExactOutput.write_doc

    def write_some(output: ExactOutput, docname: str, doctree: Any) -> None:
        if docname == "posts/b":
            raise KeyboardInterrupt
        write(output, docname, doctree)

    with monkeypatch.context() as patch:
        patch.setattr(ExactOutput, "write_doc", write_some)
        with pytest.raises(KeyboardInterrupt):
            site.build()
    built = site.build()

    assert "Another" in built.read("posts/b.html")
    same_as_clean(site, built, tmp_path)


def test_messages_of_a_preview_last_as_long_as_their_cause(tmp_path: Path) -> None:
    site = SiteBuilder(tmp_path / "site", theme="basic")
    site.write({"docs/index.md": "# Home\n", "docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\n'})
    file, outdir = site.folder / "posts/c.md", site.folder / "build" / "html"
    page = outdir / "posts/c.html"
    site.write({"posts/a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n\nOne.\n"})
    with InMemorySite(
        BuildRequest(site.folder / "docs", outdir, site.folder / "build" / "doctrees"), StringIO()
    ) as memory_site:
        memory_site.build()

        def save(head: str, words: str) -> list[str]:
            """Return the messages after a save of the post."""
            site.write({"posts/c.md": f"---\ntitle: C\n{head}---\n\n{words}.\n"})
            result = memory_site.update([file])
            memory_site.finish()
            assert result.failure == ""
            return [message.text for messages in result.messages.values() for message in messages]

        for _ in range(2):
            [message] = save("", "First")
            assert "no date" in message
            assert not page.exists()
            assert save("date: 2024-01-02\n", "Second") == []
            assert "Second" in page.read_text("utf-8")
            [message] = save("", "Third")
            assert "no date" in message
            assert "Second" in page.read_text("utf-8")
            assert save("draft: true\n", "Fourth") == []
            assert not page.exists()
        [message] = save("", "Fifth")
        assert "no date" in message
        assert save("draft: true\n", "Sixth") == []
        assert not page.exists()
        assert "no date" in save("", "Seventh")[0]
        file.unlink()
        assert memory_site.update([file]).messages == {}
