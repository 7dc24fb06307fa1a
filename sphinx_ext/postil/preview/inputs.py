"""The files that a site is built from, also outside of the source folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from postil.build.outdated import files_of_document
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx.environment import BuildEnvironment


@frozen
class _DocumentFiles:
    """The files of one document."""

    source: str
    paths: frozenset[str]
    """The source and every file that the document includes or shows, each by its path and its resolved path."""
    outside: frozenset[str]
    """Those outside of the watched folders, by path."""


class Inputs:
    """The files that each document is built from: its source, and the includes, images and downloads in it."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Start without files; `folders` are the watched folders."""
        self._roots = tuple({f"{path}{os.sep}" for folder in folders for path in (folder, folder.resolve())})
        self._files: dict[str, _DocumentFiles] = {}

    def update(self, env: BuildEnvironment, docnames: Iterable[str]) -> None:
        """Record the files of `docnames` and of new documents, and remove documents that no longer exist."""
        resolve = _Resolver()
        for docname in env.found_docs & ({*docnames} | (env.found_docs - self._files.keys())):
            source = str(env.doc2path(docname))
            names = {source, *(os.path.normpath(env.srcdir / name) for name in files_of_document(env, docname))}
            real = {name: resolve(name) for name in names}
            outside = frozenset(name for name in names if self._is_outside(name, real[name]))
            self._files[docname] = _DocumentFiles(source, frozenset([*names, *real.values()]), outside)
        for docname in self._files.keys() - env.found_docs:
            del self._files[docname]

    def _is_outside(self, name: str, real: str) -> bool:
        """Return whether no watched folder reports changes of a file; links do not change with their targets."""
        return not (name.startswith(self._roots) and real.startswith(self._roots))

    def paths(self, docname: str) -> Collection[str]:
        """Return the files of a document, each by its path and its resolved path."""
        files = self._files.get(docname)
        return files.paths if files else ()

    def documents_using(self, path: str | Path) -> set[str]:
        """Return the documents that a file is part of."""
        name = str(path)
        return {docname for docname, files in self._files.items() if name in files.paths}

    def source_paths(self, path: str | Path) -> list[Path]:
        """Return the paths at which a file is the source of a document; symbolic links may lead to it."""
        name, real = str(path), os.path.realpath(path)
        sources = {files.source for files in self._files.values() if name in files.paths}
        return sorted(Path(source) for source in sources if source == name or os.path.realpath(source) == real)

    @property
    def outside(self) -> set[str]:
        """The files outside of the watched folders."""
        return {name for files in self._files.values() for name in files.outside}


class _Resolver:
    """Resolve symbolic links. Most files share a few folders; each folder is resolved once."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """Return the resolved path of a file."""
        folder, base = os.path.split(name)
        if os.path.islink(name):  # noqa: PTH114 - a thousand times in a build
            return os.path.realpath(name)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        return os.path.join(self._folders[folder], base)  # noqa: PTH118 - likewise


def local_modules() -> list[Path]:
    """Return the files of loaded modules that are not installed packages: extensions, and imports of conf.py."""
    installed = tuple(f"{os.path.realpath(prefix)}{os.sep}" for prefix in (sys.prefix, sys.base_prefix))
    files = [os.path.realpath(file) for module in [*sys.modules.values()] if (file := getattr(module, "__file__", ""))]
    local = [file for file in files if not file.startswith(installed) and "-packages" not in file]
    return sorted(path for path in map(Path, local) if path.suffix == ".py")
