"""Write new files; a file that is there is never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@frozen
class Written:
    """What `write_new_files` did."""

    created: Sequence[str]
    """The paths of new files."""
    kept: Sequence[str]
    """The paths at which something is, which was not changed."""


def write_new_files(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Write files below a folder, which is created; raise OSError if that is not possible."""
    created, kept = [], []
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as file:  # fails if there is a file, also one that was created in the meantime
                file.write(content)
        except FileExistsError:
            kept.append(path)
        else:
            created.append(path)
    return Written(created, kept)
