"""Generate the listings: the pages of all posts, of tags, categories, authors and so on, and of years and months."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from sphinx.util.parallel import parallel_available

from postil.blog.pagination import blog_pages, blog_pages_of
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.build.domain import post_domain
from postil.build.exact_output import exact_output
from postil.build.page_processes import lists_are_independent, share_pages
from postil.build.page_versions import page_versions, pages_in_languages
from postil.build.processes import MANY_DOCUMENTS, PARALLEL_THRESHOLD
from postil.build.recorded_output import OWN_PAGE
from postil.build.text_language import in_language, page_language
from postil.html_builders import builds_html_pages
from postil.i18n import interface_language
from postil.pages.ablog_objects import make_blog
from postil.pages.owner_listings import has_owner_listings, listing_context, owner_listing, owner_listing_content
from postil.pages.render import PostRenderer
from postil.pages.templates import PageRenderer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

    from postil.ablog_compat.template_objects import Blog
    from postil.blog.pagination import ListingPage
    from postil.blog.post import Post
    from postil.build.domain import PostDomain
    from postil.build.exact_output import ExactOutput


def generate_listings(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield name, context and template of each listing that is outdated."""
    if not builds_html_pages(app.builder):
        return
    domain = post_domain(app.env)
    templates = domain.owner_templates
    output = exact_output(app.builder)
    record = output.record.pages if output else {}
    digests: dict[str, str] = {}
    outdated: dict[str, ListingPage] = {}
    changed = output.changed_posts() if output and not has_owner_listings(templates) else None
    for page in listing_pages(app, changed):
        template = owner_listing(page, templates)
        content = (page.content(domain.card_digest), owner_listing_content(page, domain) if template else ())
        languages = (page_versions(app.env, page.docname), pages_in_languages(app.env, page.docname))
        shown = (*content, *filter(None, languages))
        digests[page.docname] = domain.digest_cache.of((page.docname,), shown)
        if record.get(page.docname) != digests[page.docname]:
            outdated[page.docname] = page
    yield from render_lists(app, outdated, output)
    for name in record.keys() - digests.keys() - {NOT_FOUND_PAGE} if changed is None else ():
        del record[name]
    record.update(digests)


def render_lists(
    app: Sphinx, pages: Mapping[str, ListingPage], output: ExactOutput | None
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield name, context and template of lists; if there are many, another process writes half of them."""
    names: Sequence[str] = list(pages)
    lists = ListRenderer(app)
    yield from (lists.render(pages[name]) for name in names[:1])  # so that the other process has the templates
    others: Iterable[str] = names[1:]
    if output and len(names) > PARALLEL_THRESHOLD and may_share_lists(app, output):
        output.announce_lists(names[1:])
        others = share_pages(names[1:], partial(write_lists, app, pages, output))
    for name in others:
        yield lists.render(pages[name])
    lists.save()


def may_share_lists(app: Sphinx, output: ExactOutput) -> bool:
    """Return whether there is a core for another process that writes lists, and it may."""
    has_core = app.parallel > 1 and parallel_available and output.documents_to_write < MANY_DOCUMENTS
    owned = has_owner_listings(post_domain(app.env).owner_templates)
    return has_core and not owned and not output.in_memory and lists_are_independent(app)


def write_lists(app: Sphinx, pages: Mapping[str, ListingPage], output: ExactOutput, names: Iterable[str]) -> None:
    """Write lists in a child process."""
    output.fork_guard.begin_in_child()
    lists = ListRenderer(app)
    for name in names:
        output.builder.handle_page(*lists.render(pages[name]))
    lists.save()


class ListRenderer:
    """Renders lists, with one cache of cards and excerpts for all that a process renders."""

    def __init__(self, app: Sphinx) -> None:
        """Open the cache when something is needed."""
        self._app = app
        self._post_renderer = PostRenderer(app)

    @cached_property
    def _blogs(self) -> Mapping[str, Blog]:
        """What the owner's templates see of each blog, by its path."""
        blogs = post_domain(self._app.env).index.all_blogs
        return {blog.path: make_blog(self._app, blog, self._post_renderer) for blog in blogs}

    def render(self, page: ListingPage) -> tuple[str, dict[str, Any], str]:
        """Return name, context and template of a list."""
        app, domain = self._app, post_domain(self._app.env)
        template = owner_listing(page, domain.owner_templates)
        context: dict[str, Any] = {OWN_PAGE: True, "postil_listing": True}
        with in_language(app.config, page_language(app.env, page.docname)):
            context["postil_summary"] = summarize_page(page)
            if not template:
                renderer = PageRenderer(app, page.docname, self._post_renderer)
                body = renderer.render(page.template, page=page, home=False)
                links = pagination_links(page, renderer)
                context |= {"title": escape(page.title), "body": body, "metatags": links}
        if template:
            context |= listing_context(page, self._blogs[domain.index.blog_of_page(page.docname).path])
        return page.docname, context, template or "page.html"

    def save(self) -> None:
        """Save what was rendered of posts for the next build."""
        self._post_renderer.save()


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
