"""The files in the folders of a site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from postil.file_names import is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OUTPUTS = ("_build", "build")


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the files below folders, each once, without those in hidden folders and in outputs of builds."""
    seen: set[str] = set()
    for top in folders:
        for folder, names, files in os.walk(top):
            names[:] = [name for name in names if not is_hidden(name) and name not in _OUTPUTS]
            if folder in seen:
                names.clear()
                continue
            seen.add(folder)
            yield from (Path(folder, name) for name in sorted(files))
