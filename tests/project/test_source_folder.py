"""Which files are source files: hidden files, symbolic links, unusable names, unreadable files."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil import file_digests
from postil.file_names import MARKDOWN_SUFFIXES
from postil.project.source_folder import SourceFolder
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    Post = Callable[..., str]

LATIN_1 = os.fsdecode(b"caf\xe9.md")
HIDDEN = [
    ".hidden.md",
    "._ok.md",
    ".#ok.md",
    ".trash/thrown-away.md",
    ".stversions/ok~20240101.md",
    ".obsidian/templates/t.md",
    ".ipynb_checkpoints/ok-checkpoint.md",
    ".git/description.md",
    "a/b/.trash/c/deep.md",
    "node_modules/pkg/README.md",
    "a/node_modules/pkg/README.md",
    "__MACOSX/ok.md",
    "__pycache__/x.md",
    "lib/site-packages/pkg/README.md",
    "ok.md~",
    "#ok.md#",
    "ok.md.bak",
]


@pytest.mark.parametrize("patterns", ["", 'exclude_patterns = ["drafts"]\n'])
def test_hidden_files_are_not_sources(plain_site: SiteBuilder, post: Post, patterns: str) -> None:
    """In a mount and in the source folder, whatever patterns the owner chose."""
    plain_site.conf = patterns
    built = plain_site.build(
        posts={"ok.md": post(title="Ok")} | {name: post(title=name) for name in HIDDEN},
        docs={name: f"# {name}\n" for name in HIDDEN}
        | {"env/pyvenv.cfg": "home = /usr/bin\n", "env/lib/LICENSE.md": "# Licence\n"}
        | {"public/.buildinfo": "# Sphinx build info\n", "public/posts/ok.md": "# A copy of a post\n"},
    )

    assert built.warnings == []
    assert built.titles("blog") == ["Ok"]
    assert set(built.files()) == {"index.html", "posts/ok.html", "search.html", "genindex.html", "404.html"} | {
        name for name in built.files() if name.startswith("blog")
    }


def test_site_in_a_hidden_folder(tmp_path: Path, post: Post) -> None:
    built = SiteBuilder(tmp_path / ".blog" / "node_modules", theme="basic").build(posts={"a.md": post(title="A")})

    assert built.warnings == []
    assert built.titles("blog") == ["A"]


def test_exclude_patterns_for_folders(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'exclude_patterns = ["posts/old", "notes"]\n'
    built = plain_site.build(
        posts={"a.md": post(), "old/b.md": post(title="Old"), "old/c/d.md": post(title="Older")},
        docs={"notes/x.md": "# X\n", "notes/y/z.md": "# Z\n"},
    )

    assert built.warnings == []
    assert built.titles("blog") == ["A post"]


def symbolic_link(path: Path, target: str) -> None:
    path.symlink_to(target)


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def named_pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def link_to_device(path: Path) -> None:
    path.symlink_to("/dev/null")


def dangling_link(path: Path) -> None:
    path.symlink_to("/nowhere/at/all.md")


NO_FILES = [dangling_link, link_to_itself, named_pipe, unix_socket, link_to_device]


@pytest.mark.parametrize("folder", ["posts", "docs"])
@pytest.mark.parametrize("make", NO_FILES)
def test_special_files(plain_site: SiteBuilder, post: Post, make: Callable[[Path], None], folder: str) -> None:
    plain_site.write({"posts/good.md": post(title="Good"), "docs/x.txt": "x"})
    make(plain_site.folder / folder / "odd.md")
    built = plain_site.build()

    assert len(built.warnings) == 1
    assert f"{folder}/odd.md:1: WARNING: the file is left out: " in built.warnings[0]
    assert built.titles("blog") == ["Good"]


@pytest.mark.parametrize("folder", ["posts", "docs"])
@pytest.mark.parametrize("target", [".", "..", "../..", "/", "../other"])
def test_symbolic_link_to_a_parent_folder(plain_site: SiteBuilder, post: Post, folder: str, target: str) -> None:
    """And one that comes back by way of another."""
    plain_site.write({f"{folder}/a/good.md": post(title="Good", blogpost=True)})
    if target == "../other":
        (plain_site.folder / folder / "other").mkdir()
        symbolic_link(plain_site.folder / folder / "other" / "loop", "../a")
        built = plain_site.build(docs={"x.txt": ""}) if folder == "posts" else plain_site.build()
        assert built.titles("blog") == ["Good", "Good"]  # by two names, as their owner has it
        (plain_site.folder / folder / "other" / "loop").unlink()
    symbolic_link(plain_site.folder / folder / "a" / "loop", target)
    if target == "../other":
        symbolic_link(plain_site.folder / folder / "other" / "back", "../a")
        built = plain_site.build()
        assert len(built.lasting_warnings) == 2
        return
    built = plain_site.build()

    assert len(built.warnings) == 1
    assert f"{folder}/a/loop:1: WARNING: the symbolic link points to a folder that contains it" in built.warnings[0]
    assert built.titles("blog") == ["Good"]


def test_symbolic_link_to_another_folder(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.write({"elsewhere/a.md": post(title="A"), "posts/b.md": post(title="B")})
    symbolic_link(plain_site.folder / "posts" / "more", "../elsewhere")
    built = plain_site.build()

    assert built.warnings == []
    assert sorted(built.titles("blog")) == ["A", "B"]


def test_mount_that_the_source_folder_links_to(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.write({"posts/a.md": post(title="A"), "docs/x.txt": ""})
    symbolic_link(plain_site.folder / "docs" / "posts", "../posts")
    built = plain_site.build()

    assert built.warnings == []
    assert built.titles("blog") == ["A"]


NAMES = {
    LATIN_1: "the name is not UTF-8",
    "a\nb.md": "control characters",
    "a\x01b.md": "control characters",
    "a\x7fb.md": "control characters",
    "a\x9fb.md": "control characters",
    "..md": "dots",
    "...md": "dots",
    "....md": "dots",
    "...and justice for all.md": "dots",
    f"{'n' * 248}.md": "too long",
    f"{'n' * 252}.md": "too long",
    f"{'日' * 83}.md": "too long",
}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("name", NAMES)
def test_unusable_file_names(plain_site: SiteBuilder, post: Post, name: str, builder: str) -> None:
    plain_site.conf = 'postil_permalink = "{name}/"\n'
    docs = {name: "# Page\n"} if name == LATIN_1 else {}
    built = plain_site.build(posts={"good.md": post(title="Good"), name: post(title="Odd")}, docs=docs, builder=builder)

    assert len(built.warnings) == 1 + len(docs)
    assert NAMES[name] in built.warnings[0]
    assert "odd" not in built.read("index.html").lower()
    assert built.titles("blog/index" if builder == "dirhtml" else "blog") == ["Good"]
    assert sorted(path.name for path in built.outdir.parent.iterdir()) == sorted([builder, "doctrees"])


def test_folder_name_that_is_not_utf_8(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    """Only source files in it are reported."""
    folder = os.fsdecode(b"caf\xe9")
    built = plain_site.build(posts={"good.md": post(), f"{folder}/p.png": png, f"{folder}/a.md": post(title="A")})

    assert len(built.warnings) == 1
    assert "posts/caf\\xe9/a.md:1: WARNING: the file is left out: the name is not UTF-8" in built.warnings[0]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_long_file_name_with_a_short_slug(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    """And one that just fits."""
    posts = {f"{'n' * 250}.md": post(title="A", slug="short"), f"{'m' * 247}.md": post(title="B", date="2024-01-01")}
    built = plain_site.build(posts=posts, builder=builder)

    assert built.warnings == []
    assert built.titles("blog/index" if builder == "dirhtml" else "blog") == ["A", "B"]


def test_decomposed_unicode_file_names(plain_site: SiteBuilder, post: Post) -> None:
    """As macOS hands them out."""
    built = plain_site.build(posts={"cafe\u0301.md": post(title="Café"), "b.md": post("[](caf\u00e9.md)\n", title="B")})

    assert built.warnings == []
    assert sorted(built.titles("blog")) == ["B", "Café"]
    assert "posts/caf\u00e9.html" in built.files()


# --- files that cannot be read --------------------------------------------------------------------------------------


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return a set of the names of files that cannot be opened; root, who may run tests, can open all."""
    names: set[str] = set()
    open_path, open_file = Path.open, open

    def open_unlocked_path(self: Path, *args: object, **kwargs: object) -> object:
        if self.name in names:
            raise PermissionError(13, "Permission denied", str(self))
        return open_path(self, *args, **kwargs)  # type: ignore[call-overload]

    def open_unlocked_file(path: str, *args: object, **kwargs: object) -> object:
        if Path(path).name in names:
            raise PermissionError(13, "Permission denied", path)
        return open_file(path, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(file_digests, "open", open_unlocked_file, raising=False)
    monkeypatch.setattr(Path, "open", open_unlocked_path)
    return names


@pytest.mark.parametrize("name", ["posts/a.md", "docs/a.md", "docs/a.rst", "docs/a.odd"])
def test_unreadable_file(plain_site: SiteBuilder, post: Post, locked: set[str], name: str) -> None:
    """It comes with the next build that can read it, though neither its time nor its size has changed."""
    plain_site.conf = 'source_suffix = {".rst": "restructuredtext", ".md": "markdown", ".odd": "markdown"}\n'
    text = post(title="A") if name.startswith("posts/") else ":orphan:\n\nA\n=\n"
    plain_site.write({name: text, "posts/good.md": post(title="Good")})
    locked.add(Path(name).name)
    first = plain_site.build()
    again = plain_site.build()
    locked.clear()
    page = f"{Path(name).with_suffix('').as_posix().removeprefix('docs/')}.html"
    last = plain_site.build()

    assert len(first.warnings) == len(again.warnings) == 1
    assert f"{name}:1: WARNING: the file can't be read and is skipped: Permission denied" in first.warnings[0]
    assert first.titles("blog")[-1:] == ["Good"]
    assert page in last.files()


def test_file_that_became_unreadable(plain_site: SiteBuilder, post: Post, locked: set[str]) -> None:
    """A change of permissions leaves time and size as they were."""
    plain_site.build(posts={"a.md": post(title="A"), "good.md": post(title="Good")})
    locked.add("a.md")
    file = plain_site.folder / "posts/a.md"
    file.chmod(0o400)
    built = plain_site.build()

    assert len(built.warnings) == 1
    assert built.titles("blog") == ["Good"]
    assert "posts/a.html" not in built.files()


def test_files_removed_during_the_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "b.md").write_text("b")
    real = os.scandir

    def scan_and_remove(path: object) -> object:
        found = real(path)  # type: ignore[call-overload]
        (tmp_path / "b.md").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(os, "scandir", scan_and_remove)
    source = SourceFolder(tmp_path, [".md"], lambda _path: False)

    assert [path for path, _file in source.files][:1] == ["a.md"]
    assert source.problems == []


