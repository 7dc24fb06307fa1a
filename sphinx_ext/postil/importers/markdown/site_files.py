"""Find the files of a site in its folder, and the paths of their URLs."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from postil.importers.source import Source

_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "env", "renv", "site-packages"})


def site_files(source: Source, base: str, *suffixes: str) -> list[str]:
    """Return the files below a folder with some suffixes; not those in folders of tools."""
    found = []
    for path in source.below(*suffixes):
        folders = path.removeprefix(base).split("/")[:-1]
        is_skipped = any(name.startswith((".", "_")) or name in _SKIPPED for name in folders)
        if path.startswith(base) and not is_skipped:
            found.append(path)
    return found


def shallowest(source: Source, *names: str) -> str:
    """Return the file with one of some names that is the least deep; empty if there is none."""
    found = [path for path in source.files if posixpath.basename(path) in names]
    return min(found, key=lambda path: (path.count("/"), path), default="")


def folder_of(path: str) -> str:
    """Return the folder of a path with a slash at its end; empty for the root."""
    folder = posixpath.dirname(path)
    return f"{folder}/" if folder else ""


def url_path(path: str) -> str:
    """Return a path as that of a URL."""
    return quote(path, safe="/-_.~!$&'()*+,;=@")


def parents(folder: str, base: str) -> list[str]:
    """Return a folder and those around it, from `base` down; each with a slash at its end."""
    found = [base]
    for name in folder.removeprefix(base).split("/"):
        if name:
            found.append(f"{found[-1]}{name}/")
    return found
