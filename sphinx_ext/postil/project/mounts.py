"""Bring folders outside the source folder into it, and leave out what is not to be published.

Sphinx asks its `Project` which documents there are and where their files lie. `MountedProject` answers for folders
that stand beside the source folder too, and its answer leaves drafts out, so that no part of Sphinx ever meets one.
"""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.project import EXCLUDE_PATHS, Project
from sphinx.util.logging import getLogger
from sphinx.util.matching import Matcher, compile_matchers

from postil.blog.permalink import is_reserved, permalink
from postil.config.clock import current_time
from postil.config.read import line_of_option
from postil.diagnostics import Subtype, warn
from postil.file_digests import FileDigests
from postil.file_names import escape_unprintable, is_too_long, is_within_site
from postil.front_matter.parse import Status
from postil.front_matter.source import has_text
from postil.front_matter.status import POSTS_FOLDER, FileStatus, PublishRules, read_file_status
from postil.front_matter.values import Problem
from postil.project.image_folders import ImageFolders
from postil.project.source_folder import SourceFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath

    from postil.config.options import Options
    from postil.front_matter.parse import FrontMatter


logger = getLogger(__name__)


@dataclass(frozen=True)
class SourceFile:
    """A source file: what it is in the site, and where it lies."""

    docname: str
    file: Path
    path: str
    """Its path below the source folder or the mount, with the mount's prefix."""


@dataclass(frozen=True)
class FileProblem:
    """Why a file that somebody wrote is not in the site."""

    file: Path
    subtype: Subtype
    problem: Problem


