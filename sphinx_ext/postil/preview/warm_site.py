"""A site that stays in memory: built once, then brought up to date save by save, and finished when there is time."""

from __future__ import annotations

import pickle
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.util.build_phase import BuildPhase
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.build.builders import ExactHTMLBuilder
from postil.build.sphinx_cache import note_cache_files
from postil.build.sphinx_speedups import drop_cached_doctrees
from postil.cache_files import write_atomically
from postil.preview.inputs import Inputs, configured_files, configured_folders, own_modules
from postil.preview.messages import Messages, MessageStream
from postil.project.mounts import MountedProject, configured_mounts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from postil.preview.messages import Message

# From so many files on it pays to share the reading among processes.
_MANY = 20
# A change of these only a new process takes up: they are code, or Sphinx keeps their checksums for a process's life.
_CODE = frozenset({".py", ".po", ".mo", ".toml", ".conf", ".css", ".js"})


@dataclass(frozen=True)
class BuildRequest:
    """What to build: as `sphinx-build` takes it."""

    srcdir: Path
    outdir: Path
    doctreedir: Path
    builder: str = "html"
    parallel: int = 1
    overrides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BuildResult:
    """What a build came to."""

    seconds: float
    wrote: bool = True
    """Whether any page may be another than before."""
    failure: str = ""
    """Why the build ended early; the pages of the last one are still there."""
    messages: Mapping[str, Sequence[Message]] = field(default_factory=dict)
    """The warnings and errors that still hold, by the URL path of the page; under "" those that are about no page."""
    watch: Sequence[Path] = ()
    """The folders that the site is made from, including those that do not exist yet."""
    files: Collection[str] = ()
    """The files that the site is made from and that lie outside of these folders."""
    home: Path | None = None
    """The file of the home page, if there is one."""


