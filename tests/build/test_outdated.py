"""Which documents are read again: those whose files have another content, whatever their time stamps say."""

from __future__ import annotations

import importlib.resources
import os
import shutil
import subprocess
import sys
import threading
import time
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from postil.build.site_files import installed_packages
from postil.file_digests import MISSING, UNCERTAIN, FileDigests
from postil.preview.build_result import BuildRequest
from postil.preview.in_memory_site import InMemorySite
from postil.testing import svg_image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postil.testing import SiteBuilder


POST = "---\ntitle: {}\ndate: 2024-01-0{}\n---\n\n{}\n"
SITE: dict[str, str | bytes | None] = {
    "docs/index.md": "# Home\n\n```{postlist}\n```\n\n```{toctree}\npage\nrest\n```\n",
    "docs/page.md": "# Page\n\n```{include} part.txt\n```\n\n![Words](p.svg) {download}`file.zip`\n",
    "docs/rest.rst": "Rest\n====\n\n.. literalinclude:: code.py\n\n.. csv-table:: T\n   :file: table.csv\n",
    "docs/part.txt": "One part.\n",
    "docs/code.py": "one = 1\n",
    "docs/table.csv": "one,1\n",
    "docs/p.svg": svg_image(1),
    "docs/file.zip": b"one",
    "posts/a.md": POST.format("A", 1, "First words ![P](q.svg)."),
    "posts/b.md": POST.format("B", 2, "Other words ![P](r.svg)."),
    "posts/q.svg": svg_image(2),
    "posts/r.svg": svg_image(3),
    "posts/c/index.rst": ":date: 2024-01-03\n:image: cover.svg\n\nC\n=\n\nThird.\n\n.. include:: more.txt\n",
    "posts/c/cover.svg": svg_image(4),
    "posts/c/more.txt": "More words.\n",
}
HOUR = 3_600_000_000_000


def put(path: Path, content: str | bytes, *, age: int = HOUR) -> None:
    """Let a file have a content, and a time stamp that is that of the file before or older."""
    before = path.stat().st_mtime_ns if path.exists() else 2 * HOUR
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, ns=(before - age, before - age))


