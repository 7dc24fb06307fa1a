"""The folders in which a path that starts at the site's root can be: sources, mounts, and files that are copied."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from postil.file_names import has_long_name, is_printable
from postil.frozen import frozen
from postil.project.image_folders import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# The folder of `html_static_path` in the output.
_STATIC_FOLDER = "_static"
_INDEX = "index.html"


@frozen
class SiteFolders:
    """The folders of a site, as absolute paths."""

    source: Path
    mounts: Mapping[str, Path]
    extra: Sequence[Path] = ()
    """The folders and files of `html_extra_path`, which are copied to the root of the output."""
    static: Sequence[Path] = ()
    """Those of `html_static_path`, which are copied to `_static`."""

    def document_paths(self, path: str) -> Iterator[str]:
        """Yield the paths in the site that `path` may mean, which an engine counts from the root of its own folders.

        `path` has no slash at its start. With `posts` mounted from `../content/blog`, the file `walk.md` in that folder
        is `posts/walk.md` here, and `walk.md`, `blog/walk.md` or `content/blog/walk.md` elsewhere.
        """
        yield path
        for prefix, folder in self.mounts.items():
            yield posixpath.join(prefix, path)
            yield from (posixpath.join(prefix, rest) for rest in _below(path, folder))
        yield from _below(path, self.source)

    def published_path(self, path: str) -> str:
        """Return where the file that `path` names is in the output; empty if no folder that is copied has it.

        The path may also start with the name of the folder, as on the web site of another engine.
        """
        if "\0" in path or has_long_name(path):
            return ""
        for folders, prefix in ((self.extra, ""), (self.static, _STATIC_FOLDER)):
            inner = path.removeprefix(f"{_STATIC_FOLDER}/") if prefix else path
            for folder in folders:
                if found := _file_in(folder, inner):
                    return posixpath.join(prefix, found)
        return ""

    def copies(self, file: Path) -> bool:
        """Return whether a file is in one of the folders that are copied to the output."""
        return any(file.is_relative_to(folder) for folder in (*self.extra, *self.static))

    def files(self, path: str) -> Iterator[str]:
        """Yield the files that `path` may mean, whether they exist or not; it has no slash at its start.

        The last folders are the parents of the sources, where other engines have the files of a site.
        """
        if "\0" in path or has_long_name(path) or not is_printable(path):
            return
        yield os.path.join(self.source, path)  # noqa: PTH118 - as often as there are links
        for folder in (*self.extra, *self.static, *self.mounts.values()):
            yield from (os.path.join(folder, rest) for rest in (path, *_below(path, folder)))  # noqa: PTH118
        for folder in dict.fromkeys(folder.parent for folder in (self.source, *self.mounts.values())):
            yield os.path.join(folder, path)  # noqa: PTH118


def configured_folders(names: Iterable[str | os.PathLike[str]], confdir: Path) -> list[Path]:
    """Return folders and files that an option names relative to conf.py."""
    return [Path(os.path.normpath(confdir / name)) for name in names]


def _below(path: str, folder: Path) -> Iterator[str]:
    """Yield what is left of `path` without the last names of `folder`, if it starts with them; the most names first."""
    names = PurePosixPath(folder.as_posix()).parts[1:]
    first = path.partition("/")[0]
    for start in range(len(names)):
        if names[start] == first and path.startswith(f"{'/'.join(names[start:])}/"):
            yield path[len("/".join(names[start:])) + 1 :]


def _file_in(folder: Path, path: str) -> str:
    """Return the path in the output of a file in `folder`, which can also be a file itself; empty if there is none."""
    if folder.is_file():
        return folder.name if path == folder.name else ""
    for name in (path, *_below(path, folder)):
        for file in (name, posixpath.join(name, _INDEX)):
            if file and is_file(os.path.join(folder, file)):  # noqa: PTH118
                return file
    return ""
