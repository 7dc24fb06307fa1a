"""Find the source files in a folder, without what is hidden, what is no file, and what was found already."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from postil.file_names import is_hidden, normalize_unicode, unusable_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What tells a folder of Python packages; it has READMEs and licences in it.
_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"


@dataclass
class SourceFolder:
    """The source files of a folder and of the folders in it."""

    folder: Path
    suffixes: Sequence[str]
    excludes: Callable[[str], bool]
    """Whether a file or folder, by its path below `folder`, is left out because its owner says so."""
    files: list[tuple[str, Path]] = field(default_factory=list)
    """Each file by its path below `folder`, in order."""
    problems: list[tuple[Path, str]] = field(default_factory=list)
    """What cannot be a source file though it looks like one, and why."""

    def __post_init__(self) -> None:
        """Look through the folder."""
        self._walk(self.folder, "", (os.path.realpath(self.folder),))

    def _walk(self, folder: Path, below: str, real: tuple[str, ...]) -> None:
        """Look through a folder; `real` are the real paths of this one and of those around it."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append((folder, f"the folder cannot be read and is left out: {error.strerror}"))
            return
        if below and any(entry.name == _VIRTUAL_ENVIRONMENT for entry in entries):
            return
        folders = []
        for entry in entries:
            path = normalize_unicode(f"{below}{entry.name}")
            if is_hidden(entry.name) and not entry.name.startswith(".."):
                continue
            if self._is_folder(entry):
                folders.append((entry, path))
            elif entry.name.endswith(tuple(self.suffixes)) and not self.excludes(path):
                self._add(entry, path)
        for entry, path in folders:
            if not is_hidden(entry.name) and not self.excludes(path):
                self._enter(entry, path, real)

    @staticmethod
    def _is_folder(entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:  # a symbolic link to itself
            return False

    def _add(self, entry: os.DirEntry[str], path: str) -> None:
        """Take a file, or say why it cannot be taken."""
        why = unusable_reason(path)
        try:
            if not entry.is_file():
                entry.stat()
                why = why or "it is not a regular file"
        except FileNotFoundError:
            if not entry.is_symlink():
                return  # it has just been removed
            why = "it is a symbolic link to a file that does not exist"
        except OSError as error:
            why = error.strerror or str(error)
        file = Path(entry.path)
        if why:
            self.problems.append((file, f"the file is left out: {why}"))
        else:
            self.files.append((path, file))

    def _enter(self, entry: os.DirEntry[str], path: str, real: tuple[str, ...]) -> None:
        """Look through a folder in this one, unless it is a link that leads back to where it comes from."""
        own = os.path.join(real[-1], entry.name)  # noqa: PTH118 - thousands of times a build
        if entry.is_symlink():
            own = os.path.realpath(entry.path)
            if any(f"{place}{os.sep}".startswith(f"{own.rstrip(os.sep)}{os.sep}") for place in real):
                why = "the symbolic link leads to a folder that it is in; it is not followed"
                self.problems.append((Path(entry.path), why))
                return
        self._walk(Path(entry.path), f"{path}/", (*real, own))