class UnmountedProject(Project):
    """The project of a site until its folders are mounted: it finds nothing.

    Sphinx looks for the documents of a new environment before any extension can say where they are, and its own project
    follows symbolic links in circles.
    """

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Return the documents that are known already."""
        return self.docnames


class MountedProject(Project):
    """A project whose documents also lie in other folders. Overrides only documented methods."""

    def __init__(
        self,
        srcdir: Path,
        source_suffix: Iterable[str],
        mounts: Mapping[str, Path],
        rules: PublishRules,
        address: Callable[[str], str] = str,
        reserved: Callable[[str], bool] = lambda _name: False,
        replaced: Container[str] = (),
    ) -> None:
        """Take the source folder and its suffixes, the folder of each prefix, and what is a post.

        `address` tells where the builder puts a document: two that have one address cannot both be there. `reserved`
        tells of a name whether it is that of a page that is made. `replaced` are the documents whose pages Sphinx
        overwrites with its own.
        """
        super().__init__(srcdir, source_suffix)
        self.mounts = mounts
        self.rules = rules
        self._address, self._reserved, self._replaced = address, reserved, replaced
        self.image_folders = ImageFolders.around([self.srcdir, *mounts.values()])
        self.unpublished: dict[str, Status] = {}
        """Files that are held back, by path in the site, and why."""
        self.problems: list[FileProblem] = []
        """What is wrong with files that are held back for that."""
        self.statuses: dict[str, tuple[tuple[object, ...], FileStatus]] = {}
        """What was read of each file's head, by path in the site; a file that did not change is not read again."""
        self.digests = FileDigests({})
        """The digests of files, as far as earlier builds know them."""
        self.keep_last_good = False
        """Whether a file that was good before and now is not stays in the site as it was: for a preview."""
        self.retained: set[str] = set()
        """The documents that stay as they were because their files cannot be read any more."""
        self.renamed: dict[str, str] = {}
        """Documents that do not stand at the paths of their files, by those paths without suffix."""
        self._good: dict[str, str] = {}
        self._site_paths: dict[str, str] = {}
        self._files: dict[str, _StrPath] = {}
        self._docnames: dict[str, str] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Be pickled as a plain project: where folders are mounted is conf.py's to say, anew in each build."""
        return _plain_project, (self.srcdir, self.source_suffix, frozenset(self.docnames))

    def restore(self, other: Project) -> None:
        """Take over the names of the last build's documents; their files are looked for again."""
        self.docnames = set(other.docnames)

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find the documents of the source folder and of the mounts, without those that are held back."""
        excluded, included = [*exclude_paths, *EXCLUDE_PATHS], list(include_paths)
        self._files.clear()
        self._docnames.clear()
        self.problems.clear()
        leave_out, take_in = _matches(excluded), Matcher(included).match
        found = self._look_through(Path(self.srcdir), "", leave_out=leave_out, take_in=_matches(included))
        # Patterns name files as the site has them: `posts/old/**`, not `../posts/old/**`.
        leave_out = Matcher(excluded).match
        for prefix, folder in self.mounts.items():
            found += self._look_through(folder, prefix, leave_out=leave_out, take_in=take_in)
        self._keep(found)
        return self.docnames

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the document that a file is, in the source folder or in a mount."""
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
        return file if absolute else type(file)(_relative(file, self.srcdir))

    def mounted_path(self, docname: str) -> str:
        """Return where a document's file lies in the site: as in the source folder, a mount's prefix before it."""
        return self._site_paths.get(docname) or super().doc2path(docname, absolute=False).as_posix()

    def docname_at(self, path: str) -> str | None:
        """Return the document whose file is at `path` in the site, without its suffix."""
        return self.renamed.get(path) or (
            path if path in self.docnames and self.default_docname(path) == path else None
        )

    def default_docname(self, docname: str) -> str:
        """Return where a document's file lies in the site, without its suffix."""
        return self._name(self.mounted_path(docname))

    def recheck(self, files: Iterable[Path]) -> set[str] | None:
        """Return the documents that `files`, which changed, are; None if other documents may be there now."""
        files, documents = list(files), set()
        if {fault.file for fault in self.problems} & set(files):
            return None  # what was wrong with them may be mended
        for file in files:
            docname = self._docnames.get(os.path.normpath(file))
            if docname is None or not file.is_file():
                return None
            path = self._site_paths[docname]
            source = SourceFile(self._name(path), file, path)
            verdict = self._judge(source)
            published = not verdict.error and verdict.status(self.rules) is Status.PUBLISHED
            if not published or self._docname(source, verdict.front_matter) != docname:
                return None
            documents.add(docname)
        return documents

    def _look_through(
        self, folder: Path, prefix: str, *, leave_out: Callable[[str], object], take_in: Callable[[str], object]
    ) -> list[SourceFile]:
        """Return the documents in a folder; the patterns are for paths in the site, which start with `prefix`."""
        source = SourceFolder(folder, self.source_suffix, lambda path: bool(leave_out(posixpath.join(prefix, path))))
        for file, why in source.problems:
            self.problems.append(FileProblem(file, Subtype.SOURCE, Problem(1, why)))
        files = [(posixpath.join(prefix, path), file) for path, file in source.files]
        return [SourceFile(self._name(path), file, path) for path, file in files if take_in(path)]

    def _name(self, path: str) -> str:
        """Return a path in the site without its suffix; empty if that is not one of a document."""
        suffix = next((suffix for suffix in self.source_suffix if path.endswith(suffix)), "")
        return path.removesuffix(suffix) if suffix else ""

    def _judge(self, source: SourceFile) -> FileStatus:
        """Return the verdict on a file, from the last build's if neither it nor the rules changed."""
        expected = self.rules.expects_post(source.path)
        stamp = (self.digests.of(str(source.file)), str(self.rules.zone), expected)
        kept = self.statuses.get(source.path)
        if kept is None or kept[0] != stamp:
            verdict = read_file_status(source.file, source.path, self.rules)
            if verdict.open_failed:  # what stood in the way may be gone by the next build, and leave no trace of it
                self.statuses.pop(source.path, None)
                return verdict
            problems = verdict.problems if verdict.error else ()
            self.statuses[source.path] = kept = (stamp, replace(verdict, raw=None, problems=problems))
        return kept[1]

    def _docname(self, source: SourceFile, front: FrontMatter | None) -> str:
        """Return the name under which a document stands in the site."""
        if front is None:
            return source.docname
        date = front.date.when.astimezone(self.rules.zone) if front.date else None
        return permalink(source.docname, slug=front.slug, date=date, pattern=self.rules.permalink)

    def _keep(self, found: Sequence[SourceFile]) -> None:
        """Keep the documents that are published, each under its own name."""
        self.docnames.clear()
        self._site_paths.clear()
        self.retained.clear()
        self.unpublished.clear()
        self.renamed.clear()
        paths = {source.path for source in found}
        for path in (self.statuses.keys() | self._good.keys()) - paths:
            self.statuses.pop(path, None)
            self._good.pop(path, None)
        wanted = {source: self._wanted(source) for source in sorted(found, key=lambda source: source.path)}
        wishes = [(source, docname) for source, docname in wanted.items() if docname]
        # Who stands at the path of the file stands there before anybody who would move to it.
        taken = TakenURLs(self._address)
        for source, docname in wishes:
            if docname != source.docname:
                continue
            if is_too_long(docname):
                self._refuse(source, "its name is too long for the files of its page", "")
            elif holder := taken.holder(docname):
                self._refuse(source, f"its address, {self._address(docname)}, is taken by {holder}", "")
            else:
                self._take(source, docname, taken)
        for source, wish in wishes:
            if wish == source.docname:
                continue
            docname, why = wish, self._why_not(wish, taken)
            if why:
                own = source.docname
                docname = "" if is_too_long(own) or taken.holder(own) else own
                self._refuse(source, why, docname)
            if docname:
                self._take(source, docname, taken)

    def _wanted(self, source: SourceFile) -> str:
        """Return the name that a file is to have in the site; empty if it is held back."""
        verdict = self._judge(source)
        if verdict.error:
            subtype = Subtype.SOURCE if verdict.front_matter is None else Subtype.FRONT_MATTER
            found_wrong = dict.fromkeys([*verdict.problems, verdict.error])
            self.problems.extend(FileProblem(source.file, subtype, problem) for problem in found_wrong)
        if verdict.error and source.path in self._good:
            self.retained.add(self._good[source.path])
            return self._good[source.path]
        status = verdict.status(self.rules)
        if status is not Status.PUBLISHED:
            self.unpublished[source.path] = status
            self._good.pop(source.path, None)  # its page is taken down, and does not come back by itself
            return ""
        return self._docname(source, verdict.front_matter)

    def _why_not(self, docname: str, taken: TakenURLs) -> str:
        """Return why a post cannot move to a name; empty if it can."""
        if is_too_long(docname) or not is_within_site(docname):
            why = "is too long for the files of its page" if is_within_site(docname) else "leads out of the site"
            return f"its address, {docname[:80]}, {why}"
        address = self._address(docname)
        if holder := taken.holder(docname):
            return f"its address, {address}, is taken by {holder}"
        if holder := taken.holder(docname, capitals=False):
            return f"its address, {address}, is but for capitals that of {holder}"
        return (
            f"its address, {address}, is reserved for what Sphinx or postil writes" if self._reserved(docname) else ""
        )

    def _refuse(self, source: SourceFile, why: str, own: str) -> None:
        """Say that a file does not get its address, and that it stays at its `own` path if it can."""
        instead = f"it stays at {self._address(own)}" if own else "this file is left out"
        self.problems.append(FileProblem(source.file, Subtype.PERMALINK, Problem(1, f"{why}; {instead}")))

    def _take(self, source: SourceFile, docname: str, taken: TakenURLs) -> None:
        """Let a file be the document `docname`."""
        taken.add(docname, source.file)
        if docname in self._replaced and _has_text(source):
            why = f"Sphinx's own page replaces this one at {self._address(docname)}; rename the file"
            self.problems.append(FileProblem(source.file, Subtype.PERMALINK, Problem(1, why)))
        if self.keep_last_good and docname not in self.retained:
            self._good[source.path] = docname
        if docname != source.docname:
            self.renamed[source.docname] = docname
        self.docnames.add(docname)
        self._site_paths[docname] = source.path
        self._files[docname] = type(self.srcdir)(source.file)  # Sphinx's own kind of path
        self._docnames[str(source.file)] = docname


