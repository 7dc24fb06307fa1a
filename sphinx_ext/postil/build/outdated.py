"""Find the documents to read again: their files changed, or a document that they refer to was added or removed."""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join
from sphinx.util.i18n import get_image_filename_for_language

from postil.build.domain import document_path, post_domain
from postil.build.site_files import code_digest, code_files, code_mentions
from postil.file_digests import path_of_file
from postil.lazy_regex import lazy_regex
from postil.project.mounted_project import MountedProject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


# The key of `current_document` for the time at which reading a document began, and the digests of its files.
_READING = "postil-read"
# The kinds of images that Sphinx looks for if a document contains `name.*`.
_IMAGE_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf")
_URL = ("http://", "https://", "//")
_DOCUTILS_CONF = "docutils.conf"
# The message of docutils about a missing file, with the quotation marks of the site's language.
_MISSING_FILE = lazy_regex(r"\[Errno 2\][^:]*:\s*\W\s*(.+?)\s*\W\.?\s*$", re.MULTILINE)


def files_named(doctree: nodes.document, env: BuildEnvironment) -> Iterator[str]:
    """Yield the files that a document names, including missing ones: once they exist, it must be read again."""
    for image in doctree.findall(nodes.image):
        uri = str(image["uri"])
        if ":" in uri:
            continue
        if uri.endswith(".*"):
            yield from (f"{uri[:-2]}{suffix}" for suffix in _IMAGE_SUFFIXES)
        else:
            yield uri
            yield get_image_filename_for_language(uri, env)
    for download in doctree.findall(addnodes.download_reference):
        yield str(download["reftarget"])
    for reference in doctree.findall(addnodes.pending_xref):
        if reference.get("reftype") == "myst" and not reference.get("refdomain"):
            yield str(reference["reftarget"]).partition("#")[0]


def add_file_dependencies(app: Sphinx, doctree: nodes.document) -> None:
    """Add the files that a document names to its dependencies, by the paths at which it looks for them."""
    env = app.env
    for target in files_named(doctree, env):
        if target and "\0" not in target:
            env.note_dependency(path_of_file(env, env.docname, target))
    for message in doctree.findall(nodes.system_message):
        for path in _MISSING_FILE.findall(message.astext()):
            env.note_dependency(os.path.abspath(path))  # noqa: PTH100 - docutils writes it relative to the current folder


def record_source(app: Sphinx, docname: str, content: list[str]) -> None:
    """Record the digest of a document's own file, as the parser gets it."""
    env = app.env
    path = str(env.doc2path(docname))
    encoding = env.settings["input_encoding"]
    read = {path: post_domain(env).file_digests.of_text(path, content[0], encoding=encoding)}
    env.current_document[_READING] = (time.time_ns(), read)


def record_dependencies(app: Sphinx, doctree: nodes.document) -> None:
    """Record the digests of all files that a document was read from: includes, images, downloads.

    They replace Sphinx's list of these files, of which it would load each path and check each time stamp in each build;
    `FileDependencies` has them for other extensions.
    """
    env, domain = app.env, post_domain(app.env)
    reading = env.current_document.get(_READING)
    if reading is None:
        return
    since, read = reading
    paths = {str(path) for path in env.dependencies.pop(env.docname, ())}
    # Sphinx reads docutils.conf, but does not check later whether it was added.
    paths |= {str(app.confdir / _DOCUTILS_CONF), *domain.expected_files.get(env.docname, ())}
    folder = os.path.join(env.doc2path(env.docname).parent, "")  # noqa: PTH118 - with a slash at its end
    if os.path.realpath(folder) != folder.rstrip(os.sep):
        paths.add(folder)
    read.update((path, domain.file_digests.of_used(path, since=since)) for path in sorted(paths - read.keys()))
    domain.files_read[env.docname] = read


def files_of_document(env: BuildEnvironment, docname: str) -> set[str]:
    """Return the files that a document was read from, or that it names, by their paths."""
    read = (path for path in post_domain(env).files_read.get(docname, ()) if not path.endswith(os.sep))
    return {*read, *map(str, dict.get(env.dependencies, docname, ()))}


class FileDependencies(defaultdict[str, set[Any]]):
    """`env.dependencies` with the files of documents in `files_read`, added when they are asked for.

    Sphinx looks only for what is really in it, and of that only the files that are not in `files_read` are pickled.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        """Take what is in `env.dependencies`."""
        super().__init__(set, env.dependencies)
        self._env = env

    def __getitem__(self, docname: str) -> set[Any]:
        """Return the files of a document as Sphinx has them; the caller may add others."""
        env, found = self._env, super().__getitem__(docname)
        paths = map(env.srcdir.joinpath, files_of_document(env, docname))
        found |= {path for path in paths if path.name != _DOCUTILS_CONF} - {env.doc2path(docname)}
        return found

    def get(self, docname: str, default: Any = None) -> Any:
        """Return the files of a document; `default` if there is none."""
        return self[docname] if docname in self or docname in post_domain(self._env).files_read else default

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what is to be pickled."""
        read = post_domain(self._env).files_read
        others = {name: files for name, files in self.items() if {*map(str, files)} - read.get(name, {}).keys()}
        return defaultdict, (set, others)