def swap(one: Path, other: Path) -> None:
    between = one.with_name("between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def rename_to_markdown(site: Path) -> None:
    (site / "posts/c/index.rst").rename(site / "posts/c/index.md")
    put(site / "posts/c/index.md", POST.format("C", 3, "Third."))


def move_to_posts(site: Path) -> None:
    (site / "docs/page.md").rename(site / "posts/page.md")
    put(site / "posts/page.md", POST.format("Page", 4, "It is a post now."))


CHANGES: dict[str, Callable[[Path], None]] = {
    "post": lambda site: put(site / "posts/a.md", POST.format("A", 1, "Other words.")),
    "post of the same size": lambda site: put(site / "posts/a.md", POST.format("Z", 1, "First words ![P](q.svg).")),
    "post with the same time": lambda site: put(site / "posts/a.md", POST.format("Z", 1, "New."), age=0),
    "two posts": lambda site: swap(site / "posts/a.md", site / "posts/b.md"),
    "two drawings": lambda site: swap(site / "posts/q.svg", site / "posts/r.svg"),
    "page": lambda site: put(site / "docs/page.md", "# Another\n"),
    "included Markdown": lambda site: put(site / "docs/part.txt", "Two parts.\n"),
    "included reStructuredText": lambda site: put(site / "posts/c/more.txt", "Less words.\n"),
    "included code": lambda site: put(site / "docs/code.py", "two = 2\n"),
    "table": lambda site: put(site / "docs/table.csv", "two,2\n"),
    "drawing of the same size": lambda site: put(site / "docs/p.svg", svg_image(5)),
    "download of the same size": lambda site: put(site / "docs/file.zip", b"two"),
    "cover": lambda site: put(site / "posts/c/cover.svg", svg_image(5)),
    "another suffix": rename_to_markdown,
    "from the source folder to the mount": move_to_posts,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_older_files_count_as_changes(plain_site: SiteBuilder, change: str) -> None:
    """As after `cp -p`, `git checkout`, a restored backup, or with a clock that was set back."""
    site = plain_site
    site.write(SITE)
    site.build()
    CHANGES[change](site.folder)

    assert site.differences(site.build()) == []


# What a site names: a post's text, the file, and its content.
LATER = {
    "cover": ("a.md", "---\ntitle: A\ndate: 2024-01-01\nimage: p.svg\n---\n\nWords.\n", "p.svg"),
    "cover with a space": ("a.md", "---\ntitle: A\ndate: 2024-01-01\nimage: a%20p.svg\n---\n\nWords.\n", "a p.svg"),
    "cover in front matter of fields": ("a.rst", ":date: 2024-01-01\n:image: p.svg\n\nA\n=\n\nWords.\n", "p.svg"),
    "image": ("a.md", POST.format("A", 1, "![Words](p.svg)"), "p.svg"),
    "image in raw HTML": ("a.md", POST.format("A", 1, "<img src='p.svg' alt='Words'>"), "p.svg"),
    "image of any kind": ("a.rst", ":date: 2024-01-01\n\nA\n=\n\n.. image:: p.*\n   :alt: Words\n", "p.svg"),
    "link": ("a.md", POST.format("A", 1, "[Words](x.txt)"), "x.txt"),
    "link from the top": ("a.md", POST.format("A", 1, "[Words](/posts/x.txt)"), "x.txt"),
    "link with a space": ("a.md", POST.format("A", 1, "[Words](<x y.txt>)"), "x y.txt"),
    "download": ("a.md", POST.format("A", 1, "{download}`x.txt`"), "x.txt"),
    "include": ("a.md", POST.format("A", 1, "```{include} x.txt\n```"), "x.txt"),
    "literalinclude": ("a.md", POST.format("A", 1, "```{literalinclude} x.txt\n```"), "x.txt"),
    "include in reStructuredText": ("a.rst", ":date: 2024-01-01\n\nA\n=\n\nB\n\n.. include:: x.txt\n", "x.txt"),
    "table": ("a.rst", ":date: 2024-01-01\n\nA\n=\n\nB\n\n.. csv-table:: T\n   :file: x.txt\n", "x.txt"),
    "raw": ("a.rst", ":date: 2024-01-01\n\nA\n=\n\nB\n\n.. raw:: html\n   :file: x.txt\n", "x.txt"),
}


@pytest.mark.parametrize("kind", LATER)
def test_missing_files_count_when_they_are_added(plain_site: SiteBuilder, kind: str) -> None:
    name, text, later = LATER[kind]
    plain_site.build(posts={name: text})
    content = svg_image(1) if later.endswith(".svg") else "one, two\n"
    built = plain_site.build(posts={later: content})
    assert plain_site.differences(built) == []
    assert plain_site.differences(plain_site.build(posts={later: None})) == []


def test_image_for_the_language_of_the_site(plain_site: SiteBuilder) -> None:
    plain_site.conf = 'language = "de"\n'
    plain_site.build(posts={"a.md": POST.format("A", 1, "![Words](p.svg)"), "p.svg": svg_image(1)})
    built = plain_site.build(posts={"p.de.svg": svg_image(2)})

    assert plain_site.differences(built) == []


@pytest.mark.parametrize("inner", ["posts", "posts/a"])
def test_symlink_to_another_folder(plain_site: SiteBuilder, inner: str) -> None:
    """Between two releases that differ in an image alone."""
    site = plain_site
    for number in (1, 2):
        folder = f"releases/{number}/" if inner == "posts/a" else f"releases/{number}/a/"
        site.write({f"{folder}index.md": POST.format("A", 1, "![P](p.svg)"), f"{folder}p.svg": svg_image(number)})
    link = site.folder / inner
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(site.folder / "releases/1")
    site.build()
    link.unlink()
    link.symlink_to(site.folder / "releases/2")
    built = site.build()

    assert svg_image(2) in [path.read_bytes() for path in (built.outdir / "_images").glob("*.svg")]
    assert site.differences(built) == []


def doctrees(site: SiteBuilder) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in site.folder.rglob("*.doctree")}


def settle() -> None:
    """Wait until files are older than a tick of the clock: those that are not are read twice, to be safe."""
    time.sleep(0.05)


def written(site: SiteBuilder) -> dict[Path, tuple[int, int]]:
    """Return when each doctree and each file of the output was written, and into which place on the disk."""
    found = [path for path in (site.folder / "build").rglob("*") if path.is_file() and "/postil-" not in str(path)]
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in found if path.suffix != ".pickle"}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("days", [-1, 1])
def test_new_time_stamps_alone_change_nothing(site: SiteBuilder, days: int, builder: str) -> None:
    """As in a new checkout, with all that a site has beside its documents. A file that is missing stays so, too."""
    site.conf = CONF.replace('html_theme_path = ["themes"]', "")
    missing = POST.format("M", 5, "![Words](none.svg)")
    site.write(BESIDE | SITE | {"posts/missing.md": missing, "docs/own.ttf": card_font()})
    settle()
    site.build(builder=builder)
    before = written(site)
    for top in ("docs", "posts"):
        for path in (site.folder / top).rglob("*"):
            now = path.stat().st_mtime_ns
            os.utime(path, ns=(now + days * 24 * HOUR, now + days * 24 * HOUR))
    site.build(builder=builder)

    assert written(site) == before


