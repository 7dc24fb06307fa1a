"""The pages of the blog: what templates of listings and of posts see."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation

from postil.ablog_compat.template_objects import Blog
from postil.blog.listing import RECENT
from postil.blog.pagination import ListingPage, blog_pages, first_page
from postil.blog.permalink import NOT_FOUND_PAGE
from postil.blog.post import Kind
from postil.build.builders import OWN_PAGE, ExactHTMLBuilder
from postil.build.domain import post_domain
from postil.i18n import CATALOG
from postil.pages.render import EXCERPT_SETTING, Renderer, section_of
from postil.pages.templates import TEMPLATES, PageRenderer, builds_html_pages, fragment
from postil.project.edit_links import edit_link_context, source_name
from postil.project.mounts import MountedProject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

    from postil.blog.post import Post
    from postil.config.options import Options

STATIC = Path(__file__).parent.parent / "static"


class content(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """What a post says, without title and byline."""


def add_post_parts(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the byline under a post's title, and the way to its neighbours at its end."""
    if doctree.get(EXCERPT_SETTING) or not builds_html_pages(app.builder):
        return
    domain, options = post_domain(app.env), app.config.postil
    index = domain.index
    posts = index.by_docname.get(docname, ())
    renderer = Renderer(app)
    maker = PageRenderer(app, docname, renderer)
    if options.postil_home and docname == index.start:
        page = first_page(index, size=options.postil_page_size)
        # With a heading of its own the page is the owner's; the list is a part of it.
        doctree.append(fragment("", html=maker.render(page.template, page=page, home=True)))
        renderer.save()
    for post in posts:
        keep_picture(app, post)
        found = section_of(doctree, post.anchor)
        section = found if isinstance(found, nodes.section) else next(found.findall(nodes.section), None)
        if section is None:
            continue
        mark_entry(section, fragment("", html=maker.render("postil/byline.html", post=post) + entry_data(app, post)))
        if not post.anchor:
            footer = maker.render(
                "postil/post-footer.html",
                post=post,
                around=index.neighbours(post),
                parts=index.parts(post),
                related=index.related(post),
                backlinks=domain.backlinks.get(docname, ()),
            )
            doctree.append(fragment("", html=footer))
        if shows_comments(post, app.config.postil):
            doctree.append(fragment("", html=render_comments(app, maker, post)))


def mark_entry(section: nodes.section, byline: fragment) -> None:
    """Put the byline under a post's title, and mark its parts as those of an h-entry (microformats.org)."""
    title, *rest = section.children
    section["classes"] += ["h-entry"]
    section.children = []
    section += [title, byline, content("", *rest)]


def entry_data(app: Sphinx, post: Post) -> Markup:
    """Return a post's title, tags and whole address for programs that read its page; nothing is shown.

    The heading cannot stand for the title: themes put links and signs into it.
    """
    name = Markup('<data class="p-name" value="{}"></data>').format(post.title)
    # Tags stand at the end of the page, out of the entry.
    tags = post_domain(app.env).index.terms_of(post, Kind.TAG)
    name += Markup("").join(Markup('<data class="p-category" value="{}"></data>').format(tag.label) for tag in tags)
    base = app.config.postil.blog_baseurl
    if not base or post.anchor:
        return name
    address = post.canonical_link or urljoin(base.rstrip("/") + "/", app.builder.get_target_uri(post.docname))
    return name + Markup('<data class="u-url u-uid" value="{}"></data>').format(address)


def shows_comments(post: Post, options: Options) -> bool:
    """Return whether readers may comment on a post: it is published, a page of its own, and its author allows it."""
    return bool(options.postil_comments) and post.comments and not post.draft and not post.anchor


def render_comments(app: Sphinx, maker: PageRenderer, post: Post) -> Markup:
    """Return the place for a post's comments, with what the script needs to bring them."""
    options: Options = app.config.postil
    base = options.blog_baseurl.rstrip("/") + "/" if options.blog_baseurl else ""
    settings = options.postil_comments.settings(
        # ABlog's identifier, so that a blog keeps its comments.
        identifier=f"/{re.sub(r'(^|(?<=/))index$', '', post.docname).strip('/')}/",
        address=urljoin(base, app.builder.get_target_uri(post.docname)) if base else "",
        title=post.title,
        language=app.config.language.replace("_", "-"),
    )
    return maker.render("postil/comments.html", post=post, comments=options.postil_comments, settings=settings)


def keep_picture(app: Sphinx, post: Post) -> None:
    """Let the builder copy a post's picture, as it copies those in its text."""
    if post.image in app.env.images and isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.images[post.image] = app.env.images[post.image][1]


