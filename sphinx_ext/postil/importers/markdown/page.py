"""Convert the text of one document, with its tags, its links and the files that it includes."""

from __future__ import annotations

import fnmatch
import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from postil.importers.markdown.conversion import Conversion
from postil.importers.markdown.links import IMAGES, replace_links
from postil.importers.markdown.shortcodes import Shortcodes
from postil.importers.markdown.tags import replace_tags
from postil.importers.model import Place
from postil.importers.reference_marks import without_marks
from postil.importers.source import SourceError
from postil.importers.urls import destination

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.importers.markdown.documents import Document
    from postil.importers.markdown.links import SiteIndex
    from postil.importers.markdown.tags import Call
    from postil.importers.model import Reference

# Files that include files that include files.
_MAX_INCLUDES = 20


@dataclass
class Page:
    """A document while it is converted."""

    document: Document
    url: str
    index: SiteIndex
    handle: Callable[[Call, Page], str | None]
    """Returns what replaces a tag; None if the engine does not understand it."""
    conversion: Conversion = field(init=False)
    shortcodes: Shortcodes = field(init=False)
    included: tuple[str, ...] = ()
    """The files that are being included, the outermost first."""

    def __post_init__(self) -> None:
        self.conversion = Conversion(self.document.place)
        self.shortcodes = Shortcodes(self.target, self._images_in)

    def convert(self, text: str) -> str:
        """Return the text of the document with the marks of its references."""
        replaced = replace_tags(text, lambda call: self.handle(call, self), self.conversion)
        return replace_links(replaced, self._resolve, self.conversion)

    def target(self, path: str) -> str:
        """Return what stands for a path in a tag: a reference, or the path as Markdown can have it."""
        found = self._resolve(path)
        return self.conversion.reference(found) if found else destination(path)

    def link_to(self, url: str) -> str:
        """Return the mark of a reference to another document."""
        found = self.index.resolve(url, path=self.document.path, url=self.url)
        return self.conversion.reference(found) if found else destination(url)

    def include(self, path: str, prepare: Callable[[str], str] = lambda text: text) -> str | None:
        """Return the converted text of another file of the source; None if there is none, or if it includes itself."""
        if path in self.included or path == self.document.path or len(self.included) >= _MAX_INCLUDES:
            return None
        if path not in self.index.source.files:
            return None
        try:
            text = self.index.source.read_text(path)
        except SourceError:
            return None
        self.index.used.add(path)
        inner = replace(self, included=(*self.included, path))
        inner.conversion = Conversion(Place(path), self.conversion.references, self.conversion.problems)
        inner.shortcodes = replace(self.shortcodes, target=inner.target)
        return inner.convert(prepare(without_marks(text)))

    def _resolve(self, target: str) -> Reference | None:
        return self.index.resolve(target, path=self.document.path, url=self.url)

    def _images_in(self, place: str) -> list[str]:
        """Return the images in a folder, or that match a pattern, relative to the document or to the site."""
        folder = posixpath.dirname(self.document.path)
        pattern = place if "*" in place else f"{place.rstrip('/')}/*"
        if place.startswith("/"):
            patterns = [root + pattern.lstrip("/") for root in self.index.roots]
        else:
            patterns = [posixpath.normpath(posixpath.join(folder, pattern))]
        found = [path for path in self.index.source.files if path.lower().endswith(IMAGES)]
        matching = [path for path in found if any(fnmatch.fnmatchcase(path, each) for each in patterns)]
        return [posixpath.relpath(path, folder or ".") for path in matching]
