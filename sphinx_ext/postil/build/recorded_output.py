"""Record which files an HTML builder writes, and from what."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder

from postil.build.extension_files import ExtensionFiles
from postil.build.manifest import Manifest
from postil.build.page_file import PageFile, file_signature, relative_name
from postil.build.record import BuildRecord, PageSources, digest_of_settings
from postil.build.search_index_output import SearchIndexOutput
from postil.build.text_language import in_language, page_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

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


class RecordedOutput(SearchIndexOutput):
    """The output of an HTML builder with a record of it: the files, and the sources of each page."""

    _inputs_unchanged = False
    """Whether everything except documents is the same as in the last build."""
    _writes_sphinx_pages = False
    """Whether Sphinx is writing pages of its own."""
    _sources: PageSources

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        """Record when the build begins."""
        super().__init__(app, builder)
        self._state = OutputState(started=time.time())
        # Sphinx's two ways to name files are repeated below: they are needed often, and paths are slow.
        self._page_names = type(builder).get_output_path

    @cached_property
    def record(self) -> BuildRecord:
        """What the last build wrote."""
        return BuildRecord(Path(self.builder.doctreedir), self.builder.name, Path(self.builder.outdir))

    @cached_property
    def manifest(self) -> Manifest:
        """The files that builds have written into the output folder."""
        return Manifest(Path(self.builder.outdir))

    @cached_property
    def extension_files(self) -> ExtensionFiles:
        """The static files that extensions wrote when the builder of the last build was loaded."""
        return ExtensionFiles(Path(self.builder.outdir), self.record.extension_files)

    @cached_property
    def damaged_files(self) -> AbstractSet[str]:
        """Files in the output that changed since the last build. A preview does not check: nobody else writes there."""
        return frozenset() if self.in_memory else self.record.files.damaged()

    def start_index_process_early(self) -> None:
        """Start to load the search index before the outdated pages are found, if documents were read."""
        read = {docname for docname, time in self.env.all_docs.items() if self.record.read.get(docname) != time}
        damaged = self.builder.searchindex_filename in self.damaged_files
        if read and self.record.documents and not damaged and self._has_search_index():
            self.record.begin()
            self.start_index_process(read)

    def reset_damaged_files(self) -> None:
        """Record that the output is complete again, for further builds in this process."""
        self.damaged_files = frozenset()

    @cached_property
    def settings_digests(self) -> tuple[str, str]:
        """Digests of all options, and of those for pages; computed once, as themes change options while writing."""
        return digest_of_settings(self.builder), digest_of_settings(self.builder, of_pages=True)

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page, its words in its language; record the signature of its file before.

        The signature tells later whether the file was written.
        """
        path = Path(outfilename) if outfilename else self.get_output_path(pagename)
        if OWN_PAGE in addctx or self._writes_sphinx_pages:
            name = relative_name(path, self.builder.outdir)
            self._state.page_files.add(name)
            self.manifest.announce([name])
        self._state.signatures.setdefault(pagename, (path, file_signature(path)))
        with in_language(self.app.config, page_language(self.env, pagename)):
            self.original.handle_page(pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg)

    @property
    def rendered_pages(self) -> AbstractSet[str]:
        """The names of the pages that this build writes."""
        return self._state.signatures.keys()

    def unwritten_pages(self) -> set[str]:
        """Return the pages that this build failed to write; Sphinx has warned about each."""
        signatures = self._state.signatures
        return {name for name, (path, before) in signatures.items() if file_signature(path) in (None, before)}

    @property
    def other_files(self) -> AbstractSet[str]:
        """Static files, indices, and pages without a document, relative to the output folder."""
        found = {"objects.inv", ".buildinfo", *self.static_files}.union(*self._state.sphinx_pages.values())
        search = self.output_name("search")
        if search in self._state.page_files or (self._inputs_unchanged and search in self.record.files.data):
            found.add(search)
        return found | {self.builder.searchindex_filename} if self.builder.search else found

    def record_written_pages(self) -> None:
        """Record the digest of the sources of each page that this build wrote."""
        unwritten = self.unwritten_pages()
        self.record.documents = {
            name: source for name, source in self.record.documents.items() if name in self.env.found_docs
        }
        written = (self._state.signatures.keys() & self.env.found_docs) - unwritten
        self.record.documents.update(self._sources.digests(written))
        if unwritten:
            self.record.inputs_digest = ""  # the next build writes all pages without a document
        self._sources.record(self.record)

    def output_name(self, page_name: str) -> str:
        """Return a page's file, relative to the output folder."""
        if self._page_names == StandaloneHTMLBuilder.get_output_path:
            return f"{page_name}{self.builder.out_suffix}"
        if self._page_names == DirectoryHTMLBuilder.get_output_path:
            is_index = page_name == "index" or page_name.endswith("/index")
            return f"{page_name if is_index else f'{page_name}/index'}{self.builder.out_suffix}"
        return relative_name(self.original.get_output_path(page_name), self.builder.outdir)

    def get_output_path(self, page_name: str, /) -> Path:
        """Return a page's file."""
        return PageFile(self.builder.outdir, self.output_name(page_name))

    @property
    def static_files(self) -> AbstractSet[str]:
        """The static files of the site, relative to the output folder."""
        return self._state.static_files or {name for name in self.record.files.data if name.startswith("_static/")}

    def _files_written_by(self, write: Callable[[], object]) -> set[str]:
        """Call `write`, a method of Sphinx, and return the files of the pages that it wrote."""
        before, self._state.page_files, self._writes_sphinx_pages = self._state.page_files, set(), True
        write()
        written, self._writes_sphinx_pages = self._state.page_files, False
        self._state.page_files = before | written
        return written