class WarmSite:
    """A site in memory. A context, at whose end docutils knows nothing of the site any more."""

    def __init__(self, order: BuildRequest, warnings: TextIO) -> None:
        """Load the site; raise what `conf.py` or an extension raises."""
        self._terminal = warnings
        self._said = MessageStream(warnings)
        self._messages = Messages()
        self._read: set[str] = set()
        self._written: set[str] = set()
        self._unwritten = False
        self.unfinished = False
        """Whether the last build still has to be finished."""
        self._wrote = False
        self._contexts = ExitStack()
        self._contexts.enter_context(patch_docutils(order.srcdir))
        self._contexts.enter_context(docutils_namespace())
        self._app = Sphinx(
            order.srcdir,
            order.srcdir,
            order.outdir,
            order.doctreedir,
            order.builder,
            confoverrides=dict(order.overrides),
            status=None,
            warning=self._said,
            parallel=order.parallel,
        )
        self._parallel = order.parallel
        registry = self._app.registry
        self._assets = list(registry.css_files), list(registry.js_files)
        if isinstance(self._app.project, MountedProject):
            self._app.project.keep_last_good = True
        config, confdir = self._app.config, Path(self._app.confdir)
        folders = configured_mounts(config.postil.postil_mounts, confdir=confdir).values()
        self._absent = [folder for folder in folders if not folder.is_dir()]
        self._folders = [confdir, *folders, *configured_folders(config, confdir)]
        self._inputs = Inputs(self._folders)
        self._fixed_files = [*configured_files(config, confdir), *own_modules()]
        self._home: Path | None = None
        self._app.connect("env-get-outdated", self._find_faulty)
        self._app.connect("env-before-read-docs", self._note_read)
        self._app.connect("env-updated", self._note_messages)
        self._app.connect("doctree-resolved", self._note_written)

    def __enter__(self) -> Self:
        """Return the site."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Finish the last build, and take back what was set up."""
        if self.unfinished:
            self.finish()
        self._contexts.close()

    def _find_faulty(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> Collection[str]:
        """Return the documents with an error: a file that is new may be the one that they include."""
        retained = env.project.retained if isinstance(env.project, MountedProject) else set()
        paths = self._messages.paths_with_errors
        return [
            name for name in env.all_docs if name not in retained and not paths.isdisjoint(self._inputs.paths_of(name))
        ]

    def _note_read(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        self._read.update(docnames)

    def _note_messages(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Keep what was said while documents were read: it holds until they are read again."""
        self._inputs.read(env, self._read)
        self._keep_messages(self._read, reading=True)

    def _note_written(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        self._written.add(docname)

    def build(self) -> BuildResult:
        """Build the site as `sphinx-build` does."""
        start = time.perf_counter()
        failure = self._attempt(self._app.build)
        if isinstance(self._app.builder, ExactHTMLBuilder):
            self._app.builder.warm = True
        self._unwritten = bool(failure)
        return self._outcome(start, failure)

    def rehearse(self) -> None:
        """Go once through what an update does, so that the first one finds all loaded; no page changes by it."""
        if not self._unwritten:
            self.unfinished = True
            self._start_afresh()
            self._attempt(lambda: self._rebuild([self._app.config.root_doc]))
            self._note_whether_written()

    def needs_restart(self, changed: Collection[Path]) -> bool:
        """Return whether a file is among `changed` that only a new process takes up, or a folder to mount is new."""
        app = self._app
        templates = [Path(app.confdir, folder).resolve() for folder in app.config.templates_path]
        if not isinstance(app.builder, ExactHTMLBuilder) or any(folder.is_dir() for folder in self._absent):
            return True
        if self._home and not self._home.is_file():
            return True  # somebody emptied the output folder, and all that is in memory says that the pages are there
        return any(path.suffix in _CODE or any(path.is_relative_to(folder) for folder in templates) for path in changed)

    def update(self, changed: Collection[Path]) -> BuildResult:
        """Bring the pages up to date with the files in `changed`; `finish` does the rest."""
        start = time.perf_counter()
        builder = self._app.builder
        self._app.parallel = self._parallel if len(changed) >= _MANY else 1
        self.unfinished = True
        self._start_afresh()
        documents = self._documents_of(changed) if changed and not self._unwritten else None
        if documents is None:
            failure = self._attempt(lambda: builder.build((), method="update"))
        else:
            failure = self._attempt(lambda: self._rebuild(documents))
        self._unwritten = bool(failure)
        if failure and isinstance(builder, ExactHTMLBuilder):
            builder.record.pages.clear()  # some of them may have been written
        self._note_whether_written()
        return self._outcome(start, failure)

    def _note_whether_written(self) -> None:
        """Remember that a build wrote something, until the rest of it is done: the next one may have nothing to do."""
        builder = self._app.builder
        self._wrote |= isinstance(builder, ExactHTMLBuilder) and not builder.idle

    def _start_afresh(self) -> None:
        """Forget what belongs to the build before: its pictures, and the scripts that single pages asked for."""
        app = self._app
        drop_cached_doctrees(app.env)
        app.builder.images = {}
        app.registry.css_files[:], app.registry.js_files[:] = self._assets
        if isinstance(app.builder, ExactHTMLBuilder):
            app.builder.init_css_files()
            app.builder.init_js_files()

    def finish(self, wanted: Callable[[], bool] = lambda: False) -> None:
        """Write what no open page waits for: search index, feeds, and the memory of the site for the next start.

        As soon as `wanted` says that somebody waits for another build, the rest is left for after that.
        """
        if self._unwritten:
            self.unfinished = False
            return  # nothing is to be remembered of half a build
        app, builder = self._app, self._app.builder
        steps: list[Callable[[], object]] = []
        if isinstance(builder, ExactHTMLBuilder) and self._wrote:
            builder.idle = False  # the last build may have had nothing to do, but not those before it
            steps = [builder.index_later, *builder.later_steps()]
        steps += [lambda: app.events.emit("build-finished", None), self._remember]
        for step in steps:
            if wanted():
                return
            if failure := self._attempt(step):
                self._terminal.write(f"The search index and the feeds are not up to date: {failure}\n")
                self._unwritten = True
                break
        self.unfinished = self._wrote = False

    def _remember(self) -> None:
        content = pickle.dumps(self._app.env, pickle.HIGHEST_PROTOCOL)
        write_atomically(Path(self._app.doctreedir, ENV_PICKLE_FILENAME), content)
        note_cache_files(self._app, self._app.env)

    def _documents_of(self, changed: Collection[Path]) -> set[str] | None:
        """Return the documents to be read again for `changed`; None if the set of documents may be another."""
        env = self._app.env
        if not isinstance(env.project, MountedProject) or env.project.retained:
            return None
        read: set[str] = set(env.reread_always)
        rest: list[Path] = []
        for path in changed:
            read |= self._inputs.users_of(path)
            rest += self._inputs.sources_at(path) or ([] if self._inputs.users_of(path) else [path])
        found = env.project.recheck(rest)
        return None if found is None else read | found

    def _rebuild(self, documents: Collection[str]) -> None:
        """Read `documents` and write what follows from them: as `Builder.build` does, without looking at all others."""
        app, env, builder = self._app, self._app.env, self._app.builder
        builder.phase = BuildPhase.READING
        docnames = sorted(documents)
        app.events.emit("env-before-read-docs", env, docnames)
        for docname in docnames:
            app.events.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
            builder.read_doc(docname)
        updated = set(docnames)
        for more in app.events.emit("env-updated", env):
            updated.update(more or ())
        updated.update(env.check_dependents(app, updated))
        builder.phase = BuildPhase.RESOLVING
        builder.parallel_ok = False
        builder.write((), updated, "update")
        builder.finish()

    def _attempt(self, build: Any) -> str:
        try:
            build()
        except Exception as error:  # noqa: BLE001 - whatever an extension raises must not end the preview
            return f"{type(error).__name__}: {error}"
        return ""

    def _outcome(self, start: float, failure: str) -> BuildResult:
        builder = self._app.builder
        self._keep_messages(self._read | self._written, reading=False)
        self._read.clear()
        self._written.clear()
        folders = [*self._folders]
        if isinstance(self._app.project, MountedProject):
            folders += self._app.project.mounts.values()
        files = self._inputs.outside.union(map(str, self._fixed_files))
        idle = isinstance(builder, ExactHTMLBuilder) and builder.idle and not failure
        home = (
            Path(builder.outdir, builder.output_name(self._app.config.root_doc))
            if isinstance(builder, ExactHTMLBuilder)
            else None
        )
        self._home = home if home and home.is_file() else None
        messages = self._messages.by_page(self._pages_of)
        return BuildResult(time.perf_counter() - start, not idle, failure, messages, folders, files, self._home)

    def _keep_messages(self, touched: Collection[str], *, reading: bool) -> None:
        """Keep what was said since the last call, instead of what was said of the documents `touched` before."""
        paths = {path for docname in touched for path in self._inputs.paths_of(docname)}
        self._messages.add(
            self._said.take(), reading=reading, outdated=lambda path: path in paths or self._is_held(path)
        )

    def _is_held(self, path: str) -> bool:
        """Return whether a file is a source, but not in the site: each build says anew what is wrong with it."""
        env = self._app.env
        docname = env.path2doc(path)
        return docname is not None and docname not in env.found_docs and not self._inputs.users_of(path)

    def _pages_of(self, path: str) -> Sequence[str]:
        """Return the URL paths of the pages that a file is part of; "" if it is part of none."""
        env = self._app.env
        docname = env.path2doc(path)
        docnames = {docname} if docname in env.found_docs else self._inputs.users_of(path) & env.found_docs
        return [f"/{self._app.builder.get_target_uri(name)}" for name in sorted(docnames)] or [""]
