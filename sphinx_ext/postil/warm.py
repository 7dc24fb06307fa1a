"""A site that stays in memory: built once, then brought up to date save by save, and finished when there is time."""

from __future__ import annotations

import os
import pickle
import re
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.util.build_phase import BuildPhase
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.builder import ExactHTMLBuilder
from postil.mount import MountedProject, wanted_folders
from postil.speed import forget_doctrees

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from docutils import nodes

# From so many files on it pays to share the reading among processes.
_MANY = 20
# A change of these only a new process takes up: they are code, or Sphinx keeps their checksums for a process's life.
_CODE = frozenset({".py", ".po", ".mo", ".toml", ".conf", ".css", ".js"})
_MESSAGE = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?: (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.+)", re.DOTALL)


@dataclass(frozen=True)
class Order:
    """What to build: as `sphinx-build` takes it."""

    srcdir: Path
    outdir: Path
    doctreedir: Path
    builder: str = "html"
    parallel: int = 1
    overrides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a build came to."""

    seconds: float
    wrote: bool = True
    """Whether any page may be another than before."""
    failure: str = ""
    """Why the build ended early; the pages of the last one are still there."""
    messages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What is wrong with the sources of pages, by the address of the page; under "" what has no page."""
    watch: Sequence[Path] = ()
    """The folders that the site is made from, those included that are not there yet."""


class _Tee(StringIO):
    """Keeps what is written for whoever asks, and hands it on."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """Write to both."""
        self._stream.write(text)
        self._stream.flush()
        return super().write(text)

    def take(self) -> list[str]:
        """Return the messages since the last call; lines that belong together are one."""
        lines = strip_colors(self.getvalue()).splitlines()
        self.seek(0)
        self.truncate()
        messages: list[str] = []
        for line in lines:
            if line.startswith((" ", "\t")) and messages:
                messages[-1] += f"\n{line}"
            elif line.strip():
                messages.append(line)
        return messages


class WarmSite:
    """A site in memory. A context, at whose end docutils knows nothing of the site any more."""

    def __init__(self, order: Order, warnings: TextIO) -> None:
        """Load the site; raise what `conf.py` or an extension raises."""
        self._said = _Tee(warnings)
        self._messages: dict[str, list[str]] = {}
        self._touched: set[str] = set()
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
            self._app.project.keeps_good = True
        folders = wanted_folders(self._app.config.postil.postil_mounts, confdir=Path(self._app.confdir))
        self._absent = [folder for folder in folders.values() if not folder.is_dir()]
        self._app.connect("env-before-read-docs", self._note_read)
        self._app.connect("doctree-resolved", self._note_written)

    def __enter__(self) -> Self:
        """Return the site."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Finish the last build, and take back what was set up."""
        if self.unfinished:
            self.finish()
        self._contexts.close()

    def _note_read(self, app: Sphinx, env: Any, docnames: list[str]) -> None:
        self._touched.update(docnames)

    def _note_written(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        self._touched.add(docname)

    def build(self) -> Outcome:
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
        templates = [Path(app.confdir, folder) for folder in app.config.templates_path]
        if not isinstance(app.builder, ExactHTMLBuilder) or any(folder.is_dir() for folder in self._absent):
            return True
        return any(path.suffix in _CODE or any(path.is_relative_to(folder) for folder in templates) for path in changed)

    def update(self, changed: Collection[Path]) -> Outcome:
        """Bring the pages up to date with the files in `changed`; `finish` does the rest."""
        start = time.perf_counter()
        builder = self._app.builder
        self._app.parallel = self._parallel if len(changed) >= _MANY else 1
        self.unfinished = True
        self._start_afresh()
        documents = self._documents_of(changed) if changed and not self._unwritten else None
        if documents is None:
            failure = self._attempt(lambda: builder.build(self._outdated(), method="update"))
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
        forget_doctrees(app.env)
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
            step()
        self.unfinished = self._wrote = False

    def _remember(self) -> None:
        with Path(self._app.doctreedir, ENV_PICKLE_FILENAME).open("wb") as file:
            pickle.dump(self._app.env, file, pickle.HIGHEST_PROTOCOL)

    def _outdated(self) -> set[str]:
        """Return the documents to be written after a build that ended early: those whose page is older."""
        return set(self._app.builder.get_outdated_docs()) if self._unwritten else set()

    def _documents_of(self, changed: Collection[Path]) -> set[str] | None:
        """Return the documents to be read again for `changed`; None if the set of documents may be another."""
        env = self._app.env
        if not isinstance(env.project, MountedProject) or env.project.spoiled:
            return None
        read, rest = set(env.reread_always), []
        for path in changed:
            users = {docname for docname, files in env.dependencies.items() if _same_file(path, files)}
            read |= users
            if not users:
                rest.append(path)
        found = env.project.look_again(rest)
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
            text = f"{type(error).__name__}: {error}"
            self._said.write(f"The build ended early: {text}\n")
            self._said.take()
            return text
        return ""

    def _outcome(self, start: float, failure: str) -> Outcome:
        builder = self._app.builder
        messages = self._sort(self._said.take())
        folders = [Path(self._app.srcdir), Path(self._app.confdir), *self._absent]
        if isinstance(self._app.project, MountedProject):
            folders += self._app.project.mounts.values()
        idle = isinstance(builder, ExactHTMLBuilder) and builder.idle and not failure
        return Outcome(time.perf_counter() - start, not idle, failure, messages, folders)

    def _sort(self, said: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Return all messages that still hold, by the address of the page that they are about."""
        env = self._app.env
        touched = {str(env.doc2path(docname)) for docname in self._touched & env.found_docs}
        self._touched.clear()
        self._messages = {
            path: texts
            for path, texts in self._messages.items()
            if path and path not in touched and Path(path).exists()
        }
        for message in said:
            match = _MESSAGE.match(message)
            path = os.path.normpath(match["path"]) if match else ""
            where = f"line {match['line']}: " if match and match["line"] else ""
            text = f"{where}{match['text']}" if match else message
            known = self._messages.setdefault(path, [])
            if text not in known:
                known.append(text)
        found: dict[str, list[str]] = {}
        for path, texts in self._messages.items():
            docname = env.path2doc(path) if path else None
            there = docname in env.found_docs
            address = f"/{self._app.builder.get_target_uri(docname)}" if docname and there else ""
            found.setdefault(address, []).extend(texts if there or not path else [f"{path}: {text}" for text in texts])
        return found


def _same_file(path: Path, files: Collection[Any]) -> bool:
    """Return whether `path` is among the dependencies of a document, which may have `..` in them."""
    return any(os.path.basename(file) == path.name and os.path.normpath(file) == str(path) for file in files)  # noqa: PTH119
