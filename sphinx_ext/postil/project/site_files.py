"""Find the files that a document names, from its own folder or from the root of the site, in any engine's notation."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from postil.blog.links import FILE_NOTATIONS, NOTATION, SCHEME
from postil.lazy_regex import lazy_regex
from postil.project.image_folders import is_file, referenced_path
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

# Sources of pages, which can be drafts.
_SOURCE = lazy_regex(r"\.(?:md|markdown|mdown|mkd|mdx|qmd|[rR]md|ipynb|rst|adoc|org)$")


def find_file(env: BuildEnvironment, target: str, *, copied: bool = True) -> str:
    """Return the path of the file that a link or image in the current document names; empty if there is none.

    Sources of pages don't count; without `copied`, neither do files that are in the output at their own URLs anyway.
    Sphinx reads the document again when one of the possible files appears.
    """
    for path in _possible_files(env, target):
        env.note_dependency(path)
        if is_file(path):
            return path if copied or not _is_copied(env, path) else ""
    return ""


def _is_copied(env: BuildEnvironment, path: str) -> bool:
    return isinstance(env.project, MountedProject) and env.project.site_folders.copies(Path(path))


def _possible_files(env: BuildEnvironment, target: str) -> Iterator[str]:
    """Yield the paths of the files that a target may mean."""
    path = unquote(re.split(r"[?#]", target.strip(), maxsplit=1)[0])
    if notation := NOTATION.fullmatch(path):
        path = notation[2] if notation[1] in FILE_NOTATIONS else ""
        path = f"/{path.lstrip('/')}" if notation[1] == "link" else path
    name = posixpath.basename(path)
    if "." not in name.strip(".") or _SOURCE.search(name) or SCHEME.match(path) or "\0" in path:
        return
    if not path.startswith("/"):
        yield referenced_path(env, env.docname, path)
    if isinstance(env.project, MountedProject):
        for below in dict.fromkeys(_paths_in_site(env, path)):
            yield from map(os.path.normpath, env.project.site_folders.files(below))


def _paths_in_site(env: BuildEnvironment, path: str) -> Iterator[str]:
    """Yield a path from the site's root; a relative one counts from the document's URL, as in a browser."""
    if path.startswith("/"):
        yield posixpath.normpath(path).lstrip("/")
        return
    for base in (posixpath.dirname(env.docname), env.docname):
        yield posixpath.normpath(f"/{base}/{path}").lstrip("/")


def path_in_source(env: BuildEnvironment, file: str) -> str:
    """Return the path of a file as a document names it: from the source folder, with a slash at its start."""
    return "/" + os.path.relpath(file, env.srcdir).replace(os.sep, "/")
