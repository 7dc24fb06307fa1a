"""Sphinx's builders of HTML, but doing nothing where nothing changed."""

from __future__ import annotations

import filecmp
import os
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder
from sphinx.util.inventory import InventoryFile
from sphinx.util.logging import getLogger
from sphinx.util.parallel import ParallelTasks, parallel_available

from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import digest
from postil.build.domain import post_domain
from postil.build.inventory import listed_part
from postil.build.manifest import Manifest
from postil.build.record import BuildRecord, PageSources, digest_of_settings
from postil.build.search_index import clean_index, prune_only_if_needed
from postil.build.site_images import image_cache_folder
from postil.build.sphinx_speedups import PARALLEL_THRESHOLD, ForkGuard, cached_settings, larger_chunks
from postil.build.static_files import STEMMER, digest_of_inputs, extra_names, static_names
from postil.cache_files import remove_file, write_if_changed
from postil.project.edit_links import source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.search import IndexBuilder


logger = getLogger(__name__)
# In the context of a page: that it is one of postil's, which goes when postil makes it no more.
OWN_PAGE = "postil_page"


if TYPE_CHECKING:
    _ConcretePath = Path
else:
    _ConcretePath = type(Path())


class PageFile(_ConcretePath):
    """A page in the output, which is there as a whole or, if there is no room for it, not at all.

    It is written in its place: Pagefind numbers pages as the folder lists them, where some file systems list a renamed
    file last.
    """

    def write_text(
        self, data: str, encoding: str | None = None, errors: str | None = None, newline: str | None = None
    ) -> int:
        """Write the page; raise OSError if that fails, with no part of it left."""
        with self.open("wb") as file:
            try:
                file.write(data.encode(encoding or "utf-8", errors or "strict"))
                file.flush()
            except OSError:
                self.unlink(missing_ok=True)
                raise
        return len(data)


