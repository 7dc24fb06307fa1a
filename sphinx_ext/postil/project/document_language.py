"""The language of a document, and the key that it shares with its translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from postil.front_matter.languages import SourceLanguages
    from postil.front_matter.status import FileStatus


class DocumentLanguage(NamedTuple):
    """The language of a document."""

    tag: str = ""
    """Empty if it is that of the site."""
    key: str = ""
    """The key that it shares with its translations."""

    @classmethod
    def of(cls, path: str, status: FileStatus, languages: SourceLanguages) -> DocumentLanguage:
        """Return the language of the file at `path` in the site by its front matter, or by its path."""
        return cls(status.language(path, languages), languages.key(path, status.metadata))
