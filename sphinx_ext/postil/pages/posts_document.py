"""Show the list of all posts on a document: the home page, or the one at `blog_path`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import escape

from postil.blog.pagination import first_page
from postil.build.domain import post_domain
from postil.build.posts_document import log_posts_documents, visible_content
from postil.build.text_language import in_language, text_language
from postil.html_builders import builds_html_pages
from postil.pages.listings import pagination_links, summarize_page
from postil.pages.nodes import html_fragment
from postil.pages.owner_listings import listing_context, owner_listing
from postil.pages.render import IS_PARTIAL, PostRenderer
from postil.pages.templates import PageRenderer

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from postil.blog.pagination import ListingPage


def add_list(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add the list of all posts to the document that shows it; it replaces the content of a placeholder."""
    domain = post_domain(app.env)
    if docname not in domain.posts_documents or doctree.get(IS_PARTIAL) or not builds_html_pages(app.builder):
        return
    if is_replaced(app, docname):
        for node in [*visible_content(doctree), *doctree.findall(nodes.raw)]:
            node.parent.remove(node)
    page = list_page(app, docname)
    if _owner_template(app, page, docname):
        return
    post_renderer = PostRenderer(app)
    language = text_language(app.env, docname)
    renderer = PageRenderer(app, docname, post_renderer, language=language)
    home = bool(app.config.postil.postil_home)
    # A document with a heading has its own, so the list has none.
    titled = home or any(True for _title in doctree.findall(nodes.title))
    with in_language(app.config, language):
        html = renderer.render(page.template, page=page, home=home, titled=titled)
    doctree.append(html_fragment("", html=html))
    post_renderer.save()


def set_list_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Describe the list on the page of its document; return the owner's template for it, if there is one."""
    if not builds_html_pages(app.builder) or pagename not in post_domain(app.env).posts_documents:
        return None
    page = list_page(app, pagename)
    links = pagination_links(page, PageRenderer(app, pagename))
    context["metatags"] = str(context.get("metatags") or "") + links
    if not is_replaced(app, pagename):
        return None
    # There is nothing of the list in the document's source.
    context |= {"postil_listing": True, "postil_summary": summarize_page(page), "show_source": False}
    template = _owner_template(app, page, pagename)
    title = context["title"] if _has_title(app, pagename) else escape(page.title)
    if template:
        context.update(listing_context(page, context["ablog"]))
    context["title"] = title
    return template or None


def list_page(app: Sphinx, docname: str) -> ListingPage:
    """Return the first page of all posts of the blog whose list a document shows."""
    domain = post_domain(app.env)
    return first_page(domain.posts_documents[docname], size=domain.page_size)


def is_replaced(app: Sphinx, docname: str) -> bool:
    """Return whether a document has no content of its own, so that the list replaces it."""
    return docname in post_domain(app.env).data["placeholders"] and not app.config.postil.postil_home


def _owner_template(app: Sphinx, page: ListingPage, docname: str) -> str:
    """Return the owner's template for a placeholder; a document with content of its own keeps it."""
    domain = post_domain(app.env)
    return owner_listing(page, domain.owner_templates) if is_replaced(app, docname) else ""


def _has_title(app: Sphinx, docname: str) -> bool:
    return bool(app.env.tocs[docname].astext().strip())


def log_document(app: Sphinx, builder: Builder) -> None:
    """Log which document shows the list."""
    if builds_html_pages(builder):
        log_posts_documents(app.env, post_domain(app.env))


def setup(app: Sphinx) -> None:
    """Add the list once references are resolved."""
    app.connect("write-started", log_document)
    app.connect("doctree-resolved", add_list, priority=490)
    app.connect("html-page-context", set_list_context, priority=405)
