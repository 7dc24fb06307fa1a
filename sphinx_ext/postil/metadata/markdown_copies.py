"""Generate a Markdown copy of each post, next to its page, for programs that read text."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx.locale import get_translation

from postil.blog.post import Kind, digest
from postil.build.domain import post_domain
from postil.build.text_language import in_language, post_language
from postil.config.options import site_root_url
from postil.file_names import MARKDOWN_SUFFIXES
from postil.i18n import CATALOG, format_date
from postil.metadata.markdown_text import markdown_copy
from postil.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from postil.blog.index import Index
    from postil.blog.post import Post
    from postil.build.exact_output import ExactOutput

_ = get_translation(CATALOG)


def copy_path(app: Sphinx, post: Post) -> str:
    """Return the path of a post's Markdown copy in the output; empty if it has none.

    Public posts have one that are Markdown files of their own.
    """
    has_copy = app.config.postil.postil_markdown and not post.draft and not post.unlisted and not post.anchor
    if not has_copy or os.path.splitext(app.env.doc2path(post.docname))[1] not in MARKDOWN_SUFFIXES:  # noqa: PTH122 - of each post, several times
        return ""
    return f"{post.docname}.md"


def generate_markdown_copies(app: Sphinx, output: ExactOutput) -> dict[str, bytes | None]:
    """Return the copies by their path in the output; None for one that is up to date."""
    files: dict[str, bytes | None] = {}
    source_folders: dict[str, str] = {}
    images_of = images_by_document(app)
    index: Index = post_domain(app.env).index
    file_digests = post_domain(app.env).file_digests
    for post in index.published_versions:
        name = copy_path(app, post)
        if not name:
            continue
        path = str(app.env.doc2path(post.docname))
        images, links = images_of.get(post.docname, ()), linked_documents(app, post.docname)
        authors = [term.label for term in index.terms_of(post, Kind.AUTHOR)]
        try:
            dates = (post.date, post.updated, post.language)
            source = (file_digests.of(path), post.title, dates, authors, images, links)
            if output.record.record_generated(name, digest(f"{output.record.inputs_digest} {source!r}")):
                files[name] = None
                continue
            text = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # Sphinx warned when it read the document
        if (folder := os.path.dirname(path)) not in source_folders:  # noqa: PTH120 - of each post
            source_folders[folder] = posixpath.dirname(app.env.relfn2path("x", post.docname)[0])
        targets = links | image_links(
            app, post.docname, images, source_folder=source_folders[folder], folder=output.builder.imagedir
        )
        files[name] = markdown_copy(text, post.title, post_details(app, post), targets).encode()
    return files


def post_details(app: Sphinx, post: Post) -> list[str]:
    """Return the lines below the title of a copy: dates, authors and URL."""
    index, options = post_domain(app.env).index, app.config.postil
    language, pattern = post_language(post, app.config), options.post_date_format
    details = []
    with in_language(app.config, language):
        if post.date:
            details.append(format_date(post.date, language=language, pattern=pattern))
        if post.updated:
            details.append(f"{_('updated')} {format_date(post.updated, language=language, pattern=pattern)}")
        if names := [term.label for term in index.terms_of(post, Kind.AUTHOR)]:
            details.append(f"{_('by')} {', '.join(names)}")
    if base := site_root_url(options):
        details.append(f"<{absolute_url(base, app.builder.get_target_uri(post.docname))}>")
    return details


def images_by_document(app: Sphinx) -> dict[str, list[tuple[str, str]]]:
    """Return the images of each document: paths relative to the source folder, and names in the output."""
    images: dict[str, list[tuple[str, str]]] = {}
    for path, (docnames, name) in sorted(app.env.images.items()):
        for docname in docnames:
            images.setdefault(docname, []).append((path, name))
    return images


def image_links(
    app: Sphinx, docname: str, images: Iterable[tuple[str, str]], *, source_folder: str, folder: str
) -> dict[str, str]:
    """Return the URLs of images in `folder` relative to the copy, by the paths that the document may use.

    `source_folder` is that of the document, relative to the folder of the project's sources.
    """
    links: dict[str, str] = {}
    written = post_domain(app.env).data["written_images"].get(docname, {})
    for path, name in images:
        relative = posixpath.relpath(path, source_folder or ".")
        target = quote(posixpath.relpath(f"{folder}/{name}", posixpath.dirname(docname) or "."))
        links.update(dict.fromkeys((relative, f"./{relative}", f"/{path}"), target))
        links.update({unquote(name): target for name, file in written.items() if file == path})
    return links


def linked_documents(app: Sphinx, docname: str) -> dict[str, str]:
    """Return the URLs of what a document links to, relative to its copy, by the paths that it may use."""
    domain = post_domain(app.env)
    targets = domain.data["links"].get(docname, ())
    if not targets:
        return {}
    names = {target.lstrip("/") for target in targets} & app.env.found_docs
    groups = domain.index.by_docname
    posts = {name: groups[name][0] for name in names & groups.keys() if not groups[name][0].anchor}
    links = document_links(app, docname, [posts.get(name, name) for name in sorted(names)]) if names else {}
    folder = posixpath.dirname(docname) or "."
    for target in targets:
        written = unquote(target.partition("#")[0])
        if written not in links and (found := domain.links.find(target, docname)):
            post = groups[found.docname][0] if found.docname in groups else None
            if found.docname:
                url = _url_of(app, folder, post if post and not post.anchor else found.docname)
            else:
                url = quote(posixpath.relpath(found.file, folder))
            links[written] = url + found.query
    return links


def document_links(app: Sphinx, docname: str, targets: Iterable[Post | str]) -> dict[str, str]:
    """Return the URLs of `targets` relative to the copy of `docname`, by the paths that the document may use.

    A post's URL is that of its copy if it has one. Other documents are given by name; their URL is that of their page.
    """
    links: dict[str, str] = {}
    source_folder, folder = app.env.doc2path(docname).parent, posixpath.dirname(docname) or "."
    for target in targets:
        name = target if isinstance(target, str) else target.docname
        url = _url_of(app, folder, target)
        path = Path(os.path.relpath(app.env.doc2path(name), source_folder)).as_posix()
        links.update(dict.fromkeys((path, f"./{path}"), url))
    return links


def _url_of(app: Sphinx, folder: str, target: Post | str) -> str:
    """Return the URL of a post's copy relative to `folder`, or that of a page."""
    copy = "" if isinstance(target, str) else copy_path(app, target)
    name = target if isinstance(target, str) else target.docname
    return quote(posixpath.relpath(copy, folder)) if copy else _relative_page_url(app, folder, name)


def _relative_page_url(app: Sphinx, folder: str, docname: str) -> str:
    """Return the URL of a document's page relative to `folder`."""
    uri = app.builder.get_target_uri(docname)
    relative = posixpath.relpath(uri or ".", folder)
    return f"{relative}/" if uri.endswith("/") or not uri else relative
