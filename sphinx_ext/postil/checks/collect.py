"""Collect the facts about a site from Sphinx, once it has read the documents."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from docutils import nodes
from docutils.utils import get_source_line

from postil.build.domain import document_path, post_domain
from postil.build.exact_output import exact_output
from postil.build.static_files import extra_names
from postil.cache_files import load_checked
from postil.checks.facts import ImageFacts, LinkFacts, LostFacts, PageFacts, SiteFacts
from postil.config.options import is_own_url, site_root_url
from postil.feeds.channels import channels
from postil.feeds.entries import EntryBuilder
from postil.feeds.full_text import FullTextCache
from postil.feeds.generate import WRITERS, build_feed
from postil.html_tags import start_tags
from postil.metadata.crawler_files import SITEMAP, sitemap_entries
from postil.metadata.sitemap import write_sitemap
from postil.output.lost_pages import find_lost_pages
from postil.output.owner_redirects import OwnerRedirects
from postil.output.publish import files_of_documents
from postil.output.redirects import alias_file, generate_redirects
from postil.pages.listings import listing_pages
from postil.project.html_links import urls_in
from postil.project.mounted_project import MountedProject
from postil.project.source_facts import source_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

    from postil.build.exact_output import ExactOutput
    from postil.build.read_only import ReadOnlySite


def collect_facts(site: ReadOnlySite, *, last_build: Path | None = None) -> SiteFacts:
    """Return the facts about a site that was read; `last_build` is the record of the last build of its pages."""
    app = site.app
    pages = [_page_facts(app, docname, doctree) for docname, doctree in site.resolved_documents()]
    output = exact_output(app.builder)
    files: Mapping[str, bytes | None] = {}
    site_files: set[str] = set()
    lost: Sequence[LostFacts] = ()
    if output:
        files = _generated_files(app, output)
        site_files = _files_of_site(app, output, files.keys())
        lost = list(_lost_urls(app, output, site_files, last_build)) if last_build else ()
    project = app.project
    folders = project.site_folders if isinstance(project, MountedProject) else None
    return SiteFacts(
        source=Path(app.confdir),
        folders=[Path(app.srcdir), *(folders.mounts.values() if folders else ())],
        published_folders=[*folders.extra, *folders.static] if folders else (),
        base_url=site_root_url(app.config.postil),
        warnings=site.take_warnings(),
        sources=list(source_facts(project)) if isinstance(project, MountedProject) else (),
        pages=pages,
        images=list(_image_facts(app)),
        output={name: content for name, content in files.items() if content is not None},
        files=site_files,
        dead_own_links=[
            link
            for page in pages
            for link in page.links
            if is_own_url(link.url, app.config.postil) and not _leads_somewhere(app, link.url, page.docname, site_files)
        ],
        lost=lost,
    )


def _page_facts(app: Sphinx, docname: str, doctree: nodes.document) -> PageFacts:
    ids: set[str] = set()
    links: list[LinkFacts] = []
    path = Path(app.env.doc2path(docname))
    for node in doctree.findall(nodes.Element):
        ids.update(node.get("ids", ()))
        if isinstance(node, nodes.reference) and node.get("refuri"):
            links.append(LinkFacts(str(node["refuri"]), *_location(node, path)))
        elif isinstance(node, nodes.raw) and "html" in str(node.get("format", "")):
            html = node.astext()
            ids.update(each.value for tag in start_tags(html) for each in tag.attributes if each.name in ("id", "name"))
            links += [LinkFacts(url, *_location(node, path)) for url in urls_in(html)]
    return PageFacts(docname, unquote(app.builder.get_target_uri(docname)), ids, links)


def _location(node: nodes.Node, path: Path) -> tuple[Path, int]:
    """Return the file and the line of a node; 0 if the line is not known."""
    source, line = get_source_line(node)
    file = Path(source) if source and Path(source).is_file() else path
    return file, line or 0


def _image_facts(app: Sphinx) -> Iterator[ImageFacts]:
    lines = post_domain(app.env).data["image_lines"]
    for path, (users, _name) in app.env.images.items():
        user = min(users, default="")
        if user:
            line = lines.get(user, {}).get(path) or 0
            yield ImageFacts(Path(os.path.normpath(Path(app.srcdir, path))), Path(app.env.doc2path(user)), line)


def _generated_files(app: Sphinx, output: ExactOutput) -> dict[str, bytes | None]:
    """Return the feeds, the sitemap and the redirects that a build would write; what is wrong with these is logged."""
    output.record.pages = dict.fromkeys((page.docname for page in listing_pages(app)), "")
    base = site_root_url(app.config.postil)
    files = _feeds(app, output) if base else {}
    if base and app.config.postil.postil_sitemap:
        files[SITEMAP] = write_sitemap(sitemap_entries(app, base))
    redirects = generate_redirects(
        post_domain(app.env).index,
        output=output,
        base=app.config.postil.blog_baseurl,
        delay=app.config.postil.post_redirect_refresh,
        existing=files_of_documents(app, output) | files.keys() | set(extra_names(output.builder)),
        stale=frozenset(),
        owner=OwnerRedirects(app, output),
    )
    return {**files, **dict.fromkeys(redirects)}


def _feeds(app: Sphinx, output: ExactOutput) -> dict[str, bytes | None]:
    """Return the feeds of the whole blog; those of tags and so on, which have the same entries, without content."""
    index, options = post_domain(app.env).index, app.config.postil
    entries = EntryBuilder(app, output.builder, FullTextCache(app))
    files: dict[str, bytes | None] = {}
    for channel in channels(index, options):
        if not channel.is_main:
            files[f"{channel.path}/atom.xml"] = None
            continue
        feed = build_feed(channel, entries, options=options, language=app.config.language)
        for name, write in WRITERS.items():
            files[f"{channel.path}/{name}"] = write(replace(feed, self_link=urljoin(feed.self_link, name)))
    return files


def _files_of_site(app: Sphinx, output: ExactOutput, generated: AbstractSet[str]) -> set[str]:
    return files_of_documents(app, output) | set(extra_names(output.builder)) | generated | {SITEMAP, "robots.txt"}


def _lost_urls(app: Sphinx, output: ExactOutput, files: set[str], last_build: Path) -> Iterator[LostFacts]:
    """Yield the pages of the last build whose URLs lead nowhere now."""
    before = load_checked(last_build).get("sources", {})
    now = {docname: document_path(app.env, docname) for docname in app.env.found_docs}
    unpublished = {os.path.splitext(path)[0] for path in getattr(app.project, "unpublished", ())}  # noqa: PTH122
    lost = find_lost_pages(before, files=files, file_of=output.output_name, now=now, unpublished=unpublished)
    for page in lost:
        url = app.builder.get_target_uri(page.docname)
        if page.now:
            yield LostFacts(url, Path(app.env.doc2path(page.now)), app.builder.get_target_uri(page.now))
        else:
            yield LostFacts(url)


def _leads_somewhere(app: Sphinx, url: str, docname: str, files: AbstractSet[str]) -> bool:
    """Return whether an absolute URL of the site is that of a page or a file of it, or of a file that Sphinx writes."""
    base = urlsplit(site_root_url(app.config.postil)).path
    path = unquote(urlsplit(url).path).removeprefix(base).lstrip("/")
    if not path or path.startswith(("_static/", "_images/", "_sources/")):
        return True
    output = exact_output(app.builder)
    names = {path, f"{path.rstrip('/')}/index.html", f"{path}.html"} | ({alias_file(path, output)} if output else set())
    return not names.isdisjoint(files) or post_domain(app.env).links.find(url, docname) is not None


def find_last_build(source: Path, builder: str = "html") -> Path | None:
    """Return the record of the newest build of a site's pages in the usual folders next to its source; or None."""
    tops = [source / "_build", *(source.parent / name for name in ("build", "_build", "public", "site", "html"))]
    name = f"postil-{builder}.json"
    found = [
        file
        for top in tops
        for pattern in (name, f"*/{name}", f"*/*/{name}", f".doctrees/{name}")
        for file in (top.glob(pattern) if top.is_dir() else ())
        if "live" not in file.parent.name
    ]
    return max(found, key=lambda file: file.stat().st_mtime, default=None)
