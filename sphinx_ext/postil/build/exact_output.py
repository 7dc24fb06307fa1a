"""Let HTML builders write what a clean build would write, but only the files that changed."""

from __future__ import annotations

import filecmp
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.builders.html import INVENTORY_FILENAME
from sphinx.util.inventory import InventoryFile

from postil.build.docutils_compat import faster_search
from postil.build.domain import post_domain
from postil.build.inventory import listed_part
from postil.build.page_file import file_signature
from postil.build.page_processes import pages_are_independent, write_in_processes
from postil.build.plain_titles import PageContext, plain_title, title_characters
from postil.build.processes import PARALLEL_THRESHOLD
from postil.build.record import PageSources
from postil.build.recorded_output import RecordedOutput
from postil.build.site_images import copy_images, damaged_images
from postil.build.sphinx_compat import cached_settings, fewer_catalog_searches, shared_chunks, title_settings
from postil.build.static_files import (
    StaticFiles,
    digest_of_inputs,
    extra_names,
    static_names,
)
from postil.build.text_language import in_language, text_language
from postil.project.edit_links import source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.builders import Builder

    from postil.blog.post import Post
    from postil.build.page_processes import PartsCache

# The attribute of a builder for the `ExactOutput` that replaces its methods.
ATTRIBUTE = "postil"


