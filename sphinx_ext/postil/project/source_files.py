"""Source files, what is wrong with them, and whether they are published."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from postil.front_matter.status import read_file_status, status_of_text
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from postil.diagnostics import Subtype
    from postil.file_digests import FileDigests
    from postil.front_matter.parse import FrontMatter
    from postil.front_matter.publish_rules import PublishRules
    from postil.front_matter.status import FileStatus
    from postil.front_matter.values import Problem

    # What a status depends on: the file's digest, the rules, whether a post is expected at the file's path, and
    # that path without a language.
    StatusKey = tuple[bytes, str, bool, str]


@frozen
class SourceFile:
    """A source file: its path on disk and in the site."""

    default_docname: str
    """The docname that Sphinx derives from `path`."""
    file: Path
    path: str
    """Its path relative to the source folder; in a mounted folder: that relative to the mount, below its prefix."""


@frozen
class FileProblem:
    """Why a source file is not in the site, or not at the URL that it asks for."""

    file: Path
    subtype: Subtype
    problem: Problem


class StatusCache:
    """The publishing status of each source file. Only files that changed are read again."""

    def __init__(
        self, rules: PublishRules, digests: FileDigests, entries: dict[str, tuple[StatusKey, FileStatus]]
    ) -> None:
        """Take the rules for publishing, the files' digests, and the statuses by path; `entries` changes in place."""
        self.rules = rules
        self._digests = digests
        self._entries = entries
        self._parsed: dict[str, tuple[bytes, FileStatus]] = {}

    def get(self, source: SourceFile) -> FileStatus:
        """Return the status of a file; read the file if neither it nor the rules are as they were."""
        expected = self.rules.expects_post(source.path)
        path = self.rules.languages.of_path(source.path).path
        key = (self._digests.of(str(source.file)), self.rules.fingerprint, expected, path)
        entry = self._entries.get(source.path)
        if entry is None or entry[0] != key:
            status = read_file_status(source.file, source.path, self.rules, self._parse)
            if status.open_failed:  # the reason may be gone in the next build without a change to the file
                self._entries.pop(source.path, None)
                return status
            problems = status.problems if status.error else ()
            self._entries[source.path] = entry = (key, replace(status, raw=None, problems=problems))
        return entry[1]

    def of_text(self, text: str, path: str) -> FileStatus:
        """Return the status of a text that was read from the file at `path`, with the front matter as it is written.

        Most files are read twice: to find out whether they are published, and as documents. If it is the same text, it
        is parsed once.
        """
        digest, status = self._parsed.pop(path, (b"", None))
        return status if status and digest == _digest(text) else status_of_text(text, path, self.rules)

    def _parse(self, text: str, path: str) -> FileStatus:
        status = status_of_text(text, path, self.rules)
        self._parsed[path] = (_digest(text), status)
        return status

    def front_matter(self, path: str) -> FrontMatter | None:
        """Return the front matter of the post at `path`, if it was read."""
        return self._entries[path][1].front_matter if path in self._entries else None

    def error(self, path: str) -> Problem | None:
        """Return why the file at `path` is not published, if that is an error and the file was read."""
        return self._entries[path][1].error if path in self._entries else None

    def retain(self, paths: Collection[str]) -> None:
        """Drop the entries of all files but those at `paths`."""
        for path in self._entries.keys() - paths:
            del self._entries[path]
        self._parsed = {path: parsed for path, parsed in self._parsed.items() if path in paths}


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
