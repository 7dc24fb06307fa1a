"""Find the source files in a folder: no hidden files, nothing but files, each folder once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from postil.file_names import is_hidden, is_in_other_format, is_partial, normalize_unicode, unusable_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# The file that marks a virtual environment, whose packages have READMEs and licences.
_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"
# A file that Sphinx writes into each folder with pages, in which postil puts Markdown copies of posts.
_OUTPUT = ".buildinfo"


@dataclass
class SourceFolder:
    """The source files of a folder and its subfolders."""

    folder: Path
    suffixes: Sequence[str]
    excludes: Callable[[str], bool]
    """Returns whether a file or folder is excluded by a pattern, given its path relative to `folder`."""
    holds_posts: Callable[[str], bool] = lambda _path: False
    """Returns whether a file, by its path relative to `folder`, is in a folder of posts."""
    omits_partials: bool = True
    """Whether files in folders of posts whose names start with `_` are no sources."""
    files: list[tuple[str, Path]] = field(default_factory=list)
    """The path of each file relative to `folder`, and the file, in order."""
    other_formats: list[str] = field(default_factory=list)
    """The paths of files in folders of posts that are probably posts in a format that the site does not read."""
    problems: list[tuple[Path, str]] = field(default_factory=list)
    """The files and folders that cannot be read as sources, and the reason for each."""

    def __post_init__(self) -> None:
        """Find the files."""
        self._walk(self.folder, "", (os.path.realpath(self.folder),))

    def _walk(self, folder: Path, prefix: str, real_paths: tuple[str, ...]) -> None:
        """Find the files of a folder; `real_paths` are those of this folder and of its parents up to the first one."""
        try:
            with os.scandir(folder) as scanned:
                entries = sorted(scanned, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append((folder, f"the folder cannot be read and is left out: {error.strerror}"))
            return
        if prefix and any(entry.name in (_VIRTUAL_ENVIRONMENT, _OUTPUT) for entry in entries):
            return
        folders = []
        for entry in entries:
            path = normalize_unicode(f"{prefix}{entry.name}")
            if is_hidden(entry.name) and not entry.name.startswith(".."):
                continue
            if self._is_folder(entry):
                folders.append((entry, path))
            elif not self.excludes(path) and not (self._is_omitted(entry.name) and self.holds_posts(path)):
                self._add_file(entry, path)
        for entry, path in folders:
            if not is_hidden(entry.name) and not self.excludes(path):
                self._walk_subfolder(entry, path, real_paths)

    def _is_omitted(self, name: str) -> bool:
        return self.omits_partials and is_partial(name)

    @staticmethod
    def _is_folder(entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:  # a symbolic link to itself
            return False

    def _add_file(self, entry: os.DirEntry[str], path: str) -> None:
        """Add a file if it is a source file, or seems to be a post in a format that the site does not read."""
        if entry.name.endswith(tuple(self.suffixes)):
            self._add(entry, path)
        elif is_in_other_format(entry.name) and self.holds_posts(path) and not is_partial(path.rpartition("/")[0]):
            self.other_formats.append(path)

    def _add(self, entry: os.DirEntry[str], path: str) -> None:
        """Add a file, or the reason why it is not a source file."""
        reason = unusable_reason(path)
        try:
            if not entry.is_file():
                entry.stat()
                reason = reason or "it is not a regular file"
        except FileNotFoundError:
            if not entry.is_symlink():
                return  # it was removed after the scan
            reason = "it is a symbolic link to a file that does not exist"
        except OSError as error:
            reason = error.strerror or str(error)
        file = type(self.folder)(entry.path)
        if reason:
            self.problems.append((file, f"the file is left out: {reason}"))
        else:
            self.files.append((path, file))

    def _walk_subfolder(self, entry: os.DirEntry[str], path: str, real_paths: tuple[str, ...]) -> None:
        """Find the files of a subfolder, unless it is a symbolic link to a folder that contains it."""
        real_path = os.path.join(real_paths[-1], entry.name)  # noqa: PTH118 - thousands of times a build
        if entry.is_symlink():
            real_path = os.path.realpath(entry.path)
            if any(f"{parent}{os.sep}".startswith(f"{real_path.rstrip(os.sep)}{os.sep}") for parent in real_paths):
                reason = "the symbolic link points to a folder that contains it; it is not followed"
                self.problems.append((Path(entry.path), reason))
                return
        self._walk(Path(entry.path), f"{path}/", (*real_paths, real_path))