class ExactOutput(RecordedOutput):
    """Methods of an HTML builder that do not touch the output if neither documents nor anything else changed."""

    REPLACED: ClassVar[tuple[str, ...]] = (
        "_read_parallel",
        "_read_serial",
        "_write_parallel",
        "copy_assets",
        "copy_image_files",
        "copy_static_files",
        "dump_inventory",
        "finish",
        "gen_additional_pages",
        "gen_indices",
        "get_doc_context",
        "get_outdated_docs",
        "get_output_path",
        "handle_finish",
        "handle_page",
        "index_page",
        "load_indexer",
        "prepare_writing",
        "render_partial",
        "write_doc",
    )
    idle = False
    """Whether this build has nothing to write."""
    _title_characters: dict[int, str] | None = None
    _only_titles = False
    """Whether Sphinx uses nothing but the titles of those titles that it renders."""
    documents_to_write = 0
    """How many documents this build writes."""
    static_writers: Sequence[Callable[[], object]] = ()
    """Functions that write more static files, after those of Sphinx and the theme are copied."""
    parts_caches: Sequence[Callable[[], PartsCache]] = ()
    """Functions that return what caches the parts of documents that other pages and feeds show."""
    site_files: AbstractSet[str] = frozenset()
    """The files that are part of the site after this build, relative to the output folder."""
    lost_urls: Sequence[str] = ()
    """The URLs of the last build that lead nowhere after this one, relative to that of the site."""

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        with shared_chunks(), cached_settings(), fewer_catalog_searches(), faster_search():
            self.original._read_parallel(docnames, nproc)  # noqa: SLF001 - that of the same builder

    def _read_serial(self, docnames: list[str]) -> None:
        with cached_settings(), fewer_catalog_searches(), faster_search():
            self.original._read_serial(docnames)  # noqa: SLF001

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        if len(docnames) < PARALLEL_THRESHOLD:  # other processes would take longer to start than to write
            self.builder._write_serial(docnames)  # noqa: SLF001 - as Sphinx does with one process
        # In a preview, this process collects what is on the pages.
        elif self.in_memory or (self.index and self.index.parts is None) or not pages_are_independent(self.app):
            self.original._write_parallel(docnames, nproc)  # noqa: SLF001
        else:
            parts = [cache() for cache in self.parts_caches]
            write_in_processes(self.builder, docnames, processes=nproc, index=self.index, parts=parts)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the page of a document, in whichever process; its words are in the language of its text."""
        self.fork_guard.begin_in_child()
        with in_language(self.app.config, text_language(self.env, docname)):
            self.original.write_doc(docname, doctree)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return the context of the page of a document. Of the titles that it renders, it has nothing else."""
        self._only_titles = True
        try:
            context: dict[str, Any] = self.original.get_doc_context(docname, body, metatags)
        finally:
            self._only_titles = False
        return context

    def render_partial(self, node: nodes.Node | None) -> dict[str, str]:
        """Return a node as HTML."""
        if self._only_titles and self._title_characters is not None:
            title = plain_title(node, self._title_characters)
            if title is not None:
                return {"title": title}
        parts: dict[str, str] = self.original.render_partial(node)
        return parts

    def find_outdated_pages(self) -> set[str]:
        """Return the documents whose page is to be written; all documents if the search index is missing or damaged."""
        self._sources = PageSources(self.builder, self.settings_digests[1])
        self.start_index_process_early()
        outdated = self._sources.outdated(self.record)
        if outdated or not self._sources.are_recorded(self.record):
            self.record.begin()  # before Sphinx saves what it has read
        index_missing = self.builder.search and self.record.documents and not self._has_search_index()
        if self.builder.searchindex_filename in self.damaged_files or index_missing:
            Path(self.builder.outdir, self.builder.searchindex_filename).unlink(missing_ok=True)
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
        self._state.signatures = {
            name: (path, file_signature(path)) for name in docnames if (path := self.get_output_path(name))
        }
        # In a preview, an earlier build may have left pages to write, with the scripts that are known by now.
        if self.in_memory or not self.idle:
            self.original.prepare_writing(docnames)
            # docutils looks up its own style sheets for each document and each title; Sphinx does not use them.
            for settings in (self.builder.docsettings, title_settings(self.builder)):
                settings.stylesheet_path = []
            self.builder.globalcontext = PageContext(self.builder.globalcontext)
            self._title_characters = title_characters(self.builder)

    def _compare_with_record(self, docnames: AbstractSet[str]) -> None:
        """Compare the inputs with those of the last build, and record that this one begins unless it is idle."""
        inputs = digest_of_inputs(self.builder, self.settings_digests[0])
        record = self.record
        self._inputs_unchanged = inputs == record.inputs_digest and (self.in_memory or self._is_complete())
        self.idle = not docnames and self._inputs_unchanged and self._sources.are_recorded(record)
        if not self._inputs_unchanged:
            record.pages = {}
        if not self.idle:
            record.begin()
            # The last build announced the files of all documents that it wrote.
            known = record.documents.keys() if self._inputs_unchanged else frozenset()
            self.manifest.announce(self._files_to_write(docnames | (self.env.found_docs - known)))
        record.inputs_digest = inputs
        for docname in docnames:
            record.documents.pop(docname, None)

    def _is_complete(self) -> bool:
        """Return whether the last build finished, and all that it wrote is there."""
        record = self.record
        return not record.unfinished and not self.damaged_files and self.manifest.is_complete(record.manifest_digest)

    def _files_of(self, docname: str) -> tuple[str, ...]:
        """Return the files that may be written for a document."""
        return self.output_name(docname), f"{docname}.md", f"_sources/{source_name(self.app, docname)}"

    def _files_to_write(self, docnames: AbstractSet[str]) -> Iterator[str]:
        """Yield the files that this build may write, except those announced where they are written."""
        for docname in docnames:
            yield from self._files_of(docname)
        yield from (
            self.builder.searchindex_filename,
            f"{self.builder.searchindex_filename}.tmp",
            "objects.inv",
            ".buildinfo",
        )
        yield from (f"_static/{name}" for name in static_names(self.builder))
        yield from extra_names(self.builder)
        yield from (f"{self.builder.imagedir}/{name}" for _users, name in self.env.images.values())
        for image in post_domain(self.env).images.values():
            yield from (f"{self.builder.imagedir}/{variant.file}" for variant in image.variants)
        yield from (f"_downloads/{name}" for _users, name in self.env.dlfiles.values())

    def changed_posts(self) -> Collection[Post] | None:
        """Return the posts whose cards may have changed since lists were written; None if lists may be others."""
        documents = self._sources.changed_documents(self.record) if self.record.pages else None
        by_docname = post_domain(self.env).index.by_docname
        return None if documents is None else [post for name in documents for post in by_docname.get(name, ())]

    def copy_assets(self) -> None:
        """Copy static files, unless there is nothing to do."""
        if not self.idle:
            self.original.copy_assets()

    def copy_static_files(self) -> None:
        """Copy style sheets and scripts, if the theme, the owner's files or the options changed."""
        if self._inputs_unchanged:
            return
        unwritten = self.extension_files.unwritten
        files = StaticFiles(Path(self.builder.outdir), started=self._state.started, unwritten=unwritten)
        # A document can have such a path too: `_static/notes.md`, if that folder is not one of static files.
        below = [docname for docname in self.env.found_docs if docname.startswith("_static/")]
        pages = {name for docname in below for name in self._files_of(docname)}
        files.remove_old((self.manifest.names | self.record.files.data.keys()) - pages)
        self.record.extension_files = files.written_by_extensions(static_names(self.builder))
        before = files.signatures()
        self.original.copy_static_files()
        for write in self.static_writers:
            write()
        self._state.static_files = files.find_written(static_names(self.builder), before=before)
        self.manifest.announce(self._state.static_files)

    def copy_image_files(self) -> None:
        """Copy images and their variants, and restore those that were removed from the output."""
        damaged = damaged_images(self.builder, self.damaged_files) if self.damaged_files else {}
        copy_images(self.builder, {**self.builder.images, **damaged})

    def gen_additional_pages(self) -> None:
        """Write the owner's own pages, and the search page if the inputs of all pages changed."""
        if not self._inputs_unchanged:
            self._state.sphinx_pages["others"] = self._files_written_by(self.original.gen_additional_pages)
            return
        search = {self.output_name("search"), "_static/opensearch.xml"} & self.record.files.data.keys()
        self._state.sphinx_pages["others"] = search | self._files_written_by(self._write_additional_pages)

    def _write_additional_pages(self) -> None:
        for name, template in self.builder.config.html_additional_pages.items():
            self.builder.handle_page(name, {}, template)

    def finish(self) -> None:
        """Write indices, listings and the search index, unless there is nothing to do."""
        if self.idle:
            return
        self.send_words()
        self.original.finish()
        self.record_written_pages()

    def gen_indices(self) -> None:
        """Write the general index and the module indices; a preview writes them after it has shown the page."""
        if not self.in_memory:
            self._write_indices()

    def _write_indices(self) -> None:
        self._state.sphinx_pages["indices"] = self._files_written_by(self.original.gen_indices)

    def handle_finish(self) -> None:
        """Write the search index and the inventory; a preview writes them after it has shown the page."""
        if self._index_process:
            self.finish_index_process()
        elif not self.in_memory:
            self.original.handle_finish()

    def dump_inventory(self) -> None:
        """Write the inventory, without unlisted documents."""
        unlisted = {docname for docname, unlisted in post_domain(self.env).data["noindex"].items() if unlisted}
        InventoryFile.dump(self.builder.outdir / INVENTORY_FILENAME, listed_part(self.env, unlisted), self.builder)

    def deferred_steps(self) -> Sequence[Callable[[], object]]:
        """Return the functions that write what a preview left for after it has shown the page."""
        return (self.index_collected_pages, self._write_indices, self.original.handle_finish)


def exact_output(builder: Builder) -> ExactOutput | None:
    """Return what replaces the methods of a builder; None for a builder that writes no blog, such as `latex`."""
    output = vars(builder).get(ATTRIBUTE)
    return output if isinstance(output, ExactOutput) else None
