"""What programs get that read the whole site: the sitemap, `llms.txt` and the Markdown copies of posts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.locale import get_translation

from postil.blog.listing import select_posts
from postil.blog.pagination import blog_pages
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import Kind, digest
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.i18n import CATALOG, format_date
from postil.metadata.markdown_copies import (
    copy_url,
    document_links,
    image_links,
    images_by_document,
    markdown_copy,
    write_llms,
)
from postil.metadata.sitemap import SitemapEntry, write_robots, write_sitemap
from postil.urls import absolute_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.index import Index
    from postil.blog.post import Post
    from postil.build.builders import ExactHTMLBuilder
    from postil.config.options import Options

_ = get_translation(CATALOG)
SITEMAP, ROBOTS, LLMS = "sitemap.xml", "robots.txt", "llms.txt"


def generate_crawler_files(app: Sphinx, builder: ExactHTMLBuilder) -> dict[str, bytes | None]:
    """Return these files by their place in the output, as far as the owner wants them and they can be made."""
    options: Options = app.config.postil
    files = generate_markdown_copies(app, builder)
    base = site_root_url(options)
    if not base:
        return files
    if options.postil_sitemap:
        places = [SitemapEntry(absolute_url(base, uri), changed) for uri, changed in site_pages(app, builder)]
        files[SITEMAP] = write_sitemap(places)
        files[ROBOTS] = write_robots(absolute_url(base, SITEMAP))
    if options.postil_llms:
        files[LLMS] = generate_llms(app, builder, base)
    return files


def site_pages(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[tuple[str, datetime | None]]:
    """Yield each page for readers with when it was last changed: from the posts on it, or from git, or None.

    It is made from the documents that there are, not from those that a build writes, so that it is always whole.
    """
    domain = post_domain(app.env)
    index: Index = domain.index
    for docname in app.env.found_docs:
        posts = index.by_docname.get(docname, ())
        if docname in domain.data["noindex"] or any(post.draft or post.canonical_link for post in posts):
            continue  # not for readers, or a copy of what stands elsewhere
        if docname == NOT_FOUND_PAGE:
            continue  # what readers get where nothing is
        shown = [
            post for options in domain.lists.get(docname, ()) for post in select_posts(index, options, docname=docname)
        ]
        if docname == index.posts_page:
            shown = [*shown, *index.published]
        own = domain.changed.get(docname)
        changed = last_modified([*posts, *shown])
        if own and not posts:
            changed = max(changed, own) if changed else own
        yield builder.get_target_uri(docname), changed
    drafts = f"{index.path}/drafts"
    for page in blog_pages(index, size=app.config.postil.postil_page_size, language=app.config.language):
        if page.docname in app.env.found_docs or page.docname == drafts or page.docname.startswith(f"{drafts}/"):
            continue
        listed = [post for group in page.terms.values() for post in group] if page.terms else page.posts
        if any(not post.draft for post in listed) or page.docname == index.posts_page:
            yield builder.get_target_uri(page.docname), last_modified(listed)


def last_modified(posts: Iterable[Post]) -> datetime | None:
    """Return when the published ones of `posts` were last changed; None if there are none."""
    dates = [post.updated or post.date for post in posts if not post.draft]
    return max((date for date in dates if date), default=None)


def generate_markdown_copies(app: Sphinx, builder: ExactHTMLBuilder) -> dict[str, bytes | None]:
    """Return the Markdown copies of posts, by their file in the output; None for one that is as it was."""
    files: dict[str, bytes | None] = {}
    pictures = images_by_document(app)
    index: Index = post_domain(app.env).index
    files_known = post_domain(app.env).files
    for post in index.published:
        name = copy_url(app, post)
        if not name:
            continue
        path = Path(app.env.doc2path(post.docname))
        own, links = pictures.get(post.docname, ()), linked_documents(app, post.docname)
        names = [term.label for term in index.terms_of(post, Kind.AUTHOR)]
        try:
            parts = (files_known.of(str(path)), post.title, post.date, post.updated, names, own, links)
            if builder.record.note_made(name, digest(f"{builder.record.inputs} {parts!r}")):
                files[name] = None
                continue
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # it was told when it was read
        moved = links | image_links(app, post.docname, own, folder=builder.imagedir)
        files[name] = markdown_copy(text, post.title, post_details(app, post), moved).encode()
    return files


def linked_documents(app: Sphinx, docname: str) -> dict[str, str]:
    """Return where the documents are that one links to, by the paths of their files; as seen from its copy."""
    domain = post_domain(app.env)
    names = {target.lstrip("/") for target in domain.data["links"].get(docname, ())} & app.env.found_docs
    groups = domain.index.by_docname
    posts = {name: groups[name][0] for name in names & groups.keys() if not groups[name][0].anchor}
    return document_links(app, docname, [posts.get(name, name) for name in sorted(names)])


def post_details(app: Sphinx, post: Post) -> list[str]:
    """Return what stands under a post's title in its copy: its dates, authors and address."""
    index, options = post_domain(app.env).index, app.config.postil
    language, pattern = app.config.language, options.post_date_format
    facts = []
    if post.date:
        facts.append(format_date(post.date, language=language, pattern=pattern))
    if post.updated:
        facts.append(f"{_('updated')} {format_date(post.updated, language=language, pattern=pattern)}")
    if names := [term.label for term in index.terms_of(post, Kind.AUTHOR)]:
        facts.append(f"{_('by')} {', '.join(names)}")
    if base := site_root_url(options):
        facts.append(f"<{absolute_url(base, app.builder.get_target_uri(post.docname))}>")
    return facts


def generate_llms(app: Sphinx, builder: StandaloneHTMLBuilder, base: str) -> bytes:
    """Return `llms.txt`: posts, newest first, by their copies where there are, then the other pages."""
    env, options = app.env, app.config.postil
    index = post_domain(env).index
    posts = []
    for post in index.published:
        address = quote(copy_url(app, post)) or builder.get_target_uri(post.docname)
        address += f"#{post.anchor}" if post.anchor else ""
        posts.append((post.title, absolute_url(base, address), post.summary))
    others = sorted(env.found_docs - index.by_docname.keys())
    pages = [(env.titles[name].astext(), absolute_url(base, builder.get_target_uri(name)), "") for name in others]
    return write_llms(options.blog_title, options.blog_feed_subtitle, {_("Posts"): posts, _("Pages"): pages})
