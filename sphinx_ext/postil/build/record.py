"""A record of what the last complete build wrote and from which sources; it tells which pages are outdated.

Each builder has its own record next to the doctrees, which several builders can share. A page counts as written only
if its file was written: pages of a killed build, and pages for which the disk was full, are outdated in the next one.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

from postil.blog.post import digest
from postil.build.domain import post_domain
from postil.build.site_files import installed_packages
from postil.cache_files import FileStates, load_checked, save_checked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx.builders import Builder

# The version of the file format. A record of another version is ignored.
FORMAT = 4


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
        self.page_inputs_digest: str = saved.get("page_inputs_digest", "")
        """A digest of all sources of pages of documents."""
        self.extension_files: list[str] = saved.get("extension_files", [])
        """The static files that extensions wrote when the builder was loaded."""
        self.inputs_digest: str = saved.get("inputs_digest", "")
        """A digest of everything that is not a post: options, templates, static files."""
        self.posts_digest: str = saved.get("posts_digest", "")
        """A digest of the posts."""
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
            "page_inputs_digest": self.page_inputs_digest,
            "generated": self.generated,
            "extension_files": self.extension_files,
            "inputs_digest": self.inputs_digest,
            "posts_digest": self.posts_digest,
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
        inputs = (self._domain.page_inputs_digest, settings, sorted(self._env.all_docs.items()))
        self.inputs_digest = digest(repr(inputs))
        """A digest of all sources: while it is the same, so are the digests of all pages."""

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Return, for each document, a digest of the sources of its page.

        These are the time when it was read (Sphinx's own mark of its doctree), what it shows of others, its numbers.
        """
        env = self._env
        numbers = (env.toc_secnumbers, env.toc_fignumbers)
        return {
            docname: digest(
                repr((self._settings, shown, env.all_docs.get(docname), [of.get(docname) for of in numbers]))
            )
            for docname, shown in self._domain.page_digests().items()
        }

    def outdated(self, record: BuildRecord) -> set[str]:
        """Return the documents whose page was written from other sources, or was not written."""
        documents = self._env.found_docs
        if record.unfinished:
            return set(documents)
        if record.page_inputs_digest == self.inputs_digest:
            return documents - record.documents.keys()
        return {docname for docname, source in self.digests.items() if record.documents.get(docname) != source}


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