def test_start_of_a_preview_after_new_time_stamps(plain_site: SiteBuilder) -> None:
    """Also of the pages and the cache, as some archives restore them."""
    site = plain_site
    site.write(SITE | {"docs/conf.py": 'extensions = ["postil"]\nhtml_theme = "basic"\n'})
    settle()
    request = BuildRequest(site.folder / "docs", site.folder / "build/html", site.folder / "build/doctrees")
    with InMemorySite(request, StringIO()) as memory_site:
        assert memory_site.build().output_changed
        memory_site.finish()
    for path in site.folder.rglob("*"):
        os.utime(path)
    before = written(site)
    with InMemorySite(request, StringIO()) as memory_site:
        assert not memory_site.build().output_changed

    assert written(site) == before


# Other contents of the same size.
SAME_SIZE: dict[str, str | bytes] = {
    "docs/page.md": "# Egap\n\n```{include} part.txt\n```\n\n![Words](p.svg) {download}`file.zip`\n",
    "docs/part.txt": "Two part.\n",
    "docs/code.py": "two = 2\n",
    "docs/table.csv": "two,2\n",
    "docs/p.svg": svg_image(6),
    "docs/file.zip": b"two",
    "posts/b.md": POST.format("Z", 2, "Other words ![P](r.svg)."),
    "posts/r.svg": svg_image(7),
    "posts/c/cover.svg": svg_image(8),
    "posts/c/more.txt": "Most words.\n",
}


