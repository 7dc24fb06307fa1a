"""Write the generated files into the output, remove stale ones, and record what the build wrote."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.domain import document_path, post_domain
from postil.build.exact_output import exact_output
from postil.cache_files import remove_file, remove_parts
from postil.output.ablog_output import files_of_ablog, forget_documents, stale_documents
from postil.output.generated_files import GeneratedFiles, generate_all, owners_files, write_files
from postil.output.lost_pages import LostPage, find_lost_pages, report_lost_pages
from postil.output.owner_redirects import OwnerRedirects
from postil.output.redirects import generate_redirects
from postil.project.edit_links import source_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from postil.build.exact_output import ExactOutput
    from postil.output.generated_files import Files


class Publisher:
    """Generates files once the documents are written, and publishes them at the end of the build."""

    def __init__(self) -> None:
        self._generated = GeneratedFiles()
        self._lost: Sequence[LostPage] = ()

    def start(self, app: Sphinx) -> Sequence[Any]:
        """Generate files, except in a preview, which shows its pages first; return no pages, as the event expects."""
        output = exact_output(app.builder)
        self._generated = GeneratedFiles()
        if output and not output.in_memory:
            self._generated.start(app, output)
        return ()

    def publish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the files, and remove those that the last build wrote and this one did not."""
        output = exact_output(app.builder)
        self._lost = ()
        if exception:
            self._generated.terminate()
        if exception or not output or output.idle:
            return
        # While the processes generate files: this does not depend on these.
        earlier, pages = {*output.manifest.names, *output.record.files.data}, files_of_documents(app, output)
        self._generated.join(output)
        if output.in_memory and not self._generated.tasks:
            self._generated = GeneratedFiles(generate_all(app, output))
        publish_files(app, output, self._generated.files, earlier=earlier, pages=pages)
        self._lost = lost_pages(app, output)
        output.lost_urls = [app.builder.get_target_uri(page.docname) for page in self._lost]

    def report_lost_pages(self, app: Sphinx, _exception: Exception | None) -> None:
        """Warn of the pages that this build lost, once it is recorded: the next build does not warn again."""
        if self._lost:
            report_lost_pages(self._lost, url_of=app.builder.get_target_uri, path_of=app.env.doc2path)


def lost_pages(app: Sphinx, output: ExactOutput) -> Sequence[LostPage]:
    """Return the pages of the last build whose URLs lead nowhere now; record those of this build.

    A preview does not: a post can have many URLs while it is written.
    """
    env, before = app.env, output.record.sources
    output.record.sources = {docname: document_path(env, docname) for docname in sorted(env.found_docs)}
    if output.in_memory:
        return ()
    return find_lost_pages(
        before,
        files=output.site_files,
        file_of=output.output_name,
        now=output.record.sources,
        unpublished={posixpath.splitext(path)[0] for path in getattr(env.project, "unpublished", ())},
    )


def publish_files(
    app: Sphinx, output: ExactOutput, generated: Files, *, earlier: AbstractSet[str], pages: AbstractSet[str]
) -> None:
    """Write generated files, redirects and the images of authors; remove what is no longer part of the site.

    `earlier` are the files in the output that builds wrote, `pages` those that this one wrote for documents.
    """
    domain, options = post_domain(app.env), app.config.postil
    files = dict(generated)
    avatars = domain.avatars.values()
    files |= {unquote(avatar.url): avatar.path.read_bytes() for avatar in avatars if avatar.path}
    own = owners_files(output)
    current = pages | files.keys() | own | output.other_files
    stale = set() if output.in_memory else stale_documents(app)
    earlier = earlier | {".buildinfo.bak"} | files_of_ablog(app, output, stale)
    files |= generate_redirects(
        domain.index,
        output=output,
        base=options.blog_baseurl,
        delay=options.post_redirect_refresh,
        existing=current,
        stale=earlier - current,
        owner=OwnerRedirects(app, output),
    )
    current |= files.keys()
    remove_stale(Path(app.outdir), current, earlier=earlier)
    forget_documents(app, stale)
    if output.record.unfinished:
        remove_parts(Path(app.outdir))
    write_files(output, files, own=own)
    output.record.generated = {name: source for name, source in output.record.generated.items() if name in files}
    output.site_files = current


def files_of_documents(app: Sphinx, output: ExactOutput) -> set[str]:
    """Return the files of all pages, and of the sources, images and downloads of documents, if they are published."""
    env, images = app.env, post_domain(app.env).images
    pages = {*env.found_docs, *output.record.pages, NOT_FOUND_PAGE}
    found = {output.output_name(docname) for docname in pages}
    if app.config.html_copy_source:
        found |= {f"_sources/{source_name(app, docname)}" for docname in env.found_docs}
    found |= {f"{output.builder.imagedir}/{name}" for _users, name in env.images.values()}
    found |= {f"{output.builder.imagedir}/{variant.file}" for image in images.values() for variant in image.variants}
    return found | {f"_downloads/{name}" for _users, name in env.dlfiles.values()}


def record_output(app: Sphinx, exception: Exception | None) -> None:
    """Record the files in the output after all are written: first in the record, and last that the build finished."""
    output = exact_output(app.builder)
    if exception or not output:
        return
    record = output.record
    if not output.idle:
        record.files.record(output.site_files, only=True)
        record.manifest_digest = output.manifest.complete(record.files.data)
        record.save()
        output.manifest.write()
        output.reset_damaged_files()
    elif record.files.refreshed:
        record.save()
    record.end()


def remove_stale(outdir: Path, current: AbstractSet[str], *, earlier: Iterable[str]) -> None:
    """Remove the files of earlier builds that are not current, and folders that become empty."""
    for name in sorted(set(earlier) - current):
        remove_file(outdir, name)


def setup(app: Sphinx) -> None:
    """Generate files after documents are written, and publish them after all pages are."""
    publisher = Publisher()
    # Other handlers of the event yield listings, which are rendered after all handlers were called.
    app.connect("html-collect-pages", publisher.start)
    app.connect("build-finished", publisher.publish)
    app.connect("build-finished", record_output, priority=900)
    app.connect("build-finished", publisher.report_lost_pages, priority=910)
