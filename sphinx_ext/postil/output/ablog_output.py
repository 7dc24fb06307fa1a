"""Files that a build with ABlog left in the output folder: pages of drafts must not stay published after a move."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from postil.cache_files import files_in, remove_file
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from postil.build.exact_output import ExactOutput

# The folders of ABlog's lists, below `blog_path`.
_LISTS = ("author", "category", "language", "location", "tag")
# A page with which ABlog redirects, whatever the owner's theme is.
_REFRESH = lazy_regex(r"""(?i)<meta\s+http-equiv=["']refresh["']\s+content=["'][\d\s]*;\s*url=([^"']+)["']""")
# How much of a page is searched for a redirect; the theme's own tags may come first.
_MAX_HEAD = 20_000


def stale_documents(app: Sphinx) -> set[str]:
    """Return the documents of earlier builds, also of those without postil, that are none now, by the cache."""
    names = files_in(Path(app.doctreedir))
    return {name.removesuffix(".doctree") for name in names if name.endswith(".doctree")} - app.env.found_docs


def files_of_ablog(app: Sphinx, output: ExactOutput, documents: set[str]) -> set[str]:
    """Return the files in the output of `documents` that are none now, and those of ABlog's lists in a first build."""
    outdir = Path(app.outdir)
    files = {output.output_name(docname) for docname in documents}
    for docname in documents:
        folder, name = (outdir / "_sources" / docname).parent, docname.rpartition("/")[2]
        if folder.is_dir():
            found = [path for path in folder.iterdir() if path.name.startswith(f"{name}.")]
            files |= {path.relative_to(outdir).as_posix() for path in found}
    if not output.record.files.data:
        files |= set(_lists(outdir, app.config.postil.blog_path, output))
    return files


def _lists(outdir: Path, blog_path: str, output: ExactOutput) -> Iterator[str]:
    yield output.output_name(f"{blog_path}/drafts")
    for kind in _LISTS:
        for path in (outdir / blog_path / kind).rglob("*.html"):
            yield path.relative_to(outdir).as_posix()


def forget_documents(app: Sphinx, documents: set[str]) -> None:
    """Remove the files of `documents` from the cache, so that the next build does not look for their pages."""
    for docname in documents:
        remove_file(Path(app.doctreedir), f"{docname}.doctree")


def redirects_to(path: Path, name: str, target: str) -> bool:
    """Return whether the page at `path`, the file `name` of the output, redirects to `target`, a URL in the site."""
    with path.open(encoding="utf-8", errors="replace") as file:
        match = _REFRESH.search(file.read(_MAX_HEAD))
    return match is not None and unquote(urljoin(f"/{name}", match[1])) == unquote(urljoin("/", target))
