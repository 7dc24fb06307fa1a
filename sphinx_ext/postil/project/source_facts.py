"""The source files of a site with their metadata, for commands that list, change or check them."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from postil.front_matter.edit import keys_of
from postil.front_matter.keys import NAMES, normalize_key
from postil.front_matter.parse import Status, title_from_path
from postil.front_matter.status import FRONT_MATTER_SUFFIXES, status_of_text
from postil.frozen import frozen
from postil.text_files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postil.front_matter.parse import FrontMatter
    from postil.project.mounted_project import MountedProject


@frozen
class SourceFacts:
    """A source file, published or not."""

    file: Path
    path: str
    """Its path in the site, with suffix."""
    text: str
    """Empty if the file is not UTF-8, or can't be opened."""
    status: Status
    front: FrontMatter | None = None
    """The metadata of a post; None for a page."""
    title: str = ""
    """The title of a post: from its front matter, its first heading, or its file name."""
    keys: Mapping[str, int] = field(default_factory=dict)
    """The line of each key of its front matter, as spelled."""
    language: str = ""
    """The tag of its language; empty if it is that of the site."""
    shared_path: str = ""
    """Its path without the language, which its translations share: `posts/walk.md` of `posts/walk.de.md`."""
    problems: Sequence[tuple[int, str]] = ()
    """Of an unpublished post: line and message of each problem in its front matter."""

    @property
    def name(self) -> str:
        """The name of its file without suffix, or of its folder if the file is its index: `walk`, or `walk.de`."""
        own, shared = (PurePosixPath(path).with_suffix("") for path in (self.path, self.shared_path or self.path))
        in_folder = shared.name == "index" and bool(own.parent.name)
        return own.parent.name + own.name.removeprefix("index") if in_folder else own.name

    @property
    def suffix(self) -> str:
        """The suffix of the file."""
        return self.file.suffix

    def spellings(self, key: str) -> list[str]:
        """Return how the file spells a key, once for each time that it has the key."""
        return [name for name in self.keys if NAMES.get(normalize_key(name)) == key]

    def line_of(self, key: str) -> int:
        """Return the line of the first spelling of a key; 1 if the file does not have the key."""
        return next((self.keys[name] for name in self.spellings(key)), 1)


def source_facts(project: MountedProject) -> Iterator[SourceFacts]:
    """Yield the source files that can have front matter, published or not; the build warns of unreadable ones."""
    languages = project.rules.languages
    suffixes = (*FRONT_MATTER_SUFFIXES, *project.rules.syntax.rst_suffixes)
    for source in project.sources:
        if source.file.suffix not in suffixes:
            continue
        status = project.unpublished.get(source.path, Status.PUBLISHED)
        try:
            text = read_text(source.file)
        except (OSError, ValueError):
            yield SourceFacts(source.file, source.path, "", Status.UNREADABLE, title=title_from_path(source.path))
            continue
        found = project.statuses.get(source)
        hidden = status in (Status.DRAFT, Status.SCHEDULED, Status.EXPIRED) and not found.error
        problems = status_of_text(text, source.path, project.rules).problems if hidden else ()
        front = found.front_matter
        yield SourceFacts(
            source.file,
            source.path,
            text,
            status,
            front,
            ((front.title if front else "") or found.heading or title_from_path(source.path)),
            keys_of(text, source.file.suffix),
            found.language(source.path, languages),
            languages.of_path(source.path).path,
            [(problem.line, problem.message) for problem in problems],
        )
