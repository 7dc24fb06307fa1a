"""A build that was killed, a damaged cache, an edited output: the next build writes what a clean one does."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from postil.build.manifest import MANIFEST, Manifest
from postil.build.page_file import PageFile
from postil.cache_files import FileStates, load_checked, save_checked, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import SiteBuilder

LONG = int(os.environ.get("POSTIL_EXAMPLES", "5")) > 5
CONF = 'extensions = ["postil"]\nhtml_theme = "basic"\nblog_baseurl = "https://example.org/"\n'
POST = "---\ntitle: {0}\ndate: 2024-01-0{1}\ntags: [x]\naliases: [old-{1}]\n---\n\n"
POST += "{0} words[^n] ![Alt](p.svg).\n\n[^n]: N.\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
# A build that ends at the n-th time that a file is opened to be written, renamed or removed; a commit counts as well.
KILLED = """
import builtins, io, os, pathlib, sqlite3, sys
left = int(sys.argv.pop(1))
pid = os.getpid()
def count():
    global left
    left -= 1
    if left == 0:
        os._exit(9)
def counting(function, when=lambda *args, **options: True):
    def call(*args, **options):
        if os.getpid() == pid and when(*args, **options):
            count()
        return function(*args, **options)
    return call
writes = lambda file, mode="r", *args, **options: set(mode) & set("wax+") and isinstance(file, (str, os.PathLike))
builtins.open = io.open = counting(io.open, writes)
for name in ("replace", "rename", "unlink", "rmdir"):
    setattr(os, name, counting(getattr(os, name)))
connect = sqlite3.connect
class Connection(sqlite3.Connection):
    commit = counting(sqlite3.Connection.commit)
sqlite3.connect = lambda *args, **options: connect(*args, factory=Connection, **options)
from sphinx.cmd.build import main
code = main(sys.argv[1:])
print("calls", -left)
sys.exit(code)
"""


@pytest.fixture
def small(plain_site: SiteBuilder) -> SiteBuilder:
    plain_site.write({"docs/conf.py": CONF, "docs/index.md": "# Home\n\n```{postlist}\n:excerpts:\n```\n"})
    plain_site.write({f"posts/{n}.md": POST.format(f"Title {n}", n) for n in (1, 2, 3)} | {"posts/p.svg": SVG})
    return plain_site


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def clean(site: SiteBuilder, folder: Path) -> dict[str, bytes]:
    """Return what a build of the same files into an empty folder writes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.folder, folder, ignore=shutil.ignore_patterns("build"))
    return tree(type(site)(folder, theme=site.theme).build().outdir)


def killed_build(site: SiteBuilder, call: int) -> subprocess.CompletedProcess[str]:
    arguments = ["-q", "-d", "build/doctrees/html", "docs", "build/html"]
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", KILLED, str(call), *arguments],
        cwd=site.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def new_options(site: SiteBuilder) -> None:
    site.write({"docs/conf.py": f'{CONF}blog_title = "Other"\n'})


def new_title(site: SiteBuilder) -> None:
    site.write({"posts/2.md": POST.format("Changed", 2)})


def no_more(site: SiteBuilder) -> None:
    site.write({"posts/2.md": POST.format("Title 2", 2).replace("date:", "draft: true\ndate:")})


CHANGES = [lambda site: shutil.rmtree(site.folder / "build"), new_options, new_title, no_more]


