"""Generate the listings: the pages of all posts, of tags, categories, authors and so on, and of years and months."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from postil.blog.pagination import blog_pages, blog_pages_of
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.build.page_versions import page_versions, pages_in_languages
from postil.build.recorded_output import OWN_PAGE
from postil.build.text_language import in_language, page_language
from postil.html_builders import builds_html_pages
from postil.i18n import interface_language
from postil.pages.ablog_objects import make_blog
from postil.pages.owner_listings import has_owner_listings, listing_context, owner_listing, owner_listing_content
from postil.pages.render import PostRenderer
from postil.pages.templates import PageRenderer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx.application import Sphinx

    from postil.blog.pagination import ListingPage
    from postil.blog.post import Post
    from postil.build.domain import PostDomain


def generate_listings(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield name, context and template of each listing that is outdated."""
    if not builds_html_pages(app.builder):
        return
    domain, post_renderer = post_domain(app.env), PostRenderer(app)
    templates = domain.owner_templates
    blogs = [make_blog(app, blog, post_renderer) for blog in domain.index.all_blogs]
    output = exact_output(app.builder)
    record = output.record.pages if output else {}
    digests: dict[str, str] = {}
    changed = output.changed_posts() if output and not has_owner_listings(templates) else None
    for page in listing_pages(app, changed):
        template = owner_listing(page, templates)
        content = (page.content(domain.card_digest), owner_listing_content(page, domain) if template else ())
        languages = (page_versions(app.env, page.docname), pages_in_languages(app.env, page.docname))
        shown = (*content, *filter(None, languages))
        digests[page.docname] = domain.digest_cache.of((page.docname,), shown)
        if record.get(page.docname) == digests[page.docname]:
            continue
        with in_language(app.config, page_language(app.env, page.docname)):
            summary = summarize_page(page)
        context = {OWN_PAGE: True, "postil_listing": True, "postil_summary": summary}
        if template:
            blog = domain.index.blog_of_page(page.docname)
            context |= listing_context(page, next(each for each in blogs if each.index is blog))
        else:
            renderer = PageRenderer(app, page.docname, post_renderer)
            with in_language(app.config, page_language(app.env, page.docname)):
                title, body = page.title, renderer.render(page.template, page=page, home=False)
            context |= {
                "title": escape(title),
                "body": body,
                "metatags": pagination_links(page, renderer),
            }
        yield page.docname, context, template or "page.html"
    post_renderer.save()
    for name in record.keys() - digests.keys() - {NOT_FOUND_PAGE} if changed is None else ():
        del record[name]
    record.update(digests)


def all_pages(domain: PostDomain, *, language: str, posts: Collection[Post] | None = None) -> Iterator[ListingPage]:
    """Yield the pages of all blogs, or those with cards of `posts`; words on a page are in the language of its blog."""
    pages_of = blog_pages if posts is None else partial(blog_pages_of, posts)
    yield from pages_of(domain.index, size=domain.page_size, language=language)
    for tag, blog in domain.index.blogs.items():
        with interface_language(tag):
            pages = list(pages_of(blog, size=domain.page_size, language=tag))
        yield from pages


def listing_pages(app: Sphinx, posts: Collection[Post] | None = None) -> Iterator[ListingPage]:
    """Yield the listings that are pages of their own, or those of them with cards of `posts`.

    A document with the URL of a listing replaces it.
    """
    domain, builder = post_domain(app.env), app.builder
    urls = {builder.get_target_uri(docname) for docname in app.env.found_docs}
    continued_lists = {blog.posts_page for blog in domain.posts_documents.values()}
    for page in all_pages(domain, language=app.config.language, posts=posts):
        # Only a document that shows the first page of a listing leaves the others as they are.
        continued = page.first in continued_lists
        replaced = not continued and builder.get_target_uri(page.first) in urls
        if not replaced and builder.get_target_uri(page.docname) not in urls:
            yield page


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
