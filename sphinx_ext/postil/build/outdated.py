"""Find the documents to be read again: those whose files have another content, and those misled by others."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join
from sphinx.util.i18n import get_image_filename_for_language

from postil.blog.post import digest
from postil.build.domain import document_path, post_domain
from postil.build.site_files import code_digest
from postil.file_digests import path_of_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.build.domain import PostDomain

# Where it is kept when the document being read was begun, and the digests of its files.
_CURRENT = "postil-read"
# Of which kinds Sphinx looks for `name.*`.
_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf")
# What docutils says of a file that it does not find, in the quotation marks of the site's language by now.
_NO_FILE = re.compile(r"\[Errno 2\][^:]*:\s*\W\s*(.+?)\s*\W\.?\s*$", re.MULTILINE)


def content_digest(domain: PostDomain, docname: str) -> str:
    """Return a digest of all files that a document was read from, as they were then; empty if that is not known."""
    read = domain.files_read.get(docname)
    return digest(repr(sorted(read.items()))) if read else ""


def files_named(doctree: nodes.document, env: BuildEnvironment) -> Iterator[str]:
    """Yield the files that a document names, also those that are not there: it is another document once they are."""
    for image in doctree.findall(nodes.image):
        address = str(image["uri"])
        if ":" in address:
            continue
        if address.endswith(".*"):
            yield from (f"{address[:-2]}{suffix}" for suffix in _SUFFIXES)
        else:
            yield address
            yield get_image_filename_for_language(address, env)
    for download in doctree.findall(addnodes.download_reference):
        yield str(download["reftarget"])
    for reference in doctree.findall(addnodes.pending_xref):
        if reference.get("reftype") == "myst" and not reference.get("refdomain"):
            yield str(reference["reftarget"]).partition("#")[0]


def note_files_named(app: Sphinx, doctree: nodes.document) -> None:
    """Let a document depend on the files that it names, by the paths at which it looks for them."""
    env = app.env
    for target in files_named(doctree, env):
        if target and "\0" not in target:
            env.note_dependency(path_of_file(env, env.docname, target))
    for message in doctree.findall(nodes.system_message):
        for path in _NO_FILE.findall(message.astext()):
            env.note_dependency(os.path.abspath(path))  # noqa: PTH100 - docutils names it from the current folder


def note_source(app: Sphinx, docname: str, content: list[str]) -> None:
    """Keep the digest of a document's own file, as it is handed to the parser."""
    env = app.env
    path = str(env.doc2path(docname))
    encoding = env.settings["input_encoding"]
    read = {path: post_domain(env).file_digests.of_text(path, content[0], encoding=encoding)}
    env.current_document[_CURRENT] = (time.time_ns(), read)


def note_dependencies(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the digests of all files that a document was read from: includes, images, downloads."""
    env, domain = app.env, post_domain(app.env)
    kept = env.current_document.get(_CURRENT)
    if kept is None:
        return
    since, read = kept
    paths = {str(path) for path in env.dependencies.get(env.docname, ())}
    # Sphinx looks for it, but not again where it is not there.
    paths |= {str(app.confdir / "docutils.conf"), *domain.expected_files.get(env.docname, ())}
    folder = os.path.join(env.doc2path(env.docname).parent, "")  # noqa: PTH118 - with a slash at its end
    if os.path.realpath(folder) != folder.rstrip(os.sep):
        paths.add(folder)
    read.update((path, domain.file_digests.of_used(path, since=since)) for path in sorted(paths - read.keys()))
    domain.files_read[env.docname] = read


def find_changed_content(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Sequence[str]:
    """Let documents be read again whose files have another content than when they were read, and no others.

    Sphinx compares time stamps with the time of reading: it misses an older file in the place of another, and takes
    each file of a new checkout for a changed one. `changed` is its answer and becomes ours.
    """
    domain = post_domain(env)
    found: dict[str, bytes] = {}
    for docname in env.found_docs:
        read = domain.files_read.get(docname, {})
        # Sphinx adds translations before a document is read, and forgets them when it is.
        if unknown := {str(path) for path in env.dependencies.get(docname, ())} - read.keys():
            domain.expected_files[docname] = unknown
        if not read or docname in env.reread_always:
            continue
        for path in read.keys() - found.keys():
            found[path] = domain.file_digests.of(path)
        same = str(env.doc2path(docname)) in read and all(found[path] == content for path, content in read.items())
        if not same:
            changed.add(docname)
        elif docname in changed and not unknown and os.path.isfile(app.doctreedir / f"{docname}.doctree"):  # noqa: PTH113
            changed.discard(docname)
    changed -= added
    return ()


def find_changed_code(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Sequence[str]:
    """Return all documents if the owner's code is another: an extension of theirs may make anything of them."""
    domain = post_domain(env)
    before, domain.data["code_digest"] = domain.data["code_digest"], code_digest(app, domain.file_digests)
    return sorted(env.found_docs) if before not in ("", domain.data["code_digest"]) else ()


def find_outdated_references(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents to be read again because a document that they refer to has come, gone or moved."""
    misled = []
    domain = post_domain(env)
    known = domain.data["source_paths"]
    paths = {document_path(env, docname) for docname in added} | {known[docname] for docname in removed & known.keys()}
    others = set(find_changed_files(app, env, added, changed, removed))
    for docname in others:
        paths |= {known[docname], document_path(env, docname)}
    for docname, targets in domain.data["references"].items():
        names = {name for target in targets for name in (target, docname_join(docname, target))}
        lost = any("/" in target or "." in target for target in targets) and not names & env.found_docs
        place = document_path(env, docname) if paths else ""
        by_path = bool(paths) and any(docname_join(place, target) in paths for target in targets)
        if names & (removed | added | others) or by_path or (added and lost):
            misled.append(docname)
    return misled


def find_changed_files(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the documents that are other files than when they were read; Sphinx looks at the times of files alone."""
    known = post_domain(env).data["source_paths"].items()
    return [docname for docname, path in known if docname in env.found_docs and document_path(env, docname) != path]


def setup(app: Sphinx) -> None:
    """Look at what is read, and at what is to be read."""
    app.connect("source-read", note_source, priority=1)
    # Before Sphinx puts in place of what a document names what it found.
    app.connect("doctree-read", note_files_named, priority=410)
    app.connect("doctree-read", note_dependencies, priority=990)
    app.connect("env-get-outdated", find_changed_content, priority=400)
    app.connect("env-get-outdated", find_changed_code)
    app.connect("env-get-outdated", find_outdated_references)
    app.connect("env-get-outdated", find_changed_files)
