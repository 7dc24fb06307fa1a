"""Build small sites in tests: write source files, build them, parse the pages."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx
from sphinx.builders.html import _assets
from sphinx.locale import translators
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.build.domain import PostDomain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postil.file_digests import CachedDigest

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

# The elements in an outline.
_OUTLINED = frozenset(
    ["figure", "figcaption", "img", "a", "p", "li", "td", "blockquote", "em", "strong", "code", "math", "aside"]
)


@dataclass
class Built:
    """A site that has been built."""

    outdir: Path
    """The output folder."""
    warnings: list[str]
    """The warnings and errors, one string each, without colours."""
    status: int = 0
    """The exit status of the build."""
    log: str = ""
    """What Sphinx printed during the build, without warnings and colours."""

    @property
    def lasting_warnings(self) -> list[str]:
        """The warnings that a clean build gives too: all but those about the pages that this build lost."""
        return [warning for warning in self.warnings if "[postil.lost_url]" not in warning]

    def read(self, name: str) -> str:
        """Return a file of the output as text."""
        return (self.outdir / name).read_text("utf-8")

    def page(self, name: str) -> BeautifulSoup:
        """Return a parsed page; `name` is its path in the output, with or without `.html`."""
        return BeautifulSoup(self.read(name if name.endswith(".html") else f"{name}.html"), "lxml")

    def article(self, name: str) -> BeautifulSoup:
        """Return the parsed main content of a page, without navigation."""
        found = self.page(name).select_one("article.bd-article, main, div.body, [role=main]")
        return BeautifulSoup(str(found), "lxml")

    def files(self, folder: str = "", suffix: str = ".html") -> list[str]:
        """Return the sorted paths of the files below `folder` of the output that end in `suffix`."""
        root = self.outdir / folder
        return sorted(path.relative_to(self.outdir).as_posix() for path in root.rglob(f"*{suffix}"))

    def titles(self, name: str) -> list[str]:
        """Return the titles of the posts in a listing, in order."""
        found = self.article(name).select(".postil-card h2, .postil-title-list a, .ablog-post-title")
        return [" ".join(title.get_text().split()) for title in found]


def main_content(built: Built, name: str = "posts/a") -> Tag:
    """Return the text of a page and its footnotes, without title, byline, and links to other posts."""
    article = built.article(name)
    for part in article.select(".postil-byline, .headerlink, .postil-neighbours, h1"):
        part.decompose()
    found = article.select_one("[role=main], main, div.body")
    if found is None:
        raise ValueError(f"{name} has no main content")
    return found


def outline(tag: Tag) -> str:
    """Return the elements and the text in `tag` in short form: `figure(a(img))`."""
    parts = []
    for child in tag.children:
        if not isinstance(child, Tag):
            parts.append(" ".join(str(child).split()))
            continue
        inner = outline(child)
        if child.name == "div" and "postil-row" in child.get_attribute_list("class"):
            parts.append(f"row({inner})")
        elif child.name in _OUTLINED and not (child.name == "p" and child.find_parent("figcaption")):
            parts.append(f"{child.name}({inner})" if inner else child.name)
        else:
            parts.append(inner)
    return " ".join(filter(None, parts))


@dataclass
class SiteBuilder:
    """A folder with the source files of a site: `docs/` and `posts/`."""

    folder: Path
    conf: str = ""
    """Lines to add to conf.py."""
    theme: str = "sphinx_book_theme"
    _configured: str = field(default="", init=False, repr=False)

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files below the folder; None deletes a file."""
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
        doctrees: str = "",
        parallel: int = 1,
        overrides: Mapping[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> Built:
        """Write `posts` and `docs`, build the site with them and all earlier files, and return it.

        `doctrees`: a builder whose doctrees this build uses too, instead of its own.
        """
        source = self.folder / "docs"
        self.write({f"posts/{name}": content for name, content in (posts or {}).items()})
        self.write({f"docs/{name}": content for name, content in (docs or {}).items()})
        self._configure(source / "conf.py")
        if not any((source / f"index{suffix}").exists() for suffix in (".md", ".rst")):
            self.write({"docs/index.md": HOME})
        outdir, cache_folder = self.folder / "build" / builder, self.folder / "build/doctrees" / (doctrees or builder)
        _share_templates(cache_folder)
        warnings, log = StringIO(), StringIO()
        # As in a new process: otherwise Sphinx falls back to the language of the previous site, and reuses the checksum
        # of a style sheet with the same path.
        translators.clear()
        _assets._file_checksum_inner.cache_clear()  # noqa: SLF001
        with patch_docutils(source), docutils_namespace():
            app = Sphinx(
                source,
                source,
                outdir,
                cache_folder,
                builder,
                confoverrides=dict(overrides or {}),
                status=log,
                warning=warnings,
                parallel=parallel,
                tags=tags or [],
            )
            with _shared_digests(app, self.folder):
                app.build()
        return Built(outdir, _split_messages(warnings.getvalue()), app.statuscode, strip_colors(log.getvalue()))

    def differences(self, built: Built, *, builder: str = "html") -> list[str]:
        """Return the paths of output files that differ from a clean build of the same source files."""
        clean = SiteBuilder(Path(tempfile.mkdtemp(prefix="postil-clean-")), conf=self.conf, theme=self.theme)
        try:
            ignore = shutil.ignore_patterns("build")
            shutil.copytree(self.folder, clean.folder, symlinks=True, ignore=ignore, dirs_exist_ok=True)
            expected = read_folder(clean.build(builder=builder).outdir)
        finally:
            shutil.rmtree(clean.folder, ignore_errors=True)
        actual = read_folder(built.outdir)
        return sorted(name for name in actual.keys() | expected.keys() if actual.get(name) != expected.get(name))

    def _configure(self, path: Path) -> None:
        """Write conf.py, unless a test wrote its own."""
        text = CONF.format(theme=self.theme, more=self.conf)
        if not path.exists() or (path.read_text("utf-8") == self._configured != text):
            self.write({"docs/conf.py": text})
            self._configured = text


def svg_image(color: int) -> bytes:
    """Return a small SVG image of a color, a number of up to six digits."""
    return f'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9" fill="#{color:06}"/></svg>'.encode()


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files in a folder by their relative paths."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _share_templates(doctrees: Path) -> None:
    """Share compiled templates between sites; compiling them takes longer than the rest of a build."""
    cache_folder = doctrees / "postil-templates"
    doctrees.mkdir(parents=True, exist_ok=True)
    if not cache_folder.exists():
        with suppress(OSError):  # Windows may not allow symbolic links
            cache_folder.symlink_to(_template_cache(), target_is_directory=True)


@contextmanager
def _shared_digests(app: Sphinx, folder: Path) -> Iterator[None]:
    """Share the digests of files outside of `folder` between sites: themes, and postil itself, are hundreds of files.

    As in a site that was built before, time stamp and size tell whether a file has changed.
    """
    domain = app.env.domains.get("postil")
    known = domain.file_digests.known if isinstance(domain, PostDomain) else {}
    known.update(_digests())
    yield
    inside = f"{folder}{os.sep}"
    _digests().update((path, digest) for path, digest in known.items() if not path.startswith(inside))


@cache
def _digests() -> dict[str, CachedDigest]:
    """Return the digests that all sites in this process share."""
    return {}


@cache
def _template_cache() -> Path:
    """Return the folder for the compiled templates of all sites in this process."""
    folder = tempfile.mkdtemp(prefix="postil-templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _split_messages(text: str) -> list[str]:
    """Split the output of Sphinx into messages; an indented line continues the previous one."""
    messages: list[str] = []
    for line in strip_colors(text).split("\n"):
        if line.startswith((" ", "\t")) and messages:
            messages[-1] += "\n" + line
        elif line.strip():
            messages.append(line)
    return messages