def test_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "a.md").write_text("a")
    real = os.scandir

    def scan(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scan)
    source = SourceFolder(tmp_path, [".md"], lambda _path: False)

    assert [path for path, _file in source.files] == ["a.md"]
    assert source.problems == [(tmp_path / "locked", "the folder cannot be read and is left out: Permission denied")]


@pytest.mark.parametrize("suffix", MARKDOWN_SUFFIXES)
def test_markdown_has_many_suffixes(plain_site: SiteBuilder, post: Post, suffix: str) -> None:
    other = plain_site.folder / "docs" / f"about{suffix}"
    built = plain_site.build(
        posts={f"a{suffix}": post("*Words.* [B](b.md)", title="A"), "b.md": post(f"[A](a{suffix})", title="B")},
        docs={other.name: "---\norphan: true\n---\n\n# About\n"},
    )

    assert built.warnings == []
    assert built.titles("blog") == ["A", "B"]
    assert built.article("posts/a").em
    assert built.article("posts/b").select_one("a[href='a.html']")
    assert built.article("about").h1
    assert built.read("posts/a.md").startswith("# A")


def test_the_suffixes_of_the_owner_are_all(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'source_suffix = {".md": "markdown"}\n'
    built = plain_site.build(posts={"a.markdown": post(), "b.md": post(title="B")})

    assert built.titles("blog") == ["B"]
    assert "not read: 1 file in a format that this site does not read (posts/a.markdown)" in built.log


def test_of_two_files_of_one_name_the_common_suffix_has_the_url(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.markdown": post(title="Other"), "a.md": post(title="A"), "a.qmd": post()})

    assert built.titles("blog") == ["A"]
    assert [name in built.warnings[index] for index, name in enumerate(["a.markdown:1", "a.qmd:1"])] == [True, True]
    assert len(built.warnings) == 2


def test_partials_and_sections_are_not_posts(plain_site: SiteBuilder, post: Post) -> None:
    partials = ["_index.md", "_index.fr.md", "trip/_index.md", "_footer.qmd", "_metadata.yml", "trip/_part.html"]
    built = plain_site.build(
        posts={"a.md": post("```{include} _footer.qmd\n```\n")} | dict.fromkeys(partials, "Included.\n"),
        docs={"_page.md": "---\norphan: true\n---\n\n# A page\n"},
    )

    assert built.warnings == []
    assert built.files("posts") == ["posts/a.html"]
    assert "Included." in built.article("posts/a").get_text()
    assert built.article("_page").h1
    assert "not read" not in built.log


@pytest.mark.parametrize("in_source_folder", [False, True])
def test_other_formats_are_named_once_in_the_log(
    plain_site: SiteBuilder, post: Post, *, in_source_folder: bool
) -> None:
    names = ["a.html", "b.org", "c.adoc", "d/e.TXT", "f.textile", "g.MD"]
    files = dict.fromkeys(names, "Text.") | {"ok.md": post(), "photo.jpg": "", ".hidden.html": "", "_site/x.html": ""}
    if in_source_folder:
        built = plain_site.build(docs={f"posts/{name}": text for name, text in files.items()} | {"x.html": "Text."})
    else:
        built = plain_site.build(posts=files, docs={"x.html": "Text."})

    assert built.warnings == []
    named = "(posts/a.html, posts/b.org, posts/c.adoc, and 3 more)"
    assert built.log.count(f"not read: 6 files in formats that this site does not read {named}") == 1