@pytest.mark.parametrize("change", CHANGES if LONG else CHANGES[-1:])
def test_build_after_a_killed_one_equals_a_clean_build(
    small: SiteBuilder, tmp_path: Path, change: Callable[[SiteBuilder], None]
) -> None:
    """At every call that writes for `make test-long`, at a few otherwise."""
    small.build()
    saved = tmp_path / "saved"
    shutil.copytree(small.folder / "build", saved, symlinks=True)
    change(small)
    there = (small.folder / "build").exists()
    fresh = clean(small, tmp_path / "clean")
    calls = int(killed_build(small, 0).stdout.split("calls")[1])
    points = range(1, calls + 1) if LONG else sorted({1, calls // 2, calls - 4, calls})
    wrong = {}
    for point in points:
        shutil.rmtree(small.folder / "build", ignore_errors=True)
        if there:
            shutil.copytree(saved, small.folder / "build", symlinks=True)
        assert killed_build(small, point).returncode == 9
        again = tree(small.build().outdir)
        if again != fresh:
            wrong[point] = sorted(name for name in again.keys() | fresh.keys() if again.get(name) != fresh.get(name))
    assert wrong == {}


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _content: b"",
    "half": lambda content: content[: len(content) // 2],
    "garbled": lambda content: content[: len(content) // 3] + b"\xff\x00" * 9 + content[len(content) // 3 + 18 :],
    "zeros": lambda content: bytes(len(content)),
    "text": lambda _content: b"no such thing\n",
    "byte": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_cache_is_replaced(small: SiteBuilder, tmp_path: Path, damage: str) -> None:
    """All files of the cache at once, each kind of damage; after an edit, so that they are used."""
    small.build()
    for path in (small.folder / "build/doctrees").rglob("*"):
        if path.is_file() and path.stat().st_size:
            path.write_bytes(DAMAGE[damage](path.read_bytes()))
    new_title(small)
    built = small.build()

    assert built.warnings == []
    assert tree(built.outdir) == clean(small, tmp_path / "clean")


@pytest.mark.parametrize("name", ["posts/*.doctree", "*.sqlite", "postil-html.json", "postil-cache.json", "*.pickle"])
def test_one_damaged_file_in_the_cache(small: SiteBuilder, tmp_path: Path, name: str) -> None:
    small.build()
    for path in (small.folder / "build/doctrees/html").glob(name):
        path.write_bytes(DAMAGE["garbled"](path.read_bytes()))
    new_title(small)
    built = small.build()

    assert built.warnings == []
    assert tree(built.outdir) == clean(small, tmp_path / "clean")


def test_deleted_output_is_restored(small: SiteBuilder, tmp_path: Path) -> None:
    """Each file that was written, edited and removed in turn; a stranger's stays."""
    fresh = small.build()
    expected = tree(fresh.outdir)
    assert expected == clean(small, tmp_path / "clean")
    for number, name in enumerate(sorted(expected)):
        path = fresh.outdir / name
        path.unlink() if number % 2 else path.write_bytes(b"edited")
    (fresh.outdir / "CNAME").write_text("example.org", "utf-8")
    (fresh.outdir / "_static/stranger.txt").write_text("x", "utf-8")
    again = tree(small.build().outdir)

    assert again.pop("CNAME") == b"example.org"
    assert again.pop("_static/stranger.txt") == b"x"
    assert again == expected


@pytest.mark.parametrize("lost", ["build/doctrees", "build/doctrees/html/postil-html.json", f"build/html/{MANIFEST}"])
def test_stale_files_are_removed_without_a_record(small: SiteBuilder, tmp_path: Path, lost: str) -> None:
    small.build()
    path = small.folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    no_more(small)

    assert tree(small.build().outdir) == clean(small, tmp_path / "clean")


def test_two_builders_share_a_cache(small: SiteBuilder, tmp_path: Path) -> None:
    small.build()
    new_title(small)
    for builder in ("dirhtml", "text", "html"):
        small.build(builder=builder, doctrees="html")

    assert tree(small.folder / "build/html") == clean(small, tmp_path / "clean")


def test_output_folder_contains_no_cache(small: SiteBuilder) -> None:
    """With Sphinx's own default place of it."""
    no_more(small)
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "docs", "out"], cwd=small.folder, check=True)

    assert not [name for name, content in tree(small.folder / "out").items() if b"Title 2" in content]
    assert (small.folder / ".out.doctrees/environment.pickle").is_file()
    assert (small.folder / ".out.doctrees/.gitignore").read_text("utf-8") == "*\n"


def test_manifest_contains_no_names(tmp_path: Path) -> None:
    """It is published. A line that is cut off, or a name from somewhere else, is no file of postil's."""
    site = tmp_path / "site"
    names = ["a.html", "d/b c.html", "new\nline"]
    for name in (*names, "strange.html", "../outside.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("", "utf-8")
    manifest = Manifest(site)
    digest = manifest.complete(["a.html", "gone.html"])
    assert not manifest.is_complete(digest)
    manifest.write()
    assert manifest.is_complete(digest)
    Manifest(site).announce(names)
    with (site / MANIFEST).open("a", encoding="utf-8") as file:
        file.write('../outside.html\n"strange.html"\n0123456789abcdef')

    assert Manifest(site).names == set(names)
    assert "html" not in (site / MANIFEST).read_text("utf-8").replace('"strange.html"', "").replace(
        "../outside.html", ""
    )


def test_damaged_checked_file_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    save_checked(path, {"a": "b"})
    assert load_checked(path) == {"a": "b"}
    for damage in DAMAGE.values():
        save_checked(path, {"a": "b"})
        path.write_bytes(damage(path.read_bytes()))
        assert load_checked(path) == {}


def test_file_with_new_times_and_the_same_content_is_unchanged(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"one")
    states = FileStates(tmp_path)
    states.record(["a", "missing"])
    assert states.is_unchanged("a")
    assert states.data.keys() == {"a"}
    os.utime(tmp_path / "a", (1, 1))
    assert states.is_unchanged("a")
    assert states.refreshed
    (tmp_path / "a").write_bytes(b"two")
    os.utime(tmp_path / "a", (1, 1))

    assert states.damaged() == {"a"}


def test_cache_with_new_times_is_read_once(small: SiteBuilder) -> None:
    """As restored by a service that keeps it between builds."""
    small.build()
    doctrees = small.folder / "build/doctrees/html"
    files = [doctrees / "environment.pickle", *doctrees.rglob("*.doctree")]
    for path in files:
        os.utime(path, (1, 1))
    small.build()
    states = load_checked(doctrees / "postil-cache.json")["files"]

    assert {states[path.relative_to(doctrees).as_posix()][1] for path in files} == {1_000_000_000}


@pytest.mark.parametrize("many", [1, 200])
def test_changed_files_among_files_with_new_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """In one thread, and in several."""
    monkeypatch.setattr("postil.cache_files.MANY_FILES", many)
    names = [str(number) for number in range(9)]
    for name in names:
        (tmp_path / name).write_text(f"text {name}")
    states = FileStates(tmp_path)
    states.record(names)
    for name in names:
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / "3").write_text("text x")
    (tmp_path / "5").unlink()

    assert states.changed([*names, "unknown"]) == {"3", "5", "unknown"}
    assert states.damaged() == {"3", "5"}
    assert states.data["4"][1] == 1_000_000_000  # the next build need not read it


@pytest.mark.parametrize("name", ["2", "blog", "index", "genindex", "404"])
def test_page_that_could_not_be_written_is_written_in_the_next_build(
    small: SiteBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A full disk or a read-only file: Sphinx warns and goes on."""
    small.build()
    new_title(small)
    with monkeypatch.context() as patch:
        write = PageFile.write_text

        def fail_for_one(path: PageFile, *args: Any, **options: Any) -> int:
            if path.stem == name:
                raise OSError(errno.ENOSPC, "No space left on device")
            return write(path, *args, **options)

        patch.setattr(PageFile, "write_text", fail_for_one)
        assert any("No space left" in warning for warning in small.build().warnings)
    built = small.build()

    assert built.warnings == []
    assert tree(built.outdir) == clean(small, tmp_path / "clean")


def test_damaged_html_in_the_cache_is_rendered_again(small: SiteBuilder, tmp_path: Path) -> None:
    """As by a build that was killed while SQLite wrote: the file is sound, and the digest of the source is right."""
    small.build()
    caches = sorted((small.folder / "build/doctrees/html").glob("*.sqlite"))
    for path in caches:
        with closing(sqlite3.connect(path)) as file, file:
            assert file.execute("UPDATE rows SET html = substr(html, 1, length(html) / 2)").rowcount
    new_title(small)

    assert caches
    assert tree(small.build().outdir) == clean(small, tmp_path / "clean")
