"""A Sphinx project whose source files also lie in folders outside the source folder, and which omits drafts.

Sphinx asks its `Project` which documents there are and where their files are. No other part of Sphinx ever sees a file
that is not published.
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.project import EXCLUDE_PATHS, Project
from sphinx.util.matching import Matcher, compile_matchers

from postil.diagnostics import Subtype
from postil.file_digests import FileDigests
from postil.file_names import MARKDOWN_SUFFIXES
from postil.front_matter.parse import Status
from postil.front_matter.values import Problem
from postil.project.docnames import OutputPages, WantedDocname, assign_docnames
from postil.project.document_language import DocumentLanguage
from postil.project.image_folders import ImageFolders
from postil.project.permalinks import own_url, wanted_docname
from postil.project.site_folders import SiteFolders
from postil.project.source_files import FileProblem, SourceFile, StatusCache
from postil.project.source_folder import SourceFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.util._pathlib import _StrPath

    from postil.front_matter.publish_rules import PublishRules
    from postil.front_matter.status import FileStatus


class UnmountedProject(Project):
    """The project of a site until its folders are mounted: it finds no documents.

    Sphinx looks for the documents of a new environment before an extension can mount folders, and Sphinx's own project
    follows symbolic links in circles.
    """

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Return the documents that are known already."""
        return self.docnames


