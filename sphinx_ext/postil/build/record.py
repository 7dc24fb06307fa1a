"""A record of what the last complete build wrote and from which sources; it tells which pages are outdated.

Each builder has its own record next to the doctrees, which several builders can share. A page counts as written only
if its file was written: pages of a killed build, and pages for which the disk was full, are outdated in the next one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from postil.blog.post import digest
from postil.build.backlinks import linked_by_changed_links
from postil.build.domain import post_domain
from postil.build.site_files import installed_packages
from postil.cache_files import FileStates, load_checked, save_checked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from sphinx.builders import Builder

# The version of the file format. A record of another version is ignored.
FORMAT = 5


class BuildRecord:
    """The record of one builder. It changes during a build, and is saved when the output is complete."""

    def __init__(self, folder: Path, name: str, outdir: Path) -> None:
        """Load the record that the last complete build of builder `name` saved in `folder`.

        If that wrote into another folder than `outdir`, its files are found there, or count as damaged.
        """
        self._path, self._marker = folder / f"postil-{name}.json", folder / f"postil-{name}.unfinished"
        saved = load_checked(self._path)
        if saved.get("format") != FORMAT:
            saved = {}
        self.unfinished = self._marker.exists()
        """Whether the last build did not finish, so that the record may not have all files that it wrote."""
        self.files = FileStates(outdir, saved.get("files"))
        """The files in the output folder."""
        self.documents: dict[str, str] = saved.get("documents", {})
        """The documents whose pages are written, with a digest of the sources of each page."""
        self.sources: Mapping[str, str] = saved.get("sources", {})
        """The documents, with the path of the source file of each."""
        self.pages: dict[str, str] = saved.get("pages", {})
        """The pages of the blog that are not documents, with a digest of what each shows."""
        self.read: dict[str, float] = saved.get("read", {})
        """When each document was read from which a page is written."""
        self.common_digest: str = saved.get("common_digest", "")
        """A digest of all other sources of pages of documents."""
        self.extension_files: list[str] = saved.get("extension_files", [])
        """The static files that extensions wrote when the builder was loaded."""
        self.inputs_digest: str = saved.get("inputs_digest", "")
        """A digest of everything that is not a post: options, templates, static files."""
        self.manifest_digest: str = saved.get("manifest_digest", "")
        """A digest of the list of files in the output folder."""
        self.generated: dict[str, str] = saved.get("generated", {})
        """Files that are generated for each post, with a digest of the sources of each."""

    def record_generated(self, name: str, source: str) -> bool:
        """Record that the file `name` is generated from `source`, a digest; return whether it is up to date already."""
        up_to_date = self.generated.get(name) == source and self.files.is_unchanged(name)
        self.generated[name] = source
        return up_to_date

    def begin(self) -> None:
        """Record, before a build changes anything, that it has begun; it is unfinished until `end`."""
        if not self._marker.exists():
            self._marker.parent.mkdir(parents=True, exist_ok=True)
            self._marker.touch()

    def save(self) -> None:
        """Save the record, after all files in it are written."""
        saved: dict[str, Any] = {
            "format": FORMAT,
            "files": self.files.data,
            "documents": self.documents,
            "sources": dict(self.sources),
            "pages": self.pages,
            "read": self.read,
            "common_digest": self.common_digest,
            "generated": self.generated,
            "extension_files": self.extension_files,
            "inputs_digest": self.inputs_digest,
            "manifest_digest": self.manifest_digest,
        }
        save_checked(self._path, saved)
        self.files.refreshed = False

    def end(self) -> None:
        """Record that the build finished."""
        self._marker.unlink(missing_ok=True)
        self.unfinished = False


class PageSources:
    """The sources from which a builder writes the pages of documents, once all documents are read."""

    def __init__(self, builder: Builder, settings: str) -> None:
        """`settings` is the digest of the options for pages."""
        self._env = builder.env
        self._domain = post_domain(builder.env)
        self._settings = settings
        self._common_digest = digest(repr((self._domain.common_digest, settings)))
        self._digests: dict[str, str] = {}

    def digests(self, docnames: AbstractSet[str]) -> Mapping[str, str]:
        """Return, for each of `docnames`, a digest of the sources of its page.

        These are the time when it was read (Sphinx's own mark of its doctree), what it shows of others, its numbers.
        """
        env = self._env
        numbers = (env.toc_secnumbers, env.toc_fignumbers)
        unknown = docnames - self._digests.keys()
        for docname, shown in self._domain.page_digests(unknown).items() if unknown else ():
            sources = (self._settings, shown, env.all_docs.get(docname), [of.get(docname) for of in numbers])
            self._digests[docname] = digest(repr(sources))
        return {docname: self._digests[docname] for docname in docnames}

    def outdated(self, record: BuildRecord) -> set[str]:
        """Return the documents whose page was written from other sources, or was not written."""
        documents = self._env.found_docs
        if record.unfinished:
            return set(documents)
        missing = documents - record.documents.keys()
        # Also those of missing pages: this finds the related posts, before Sphinx saves the environment with them.
        sources = self.digests(self._documents_to_check(record))
        return missing | {docname for docname, source in sources.items() if record.documents.get(docname) != source}

    def _documents_to_check(self, record: BuildRecord) -> AbstractSet[str]:
        """Return the documents whose sources can have changed since they were recorded."""
        if self.are_recorded(record):
            return frozenset()
        domain, documents = self._domain, self._env.found_docs
        changed = self.changed_documents(record)
        if changed is None or domain.changes is None:
            return documents
        # What lists show of posts may have changed too.
        lists = domain.postlists.keys() | domain.posts_documents.keys()
        return documents & {*changed, *linked_by_changed_links(domain, domain.changes), *lists}

    def changed_documents(self, record: BuildRecord) -> AbstractSet[str] | None:
        """Return the documents that were read since these sources were recorded; None if others may have changed."""
        changes = self._domain.changes
        if changes is None or record.read != changes.read_before or record.common_digest != self._common_digest:
            return None
        return changes.documents

    def are_recorded(self, record: BuildRecord) -> bool:
        """Return whether these are the recorded sources."""
        return record.read == self._env.all_docs and record.common_digest == self._common_digest

    def record(self, record: BuildRecord) -> None:
        """Record these sources, of which the digests of pages are in `record.documents`."""
        record.read, record.common_digest = dict(self._env.all_docs), self._common_digest


def digest_of_settings(builder: Builder, *, of_pages: bool = False) -> str:
    """Return a digest of the options, the tags, and the extensions and packages with their versions.

    `of_pages`: only include the options for which Sphinx reads or writes documents again.
    """
    extensions = sorted((extension.name, extension.version) for extension in builder.app.extensions.values())
    # An option that the owner sets to ABlog's default can have another effect than an unset one.
    own = repr(builder.config.postil)
    # If the value of an option has no stable representation, each build is a full one, which is safe.
    options = sorted(
        f"{option.name}={_stable_repr(option.value)}" for option in builder.config if option.rebuild or not of_pages
    )
    text = "\0".join([own, repr(extensions), *installed_packages(), repr(sorted(builder.tags)), *options])
    # The folder of the site and that of the cache can have another path than in the last build.
    for number, folder in enumerate((builder.doctreedir, builder.srcdir.parent)):
        text = text.replace(os.path.join(folder, ""), f"\0{number}")  # noqa: PTH118 - with a slash at its end
    return digest(text)


def _stable_repr(value: Any) -> str:
    if isinstance(value, dict):
        return "{{{}}}".format(
            ",".join(sorted(f"{_stable_repr(key)}:{_stable_repr(item)}" for key, item in value.items()))
        )
    if isinstance(value, set | frozenset):
        return "{{{}}}".format(",".join(sorted(_stable_repr(item) for item in value)))
    if isinstance(value, list | tuple):
        return "[{}]".format(",".join(_stable_repr(item) for item in value))
    if callable(value):
        return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
    return repr(value)
