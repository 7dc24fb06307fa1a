"""Find the images in raw HTML that stay as they are, because their file is not one of the source folder."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.file_digests import path_of_file
from postil.lazy_regex import lazy_regex
from postil.project.image_folders import is_file, referenced_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_STATIC = "_static"
# Empty, a query or an id alone, as in `?s=100` where a script left the URL out; or the image itself.
_NO_FILE = lazy_regex(r"(?i)\s*(?:$|[?#]|data:)")
_ABSOLUTE = lazy_regex(r"(?i)\s*(?:[a-z][a-z0-9+.-]*:|//)")


def is_kept(app: Sphinx, src: str | None) -> bool:
    """Return whether an `<img>` with this `src`, in the document that Sphinx is reading, stays raw HTML.

    That is so if it names no file, or one that is copied to the output anyway: from `html_static_path` or
    `html_extra_path`. Under ABlog's rules, also if there is no such file: Sphinx does not look at raw HTML, and the
    file may come from elsewhere. The document is read again when any of this changes.
    """
    if src is None or _NO_FILE.match(src):
        return True
    if _ABSOLUTE.match(src):
        return False
    env = app.env
    path = re.split(r"[?#]", src.strip())[0]
    source = next((file for name in (src, path, unquote(path)) if is_file(file := _source(env, name))), "")
    places = list(_copied_from(app, unquote(path)))
    for place in places:
        env.note_dependency(str(place))  # also while the file is missing: it may be added
    copied = next((file for file in places if is_file(str(file))), None)
    if copied and not (source and copied.samefile(source)):
        return True
    if source:
        return False
    env.note_dependency(path_of_file(env, env.docname, path))
    return app.config.postil.ablog_rules or any(_is_static(page) for page in _output_paths(env.docname, path))


def _source(env: BuildEnvironment, name: str) -> str:
    return referenced_path(env, env.docname, name)


def _copied_from(app: Sphinx, path: str) -> Iterator[Path]:
    """Yield from where Sphinx would copy a file to where `path` leads from the page that it is reading."""
    for page in _output_paths(app.env.docname, path):
        folders = app.config.html_static_path if _is_static(page) else app.config.html_extra_path
        name = page.removeprefix(f"{_STATIC}/")
        for entry in (Path(app.confdir, folder) for folder in folders):
            yield entry if entry.name == name else entry / name


def _output_paths(docname: str, path: str) -> list[str]:
    """Return where `path` leads to in the output from a page, with the builders `html` and `dirhtml`."""
    if path.startswith("/"):
        return [posixpath.normpath(path.lstrip("/"))]
    pages = (posixpath.dirname(docname), docname)
    paths = [posixpath.normpath(posixpath.join(page, path)) for page in pages]
    return [name for name in dict.fromkeys(paths) if not name.startswith("..")]


def _is_static(path: str) -> bool:
    """Return whether a path in the output is one of the static files; extensions and themes add some too."""
    return path.startswith(f"{_STATIC}/")
