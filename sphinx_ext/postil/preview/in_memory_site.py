"""A site that stays in memory: built once, then updated after each save, and finished when nothing else is to do."""

from __future__ import annotations

import pickle
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self, TextIO

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.build.site_files import configured_files, configured_folders
from postil.build.sphinx_cache import record_cache_files
from postil.build.sphinx_compat import drop_cached_doctrees
from postil.build.warning_log import release_warnings
from postil.cache_files import write_atomically
from postil.pages.template_loader import TEMPLATES
from postil.preview.build_result import BuildRequest, BuildResult
from postil.preview.inputs import Inputs, local_modules
from postil.preview.messages import CurrentMessages, MessageStream
from postil.preview.sphinx_compat import BuilderState, rebuild_documents
from postil.project.mounted_project import MountedProject
from postil.project.mounts import configured_mounts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

# From this number of changed files on, parallel reading is faster.
_PARALLEL_FROM = 20
# A change of these files needs a new process: they are code, or Sphinx caches their checksums in the process.
_RESTART_SUFFIXES = frozenset({".py", ".po", ".mo", ".toml", ".conf", ".css", ".js"})


class InMemorySite:
    """A site in memory, as a context manager: on exit, docutils is as it was before."""

    def __init__(self, request: BuildRequest, warnings: TextIO) -> None:
        """Load the site; raise what `conf.py` or an extension raises."""
        self._terminal = warnings
        self._stream = MessageStream(warnings)
        self._messages = CurrentMessages()
        self._read_docs: set[str] = set()
        self._written_docs: set[str] = set()
        self._failed = False
        self.unfinished = False
        """Whether `finish` has something to do."""
        self._output_changed = False
        self._contexts = ExitStack()
        self._contexts.enter_context(patch_docutils(request.srcdir))
        self._contexts.enter_context(docutils_namespace())
        self._app = Sphinx(
            request.srcdir,
            request.srcdir,
            request.outdir,
            request.doctreedir,
            request.builder,
            confoverrides=dict(request.overrides),
            status=None,
            warning=self._stream,
            parallel=request.parallel,
        )
        self._parallel = request.parallel
        self._output = exact_output(self._app.builder)
        self._builder_state = BuilderState(self._app)
        if isinstance(self._app.project, MountedProject):
            self._app.project.keep_last_good = True
        config, confdir = self._app.config, Path(self._app.confdir)
        mounted = configured_mounts(config.postil.postil_mounts, confdir=confdir).values()
        self._missing_folders = [folder for folder in mounted if not folder.is_dir()]
        self._folders = [confdir, *mounted, *configured_folders(config, confdir)]
        self._inputs = Inputs(self._folders)
        self._fixed_files = [*configured_files(config, confdir), *local_modules()]
        self._home: Path | None = None
        self._app.connect("env-get-outdated", self._documents_with_errors)
        self._app.connect("env-before-read-docs", self._record_read)
        self._app.connect("env-updated", self._update_read_messages)
        self._app.connect("doctree-resolved", self._record_written)

    def __enter__(self) -> Self:
        """Return the site."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Finish the last build, and restore docutils."""
        if self.unfinished:
            self.finish()
        self._contexts.close()

    def _documents_with_errors(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> Collection[str]:
        """Return the documents with an error: a new file may be the one that they include."""
        retained = env.project.retained if isinstance(env.project, MountedProject) else set()
        paths = self._messages.paths_with_errors
        return [
            name for name in env.all_docs if name not in retained and not paths.isdisjoint(self._inputs.paths(name))
        ]

    def _record_read(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        self._read_docs.update(docnames)

    def _update_read_messages(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Store the messages of reading: they are current until the document is read again."""
        self._inputs.update(env, self._read_docs)
        self._update_messages(self._read_docs, reading=True)

    def _record_written(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        self._written_docs.add(docname)

    def build(self) -> BuildResult:
        """Build the site as `sphinx-build` does."""
        start = time.perf_counter()
        failure = _run(self._app.build)
        if self._output:
            self._output.in_memory = True
        self._failed = bool(failure)
        return self._result(start, failure)

    def warm_up(self) -> None:
        """Run an update that changes no page, so that everything the first real one needs is loaded."""
        if not self._failed:
            self.unfinished = True
            self._reset_builder()
            _run(lambda: rebuild_documents(self._app, [self._app.config.root_doc]))
            self._record_output_change()

    def needs_restart(self, changed: Collection[Path]) -> bool:
        """Return whether a change needs a new process: code, a template, or a mounted folder that did not exist."""
        app = self._app
        templates = [Path(app.confdir, folder).resolve() for folder in (*app.config.templates_path, TEMPLATES)]
        if not self._output or any(folder.is_dir() for folder in self._missing_folders):
            return True
        if self._home and not self._home.is_file():
            return True  # the output folder was emptied, but the state in memory says that the pages are there
        return any(
            path.suffix in _RESTART_SUFFIXES or any(path.is_relative_to(folder) for folder in templates)
            for path in changed
        )

    def update(self, changed: Collection[Path]) -> BuildResult:
        """Update the pages after the files in `changed` changed; `finish` does the rest."""
        start = time.perf_counter()
        builder = self._app.builder
        self._app.parallel = self._parallel if len(changed) >= _PARALLEL_FROM else 1
        self.unfinished = True
        self._reset_builder()
        documents = self._outdated_documents(changed) if changed and not self._failed else None
        if documents is None:
            failure = _run(lambda: builder.build((), method="update"))
        else:
            failure = _run(lambda: rebuild_documents(self._app, documents))
        self._failed = bool(failure)
        if failure and self._output:
            self._output.record.pages.clear()  # some of them may have been written
        self._record_output_change()
        return self._result(start, failure)

    def _record_output_change(self) -> None:
        """Record that a build wrote something until `finish` is done: the next build may have nothing to write."""
        self._output_changed |= self._output is not None and not self._output.idle

    def _reset_builder(self) -> None:
        """Forget what belongs to the previous build."""
        drop_cached_doctrees(self._app.env)
        self._builder_state.reset()

    def finish(self, should_stop: Callable[[], bool] = lambda: False) -> None:
        """Write what no open page needs: the search index, the feeds, and Sphinx's cache for the next start.

        Stop between two steps if `should_stop` says that another build is waiting; a later call starts again.
        """
        if self._failed:
            self.unfinished = False
            return  # an incomplete build must not be cached
        for step in self._final_steps():
            if should_stop():
                return
            if failure := _run(step):
                self._terminal.write(f"The search index and feeds were not updated: {failure}\n")
                self._failed = True
                break
        self.unfinished = self._output_changed = False

    def _final_steps(self) -> list[Callable[[], object]]:
        app, output = self._app, self._output
        steps: list[Callable[[], object]] = []
        if output and self._output_changed:
            output.idle = False  # the last build may have had nothing to write, but an earlier one had
            steps = [*output.deferred_steps()]
        return [*steps, lambda: app.events.emit("build-finished", None), self._save_environment]

    def _save_environment(self) -> None:
        content = pickle.dumps(self._app.env, pickle.HIGHEST_PROTOCOL)
        write_atomically(Path(self._app.doctreedir, ENV_PICKLE_FILENAME), content)
        record_cache_files(self._app, self._app.env)

    def _outdated_documents(self, changed: Collection[Path]) -> set[str] | None:
        """Return the documents to read again; None if documents may have been added, removed or renamed."""
        env = self._app.env
        if not isinstance(env.project, MountedProject) or env.project.retained:
            return None
        outdated: set[str] = set(env.reread_always)
        sources: list[Path] = []
        for path in changed:
            users = self._inputs.documents_using(path)
            outdated |= users
            sources += self._inputs.source_paths(path) or ([] if users else [path])
        found = env.project.recheck(sources)
        return None if found is None else outdated | found

    def _result(self, start: float, failure: str) -> BuildResult:
        app, output = self._app, self._output
        self._update_messages(self._read_docs | self._written_docs, reading=False)
        self._read_docs.clear()
        self._written_docs.clear()
        unchanged, self._home = False, None
        if output:
            unchanged = output.idle and not failure
            home = Path(app.outdir, output.output_name(app.config.root_doc))
            self._home = home if home.is_file() else None
        mounted = app.project.mounts.values() if isinstance(app.project, MountedProject) else ()
        posts = post_domain(app.env).index.listed_versions if "postil" in app.extensions else ()
        return BuildResult(
            time.perf_counter() - start,
            output_changed=not unchanged,
            failure=failure,
            messages=self._messages.by_page(self._page_urls),
            folders=[*self._folders, *mounted],
            files=self._inputs.outside.union(map(str, self._fixed_files)),
            home=self._home,
            drafts=sum(post.draft and not post.scheduled and not post.expired for post in posts),
            scheduled=sum(post.scheduled for post in posts),
        )

    def _update_messages(self, docnames: Collection[str], *, reading: bool) -> None:
        """Add the messages since the last call; they replace the previous messages of `docnames`."""
        release_warnings(self._app)
        paths = {path for docname in docnames for path in self._inputs.paths(docname)}
        self._messages.add(
            self._stream.drain(), reading=reading, outdated=lambda path: path in paths or self._is_excluded(path)
        )

    def _is_excluded(self, path: str) -> bool:
        """Return whether a file is a source, but not in the site: each build reports its problems again."""
        env = self._app.env
        docname = env.path2doc(path)
        return docname is not None and docname not in env.found_docs and not self._inputs.documents_using(path)

    def _page_urls(self, path: str) -> Sequence[str]:
        """Return the URL paths of the pages that a file is part of; "" if there are none."""
        env = self._app.env
        docname = env.path2doc(path)
        docnames = {docname} if docname in env.found_docs else self._inputs.documents_using(path) & env.found_docs
        return [f"/{self._app.builder.get_target_uri(name)}" for name in sorted(docnames)] or [""]


def _run(build: Callable[[], object]) -> str:
    """Run a part of a build; return the error, if there is one."""
    try:
        build()
    except Exception as error:  # noqa: BLE001 - whatever an extension raises must not end the preview
        return f"{type(error).__name__}: {error}"
    return ""
