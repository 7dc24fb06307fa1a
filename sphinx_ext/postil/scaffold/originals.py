"""Find the post of which a new post is the translation, by its name."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from postil.file_names import MARKDOWN_SUFFIXES, is_hidden, is_partial
from postil.front_matter.dates import name_without_date

if TYPE_CHECKING:
    from collections.abc import Iterable


class NoOriginalError(LookupError):
    """There is no post of a name, or more than one."""


def find_original(name: str, paths: Iterable[str], folder: Path) -> str:
    """Return the path of the post that `name` means: its file or folder, or the name of one, with or without the date.

    `paths` are those of the files in the `folder` of posts. Raise NoOriginalError if there is none, or more than one.
    """
    found = {path: _name_of(path) for path in paths if _is_text(path)}
    given = Path(name).resolve()
    by_file = [path for path in found if given in (folder / path, (folder / path).parent)]
    by_file = [path for path in by_file if given == folder / path or PurePosixPath(path).stem == "index"]
    word = PurePosixPath(name.strip("/").removesuffix("/index.md").removesuffix(".md")).name
    for matching in (
        by_file,
        [path for path, own in found.items() if own == word],
        [path for path, own in found.items() if name_without_date(own) == word],
    ):
        if len(matching) == 1:
            return matching[0]
        if matching:
            raise NoOriginalError(f"{name} can mean {', '.join(sorted(matching))}; give the path of the file")
    raise NoOriginalError(f"there is no post {name} in {folder}")


def _is_text(path: str) -> bool:
    """Return whether a file is a text, and no translation: `walk.md`, but not `walk.de.md`."""
    suffixes = PurePosixPath(path).suffixes
    is_read = bool(suffixes) and suffixes[-1] in (*MARKDOWN_SUFFIXES, ".rst") and not is_partial(path)
    return is_read and len(suffixes) == 1 and not any(map(is_hidden, path.split("/")))


def _name_of(path: str) -> str:
    stem = PurePosixPath(path).with_suffix("")
    return stem.parent.name if stem.name == "index" and stem.parent.name else stem.name