def test_contents_that_change_within_two_seconds(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same size and with the same time stamp, on a file system that has no other marks of a change."""

    def stamp(path: str) -> tuple[int, int, int, int] | None:
        try:
            found = os.stat(path)  # noqa: PTH116
        except OSError:
            return None
        return (found.st_size, found.st_mtime_ns, found.st_mtime_ns, 0) if os.path.isfile(path) else None  # noqa: PTH113

    monkeypatch.setattr("postil.file_digests._stamp", stamp)
    monkeypatch.setattr("postil.file_digests._TICK", 60_000_000_000)  # a slow build takes longer than two seconds
    site = plain_site
    site.theme, site.conf = "own", CONF
    font = card_font()
    site.write(SITE | BESIDE | {"docs/index.md": SITE["docs/index.md"], "docs/own.ttf": font})
    site.build()
    changed = SAME_SIZE | {name: content for name, content in FILES.values() if name != "docs/themes/own/theme.conf"}
    for name, content in changed.items():
        path = site.folder / name
        new = content if isinstance(content, bytes) else content.encode()
        if name.endswith(".html"):
            new = new.ljust(path.stat().st_size)
        assert path.stat().st_size == len(new), name
        put(path, new, age=0)

    assert site.differences(site.build()) == []


def test_deleted_doctree_is_restored(plain_site: SiteBuilder) -> None:
    plain_site.write(SITE)
    plain_site.build()
    lost = next(path for path in doctrees(plain_site) if path.name == "page.doctree")
    lost.unlink()
    plain_site.build()

    assert lost.is_file()


def test_new_post_does_not_make_others_read_again_that_link_to_urls(site: SiteBuilder) -> None:
    """URLs of the site itself too: what they lead to is found when a page is written."""
    site.conf = 'blog_baseurl = "https://example.org/"\n'
    urls = ("https://example.org/later/", "http://example.org/posts/new.html", "https://example.com/a.html")
    links = " ".join(f"[words]({url}) <a href='{url}'>here</a>" for url in urls)
    site.build(posts={"a.md": POST.format("A", 1, links), "b.md": POST.format("B", 2, "[C](c.md)")})
    before = doctrees(site)
    built = site.build(posts={"new.md": POST.format("New", 3, "Words."), "c.md": POST.format("C", 4, "Words.")})

    assert {path.stem for path, at in doctrees(site).items() if before.get(path) != at} == {"b", "c", "new"}
    assert site.differences(built) == []


def test_file_that_is_saved_while_it_is_read_is_read_again(plain_site: SiteBuilder) -> None:
    """The post itself, what it includes, and an image: each changes after it was looked at."""
    site = plain_site
    site.write(SITE)
    script = "def setup(app):\n    app.connect('source-read', save, priority={})\n\ndef save(app, docname, content):\n"
    script += "    from pathlib import Path\n    for mark in Path(app.srcdir, 'marks').glob('*'):\n"
    script += "        name, text = mark.read_text('utf-8').split('|')\n        mark.unlink()\n"
    script += "        Path(app.srcdir, name).write_text(text, 'utf-8')\n"
    site.conf = script.format(0)
    post = POST.format("A", 1, "Saved later.")
    site.write({"docs/marks/1": f"../posts/a.md|{post}"})
    site.build()

    assert "Saved later" in site.build().read("posts/a.html")
    assert site.differences(site.build()) == []


def test_include_that_changes_after_its_use_is_uncertain(tmp_path: Path) -> None:
    file = tmp_path / "part.txt"
    file.write_text("one", "utf-8")
    files = FileDigests({})
    changed = file.stat().st_ctime_ns
    first = files.of(str(file))

    assert files.of_used(str(file), since=changed + HOUR) == first
    assert files.of_used(str(file), since=changed - 1) == UNCERTAIN
    assert files.of_text(str(file), "one", encoding="utf-8-sig") == first
    assert files.of_text(str(file), "other", encoding="utf-8-sig") == UNCERTAIN


def test_file_is_digested_again_within_the_resolution_of_time_stamps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two contents of one size in one tick of the clock have one time stamp."""
    file = tmp_path / "a.md"
    file.write_text("one", "utf-8")
    monkeypatch.setattr(
        "postil.file_digests._stamp", lambda _path: (3, 0, file.stat().st_ctime_ns // 10**10 * 10**10, 1)
    )
    monkeypatch.setattr("postil.file_digests.time.time_ns", lambda: file.stat().st_ctime_ns // 10**10 * 10**10)
    files = FileDigests({})
    first = files.of(str(file))
    file.write_text("two", "utf-8")

    assert files.of(str(file)) != first


def test_pipes_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.append(FileDigests({}).of(str(tmp_path / "pipe"))), daemon=True)
    thread.start()
    thread.join(5)

    assert found == [MISSING]


# --- what is not a document -----------------------------------------------------------------------------------------

LAYOUT = (
    '{{% extends "basic/layout.html" %}}\n{{% block footer %}}<p>{}{{% include "part.svg" %}}</p>{{% endblock %}}\n'
)
THEME = "[theme]\ninherit = basic\nstylesheet = own.css\n"
CONF = """
templates_path = ["_templates"]
html_static_path = ["_static"]
html_extra_path = ["_extra"]
html_theme_path = ["themes"]
html_logo = "logo.png"
html_favicon = "icon.svg"
html_css_files = ["site.css"]
postil_card_font = "own.ttf"
blog_authors = {"ada": {"name": "Ada", "avatar": "ada.png"}, "bob": {"name": "Bob", "avatar": "bob.svg"}}
"""
BESIDE: dict[str, str | bytes | None] = {
    "docs/index.md": "# Home\n\n```{postlist}\n:excerpts:\n```\n",
    "docs/_templates/postil/card.html": "<p>One {{ post.title|e }} {% include 'drawn.svg' %}</p>",
    "docs/_templates/drawn.svg": svg_image(1),
    "docs/_static/site.css": "a { color: red }",
    "docs/_static/deep/data.json": "[1]",
    "docs/_extra/.htaccess": "one",
    "docs/logo.png": b"one",
    "docs/icon.svg": svg_image(2),
    "docs/ada.png": b"one",
    "docs/bob.svg": svg_image(3),
    "docs/themes/own/theme.conf": THEME,
    "docs/themes/own/layout.html": LAYOUT.format("One"),
    "docs/themes/own/part.svg": svg_image(4),
    "docs/themes/own/static/own.css": "b { color: red }",
    "posts/a.md": "---\ntitle: A\ndate: 2024-01-01\nauthor: [ada, bob]\n---\n\nWords.\n",
}
FILES: dict[str, tuple[str, str | bytes]] = {
    "template": ("docs/_templates/postil/card.html", "<p>Two {{ post.title|e }}</p>"),
    "template in a theme": ("docs/themes/own/layout.html", LAYOUT.format("Two")),
    "drawing in a template": ("docs/_templates/drawn.svg", svg_image(5)),
    "drawing in a theme": ("docs/themes/own/part.svg", svg_image(5)),
    "style sheet": ("docs/_static/site.css", "a { color: tan }"),
    "style sheet of a theme": ("docs/themes/own/static/own.css", "b { color: tan }"),
    "options of a theme": ("docs/themes/own/theme.conf", "[theme]\ninherit = basic\nstylesheet = new.css\n"),
    "static file": ("docs/_static/deep/data.json", "[2]"),
    "extra file": ("docs/_extra/.htaccess", "two"),
    "logo": ("docs/logo.png", b"two"),
    "favicon": ("docs/icon.svg", svg_image(5)),
    "avatar": ("docs/ada.png", b"two"),
    "avatar in the page": ("docs/bob.svg", svg_image(5)),
}


@pytest.mark.parametrize("kind", FILES)
def test_changes_of_files_that_are_not_documents(plain_site: SiteBuilder, kind: str) -> None:
    """Content of the same size, mostly, with an older time stamp."""
    site = plain_site
    site.theme, site.conf = "own", CONF
    site.write(BESIDE | {"docs/own.ttf": card_font()})
    site.build()
    name, content = FILES[kind]
    put(site.folder / name, content)

    assert site.differences(site.build()) == []


def card_font(weight: str = "Semibold") -> bytes:
    """Return a font."""
    return importlib.resources.files("font_source_sans_pro").joinpath(f"files/SourceSansPro-{weight}.ttf").read_bytes()


def test_another_font_of_the_same_size_redraws_social_cards(plain_site: SiteBuilder) -> None:
    site = plain_site
    site.conf = 'postil_card_font = "own.ttf"\n'
    font = card_font()
    site.write(BESIDE | {"docs/own.ttf": font})
    before = (site.build().outdir / "_images/cards/posts/a.png").read_bytes()
    other = card_font("Black")
    size = max(len(font), len(other))
    put(site.folder / "docs/own.ttf", other.ljust(size, b"\0"))
    built = site.build()

    assert (built.outdir / "_images/cards/posts/a.png").read_bytes() != before
    assert site.differences(built) == []


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_changed_logo_of_the_theme(site: SiteBuilder, kind: str) -> None:
    """The options of a theme name files as those of Sphinx do; the theme copies them."""
    site.conf = 'html_theme_options = {"logo": {"image_light": "light.svg", "image_dark": "dark.svg"}}\n'
    site.write(
        {"docs/light.svg": svg_image(1), "docs/dark.svg": svg_image(2), "posts/a.md": POST.format("A", 1, "Words.")}
    )
    site.build()
    put(site.folder / f"docs/{kind}.svg", svg_image(3))

    assert site.differences(site.build()) == []


@pytest.mark.parametrize("back", [False, True])
def test_template_moved_out_of_its_folder(plain_site: SiteBuilder, back: bool) -> None:  # noqa: FBT001
    """With its name and its time stamp, and back again."""
    site = plain_site
    site.conf = 'templates_path = ["_templates"]\n'
    site.write(BESIDE)
    card, off = site.folder / "docs/_templates/postil/card.html", site.folder / "docs/_templates/off/card.html"
    off.parent.mkdir()
    one, other = (off, card) if back else (card, off)
    if back:
        card.rename(off)
    site.build()
    one.rename(other)

    assert site.differences(site.build()) == []


CODE = {
    "in conf.py": ("docs/conf.py", ""),
    "beside conf.py": ("docs/near.py", "import near\nsetup = near.setup\n"),
    "an extension": ("docs/near2.py", 'extensions += ["near2"]\n'),
    "a package": ("docs/near3/inner.py", 'extensions += ["near3"]\n'),
}


@pytest.mark.parametrize("kind", CODE)
def test_changed_code_of_the_owner(plain_site: SiteBuilder, kind: str) -> None:
    """Each build in a process of its own, for Python keeps modules."""
    site = plain_site
    name, conf = CODE[kind]
    path = 'import os, sys\nsys.path.insert(0, os.path.abspath("."))\n'
    conf = f'{path}extensions = ["postil"]\nhtml_theme = "basic"\n{conf}'
    code = "def setup(app):\n    app.connect('source-read', say)\n\ndef say(app, docname, content):\n"
    code += "    content[0] += '\\n\\n{}\\n'\n"
    site.write({"docs/conf.py": conf, "docs/index.md": "# Home\n", "posts/a.md": POST.format("A", 1, "Words.")})
    site.write({"docs/near3/__init__.py": "from near3.inner import setup\n"})
    for word in ("Before", "Later"):
        site.write({name: (conf if name == "docs/conf.py" else "") + code.format(word)})
        shutil.rmtree(site.folder / "docs/__pycache__", ignore_errors=True)
        command = [sys.executable, "-B", "-m", "sphinx", "-q", "docs", "build/html"]
        subprocess.run(command, cwd=site.folder, check=True)  # noqa: S603
        assert word in (site.folder / "build/html/posts/a.html").read_text("utf-8")


@pytest.mark.parametrize("code", ["", "# A class, a def, a lambda.\nclass_ = 'class'\n", "key = lambda name: name\n"])
def test_comment_in_conf_py_changes_nothing(plain_site: SiteBuilder, code: str) -> None:
    site = plain_site
    site.write(SITE | {"docs/conf.py": f'extensions = ["postil"]\nhtml_theme = "basic"\n{code}'})
    settle()
    site.build()
    before = written(site)
    conf = site.folder / "docs/conf.py"
    conf.write_text(f"# A new class, and what to def.\n\n{conf.read_text('utf-8')}# The end.\n", "utf-8")
    site.build()

    assert written(site) == before


def test_other_versions_of_packages_count(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host installs packages anew, and restores the cache of a build with older ones."""
    site = plain_site
    site.write(SITE)
    site.build()
    before = written(site)
    found = [*installed_packages(), "docutils-99.0.dist-info"]
    for module in ("site_files", "record"):
        monkeypatch.setattr(f"postil.build.{module}.installed_packages", lambda: tuple(found))
    site.build()
    after = written(site)

    assert any(name.startswith("docutils-") for name in installed_packages())
    pages = [path for path in before if path.suffix in (".doctree", ".html")]
    assert [path for path in pages if path.name != "genindex.html" and after[path] == before[path]] == []


# --- what documents show of others ----------------------------------------------------------------------------------

FIGURE = "```{{figure}} p.svg\n:name: {}\nCaption\n```\n"
SHOWN = {
    "number of a figure": ("{numref}`fig`", FIGURE.format("fig"), FIGURE.format("other") + "\n" + FIGURE.format("fig")),
    "title behind a label": ("{ref}`here`", "(here)=\n## Before\n", "(here)=\n## After\n"),
    "title of a document": ("{doc}`b`", "Words.\n", "Words.\n\n# Title\n"),
    "number of an equation": ("{eq}`sum`", "$$x$$ (sum)\n", "$$y$$ (other)\n\n$$x$$ (sum)\n"),
    "place of a function": ("{py:func}`.append`", "```{py:function} one.append(x)\n```\n", "Words.\n"),
    "place of an option": ("{option}`tool -v`", "```{program} tool\n```\n\n```{option} -v\n```\n", "Words.\n"),
    "place of a term": ("{term}`word`", "```{glossary}\nword\n  One.\n```\n", "Words.\n"),
    "list": ("- {numref}`fig`\n- {ref}`fig`", FIGURE.format("fig"), "Words.\n\n" + FIGURE.format("other")),
}


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("more", ["", "blog_feed_fulltext = True\n"])
def test_listings_and_feeds_show_current_references(plain_site: SiteBuilder, kind: str, more: str) -> None:
    site = plain_site
    site.conf = f"numfig = True\n{more}"
    text, before, after = SHOWN[kind]
    toctree = "```{toctree}\nposts/a\nposts/b\n```\n"
    site.write(
        {"docs/index.md": f"# Home\n\n```{{postlist}}\n:excerpts:\n```\n\n{toctree}", "posts/p.svg": svg_image(1)}
    )
    site.build(posts={"a.md": POST.format("A", 1, text), "b.md": POST.format("B", 2, before)})

    assert site.differences(site.build(posts={"b.md": POST.format("B", 2, after)})) == []


TOCTREE = "# Home\n\n```{{toctree}}\n:caption: {}\n\none\n{}\n```\n"


@pytest.mark.parametrize(
    "edit",
    [
        {"one.md": "# One two\n\n## A\n\n### B\n\n## C\n"},
        {"one.md": "# One *two*\n\n## A\n\n### B\n\n### C\n"},
        {"index.md": TOCTREE.format("Other", "two")},
        {"index.md": TOCTREE.format("Pages", "New <two>")},
    ],
    ids=["markup of a title", "level of a heading", "caption", "title in a toctree"],
)
def test_navigation_shows_more_than_text(plain_site: SiteBuilder, edit: dict[str, str]) -> None:
    site = plain_site
    site.conf = 'html_sidebars = {"**": ["globaltoc.html", "relations.html"]}\n'
    site.conf += 'html_theme_options = {"globaltoc_collapse": False, "globaltoc_maxdepth": -1}\n'
    one = "# One *two*\n\n## A\n\n### B\n\n## C\n"
    site.build(docs={"index.md": TOCTREE.format("Pages", "two"), "one.md": one, "two.md": "# Two\n"})

    assert site.differences(site.build(docs={**edit})) == []


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("holder", ["docs/page.md", "posts/b.md"])
@pytest.mark.parametrize("edit", ["delete", "drop", "add"])
def test_label_of_two_documents(plain_site: SiteBuilder, holder: str, edit: str, jobs: int) -> None:
    """It is that of the last, and of the other once the last has it no more."""
    site = plain_site
    labelled = {
        "docs/page.md": "---\norphan: true\n---\n\n# Page\n\n(same)=\n## On the page\n",
        "posts/b.md": POST.format("B", 2, "(same)=\n## In the post\n"),
    }
    site.write({**labelled, "posts/a.md": POST.format("A", 1, "{ref}`same`")})
    if edit == "add":
        site.write({holder: None})
    site.build(parallel=jobs)
    dropped = labelled[holder].replace("(same)=", "")
    site.write({holder: {"delete": None, "drop": dropped, "add": labelled[holder]}[edit]})

    assert site.differences(site.build(parallel=jobs)) == []


def test_system_messages_are_not_counted_as_words(plain_site: SiteBuilder) -> None:
    """Docutils says in German once for a process that it does not know `image` by that name."""
    site = plain_site
    site.conf = 'language = "de"\n'
    site.write({"posts/p.svg": svg_image(1)})
    for name in ("a", "b"):
        text = f":date: 2024-01-01\n\n{name}\n=\n\nWords.\n\n.. image:: p.svg\n   :alt: Words\n"
        site.write({f"posts/{name}.rst": text})
    site.build()
    built = site.build(posts={"b.rst": text.replace("Words.", "Other words.")})

    assert site.differences(built) == []


def test_glossary_terms_stay_in_the_search_index(plain_site: SiteBuilder) -> None:
    site = plain_site
    site.build(
        posts={"a.md": POST.format("A", 1, "Words.")}, docs={"terms.md": "# T\n\n```{glossary}\nword\n  One.\n```\n"}
    )
    built = site.build(posts={"a.md": POST.format("A", 1, "Other.")})

    assert '"word"' in built.read("searchindex.js")
    assert site.differences(built) == []


ASKS = """
def use(app, docname, source):
    if docname == "page":
        more = app.srcdir / "more.txt"
        app.env.dependencies[docname].add(more)
        source[0] += more.read_text()

def show(app, pagename, templatename, context, doctree):
    if pagename == "page":
        found = app.env.dependencies[pagename]
        assert found == app.env.dependencies.get(pagename)
        context["body"] += f"<b>{' '.join(sorted(path.name for path in found if path.exists()))}</b>"

def setup(app):
    app.connect("source-read", use)
    app.connect("html-page-context", show)
"""


def test_other_extensions_find_the_files_of_all_documents(plain_site: SiteBuilder) -> None:
    plain_site.conf = ASKS
    plain_site.write({**SITE, "docs/more.txt": "First.\n"})
    built = plain_site.build()
    assert "<b>file.zip more.txt p.svg part.txt</b>" in built.read("page.html")

    # It is written, but not read: the navigation has another text.
    built = plain_site.build(docs={"rest.rst": "Another title\n=============\n"})
    assert "<b>file.zip more.txt p.svg part.txt</b>" in built.read("page.html")

    built = plain_site.build(docs={"more.txt": "Second.\n"})
    assert "Second." in built.read("page.html")
    assert plain_site.differences(built) == []