def make_listings(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages that list posts, by each kind of term and in time, if they show something else than before."""
    if not builds_html_pages(app.builder):
        return
    domain, renderer = post_domain(app.env), Renderer(app)
    index = domain.index
    options, language = app.config.postil, app.config.language
    home = index.start if options.postil_home else ""
    record = app.builder.record.pages if isinstance(app.builder, ExactHTMLBuilder) else {}
    shown: dict[str, str] = {}
    taken = {app.builder.get_target_uri(docname) for docname in app.env.found_docs}
    for page in blog_pages(index, size=options.postil_page_size, language=language):
        own_first = app.builder.get_target_uri(page.first) in taken and page.first != home
        if own_first or app.builder.get_target_uri(page.docname) in taken:
            continue  # a page of the owner's own stands there, and lists what it wants to
        shown[page.docname] = domain.digests.of((page.docname,), page.look(domain.card))
        if record.get(page.docname) == shown[page.docname]:
            continue
        maker = PageRenderer(app, page.docname, renderer)
        context = {
            "title": escape(page.title),
            "body": maker.render(page.template, page=page, home=False),
            "metatags": links_to_pages(page, maker),
            OWN_PAGE: True,
            "postil_listing": True,
            "postil_summary": summarize_page(page),
        }
        yield page.docname, context, "page.html"
    renderer.save()
    for name in record.keys() - shown.keys() - {NOT_FOUND_PAGE}:
        del record[name]
    record.update(shown)


def summarize_page(page: ListingPage) -> str:
    """Return what a listing shows, in a line: its heading, then the titles or terms on it."""
    names = [term.label for term in page.terms] or [post.title for post in page.posts]
    return f"{page.title}: {', '.join(names)}" if names else page.title


def links_to_pages(page: ListingPage, maker: PageRenderer) -> str:
    """Return the links to the pages before and after one, for its head."""
    links = [(rel, name) for rel, name in (("prev", page.before), ("next", page.after)) if name]
    return "".join(Markup('\n<link rel="{}" href="{}">').format(rel, maker.url(name)) for rel, name in links)


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give templates what they need to show the blog on any page."""
    if not builds_html_pages(app.builder):
        return
    domain = post_domain(app.env)
    options: Options = app.config.postil
    maker = PageRenderer(app, pagename)
    context["ablog"] = Blog(domain.index, vars(options))
    context["recent_count"] = RECENT
    # Of these templates, `_` is Sphinx's own catalogue.
    context["postil_words"] = get_translation(CATALOG)
    context["anchor"] = lambda post: f"#{post.anchor}" if post.anchor else ""
    context["postil_part"] = lambda name, **more: maker.render(f"postil/{name}.html", **more)
    if options.postil_home and pagename == domain.index.start:
        links = links_to_pages(first_page(domain.index, size=options.postil_page_size), maker)
        context["metatags"] = str(context.get("metatags") or "") + links
    if options.blog_baseurl:
        context["feed_path"] = f"{domain.index.path}/atom.xml"
        context["feed_title"] = options.blog_title
    if any(shows_comments(post, options) for post in domain.index.by_docname.get(pagename, ())):
        app.add_js_file("postil-comments.js", loading_method="defer")
    context["postil_book_theme"] = app.config.html_theme == "sphinx_book_theme"
    if isinstance(app.project, MountedProject) and doctree is not None:
        sourcename = quote(source_name(app, pagename))  # themes make a URL of it
        context.update(edit_link_context(app.project, pagename, context, sourcename=sourcename))


def name_source_file(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the source its plain name again, under which Sphinx copies it, and let templates link to it by a URL."""
    if context.get("sourcename") and isinstance(app.project, MountedProject) and doctree is not None:
        context["sourcename"] = source_name(app, pagename)
        context["pathto"] = partial(_path_to, context["pathto"])


def _path_to(pathto: Callable[..., str], target: str = "", resource: bool = False, **options: Any) -> str:  # noqa: FBT001, FBT002 - called as Sphinx's own
    is_source = resource and target.startswith("_sources/")
    return pathto(quote(target) if is_source else target, resource, **options)


def visit_content(translator: Any, node: content) -> None:
    """Open the element around what a post says."""
    translator.body.append('<div class="e-content">\n')


def depart_content(translator: Any, node: content) -> None:
    """Close it."""
    translator.body.append("</div>\n")


def add_templates(app: Sphinx, config: Any) -> None:
    """Put postil's templates after the owner's and before the theme's."""
    config.templates_path = [*config.templates_path, str(TEMPLATES)]


def setup(app: Sphinx) -> None:
    """Register pages, parts of pages and their style."""
    app.add_node(content, html=(visit_content, depart_content))
    app.connect("config-inited", add_templates)
    app.connect("builder-inited", add_static)
    app.connect("doctree-resolved", add_post_parts)
    app.connect("html-collect-pages", make_listings)
    app.connect("html-page-context", set_context, priority=400)
    # After themes have made URLs of the name.
    app.connect("html-page-context", name_source_file, priority=990)


def add_static(app: Sphinx) -> None:
    """Let pages load postil's style sheet."""
    if builds_html_pages(app.builder):
        app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]
        app.add_css_file("postil.css")
