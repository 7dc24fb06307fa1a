"""The HTML builders: they write what a clean build would write, but only the files that changed."""

from __future__ import annotations

import filecmp
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import INVENTORY_FILENAME
from sphinx.util.inventory import InventoryFile
from sphinx.util.parallel import ParallelTasks

from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import digest
from postil.build.domain import post_domain
from postil.build.inventory import listed_part
from postil.build.manifest import Manifest
from postil.build.page_file import PageFile, file_signature, relative_name
from postil.build.record import BuildRecord, PageSources, digest_of_settings
from postil.build.search_index_builder import SearchIndexHTMLBuilder
from postil.build.site_images import copy_images, damaged_images
from postil.build.sphinx_compat import cached_settings, larger_chunks, title_settings
from postil.build.static_files import (
    StaticFiles,
    digest_of_inputs,
    extra_names,
    static_names,
)
from postil.project.edit_links import source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# In the context of a page: postil renders the page, so postil removes it when it is no longer part of the site.
OWN_PAGE = "postil_page"


@dataclass
class OutputState:
    """What a builder knows of its output. In a preview, one build hands it to the next."""

    started: float
    """When the builder started, in seconds since the epoch."""
    page_files: set[str] = field(default_factory=set)
    """The files of the pages that postil or Sphinx rendered without a document."""
    static_files: AbstractSet[str] = frozenset()
    """The static files of the site, if they were copied."""
    sphinx_pages: dict[str, AbstractSet[str]] = field(default_factory=dict)
    """The files of the pages that Sphinx writes by itself: its indices, and others."""
    signatures: dict[str, tuple[Path, object]] = field(default_factory=dict)
    """The pages to write: the file of each, and its signature before."""