class ExactHTMLBuilder(StandaloneHTMLBuilder):
    """The builder `html`, which leaves the output alone if neither documents nor anything else changed."""

    idle = False
    """Whether this build has nothing to do."""
    warm = False
    """Whether the site stays in memory between builds, and each build is finished later: for a preview."""
    writes = 0
    """How many documents this build writes."""
    static_writers: Sequence[Callable[[], object]] = ()
    """What else writes static files, once those of Sphinx and the theme are copied."""
    _last_indexer: IndexBuilder | None = None
    _not_indexed: dict[str, tuple[nodes.document, str] | None]
    """Documents whose words a preview has still to look at, each with its title, as far as they have been written."""
    _apart = False
    """Whether a process of its own brings the search index up to date, while this one makes the rest."""
    _begun = 0.0
    _same = False
    """Whether all that is not a document is as it was in the last build."""
    kept: AbstractSet[str] = frozenset()
    """The files that are part of the site after this build, relative to the output folder."""
    _sources: PageSources
    _of_itself = False
    """Whether Sphinx is writing pages of its own."""
    _static: AbstractSet[str] = frozenset()
    _of_sphinx: dict[str, AbstractSet[str]]
    """The files of pages that Sphinx makes by itself: its indices, and others."""
    _before: dict[str, tuple[Path, object]]
    """The pages that this build writes: each with its file, and what that was like before."""

    def init(self) -> None:
        """Note when the build begins, by the clock of files."""
        super().init()
        self._begun = time.time()
        self._not_indexed, self._before, self._of_sphinx = {}, {}, {}
        self._handled: set[str] = set()
        self.split_off = ForkGuard()
        # The first that is said of a document, in whichever process reads it.
        self.events.connect("source-read", lambda *_args: self.split_off.settle(), priority=0)

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read documents in several processes, without handing the site to and fro more often than it takes."""
        with larger_chunks(), cached_settings():
            super()._read_parallel(docnames, nproc)

    def _read_serial(self, docnames: list[str]) -> None:
        with cached_settings():
            super()._read_serial(docnames)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a document, in whichever process."""
        self.split_off.settle()
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
    def damaged(self) -> AbstractSet[str]:
        """Files in the output that are not as the last build left them. Nobody writes into the folder of a preview."""
        return frozenset() if self.warm else self.record.files.damaged()

    def forget_damage(self) -> None:
        """Note that the output is whole again, for a further build of the same process."""
        self.damaged = frozenset()

    @cached_property
    def settings(self) -> tuple[str, str]:
        """Digests of all options, and of those for pages. A theme changes its options as it writes: see them once."""
        return digest_of_settings(self), digest_of_settings(self, of_pages=True)

    def find_outdated(self) -> set[str]:
        """Return the documents whose page is to be written; all, if the search index has to be made anew."""
        self._sources = PageSources(self, self.settings[1])
        outdated = self._sources.outdated(self.record)
        if outdated or self.record.basis != self._sources.basis:
            self.record.begin()  # before Sphinx keeps what it has read
        if self.searchindex_filename in self.damaged or (self.search and not self._has_index()):
            Path(self.outdir, self.searchindex_filename).unlink(missing_ok=True)
            return set(self.env.found_docs)
        if self.damaged:
            outdated |= {name for name in self.env.found_docs if not self.damaged.isdisjoint(self._files_of(name))}
        return outdated

    def get_outdated_docs(self) -> Iterator[str]:
        """Return none: which pages are outdated is known when all documents are read."""
        return iter(())

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Look whether there is anything to write."""
        self.writes = len(docnames)
        # Sphinx copies what differs, and Python remembers by size and time stamp whether two files do.
        filecmp.clear_cache()
        inputs = digest_of_inputs(self, self.settings[0])
        all_posts = [post.fingerprint for post in post_domain(self.env).index.all_posts]
        posts = digest(repr((all_posts, sorted(self.env.found_docs))))
        record = self.record
        complete = not record.unfinished and not self.damaged and self.manifest.is_settled(record.files.data)
        self._same = (self.warm or complete) and inputs == record.inputs
        self.idle = not docnames and self._same and posts == record.posts
        if not self._same:
            record.pages = {}
        if not self.idle:
            record.begin()
            self.manifest.announce(self._files_to_come())
        record.inputs, record.posts = inputs, posts
        for docname in docnames:
            record.documents.pop(docname, None)
        self._before = {name: (path, _signature(path)) for name in docnames if (path := self.get_output_path(name))}
        # A preview may have left pages of a build before to be written, with the scripts that are known by now.
        if self.warm or not self.idle:
            super().prepare_writing(docnames)
            # docutils looks for its own style sheets for each document, and Sphinx's pages have others. The second are
            # the settings of titles and lists of contents, which are private of Sphinx, and good as they are without.
            for settings in (self.docsettings, getattr(self, "_settings", self.docsettings)):
                settings.stylesheet_path = []

    def _files_of(self, docname: str) -> tuple[str, ...]:
        """Return the files that may be written for a document."""
        return self.output_name(docname), f"{docname}.md", f"_sources/{source_name(self.app, docname)}"

    def _files_to_come(self) -> Iterator[str]:
        """Yield the files that this build may write, those apart that announce themselves."""
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
        """Write a page; note what its file was like before, which tells later whether it was written."""
        path = Path(outfilename) if outfilename else self.get_output_path(pagename)
        if OWN_PAGE in addctx or self._of_itself:
            name = _relative(path, self.outdir)
            self._handled.add(name)
            self.manifest.announce([name])
        self._before.setdefault(pagename, (path, _signature(path)))
        super().handle_page(pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg)

    def unwritten_pages(self) -> set[str]:
        """Return the pages that this build was to write and could not; Sphinx has said why."""
        return {name for name, (path, before) in self._before.items() if _signature(path) in (None, before)}

    @property
    def other_files(self) -> AbstractSet[str]:
        """Static files, indices, and pages that were just written, relative to the output folder."""
        found = {"objects.inv", ".buildinfo", *self.static_files}.union(*self._of_sphinx.values())
        search = self.output_name("search")
        if search in self._handled or (self._same and search in self.record.files.data):
            found.add(search)
        return found | {self.searchindex_filename} if self.search else found

    def note_written(self) -> None:
        """Note from what the pages are that this build has written."""
        sources, lost = self._sources.digests(), self.unwritten_pages()
        self.record.documents = {
            name: source for name, source in self.record.documents.items() if name in self.env.found_docs
        }
        for name in self._before.keys() & sources.keys() - lost:
            self.record.documents[name] = sources[name]
        if lost:
            self.record.inputs = ""  # the next build writes all pages that are no documents
        self.record.basis = self._sources.basis

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Load the search index of the last build, unless it is in memory or another process does."""
        self._apart = (
            not self.warm and len(docnames) < PARALLEL_THRESHOLD and self.app.parallel > 1 and parallel_available
        )
        if self._apart:
            self._not_indexed = dict.fromkeys(docnames)
        elif self.warm and self._last_indexer is not None:
            self.indexer = self._last_indexer
            self._not_indexed |= dict.fromkeys(docnames)
        else:
            self._load_index(docnames)
        self._last_indexer = None if self._apart else self.indexer

    def _load_index(self, docnames: AbstractSet[str]) -> None:
        if self.indexer is not None:
            prune_only_if_needed(self.indexer)
            super().load_indexer(docnames)

    def _index_apart(self) -> None:
        """Bring the search index up to date, in a process of its own: it is read and written whole."""
        self.split_off.settle()
        self._load_index(self._not_indexed.keys())
        self.index_later()
        self.dump_search_index()

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Note a page's words; a preview does so when it has shown the page, for it goes through all there are."""
        if self.warm or self._apart:
            # A copy: what writes a page may change the document.
            self._not_indexed[pagename] = (doctree.deepcopy(), title)
        else:
            super().index_page(pagename, doctree, title)

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

    def _has_index(self) -> bool:
        """Return whether the search index is there, unless nothing has been written yet."""
        return not self.record.documents or os.path.isfile(os.path.join(self.outdir, self.searchindex_filename))  # noqa: PTH113, PTH118 - as strings, like all that is looked at in each build

    def copy_static_files(self) -> None:
        """Copy style sheets and scripts, if the theme's, the owner's or the options are others than before.

        Those of the last build go first, or files that no one has any more would stay; but not what an extension has
        written since this build began.
        """
        if self._same:
            return
        folder = Path(self.outdir, "_static")
        # A document may be there by its own path: `_static/notes.md`, if that is no folder of static files.
        below = [docname for docname in self.env.found_docs if docname.startswith("_static/")]
        pages = {name for docname in below for name in self._files_of(docname)}
        for name in sorted(self.manifest.names | self.record.files.data.keys()):
            path = Path(self.outdir, name)
            if name.startswith("_static/") and name not in pages and path.is_file() and not self._is_new(path):
                remove_file(Path(self.outdir), name)
        strangers = {path: _signature(path) for path in folder.rglob("*") if path.is_file() and not self._is_new(path)}
        super().copy_static_files()
        for write in self.static_writers:
            write()
        known = static_names(self)
        self._static = {
            f"_static/{name}"
            for path in folder.rglob("*")
            if path.is_file()
            and (
                (name := _relative(path, folder)) in known
                or name.endswith(STEMMER)
                or strangers.get(path) != _signature(path)
            )
        }
        self.manifest.announce(self._static)

    def _is_new(self, path: Path) -> bool:
        """Return whether a file was written since this build began."""
        return max(path.stat().st_ctime, path.stat().st_mtime) >= self._begun

    @property
    def static_files(self) -> AbstractSet[str]:
        """The static files of the site, relative to the output folder."""
        return self._static or {name for name in self.record.files.data if name.startswith("_static/")}

    def copy_image_files(self) -> None:
        """Copy images and their variants; converted images, and those without metadata, replace the originals.

        Files that someone removed from the output come back, whichever pages are written.
        """
        images, cache = post_domain(self.env).images, image_cache_folder(self.doctreedir)
        folder = Path(self.outdir, self.imagedir)
        wanted = dict(self.images)
        for path, (_users, name) in self.env.images.items() if self.damaged else ():
            variants = images[path].variants if path in images else ()
            if not self.damaged.isdisjoint(f"{self.imagedir}/{file}" for file in (name, *(v.file for v in variants))):
                wanted[path] = name
        for path, name in sorted(wanted.items()):
            image = images.get(path)
            files = {variant.file: cache / variant.file for variant in image.variants} if image else {}
            files[name] = cache / image.published_file if image and image.published_file else Path(self.srcdir, path)
            for file, source in files.items():
                try:
                    write_if_changed(folder / file, source.read_bytes())
                except OSError as error:
                    logger.warning("cannot copy image file '%s': %s", source, error)

    def gen_additional_pages(self) -> None:
        """Write the owner's own pages and the search page, which is the same as long as nothing around it changes."""
        if not self._same:
            self._of_sphinx["others"] = self._written_by(super().gen_additional_pages)
            return
        search = {self.output_name("search"), "_static/opensearch.xml"} & self.record.files.data.keys()
        self._of_sphinx["others"] = search | self._written_by(self._write_additional_pages)

    def _write_additional_pages(self) -> None:
        for name, template in self.config.html_additional_pages.items():
            self.handle_page(name, {}, template)

    def _written_by(self, write: Callable[[], object]) -> set[str]:
        """Call `write`, which is Sphinx's, and return the files of the pages that it wrote."""
        before, self._handled, self._of_itself = self._handled, set(), True
        write()
        written, self._of_itself = self._handled, False
        self._handled = before | written
        return written

    def finish(self) -> None:
        """Write indices, listings and the search index, unless there is nothing to do."""
        if self.idle:
            if self.record.basis != self._sources.basis:
                self.note_written()
                self.record.save()
            return
        self._tasks = ParallelTasks(1)
        if self._apart and self.indexer is not None and not self.warm:
            self._tasks.add_task(self._index_apart)
        try:
            super().finish()
        finally:
            self._tasks.terminate()
        self.note_written()

    def gen_indices(self) -> None:
        """Write the indices of words; a preview does so when it has shown the page."""
        if not self.warm:
            self._gen_indices()

    def _gen_indices(self) -> None:
        self._of_sphinx["indices"] = self._written_by(super().gen_indices)

    def handle_finish(self) -> None:
        """Write the search index and the inventory, likewise."""
        if self._apart:
            self.finish_tasks.add_task(self.dump_inventory)
            self._tasks.join()
        elif not self.warm:
            super().handle_finish()

    def dump_inventory(self) -> None:
        """Write the inventory, without documents that are unlisted."""
        unlisted = {docname for docname, unlisted in post_domain(self.env).data["noindex"].items() if unlisted}
        InventoryFile.dump(self.outdir / INVENTORY_FILENAME, listed_part(self.env, unlisted), self)

    def index_later(self) -> None:
        """Note the words of the pages that were left for when they are shown."""
        if self.indexer is not None:
            self.indexer.prune(self.env.all_docs.keys() - self._not_indexed)
            for pagename, page in self._not_indexed.items():
                if page and pagename in self.env.all_docs:
                    super().index_page(pagename, *page)
            clean_index(self.indexer, self.env)
        self._not_indexed = {}

    def later_steps(self) -> Sequence[Callable[[], object]]:
        """Return what writes, step by step, what was left for when the page is shown."""
        return (self._gen_indices, super().handle_finish)