def _has_text(source: SourceFile) -> bool:
    """Return whether a file holds more than a title: one without text is there to be named in a table of contents."""
    try:
        return has_text(source.file.read_text("utf-8-sig"), source.file.suffix)
    except (OSError, UnicodeDecodeError):
        return True


class TakenURLs:
    """Who has which address. File systems that take capitals for small letters have one file for two of them."""

    def __init__(self, address: Callable[[str], str]) -> None:
        self._address = address
        self._exact: dict[str, Path] = {}
        self._folded: dict[str, Path] = {}

    def add(self, docname: str, file: Path) -> None:
        """Note that `file` has the address of `docname`."""
        address = self._address(docname)
        self._exact[address] = file
        self._folded.setdefault(address.casefold(), file)

    def holder(self, docname: str, *, capitals: bool = True) -> Path | None:
        """Return the file that has the address of `docname`; `capitals` says whether they matter."""
        address = self._address(docname)
        return self._exact.get(address) if capitals else self._folded.get(address.casefold())


def _matches(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return whether a path matches one of `patterns`, as Sphinx takes them in the source folder."""
    matchers = compile_matchers(patterns)
    return lambda path: any(matches(path) for matches in matchers)


def _plain_project(srcdir: Path, source_suffix: Sequence[str], docnames: Iterable[str]) -> Project:
    project = Project(srcdir, source_suffix)
    project.docnames = set(docnames)
    return project


def _relative(file: Path, srcdir: Path) -> str:
    """Return `file` relative to the source folder; on another drive of Windows there is no such path."""
    try:
        return os.path.relpath(file, srcdir)
    except ValueError:
        return str(file)


def mount_folders(app: Sphinx) -> None:
    """Let the mounted folders be part of the site, and look for its documents again."""
    options: Options = app.config.postil
    mounts = existing_mounts(options.postil_mounts, srcdir=Path(app.srcdir), confdir=Path(app.confdir))
    rules = PublishRules(
        zone=options.postil_timezone,
        now=current_time(),
        show_drafts=options.postil_drafts,
        permalink=options.postil_permalink,
        root_doc=app.config.root_doc,
        folders=tuple(dict.fromkeys([POSTS_FOLDER, *mounts])),
        matches=Matcher(options.blog_post_pattern).match,
    )
    address = app.builder.get_target_uri if app.builder.format == "html" and app.builder.name != "singlehtml" else str
    reserved = partial(is_reserved, blog=options.blog_path, more=frozenset(app.config.html_additional_pages))
    replaced = [name for name, wanted in (("search", True), ("genindex", app.config.html_use_index)) if wanted]
    project = MountedProject(
        app.srcdir, app.config.source_suffix, mounts, rules, address, reserved, replaced if address is not str else ()
    )
    project.restore(app.project)
    app.project = app.env.project = project


def existing_mounts(wanted: Mapping[str, str] | None, *, srcdir: Path, confdir: Path) -> Mapping[str, Path]:
    """Return the folder of each prefix. One that is not there, or already lies in the source folder, is left out.

    `wanted` is relative to `confdir`; None stands for the default, `posts` beside the source folder.
    """
    mounts = {}
    for prefix, path in configured_mounts(wanted, confdir=confdir).items():
        if path.is_dir() and (srcdir / prefix).is_dir() and path.samefile(srcdir / prefix):
            continue
        if path.is_dir() and not srcdir.is_relative_to(path):
            mounts[prefix] = path
        elif wanted is not None:
            wrong = "contains the source folder" if path.is_dir() else "does not exist"
            message = f"the folder {path}, which `postil_mounts` puts at {prefix}/, {wrong}; it is left out"
            warn(Subtype.MOUNT, message, location=line_of_option(confdir / "conf.py", "postil_mounts"))
    return mounts


def configured_mounts(wanted: Mapping[str, str] | None, *, confdir: Path) -> Mapping[str, Path]:
    """Return the folder of each prefix, whether it is there or not."""
    asked = wanted if wanted is not None else {POSTS_FOLDER: f"../{POSTS_FOLDER}"}
    return {prefix: Path(os.path.normpath(confdir / folder)) for prefix, folder in asked.items()}


def report_problems(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Say which files are left out for what is wrong with them: once per build, as Sphinx may look twice."""
    if isinstance(env.project, MountedProject):
        for fault in env.project.problems:
            location = f"{escape_unprintable(str(fault.file))}:{fault.problem.line}"
            warn(fault.subtype, fault.problem.message, location=location)


# How many files of a kind a build names.
_NAMED = 3


def log_unpublished(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Say in the build's log what is held back, and until when."""
    if not isinstance(env.project, MountedProject) or not env.project.unpublished:
        return
    parts = []
    for kind in Status:
        paths = sorted(path for path, held in env.project.unpublished.items() if held is kind)
        known = [path for path in paths[:_NAMED] if path in env.project.statuses]
        fronts = {path: env.project.statuses[path][1].front_matter for path in known}
        named = [f"{path}{_when(fronts.get(path), kind)}" for path in paths[:_NAMED]]
        more = [f"and {len(paths) - _NAMED} more"] if len(paths) > _NAMED else []
        if paths:
            parts.append(f"{len(paths)} {kind.value} ({', '.join([*named, *more])})")
    logger.info("held back: %s", ", ".join(parts))


def _when(front: FrontMatter | None, kind: Status) -> str:
    """Return when a post was or will be shown, as far as that is why it is held back."""
    if kind is Status.SCHEDULED and front and front.date:
        return f", until {front.date.when:%Y-%m-%d %H:%M %Z}"
    if kind is Status.EXPIRED and front and front.expires:
        return f", since {front.expires.when:%Y-%m-%d %H:%M %Z}"
    return ""


def keep_unreadable_documents(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Sequence[str]:
    """Leave documents as they were last read, if a preview keeps them while their files cannot be read."""
    if isinstance(env.project, MountedProject):
        changed -= env.project.retained
    return ()


def setup(app: Sphinx) -> None:
    """Mount folders as soon as there is an environment to mount them in."""
    app.connect("builder-inited", mount_folders, priority=100)
    app.connect("env-get-outdated", keep_unreadable_documents, priority=900)
    app.connect("env-before-read-docs", report_problems)
    app.connect("env-before-read-docs", log_unpublished)