class MountedProject(Project):
    """A project with mounted folders. Overrides only documented methods of Sphinx's `Project`."""

    def __init__(
        self,
        srcdir: Path,
        source_suffix: Iterable[str],
        mounts: Mapping[str, Path],
        rules: PublishRules,
        pages: OutputPages = OutputPages(),  # noqa: B008 - it is immutable
    ) -> None:
        """Take the folder of each prefix in `mounts`; `rules` decide what is a post, `pages` which URLs are free."""
        super().__init__(srcdir, source_suffix)
        self.mounts = mounts
        self.rules = rules
        self.site_folders = SiteFolders(Path(self.srcdir), mounts)
        self.image_folders = ImageFolders.around([self.srcdir, *mounts.values()])
        self.unpublished: dict[str, Status] = {}
        """The status of each file that is not published, by its path in the site."""
        self.problems: list[FileProblem] = []
        """Why files are not in the site or not at their URLs; Sphinx reports none of them."""
        self.undated_pages: list[str] = []
        """The paths in the site of files in folders of posts that are pages because they have no date."""
        self.other_formats: list[str] = []
        """The paths in the site of files in folders of posts whose format the site does not read."""
        self.sources: list[SourceFile] = []
        """The source files, published or not."""
        self.statuses = StatusCache(rules, FileDigests({}), {})
        self.keep_last_good = False
        """Whether a document stays in the site as last read while its file is invalid; for a preview."""
        self.retained: set[str] = set()
        """The documents that stay as last read because their files are now invalid."""
        self.renamed: dict[str, str] = {}
        """The docnames of posts with a slug or a permalink pattern, by their default docnames."""
        self.languages: dict[str, DocumentLanguage] = {}
        """The language of each file, by its path in the site."""
        self._pages = pages
        self._last_good: dict[str, str] = {}  # path -> docname
        self._paths: dict[str, str] = {}  # docname -> path
        self._defaults: dict[str, str] = {}  # docname -> default docname
        self._files: dict[str, _StrPath] = {}
        self._docnames: dict[str, str] = {}  # file -> docname

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as Sphinx's own project: each build reads the mounts from conf.py."""
        return _sphinx_project, (self.srcdir, self.source_suffix, frozenset(self.docnames))

    def restore(self, other: Project) -> None:
        """Take the docnames of the last build; `discover` looks for their files again."""
        self.docnames = set(other.docnames)

    # --- Sphinx's interface -----------------------------------------------------------------------------------------

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find the published documents of the source folder and of the mounted folders."""
        self._clear()
        sources = list(self._find_sources([*exclude_paths, *EXCLUDE_PATHS], list(include_paths)))
        paths = {source.path for source in sources}
        self.statuses.retain(paths)
        self._last_good = {path: docname for path, docname in self._last_good.items() if path in paths}
        # Of two files of one name, the one with a suffix that Sphinx knows gets the URL.
        self.rules.languages.set_paths(paths)
        sources.sort(key=lambda source: (source.path.endswith(MARKDOWN_SUFFIXES[1:]), source.path))
        self.sources = sources
        wanted = [each for source in sources if (each := self._wanted_docname(source)).docname]
        # Of an original and its translation, the original gets the URL that both ask for.
        wanted.sort(key=lambda each: bool(self.rules.languages.of_path(each.source.path).tag))
        assignment = assign_docnames(wanted, self._pages)
        self.problems += assignment.problems
        for docname, source in assignment.files.items():
            self._add(source, docname)
        return self.docnames

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the docname of a file in the source folder or in a mounted folder."""
        full = os.path.normpath(os.path.join(self.srcdir, filename))  # noqa: PTH118 - thousands of times a build
        if docname := self._docnames.get(full):
            return docname
        for prefix, folder in self.mounts.items():
            if Path(full).is_relative_to(folder):
                return super().path2doc(posixpath.join(prefix, Path(full).relative_to(folder).as_posix()))
        return super().path2doc(filename)

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:  # noqa: FBT001 - Sphinx's signature
        """Return the file of a document, without `..` in it if absolute."""
        file = self._files.get(docname)
        if file is None:
            return super().doc2path(docname, absolute)
        return file if absolute else type(file)(_relative_path(file, self.srcdir))

    # --- documents by the paths of their files ----------------------------------------------------------------------

    def mounted_path(self, docname: str) -> str:
        """Return the path of a document's file relative to the source folder; for a mounted file: below its prefix."""
        return self._paths.get(docname) or super().doc2path(docname, absolute=False).as_posix()

    def default_docname(self, docname: str) -> str:
        """Return the docname that Sphinx derives from the path of a document's file."""
        return self._defaults.get(docname) or self.remove_suffix(self.mounted_path(docname))

    def path_without_language(self, docname: str) -> str:
        """Return the path of a document's file without suffix and language, which its translations share."""
        return self.remove_suffix(self.rules.languages.of_path(self.mounted_path(docname)).path)

    def docname_at(self, default_docname: str) -> str | None:
        """Return the docname of the file that has this default docname."""
        if docname := self.renamed.get(default_docname):
            return docname
        is_default = default_docname in self.docnames and self.default_docname(default_docname) == default_docname
        return default_docname if is_default else None

    def language_of(self, docname: str) -> DocumentLanguage | None:
        """Return the language of a document; None if its file is invalid, and it stays as last read."""
        return self.languages.get(self.mounted_path(docname))

    def own_url(self, docname: str, status: FileStatus) -> str:
        """Return the URL that a document's front matter gives it; empty if there is none, or if it is another's."""
        path, default = self.mounted_path(docname), self.default_docname(docname)
        url = own_url(path, default, status, self.rules)
        granted = not self.rules.permalink_keys or wanted_docname(path, default, status, self.rules) == docname
        return url if granted else ""

    def recheck(self, files: Iterable[Path]) -> set[str] | None:
        """Return the docnames of `files`, which changed; None if `discover` might find other documents now."""
        files, documents = list(files), set()
        if {each.file for each in self.problems} & set(files):
            return None  # the problem may be solved
        for file in files:
            docname = self._docnames.get(os.path.normpath(file))
            if docname is None or not file.is_file():
                return None
            path = self._paths[docname]
            source = SourceFile(self.remove_suffix(path), file, path)
            status = self.statuses.get(source)
            published = not status.error and status.status(self.rules) is Status.PUBLISHED
            if not published or self._permalink(source, status) != docname:
                return None
            self.languages[path] = self._language(source, status)
            documents.add(docname)
        return documents

    # --- steps of `discover` ----------------------------------------------------------------------------------------

    def _clear(self) -> None:
        for state in (self.docnames, self._files, self._docnames, self._paths, self._defaults):
            state.clear()
        for names in (self.undated_pages, self.other_formats):
            names.clear()
        for result in (self.problems, self.unpublished, self.retained, self.renamed, self.languages):
            result.clear()

    def _find_sources(self, excluded: Sequence[str], included: Sequence[str]) -> Iterator[SourceFile]:
        """Yield the source files; patterns for mounted files name their paths in the site: not `../posts/old/**`."""
        yield from self._scan(self.srcdir, "", exclude=_sphinx_matcher(excluded), include=_sphinx_matcher(included))
        exclude, include = Matcher(excluded).match, Matcher(included).match
        for prefix, folder in self.mounts.items():
            yield from self._scan(folder, prefix, exclude=exclude, include=include)

    def _scan(
        self, folder: Path, prefix: str, *, exclude: Callable[[str], object], include: Callable[[str], object]
    ) -> Iterator[SourceFile]:
        """Yield the source files of a folder, and report what cannot be one; the patterns are for prefixed paths."""
        source_folder = SourceFolder(
            type(self.srcdir)(folder),  # Sphinx's own kind of path, which `doc2path` returns
            self.source_suffix,
            lambda path: bool(exclude(posixpath.join(prefix, path))),
            lambda path: self.rules.is_in_folder(posixpath.join(prefix, path)),
            omits_partials=not self.rules.ablog,
        )
        self.problems += [
            FileProblem(file, Subtype.SOURCE, Problem(1, reason)) for file, reason in source_folder.problems
        ]
        self.other_formats += [posixpath.join(prefix, path) for path in source_folder.other_formats]
        for relative_path, file in source_folder.files:
            path = posixpath.join(prefix, relative_path)
            if include(path):
                yield SourceFile(self.remove_suffix(path), file, path)

    def remove_suffix(self, path: str) -> str:
        """Return a path without its suffix; empty if it is not that of a source file."""
        suffix = next((suffix for suffix in self.source_suffix if path.endswith(suffix)), "")
        return path.removesuffix(suffix) if suffix else ""

    def _wanted_docname(self, source: SourceFile) -> WantedDocname:
        """Return the docname that a file asks for; empty if it is not published. Collect what is wrong with it."""
        file_status = self.statuses.get(source)
        if file_status.error:
            self._collect_problems(source, file_status)
            if docname := self._last_good.get(source.path):
                self.retained.add(docname)
                return WantedDocname(source, docname)
        status = file_status.status(self.rules)
        if status is not Status.PUBLISHED:
            self.unpublished[source.path] = status
            self._last_good.pop(source.path, None)  # its page is removed now, and an invalid file does not restore it
            return WantedDocname(source, "")
        if file_status.orphan:
            self.undated_pages.append(source.path)
        self.languages[source.path] = self._language(source, file_status)
        front = file_status.front_matter
        return WantedDocname(source, self._permalink(source, file_status), front.permalink_line if front else 1)

    def _collect_problems(self, source: SourceFile, status: FileStatus) -> None:
        subtype = Subtype.SOURCE if status.front_matter is None else Subtype.FRONT_MATTER
        for problem in dict.fromkeys([*status.problems, *([status.error] if status.error else ())]):
            self.problems.append(FileProblem(source.file, subtype, problem))

    def _language(self, source: SourceFile, status: FileStatus) -> DocumentLanguage:
        return DocumentLanguage.of(source.path, status, self.rules.languages)

    def _permalink(self, source: SourceFile, status: FileStatus) -> str:
        """Return the docname of a file by its front matter: its own URL, with its slug, or by the permalink pattern."""
        return wanted_docname(source.path, source.default_docname, status, self.rules)

    def _add(self, source: SourceFile, docname: str) -> None:
        """Add a document to the site."""
        if self.keep_last_good and docname not in self.retained:
            self._last_good[source.path] = docname
        if docname != source.default_docname:
            self.renamed[source.default_docname] = docname
        self.docnames.add(docname)
        self._paths[docname], self._defaults[docname] = source.path, source.default_docname
        self._files[docname] = cast("_StrPath", source.file)
        self._docnames[str(source.file)] = docname


def _sphinx_matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return whether a path matches one of `patterns`, as Sphinx applies them in the source folder."""
    matchers = compile_matchers(patterns)
    return lambda path: any(matches(path) for matches in matchers)


def _sphinx_project(srcdir: Path, source_suffix: Sequence[str], docnames: Iterable[str]) -> Project:
    project = Project(srcdir, source_suffix)
    project.docnames = set(docnames)
    return project


def _relative_path(file: Path, srcdir: Path) -> str:
    """Return `file` relative to the source folder; on another drive of Windows there is no such path."""
    try:
        return os.path.relpath(file, srcdir)
    except ValueError:
        return str(file)