class ExactDirHTMLBuilder(ExactHTMLBuilder, DirectoryHTMLBuilder):
    """The builder `dirhtml`, likewise."""

    name = "dirhtml"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a page's URL; hosts look for that of what is not there under its own name.

        Sphinx quotes it with `html` alone: with `dirhtml`, a `#` in a file's name would begin the URL's fragment.
        """
        return (
            f"{docname}{self.out_suffix}" if docname == NOT_FOUND_PAGE else quote(super().get_target_uri(docname, typ))
        )

    def output_name(self, page_name: str) -> str:
        """Return a page's file, likewise."""
        is_file = page_name in ("index", NOT_FOUND_PAGE) or page_name.endswith("/index")
        return super().output_name(page_name if is_file else f"{page_name}/index")


def find_outdated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the documents whose page is to be written, apart from those that were read."""
    return sorted(app.builder.find_outdated()) if isinstance(app.builder, ExactHTMLBuilder) else ()


def _signature(path: Path) -> object:
    """Return what tells whether a file is another than before; None if there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def setup(app: Sphinx) -> None:
    """Put the builders in the place of Sphinx's own."""
    app.add_builder(ExactHTMLBuilder, override=True)
    app.add_builder(ExactDirHTMLBuilder, override=True)
    app.connect("env-get-updated", find_outdated, priority=800)
