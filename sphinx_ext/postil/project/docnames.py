"""Give each published file its docname; two documents cannot have the same URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from postil.diagnostics import Subtype
from postil.file_names import is_too_long, is_within_site
from postil.front_matter.source import has_text
from postil.front_matter.values import Problem
from postil.frozen import frozen
from postil.project.source_files import FileProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from pathlib import Path

    from postil.project.source_files import SourceFile

# How much of a docname that is too long a warning shows.
_SHOWN = 80
_REMEDY = "choose another `slug` or `permalink`"


class WantedDocname(NamedTuple):
    """The docname that a file asks for, and the line where it does."""

    source: SourceFile
    docname: str
    line: int = 1


@frozen
class OutputPages:
    """The URLs that a builder gives to documents, and the pages that do not come from source files."""

    url: Callable[[str], str] = str
    """Returns the URL of a docname, relative to the site's root."""
    is_reserved: Callable[[str], bool] = lambda _docname: False
    """Returns whether a docname is that of a generated page."""
    overwritten: Container[str] = ()
    """The docnames whose pages Sphinx overwrites with its own."""


@dataclass
class DocnameAssignment:
    """The files by docname, and what is wrong with the others."""

    pages: OutputPages
    files: dict[str, SourceFile] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)
    _by_url: dict[str, Path] = field(default_factory=dict)
    _by_folded_url: dict[str, Path] = field(default_factory=dict)

    def assign(self, source: SourceFile, docname: str) -> None:
        """Give a file a docname."""
        self._assign(source, docname, self.pages.url(docname))

    def _assign(self, source: SourceFile, docname: str, url: str) -> None:
        self._by_url[url] = source.file
        self._by_folded_url.setdefault(url.casefold(), source.file)
        self.files[docname] = source
        if docname in self.pages.overwritten and _has_text(source):
            self._report(source, f"Sphinx's own page replaces this one at {url}; rename the file")

    def assign_default(self, source: SourceFile) -> None:
        """Give a file its default docname, or report why it cannot have it."""
        docname, url = source.default_docname, self.pages.url(source.default_docname)
        if is_too_long(docname):
            self._report(source, "its name is too long for the files of its page; the file is left out: rename it")
        elif owner := self._by_url.get(url):
            self._report(source, f"its URL, {url}, is already that of {owner}; the file is left out: rename it")
        else:
            self._assign(source, docname, url)

    def assign_permalink(self, source: SourceFile, docname: str, line: int = 1) -> None:
        """Give a post the docname of its slug or pattern; the default docname if it cannot have that one.

        `line` is that of its slug or permalink.
        """
        problem = self._problem_with(docname)
        if not problem:
            self.assign(source, docname)
            return
        default = source.default_docname
        if is_too_long(default) or self._owner(default):
            self._report(source, f"{problem}; the file is left out: {_REMEDY}", line)
        else:
            url = self.pages.url(default)
            self._report(source, f"{problem}; it is published at {url} instead: {_REMEDY}", line)
            self.assign(source, default)

    def _problem_with(self, docname: str) -> str:
        """Return why a post cannot have a docname; empty if it can."""
        if not is_within_site(docname):
            return f"its URL, {docname[:_SHOWN]}, is outside the site"
        if is_too_long(docname):
            return f"its URL, {docname[:_SHOWN]}…, is too long for the files of its page"
        url = self.pages.url(docname)
        if owner := self._owner(docname):
            return f"its URL, {url}, is already that of {owner}"
        # Some file systems do not distinguish upper and lower case.
        if owner := self._by_folded_url.get(url.casefold()):
            return f"its URL, {url}, differs only in upper and lower case from that of {owner}"
        return f"its URL, {url}, is reserved for a generated page" if self.pages.is_reserved(docname) else ""

    def _owner(self, docname: str) -> Path | None:
        return self._by_url.get(self.pages.url(docname))

    def _report(self, source: SourceFile, message: str, line: int = 1) -> None:
        self.problems.append(FileProblem(source.file, Subtype.PERMALINK, Problem(line, message)))


def assign_docnames(wanted: Iterable[WantedDocname], pages: OutputPages) -> DocnameAssignment:
    """Return which file gets which docname, given the docname that each file asks for.

    Files that ask for their default docname come first, so that no post takes it from them.
    """
    wanted = list(wanted)
    assignment = DocnameAssignment(pages)
    for source, docname, _line in wanted:
        if docname == source.default_docname:
            assignment.assign_default(source)
    for source, docname, line in wanted:
        if docname != source.default_docname:
            assignment.assign_permalink(source, docname, line)
    return assignment


def _has_text(source: SourceFile) -> bool:
    """Return whether a file has more than a title; one without text only names a generated page in a `toctree`."""
    try:
        return has_text(source.file.read_text("utf-8-sig"), source.file.suffix)
    except (OSError, UnicodeDecodeError):
        return True
