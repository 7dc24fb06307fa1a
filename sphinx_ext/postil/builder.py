"""Sphinx's builders of HTML, but doing nothing where nothing changed."""

from __future__ import annotations

import filecmp
import json
import os
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import copyfile
from sphinx.util.parallel import ParallelTasks, parallel_available

from postil.domain import picture_folder, post_domain
from postil.origin import source_name
from postil.permalink import NOT_FOUND
from postil.post import digest
from postil.search import forget_lost_words, prune_rarely, restore_index_entries
from postil.speed import MANY, SplitOff, few_chunks, settings_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.search import IndexBuilder


# Changes with the form of the record; one of another form counts as none.
FORM = 1
# What a search index begins with; it ends with a bracket.
_INDEX_START = b"Search.setIndex("


class Record:
    """What the last build wrote into an output folder, and what that was made from. Lives beside the doctrees."""

    def __init__(self, path: Path) -> None:
        self._path, self._open = path, False
        try:
            kept = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            kept = {}
        if not isinstance(kept, dict) or kept.get("form") != FORM:
            kept = {}
        self.files: list[str] = kept.get("files", [])
        """Files of pages, feeds, redirects and sources, relative to the output folder."""
        self.pages: dict[str, str] = kept.get("pages", {})
        """The blog's own pages, with a digest of what each shows. Filled anew when they are made."""
        self.inputs: str = kept.get("inputs", "")
        """A digest of all that is not a post: options, templates, static files."""
        self.posts: str = kept.get("posts", "")
        """A digest of the posts."""
        self.made: dict[str, str] = kept.get("made", {})
        """Files that are made one for each post, with a digest of what each was made from."""

    def note_made(self, name: str, source: str, outdir: str) -> bool:
        """Note that the file `name` is made from what `source` is a digest of; return whether it is so already."""
        same = self.made.get(name) == source and os.path.isfile(os.path.join(outdir, name))  # noqa: PTH113, PTH118 - one for each post
        self.made[name] = source
        return same

    @property
    def cut_short(self) -> bool:
        """Whether the build that began last did not come to its end, so that nothing is known of what it wrote."""
        return bool(self.files) and not self.inputs

    def begin(self, names: Iterable[str]) -> None:
        """Note what a build may write, before it writes anything; until `save` it is one that was cut short."""
        self.files = sorted({*self.files, *names})
        if not self._open:
            self._write({"form": FORM, "files": self.files})
            self._open = True

    def save(self) -> None:
        """Write the record."""
        kept = {"form": FORM, "files": self.files, "pages": self.pages, "inputs": self.inputs, "posts": self.posts}
        self._write(kept | {"made": self.made})
        self._open = False

    def _write(self, kept: dict[str, object]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(kept, indent=0), "utf-8")


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

    def init(self) -> None:
        """Note when the build begins, by the clock of files."""
        super().init()
        self._begun = time.time()
        self._not_indexed = {}
        self.split_off = SplitOff()
        # The first that is said of a document, in whichever process reads it.
        self.events.connect("source-read", lambda *_args: self.split_off.settle(), priority=0)

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read documents in several processes, without handing the site to and fro more often than it takes."""
        with few_chunks(), settings_once():
            super()._read_parallel(docnames, nproc)

    def _read_serial(self, docnames: list[str]) -> None:
        with settings_once():
            super()._read_serial(docnames)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a document, in whichever process."""
        self.split_off.settle()
        super().write_doc(docname, doctree)

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Look whether there is anything to write."""
        self.writes = len(docnames)
        # Sphinx copies what differs, and Python remembers by size and time stamp whether two files do.
        filecmp.clear_cache()
        inputs = digest_of_inputs(self)
        all_posts = [post.fingerprint for post in post_domain(self.env).index.all_posts]
        posts = digest(repr((all_posts, sorted(self.env.found_docs))))
        # Nobody but the preview itself writes to its folder.
        complete = self.warm or all(os.path.isfile(os.path.join(self.outdir, name)) for name in self.record.files)  # noqa: PTH113, PTH118 - a thousand times as fast
        self._same = complete and inputs == self.record.inputs
        self.idle = not docnames and self._same and posts == self.record.posts
        if not self._same:
            self.record.pages = {}
        if not self.idle:
            self.record.begin(name for docname in self.env.found_docs for name in self._files_of(docname))
        self.record.inputs, self.record.posts = inputs, posts
        # A preview may have left pages of a build before to be written, with the scripts that are known by now.
        if self.warm or not self.idle:
            super().prepare_writing(docnames)
            # docutils looks for its own style sheets for each document, and Sphinx's pages have others. The second are
            # the settings of titles and lists of contents, which are private of Sphinx, and good as they are without.
            for settings in (self.docsettings, getattr(self, "_settings", self.docsettings)):
                settings.stylesheet_path = []

    @cached_property
    def record(self) -> Record:
        """What the last build wrote."""
        return Record(Path(self.doctreedir, f"postil-{self.name}.json"))

    def _files_of(self, docname: str) -> tuple[str, ...]:
        """Return the files that may be written for a document."""
        return self.output_name(docname), f"{docname}.md", f"_sources/{source_name(self.app, docname)}"

    def load_indexer(self, docnames: AbstractSet[str]) -> None:
        """Load the search index of the last build, unless it is in memory or another process does."""
        self._apart = not self.warm and len(docnames) < MANY and self.app.parallel > 1 and parallel_available
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
            prune_rarely(self.indexer)
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

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield also the documents whose page is gone; all, if the last build was cut short, or its index of words."""
        if self.record.cut_short or (self.record.files and self.search and not self._has_index()):
            yield from sorted(self.env.found_docs)
            return
        yield from super().get_outdated_docs()
        for docname in sorted(self.env.found_docs):
            if not os.path.isfile(os.path.join(self.outdir, self.output_name(docname))):  # noqa: PTH113, PTH118 - each time
                yield docname

    def output_name(self, page_name: str) -> str:
        """Return a page's file, relative to the output folder."""
        return f"{page_name}{self.out_suffix}"

    def get_output_path(self, page_name: str, /) -> Path:
        """Return a page's file."""
        return Path(self.outdir, self.output_name(page_name))

    def _has_index(self) -> bool:
        """Return whether the search index is there, and whole."""
        try:
            with Path(self.outdir, self.searchindex_filename).open("rb") as file:
                start = file.read(len(_INDEX_START))
                file.seek(-1, os.SEEK_END)
                return start == _INDEX_START and file.read() == b")"
        except OSError:
            return False

    def copy_static_files(self) -> None:
        """Copy style sheets and scripts, if the theme's, the owner's or the options are others than before.

        Those of the last build go first, or files that no one has any more would stay; but not what an extension has
        written since this build began.
        """
        if not self._same:
            # A document may be there by its own path: `_static/notes.md`, if that is no folder of static files.
            below = [docname for docname in self.env.found_docs if docname.startswith("_static/")]
            pages = {Path(self.outdir, name) for docname in below for name in self._files_of(docname)}
            for path in Path(self.outdir, "_static").rglob("*"):
                if (
                    path not in pages
                    and path.is_file()
                    and max(path.stat().st_ctime, path.stat().st_mtime) < self._begun
                ):
                    path.unlink()
            super().copy_static_files()
            for write in self.static_writers:
                write()

    def copy_image_files(self) -> None:
        """Copy pictures: scrubbed ones in place of those that tell where they were taken, and the smaller copies."""
        pictures, folder = post_domain(self.env).pictures, picture_folder(self.doctreedir)
        everything, scrubbed = (
            self.images,
            {path for path in self.images if path in pictures and pictures[path].scrubbed},
        )
        self.images = {path: name for path, name in everything.items() if path not in scrubbed}
        super().copy_image_files()
        self.images = everything
        for path in sorted(everything.keys() & pictures.keys()):
            files = {copy.file: copy.file for copy in pictures[path].copies}
            if path in scrubbed:
                files[everything[path]] = pictures[path].scrubbed
            Path(self.outdir, self.imagedir).mkdir(parents=True, exist_ok=True)
            for name, kept in files.items():
                copyfile(folder / kept, Path(self.outdir, self.imagedir, name), force=True)

    def gen_additional_pages(self) -> None:
        """Write the owner's own pages and the search page, which is the same as long as nothing around it changes."""
        if not self._same:
            super().gen_additional_pages()
            return
        for name, template in self.config.html_additional_pages.items():
            self.handle_page(name, {}, template)

    def finish(self) -> None:
        """Write indices, listings and the search index, unless there is nothing to do."""
        if self.idle:
            return
        self._tasks = ParallelTasks(1)
        if self._apart and self.indexer is not None and not self.warm:
            self._tasks.add_task(self._index_apart)
        try:
            super().finish()
        finally:
            self._tasks.terminate()

    def gen_indices(self) -> None:
        """Write the indices of words; a preview does so when it has shown the page."""
        if not self.warm:
            super().gen_indices()

    def handle_finish(self) -> None:
        """Write the search index and the inventory, likewise."""
        if self._apart:
            self.finish_tasks.add_task(self.dump_inventory)
            self._tasks.join()
        elif not self.warm:
            super().handle_finish()

    def index_later(self) -> None:
        """Note the words of the pages that were left for when they are shown."""
        if self.indexer is not None:
            self.indexer.prune(self.env.all_docs.keys() - self._not_indexed)
            for pagename, page in self._not_indexed.items():
                if page and pagename in self.env.all_docs:
                    super().index_page(pagename, *page)
            forget_lost_words(self.indexer)
            restore_index_entries(self.indexer, self.env)
        self._not_indexed = {}

    def later_steps(self) -> Sequence[Callable[[], object]]:
        """Return what writes, step by step, what was left for when the page is shown."""
        return (super().gen_indices, super().handle_finish)


