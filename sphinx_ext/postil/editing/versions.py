"""The files of a post and of its translations next to it, `walk.md` and `walk.de.md`, which are renamed together."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from postil.project.source_facts import SourceFacts


def versions_of(source: SourceFacts, sources: Sequence[SourceFacts]) -> list[SourceFacts]:
    """Return a post and its translations in the same folder whose files have the same name but for the language."""
    folder, shared = source.file.parent, _shared_name(source)
    return [each for each in sources if each.file.parent == folder and _shared_name(each) == shared] or [source]


def is_index(source: SourceFacts) -> bool:
    """Return whether a file is the index of its folder, in any language."""
    return _shared_name(source) == "index"


def plain_file(source: SourceFacts) -> Path:
    """Return the path of a file without its language."""
    return source.file.with_name(_shared_name(source) + source.suffix)


def renames_of(
    source: SourceFacts, what: Path, target: Path, sources: Sequence[SourceFacts]
) -> list[tuple[Path, Path]]:
    """Return what to rename if `what`, the plain file of a post or its folder, becomes `target`: all its versions."""
    if what != plain_file(source):
        return [(what, target)]
    stem = target.name.removesuffix(target.suffix)
    return [
        (each.file, target.with_name(stem + each.file.name.removeprefix(_shared_name(each))))
        for each in versions_of(source, sources)
    ]


def folder_or_file(source: SourceFacts, roots: Collection[Path] = ()) -> Path:
    """Return the folder of a post that is an index file, else its plain file; `roots` stay where they are."""
    return source.file.parent if is_index(source) and source.file.parent not in roots else plain_file(source)


def _shared_name(source: SourceFacts) -> str:
    return PurePosixPath(source.shared_path or source.path).stem