class ExactHTMLBuilder(SearchIndexHTMLBuilder):
    """The builder `html`; it does not touch the output if neither documents nor anything else changed."""

    idle = False
    """Whether this build has nothing to write."""
    documents_to_write = 0
    """How many documents this build writes."""
    static_writers: Sequence[Callable[[], object]] = ()
    """Functions that write more static files, after those of Sphinx and the theme are copied."""
    site_files: AbstractSet[str] = frozenset()
    """The files that are part of the site after this build, relative to the output folder."""
    _inputs_unchanged = False
    """Whether everything except documents is the same as in the last build."""
    _writes_sphinx_pages = False
    """Whether Sphinx is writing pages of its own."""
    _sources: PageSources
    _output: OutputState

    def init(self) -> None:
        """Record when the build begins."""
        super().init()
        self._output = OutputState(started=time.time())
        # The first event of each document, in whichever process reads it.
        self.events.connect("source-read", lambda *_args: self.fork_guard.freeze_in_child(), priority=0)

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        with larger_chunks(), cached_settings():
            super()._read_parallel(docnames, nproc)

    def _read_serial(self, docnames: list[str]) -> None:
        with cached_settings():
            super()._read_serial(docnames)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the page of a document, in whichever process."""
        self.fork_guard.freeze_in_child()
        super().write_doc(docname, doctree)

    @cached_property
    def record(self) -> BuildRecord:
        """What the last build wrote."""
        return BuildRecord(Path(self.doctreedir), self.name, Path(self.outdir))

    @cached_property
    def manifest(self) -> Manifest:
        """The files that builds have written into the output folder."""
        return Manifest(Path(self.outdir))

    @cached_property
    def damaged_files(self) -> AbstractSet[str]:
        """Files in the output that changed since the last build. A preview does not check: nobody else writes there."""
        return frozenset() if self.in_memory else self.record.files.damaged()

    def reset_damaged_files(self) -> None:
        """Record that the output is complete again, for further builds in this process."""
        self.damaged_files = frozenset()

    @cached_property
    def settings_digests(self) -> tuple[str, str]:
        """Digests of all options, and of those for pages; computed once, as themes change options while writing."""
        return digest_of_settings(self), digest_of_settings(self, of_pages=True)

    def find_outdated_pages(self) -> set[str]:
        """Return the documents whose page is to be written; all documents if the search index is missing or damaged."""
        self._sources = PageSources(self, self.settings_digests[1])
        outdated = self._sources.outdated(self.record)
        if outdated or self.record.page_inputs_digest != self._sources.inputs_digest:
            self.record.begin()  # before Sphinx saves what it has read
        index_missing = self.search and self.record.documents and not self._has_search_index()
        if self.searchindex_filename in self.damaged_files or index_missing:
            Path(self.outdir, self.searchindex_filename).unlink(missing_ok=True)
            return set(self.env.found_docs)
        if self.damaged_files:
            outdated |= {
                name for name in self.env.found_docs if not self.damaged_files.isdisjoint(self._files_of(name))
            }
        return outdated

    def get_outdated_docs(self) -> Iterator[str]:
        """Return none: `find_outdated_pages` finds them later, when all documents are read."""
        return iter(())

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Find out whether there is anything to write, and prepare it."""
        self.documents_to_write = len(docnames)
        # Sphinx copies files that differ, and `filecmp` caches by size and time stamp whether two files do.
        filecmp.clear_cache()
        self._compare_with_record(docnames)
        self._output.signatures = {
            name: (path, file_signature(path)) for name in docnames if (path := self.get_output_path(name))
        }
        # In a preview, an earlier build may have left pages to write, with the scripts that are known by now.
        if self.in_memory or not self.idle:
            super().prepare_writing(docnames)
            # docutils looks up its own style sheets for each document and each title; Sphinx does not use them.
            for settings in (self.docsettings, title_settings(self)):
                settings.stylesheet_path = []

    def _compare_with_record(self, docnames: AbstractSet[str]) -> None:
        """Compare the inputs with those of the last build, and record that this one begins unless it is idle."""
        inputs = digest_of_inputs(self, self.settings_digests[0])
        all_posts = [post.fingerprint for post in post_domain(self.env).index.all_posts]
        posts = digest(repr((all_posts, sorted(self.env.found_docs))))
        record = self.record
        complete = not record.unfinished and not self.damaged_files and self.manifest.is_complete(record.files.data)
        self._inputs_unchanged = (self.in_memory or complete) and inputs == record.inputs_digest
        self.idle = not docnames and self._inputs_unchanged and posts == record.posts_digest
        if not self._inputs_unchanged:
            record.pages = {}
        if not self.idle:
            record.begin()
            self.manifest.announce(self._files_to_write())
        record.inputs_digest, record.posts_digest = inputs, posts
        for docname in docnames:
            record.documents.pop(docname, None)

    def _files_of(self, docname: str) -> tuple[str, ...]:
        """Return the files that may be written for a document."""
        return self.output_name(docname), f"{docname}.md", f"_sources/{source_name(self.app, docname)}"

    def _files_to_write(self) -> Iterator[str]:
        """Yield the files that this build may write, except those announced where they are written."""
        for docname in self.env.found_docs:
            yield from self._files_of(docname)
        yield from (self.searchindex_filename, f"{self.searchindex_filename}.tmp", "objects.inv", ".buildinfo")
        yield from (f"_static/{name}" for name in static_names(self))
        yield from extra_names(self)
        yield from (f"{self.imagedir}/{name}" for _users, name in self.env.images.values())
        for image in post_domain(self.env).images.values():
            yield from (f"{self.imagedir}/{variant.file}" for variant in image.variants)
        yield from (f"_downloads/{name}" for _users, name in self.env.dlfiles.values())

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page; record the signature of its file before, which tells later whether it was written."""
        path = Path(outfilename) if outfilename else self.get_output_path(pagename)
        if OWN_PAGE in addctx or self._writes_sphinx_pages:
            name = relative_name(path, self.outdir)
            self._output.page_files.add(name)
            self.manifest.announce([name])
        self._output.signatures.setdefault(pagename, (path, file_signature(path)))
        super().handle_page(pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg)

    def unwritten_pages(self) -> set[str]:
        """Return the pages that this build failed to write; Sphinx has warned about each."""
        signatures = self._output.signatures
        return {name for name, (path, before) in signatures.items() if file_signature(path) in (None, before)}

    @property
    def other_files(self) -> AbstractSet[str]:
        """Static files, indices, and pages without a document, relative to the output folder."""
        found = {"objects.inv", ".buildinfo", *self.static_files}.union(*self._output.sphinx_pages.values())
        search = self.output_name("search")
        if search in self._output.page_files or (self._inputs_unchanged and search in self.record.files.data):
            found.add(search)
        return found | {self.searchindex_filename} if self.search else found

    def record_written_pages(self) -> None:
        """Record the digest of the sources of each page that this build wrote."""
        sources, unwritten = self._sources.digests(), self.unwritten_pages()
        self.record.documents = {
            name: source for name, source in self.record.documents.items() if name in self.env.found_docs
        }
        for name in self._output.signatures.keys() & sources.keys() - unwritten:
            self.record.documents[name] = sources[name]
        if unwritten:
            self.record.inputs_digest = ""  # the next build writes all pages without a document
        self.record.page_inputs_digest = self._sources.inputs_digest

    def copy_assets(self) -> None:
        """Copy static files, unless there is nothing to do."""
        if not self.idle:
            super().copy_assets()

    def output_name(self, page_name: str) -> str:
        """Return a page's file, relative to the output folder."""
        return f"{page_name}{self.out_suffix}"

    def get_output_path(self, page_name: str, /) -> Path:
        """Return a page's file."""
        return PageFile(self.outdir, self.output_name(page_name))

    def copy_static_files(self) -> None:
        """Copy style sheets and scripts, if the theme, the owner's files or the options changed."""
        if self._inputs_unchanged:
            return
        files = StaticFiles(Path(self.outdir), started=self._output.started)
        # A document can have such a path too: `_static/notes.md`, if that folder is not one of static files.
        below = [docname for docname in self.env.found_docs if docname.startswith("_static/")]
        pages = {name for docname in below for name in self._files_of(docname)}
        files.remove_old((self.manifest.names | self.record.files.data.keys()) - pages)
        before = files.signatures()
        super().copy_static_files()
        for write in self.static_writers:
            write()
        self._output.static_files = files.find_written(static_names(self), before=before)
        self.manifest.announce(self._output.static_files)

    @property
    def static_files(self) -> AbstractSet[str]:
        """The static files of the site, relative to the output folder."""
        return self._output.static_files or {name for name in self.record.files.data if name.startswith("_static/")}

    def copy_image_files(self) -> None:
        """Copy images and their variants, and restore those that were removed from the output."""
        damaged = damaged_images(self, self.damaged_files) if self.damaged_files else {}
        copy_images(self, {**self.images, **damaged})

    def gen_additional_pages(self) -> None:
        """Write the owner's own pages, and the search page if the inputs of all pages changed."""
        if not self._inputs_unchanged:
            self._output.sphinx_pages["others"] = self._files_written_by(super().gen_additional_pages)
            return
        search = {self.output_name("search"), "_static/opensearch.xml"} & self.record.files.data.keys()
        self._output.sphinx_pages["others"] = search | self._files_written_by(self._write_additional_pages)

    def _write_additional_pages(self) -> None:
        for name, template in self.config.html_additional_pages.items():
            self.handle_page(name, {}, template)

    def _files_written_by(self, write: Callable[[], object]) -> set[str]:
        """Call `write`, a method of Sphinx, and return the files of the pages that it wrote."""
        before, self._output.page_files, self._writes_sphinx_pages = self._output.page_files, set(), True
        write()
        written, self._writes_sphinx_pages = self._output.page_files, False
        self._output.page_files = before | written
        return written

    def finish(self) -> None:
        """Write indices, listings and the search index, unless there is nothing to do."""
        if self.idle:
            if self.record.page_inputs_digest != self._sources.inputs_digest:
                self.record_written_pages()
                self.record.save()
            return
        self._tasks = ParallelTasks(1)
        if self._indexes_in_process and self.indexer is not None and not self.in_memory:
            self._tasks.add_task(self._update_index_in_process)
        try:
            super().finish()
        finally:
            self._tasks.terminate()
        self.record_written_pages()

    def gen_indices(self) -> None:
        """Write the general index and the module indices; a preview writes them after it has shown the page."""
        if not self.in_memory:
            self._write_indices()

    def _write_indices(self) -> None:
        self._output.sphinx_pages["indices"] = self._files_written_by(super().gen_indices)

    def handle_finish(self) -> None:
        """Write the search index and the inventory; a preview writes them after it has shown the page."""
        if self._indexes_in_process:
            self.finish_tasks.add_task(self.dump_inventory)
            self._tasks.join()
        elif not self.in_memory:
            super().handle_finish()

    def dump_inventory(self) -> None:
        """Write the inventory, without unlisted documents."""
        unlisted = {docname for docname, unlisted in post_domain(self.env).data["noindex"].items() if unlisted}
        InventoryFile.dump(self.outdir / INVENTORY_FILENAME, listed_part(self.env, unlisted), self)

    def deferred_steps(self) -> Sequence[Callable[[], object]]:
        """Return the functions that write what a preview left for after it has shown the page."""
        return (self.index_collected_pages, self._write_indices, super().handle_finish)


class ExactDirHTMLBuilder(ExactHTMLBuilder, DirectoryHTMLBuilder):
    """The builder `dirhtml`, with the same behaviour."""

    name = "dirhtml"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a page's URL. Hosts look for the 404 page under its file name.

        Sphinx quotes URLs with `html` only: with `dirhtml`, a `#` in a file's name would begin the URL's fragment.
        """
        if docname == NOT_FOUND_PAGE:
            return f"{docname}{self.out_suffix}"
        return quote(super().get_target_uri(docname, typ))

    def output_name(self, page_name: str) -> str:
        """Return a page's file, relative to the output folder."""
        is_file = page_name in ("index", NOT_FOUND_PAGE) or page_name.endswith("/index")
        return super().output_name(page_name if is_file else f"{page_name}/index")


def find_outdated_pages(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the documents whose page is to be written, apart from those that were read."""
    return sorted(app.builder.find_outdated_pages()) if isinstance(app.builder, ExactHTMLBuilder) else ()


def setup(app: Sphinx) -> None:
    """Replace Sphinx's builders."""
    app.add_builder(ExactHTMLBuilder, override=True)
    app.add_builder(ExactDirHTMLBuilder, override=True)
    app.connect("env-get-updated", find_outdated_pages, priority=800)
