"""Changes to files: texts first, then names. They can be shown before they are made."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postil.text_files import write_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class CannotChangeError(ValueError):
    """Why something can't be changed, in one sentence for the author."""


@dataclass
class Changes:
    """Changes to the files of a site."""

    texts: dict[Path, tuple[str, str]] = field(default_factory=dict)
    """The text of each changed file, by its path before it is renamed: before and after."""
    renames: list[tuple[Path, Path]] = field(default_factory=list)
    """Files and folders with their new paths."""
    notes: list[str] = field(default_factory=list)
    """What the author should know, one sentence each."""
    is_complete: bool = True
    """Whether nothing is left that the author must change by hand."""

    def set_text(self, file: Path, before: str, after: str) -> None:
        """Record the new text of a file, unless it is the same."""
        first = self.texts[file][0] if file in self.texts else before
        if after != first:
            self.texts[file] = (first, after)

    def text_of(self, file: Path, before: str) -> str:
        """Return the new text of a file; `before` if it does not change."""
        return self.texts[file][1] if file in self.texts else before

    def new_path(self, path: Path) -> Path:
        """Return where a file or folder is after the renames."""
        for old, new in self.renames:
            if path == old:
                return new
            if path.is_relative_to(old):
                return new / path.relative_to(old)
        return path

    def check(self) -> None:
        """Raise CannotChangeError if a file would be overwritten."""
        for old, new in self.renames:
            if new.exists() and not new.samefile(old):
                raise CannotChangeError(f"{new} exists already")

    def apply(self) -> None:
        """Write the texts, then rename."""
        self.check()
        for file, (_before, after) in self.texts.items():
            write_text(file, after)
        for old, new in self.renames:
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)

    def diff(self, name_of: Callable[[Path], str]) -> str:
        """Return all changes as a unified diff, with renames as git shows them."""
        parts = [f"rename from {name_of(old)}\nrename to {name_of(new)}\n" for old, new in self.renames]
        for file, (before, after) in self.texts.items():
            name = name_of(file)
            lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
            parts.append("\n".join([*lines, ""]))
        return "".join(parts)
