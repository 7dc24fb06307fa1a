"""What the last complete build of a builder wrote into its output folder, and from what; so, which pages are outdated.

Each builder has a record of its own beside the doctrees, which several builders can share. A page counts as written
only when its file was, so a page of a killed build, or one that the disk had no room for, is outdated in the next.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postil.blog.post import digest
from postil.build.domain import post_domain
from postil.cache_files import FileStates, load_checked, save_checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

# Changes with the form of the record; one of another form counts as none.
FORM = 2


class BuildRecord:
    """The record of one builder. What it holds changes as a build goes on, and is kept when all of it is written."""

    def __init__(self, folder: Path, name: str, outdir: Path) -> None:
        """Take over what the last complete build of builder `name` into `outdir` left in `folder`."""
        self._path, self._mark = folder / f"postil-{name}.json", folder / f"postil-{name}.unfinished"
        self._outdir = outdir
        kept = load_checked(self._path)
        if kept.get("form") != FORM or kept.get("outdir") != str(outdir):
            kept = {}
        self.unfinished = self._mark.exists()
        """Whether the last build did not come to its end, so that not all is known of what it wrote."""
        self.files = FileStates(outdir, kept.get("files"))
        """The files in the output folder."""
        self.documents: dict[str, str] = kept.get("documents", {})
        """The documents whose pages are written, with a digest of what each was written from."""
        self.pages: dict[str, str] = kept.get("pages", {})
        """The blog's own pages, with a digest of what each shows. Filled anew when they are made."""
        self.basis: str = kept.get("basis", "")
        """A digest of all that pages of documents are made from."""
        self.inputs: str = kept.get("inputs", "")
        """A digest of all that is not a post: options, templates, static files."""
        self.posts: str = kept.get("posts", "")
        """A digest of the posts."""
        self.made: dict[str, str] = kept.get("made", {})
        """Files that are made one for each post, with a digest of what each was made from."""

    def note_made(self, name: str, source: str) -> bool:
        """Note that the file `name` is made from what `source` is a digest of; return whether it is so already."""
        same = self.made.get(name) == source and self.files.intact(name)
        self.made[name] = source
        return same

    def begin(self) -> None:
        """Note, before a build changes anything, that it has begun; until `save` it is unfinished."""
        if not self._mark.exists():
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._mark.touch()

    def save(self) -> None:
        """Write the record, once all that it says is on the disk."""
        kept: dict[str, Any] = {"form": FORM, "outdir": str(self._outdir), "files": self.files.data}
        kept |= {"documents": self.documents, "pages": self.pages, "basis": self.basis, "made": self.made}
        save_checked(self._path, kept | {"inputs": self.inputs, "posts": self.posts})
        self.files.refreshed = False

    def end(self) -> None:
        """Note that the build came to its end."""
        self._mark.unlink(missing_ok=True)
        self.unfinished = False


class PageSources:
    """What the pages of a builder's documents are written from."""

    def __init__(self, builder: Builder, settings: str) -> None:
        """Take the site as it is now that all documents are read; `settings` is the digest of the options for pages."""
        self._env = builder.env
        self._domain = post_domain(builder.env)
        self._general = settings
        self.basis = digest(repr((self._domain.basis, self._general, sorted(self._env.all_docs.items()))))
        """A digest of all of it; as long as it is the same, so is each page's."""

    def digests(self) -> Mapping[str, str]:
        """Return, for each document, a digest of what its page is written from.

        That is: when it was read last (Sphinx's own mark of its doctree), what it shows of others, its numbers.
        """
        env = self._env
        numbers = (env.toc_secnumbers, env.toc_fignumbers)
        return {
            docname: digest(
                repr((self._general, shown, env.all_docs.get(docname), [of.get(docname) for of in numbers]))
            )
            for docname, shown in self._domain.shown().items()
        }

    def outdated(self, record: BuildRecord) -> set[str]:
        """Return the documents whose page was last written from something else, or was not written."""
        documents = self._env.found_docs
        if record.unfinished:
            return set(documents)
        if record.basis == self.basis:
            return documents - record.documents.keys()
        return {docname for docname, source in self.digests().items() if record.documents.get(docname) != source}


def digest_of_settings(builder: Builder, *, of_pages: bool = False) -> str:
    """Return a digest of the options, the tags and the extensions with their versions.

    With `of_pages`, only the options count for which Sphinx reads or writes documents again.
    """
    extensions = sorted((extension.name, extension.version) for extension in builder.app.extensions.values())
    # `postil` too: that an owner says what is ABlog's default may mean another thing than saying nothing.
    own = repr(builder.config.postil)
    # An option without a stable form makes each build a full one, which is safe.
    options = sorted(
        f"{option.name}={_stable(option.value)}" for option in builder.config if option.rebuild or not of_pages
    )
    return digest("\0".join([own, repr(extensions), repr(sorted(builder.tags)), *options]))


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


class OtherBuilder:
    """Finds the outdated pages of a builder that keeps no record itself, such as that of LaTeX or plain text."""

    def __init__(self) -> None:
        self._record: BuildRecord | None = None
        self._sources: PageSources | None = None

    def find_outdated(self, app: Sphinx, env: Any) -> Iterable[str]:
        """Return the documents whose page is outdated."""
        if hasattr(app.builder, "record"):
            return ()
        self._record = BuildRecord(Path(app.doctreedir), app.builder.name, Path(app.outdir))
        self._sources = PageSources(app.builder, digest_of_settings(app.builder, of_pages=True))
        found = self._sources.outdated(self._record)
        if found:
            self._record.begin()
        return sorted(found)

    def note_written(self, app: Sphinx, exception: Exception | None) -> None:
        """Note all pages as written once a build came to its end."""
        if self._record is None or self._sources is None or exception:
            return
        if self._record.unfinished or self._record.basis != self._sources.basis:
            self._record.basis, self._record.documents = self._sources.basis, dict(self._sources.digests())
            self._record.save()
        self._record.end()


def setup(app: Sphinx) -> None:
    """Look for outdated pages once the index is made."""
    other = OtherBuilder()
    app.connect("env-get-updated", other.find_outdated, priority=800)
    app.connect("build-finished", other.note_written, priority=900)
