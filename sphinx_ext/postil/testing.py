"""Build small sites in tests: write files, build them, look at the pages."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.builders.html import _assets
from sphinx.locale import translators
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Mapping

CONF = """\
extensions = ["postil"]
html_theme = "{theme}"
blog_baseurl = "https://example.org/"
{more}
"""
HOME = """\
# Home

```{postlist}
```
"""


@dataclass
class Built:
    """A site that has been built."""

    outdir: Path
    """Where its pages are."""
    warnings: list[str]
    """What Sphinx said, one message each, without colours."""
    status: int = 0

    def read(self, name: str) -> str:
        """Return a file of the output as text."""
        return (self.outdir / name).read_text("utf-8")

    def page(self, name: str) -> BeautifulSoup:
        """Return a page, parsed; `name` is its path, with `.html` at its end or not."""
        return BeautifulSoup(self.read(name if name.endswith(".html") else f"{name}.html"), "lxml")

    def article(self, name: str) -> BeautifulSoup:
        """Return the main part of a page, parsed, without navigation."""
        found = self.page(name).select_one("article.bd-article, main, div.body, [role=main]")
        return BeautifulSoup(str(found), "lxml")

    def files(self, folder: str = "", suffix: str = ".html") -> list[str]:
        """Return the files below `folder` of the output that end in `suffix`, in order."""
        root = self.outdir / folder
        return sorted(path.relative_to(self.outdir).as_posix() for path in root.rglob(f"*{suffix}"))

    def titles(self, name: str) -> list[str]:
        """Return the titles of the posts in a listing, in order."""
        found = self.article(name).select(".postil-card h2, .postil-title-list a, .ablog-post-title")
        return [" ".join(title.get_text().split()) for title in found]


@dataclass
class SiteBuilder:
    """A folder with a site in it, as a person would lay it out: `docs/` and `posts/`."""

    folder: Path
    conf: str = ""
    """Lines for conf.py, after the usual ones."""
    theme: str = "sphinx_book_theme"
    _configured: str = field(default="", init=False, repr=False)

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files below the folder; None removes one."""
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def build(
        self,
        posts: Mapping[str, str | bytes | None] | None = None,
        docs: Mapping[str, str | bytes | None] | None = None,
        *,
        builder: str = "html",
        parallel: int = 1,
        overrides: Mapping[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> Built:
        """Write `posts` and `docs`, build the site with what was there before, and return it."""
        source = self.folder / "docs"
        self.write({f"posts/{name}": content for name, content in (posts or {}).items()})
        self.write({f"docs/{name}": content for name, content in (docs or {}).items()})
        self._configure(source / "conf.py")
        if not any((source / f"index{suffix}").exists() for suffix in (".md", ".rst")):
            self.write({"docs/index.md": HOME})
        outdir, doctrees = self.folder / "build" / builder, self.folder / "build" / "doctrees" / builder
        _share_templates(doctrees)
        said = StringIO()
        # As a new process would: Sphinx falls back on the language of the site that it built before, and holds that a
        # style sheet in the same place has the same content.
        translators.clear()
        _assets._file_checksum_inner.cache_clear()  # noqa: SLF001
        with patch_docutils(source), docutils_namespace():
            app = Sphinx(
                source,
                source,
                outdir,
                doctrees,
                builder,
                confoverrides=dict(overrides or {}),
                status=None,
                warning=said,
                parallel=parallel,
                tags=tags or [],
            )
            app.build()
        return Built(outdir, _messages(said.getvalue()), app.statuscode)

    def differences(self, built: Built, *, builder: str = "html") -> list[str]:
        """Return the files of the output that a clean build of the same sources would not leave as they are."""
        clean = SiteBuilder(Path(tempfile.mkdtemp(prefix="postil-clean-")), conf=self.conf, theme=self.theme)
        try:
            left_out = shutil.ignore_patterns("build")
            shutil.copytree(self.folder, clean.folder, symlinks=True, ignore=left_out, dirs_exist_ok=True)
            there = _contents(clean.build(builder=builder).outdir)
        finally:
            shutil.rmtree(clean.folder, ignore_errors=True)
        here = _contents(built.outdir)
        return sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))

    def _configure(self, path: Path) -> None:
        """Write conf.py where there is none but one of this builder's own that says something else."""
        text = CONF.format(theme=self.theme, more=self.conf)
        if not path.exists() or (path.read_text("utf-8") == self._configured != text):
            self.write({"docs/conf.py": text})
            self._configured = text


def _contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by their paths in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _share_templates(doctrees: Path) -> None:
    """Let a new site have the compiled templates of those before; to compile them takes longer than all else."""
    kept = doctrees / "postil-templates"
    doctrees.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        with suppress(OSError):  # links are not for everyone on Windows
            kept.symlink_to(_templates(), target_is_directory=True)


@cache
def _templates() -> Path:
    """Return the folder of compiled templates of all sites of this process."""
    folder = tempfile.mkdtemp(prefix="postil-templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _messages(text: str) -> list[str]:
    """Split what Sphinx wrote into messages; a line that starts with a space goes on with the one before."""
    messages: list[str] = []
    for line in strip_colors(text).split("\n"):
        if line.startswith((" ", "\t")) and messages:
            messages[-1] += "\n" + line
        elif line.strip():
            messages.append(line)
    return messages