class ExactDirHTMLBuilder(ExactHTMLBuilder, DirectoryHTMLBuilder):
    """The builder `dirhtml`, likewise."""

    name = "dirhtml"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a page's URL; hosts look for that of what is not there under its own name.

        Sphinx quotes it with `html` alone: with `dirhtml`, a `#` in a file's name would begin the URL's fragment.
        """
        return f"{docname}{self.out_suffix}" if docname == NOT_FOUND else quote(super().get_target_uri(docname, typ))

    def output_name(self, page_name: str) -> str:
        """Return a page's file, likewise."""
        is_file = page_name in ("index", NOT_FOUND) or page_name.endswith("/index")
        return super().output_name(page_name if is_file else f"{page_name}/index")


def digest_of_settings(builder: StandaloneHTMLBuilder) -> str:
    """Return a digest of the options, the tags and the extensions with their versions."""
    extensions = sorted((extension.name, extension.version) for extension in builder.app.extensions.values())
    # `postil` too: that an owner says what is ABlog's default may mean another thing than saying nothing.
    own = repr(builder.config.postil)
    return digest("\0".join([own, repr(extensions), repr(sorted(builder.tags)), *_options(builder.config)]))


def digest_of_inputs(builder: StandaloneHTMLBuilder) -> str:
    """Return a digest of what pages are made from besides documents."""
    domain = post_domain(builder.env)
    return digest("\0".join([str(builder.outdir), domain.overall, domain.static, digest_of_settings(builder)]))


def _options(config: Config) -> list[str]:
    """Return all options as text; one without a stable form makes each build a full one, which is safe."""
    return sorted(f"{option.name}={_stable(option.value)}" for option in config)


def _stable(value: Any) -> str:
    if isinstance(value, dict):
        return "{{{}}}".format(",".join(sorted(f"{_stable(key)}:{_stable(item)}" for key, item in value.items())))
    if isinstance(value, set | frozenset):
        return "{{{}}}".format(",".join(sorted(_stable(item) for item in value)))
    if isinstance(value, list | tuple):
        return "[{}]".format(",".join(_stable(item) for item in value))
    if callable(value):
        return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
    return repr(value)


def setup(app: Sphinx) -> None:
    """Put the builders in the place of Sphinx's own."""
    app.add_builder(ExactHTMLBuilder, override=True)
    app.add_builder(ExactDirHTMLBuilder, override=True)
