"""Generate the listings: the pages of all posts, of tags, categories, authors and so on, and of years and months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from postil.blog.pagination import blog_pages
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.build.recorded_output import OWN_PAGE
from postil.html_builders import builds_html_pages
from postil.pages.render import PostRenderer
from postil.pages.templates import PageRenderer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from postil.blog.pagination import ListingPage


def generate_listings(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield name, context and template of each listing that is outdated."""
    if not builds_html_pages(app.builder):
        return
    domain, post_renderer = post_domain(app.env), PostRenderer(app)
    index = domain.index
    options, language = app.config.postil, app.config.language
    home = index.posts_page if options.postil_home else ""
    output = exact_output(app.builder)
    record = output.record.pages if output else {}
    digests: dict[str, str] = {}
    document_urls = {app.builder.get_target_uri(docname) for docname in app.env.found_docs}
    for page in blog_pages(index, size=options.postil_page_size, language=language):
        replaced = app.builder.get_target_uri(page.first) in document_urls and page.first != home
        if replaced or app.builder.get_target_uri(page.docname) in document_urls:
            continue  # the site has a document of that name, which replaces the whole listing
        digests[page.docname] = domain.digest_cache.of((page.docname,), page.content(domain.card_digest))
        if record.get(page.docname) == digests[page.docname]:
            continue
        renderer = PageRenderer(app, page.docname, post_renderer)
        context = {
            "title": escape(page.title),
            "body": renderer.render(page.template, page=page, home=False),
            "metatags": pagination_links(page, renderer),
            OWN_PAGE: True,
            "postil_listing": True,
            "postil_summary": summarize_page(page),
        }
        yield page.docname, context, "page.html"
    post_renderer.save()
    for name in record.keys() - digests.keys() - {NOT_FOUND_PAGE}:
        del record[name]
    record.update(digests)


def summarize_page(page: ListingPage) -> str:
    """Return the content of a listing in one line: its heading, then its terms or the titles of its posts."""
    names = [term.label for term in page.terms] or [post.title for post in page.posts]
    return f"{page.title}: {', '.join(names)}" if names else page.title


def pagination_links(page: ListingPage, renderer: PageRenderer) -> str:
    """Return the `<link>` elements to the previous and the next page, for the head of a listing."""
    links = [(rel, name) for rel, name in (("prev", page.before), ("next", page.after)) if name]
    return "".join(Markup('\n<link rel="{}" href="{}">').format(rel, renderer.url(name)) for rel, name in links)


def setup(app: Sphinx) -> None:
    """Generate the listings after the documents are written."""
    app.connect("html-collect-pages", generate_listings)