def find_dependencies(app: Sphinx) -> None:
    """Let other extensions find the files of each document where Sphinx has them."""
    app.env.dependencies = FileDependencies(app.env)


def find_changed_content(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Sequence[str]:
    """Correct Sphinx's set of `changed` documents: those whose files have another content than when they were read.

    Sphinx compares time stamps with the time of reading: it misses a file that was replaced by an older one, and takes
    each file of a new checkout for a changed one.
    """
    domain = post_domain(env)
    digest_of = cache(domain.file_digests.of)
    doctrees = os.fspath(app.doctreedir)
    added_by_sphinx = dict(env.dependencies)
    for docname in env.found_docs:
        read = domain.files_read.get(docname, {})
        # Sphinx adds translations before it reads a document, and removes them when it does.
        dependencies = added_by_sphinx.get(docname)
        if unknown := {str(path) for path in dependencies} - read.keys() if dependencies else set():
            domain.expected_files[docname] = unknown
        if not read or docname in env.reread_always:
            continue
        unchanged = str(env.doc2path(docname)) in read and all(digest_of(path) == read[path] for path in read)
        if not unchanged:
            changed.add(docname)
        elif docname in changed and not unknown and os.path.isfile(f"{doctrees}/{docname}.doctree"):  # noqa: PTH113
            changed.discard(docname)
    changed -= added
    return ()


def find_changed_code(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Sequence[str]:
    """Return all documents if the owner's code changed: an extension may do anything with them."""
    domain = post_domain(env)
    paths = code_files(app)
    domain.code_reads_posts = code_mentions(app, paths, b"ablog_posts")
    before, domain.data["code_digest"] = domain.data["code_digest"], code_digest(app, domain.file_digests, paths)
    return sorted(env.found_docs) if before not in ("", domain.data["code_digest"]) else ()


def find_outdated_references(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents that refer to a document that was added, removed or moved."""
    outdated: list[str] = []
    domain = post_domain(env)
    known = domain.data["source_paths"]
    paths = {document_path(env, docname) for docname in added} | {known[docname] for docname in removed & known.keys()}
    moved = set(find_moved_documents(app, env, added, changed, removed))
    for docname in moved:
        paths |= {known[docname], document_path(env, docname)}
    gone_or_new = removed | added | moved
    if not gone_or_new:
        return outdated
    for docname, targets in domain.data["references"].items():
        # What a URL leads to is found when the page is written.
        paths_and_names = [target for target in targets if not target.startswith(_URL)]
        names = {name for target in paths_and_names for name in (target, docname_join(docname, target))}
        unresolved = any("/" in target or "." in target for target in paths_and_names) and not names & env.found_docs
        own_path = document_path(env, docname) if paths else ""
        by_path = bool(paths) and any(docname_join(own_path, target) in paths for target in paths_and_names)
        if names & gone_or_new or by_path or (added and unresolved):
            outdated.append(docname)
    return outdated


def find_moved_documents(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents whose file has another path than when it was read; Sphinx only compares time stamps."""
    known = post_domain(env).data["source_paths"].items()
    return [docname for docname, path in known if docname in env.found_docs and document_path(env, docname) != path]


def find_changed_languages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents whose language is not the one with which they were read: `a.md` was added to `a.de.md`."""
    project, known = env.project, post_domain(env).data["languages"]
    if not isinstance(project, MountedProject):
        return []
    current = ((docname, project.language_of(docname)) for docname in known.keys() & env.found_docs)
    return [docname for docname, language in current if language and known[docname] != language]


def setup(app: Sphinx) -> None:
    """Register the event handlers."""
    app.connect("builder-inited", find_dependencies, priority=1)
    app.connect("source-read", record_source, priority=1)
    # Before Sphinx replaces the names in a document by the files that it found.
    app.connect("doctree-read", add_file_dependencies, priority=410)
    app.connect("doctree-read", record_dependencies, priority=990)
    app.connect("env-get-outdated", find_changed_content, priority=400)
    app.connect("env-get-outdated", find_changed_code)
    app.connect("env-get-outdated", find_outdated_references)
    app.connect("env-get-outdated", find_moved_documents)
    app.connect("env-get-outdated", find_changed_languages)
