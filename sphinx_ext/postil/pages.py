"""The pages of the blog: what templates of listings and of posts see."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation

from postil._ablog import Blog
from postil.builder import ExactHTMLBuilder
from postil.directive import post_uri
from postil.domain import digest, post_domain
from postil.mount import MountedProject
from postil.origin import source_context, source_name
from postil.paging import Page, blog_pages, first_page
from postil.post import Kind, Post, Term
from postil.render import PARTIAL, Renderer, root_path, section_of
from postil.wording import CATALOGUE, count_posts, reading_minutes, show_date, show_month

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from postil.config import Options
    from postil.index import Index

_ = get_translation(CATALOGUE)
TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
# Builders of HTML that have no pages of their own for a blog: books, one long page, data for other programs.
_WITHOUT_BLOG = frozenset({"singlehtml", "epub", "json", "pickle", "htmlhelp", "qthelp", "devhelp", "applehelp"})


class fragment(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """HTML that belongs to a page but is no part of its text: it is neither searched nor excerpted."""


class content(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """What a post says, without title and byline."""


def publishes(builder: Builder) -> bool:
    """Return whether a builder makes a site with pages for archive, tags and so on."""
    return isinstance(builder, StandaloneHTMLBuilder) and builder.name not in _WITHOUT_BLOG


class Maker:
    """Fills the templates for one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self._app = app
        self._builder = cast("StandaloneHTMLBuilder", app.builder)
        self._docname = docname
        self._options: Options = app.config.postil
        self._index: Index = post_domain(app.env).index

    def render(self, template: str, **context: Any) -> Markup:
        """Return a template of this package, or the owner's of the same name, as HTML."""
        own = {
            "_": _,
            "index": self._index,
            "Kind": Kind,
            "url": self.url,
            "show_date": self.show_date,
            "show_month": self.show_month,
            "minutes": self.minutes,
            "count_posts": count_posts,
            "options": self._options,
            "pagename": self._docname,
        }
        return Markup(self._builder.templates.render(template, own | context))  # noqa: S704 - templates escape

    def url(self, target: Post | Term | str) -> str:
        """Return the address of a post, a term's page or a document, from the page being made."""
        if isinstance(target, Post):
            return target.external_link or post_uri(self._builder, self._docname, target)
        name = target.docname if isinstance(target, Term) else target
        return self._builder.get_relative_uri(self._docname, name)

    def show_date(self, post: Post, *, updated: bool = False) -> Markup:
        """Return a post's date as a `<time>` element."""
        when = post.updated if updated else post.date
        if when is None:
            return Markup("")
        text = show_date(when, language=self._app.config.language, pattern=self._options.post_date_format)
        exact = when.isoformat() if post.timed and not updated else when.date().isoformat()
        kind = "dt-updated" if updated else "dt-published"
        return Markup('<time class="{}" datetime="{}">{}</time>').format(kind, exact, text)

    def show_month(self, term: Term) -> str:
        """Return the name of a month, with its year."""
        return show_month(term.label, language=self._app.config.language)

    def minutes(self, post: Post) -> int:
        """Return how many minutes a post takes to read."""
        return reading_minutes(post.words, speed=self._options.postil_reading_speed)


def add_post_parts(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the byline under a post's title, and the way to its neighbours at its end."""
    if doctree.get(PARTIAL) or not publishes(app.builder):
        return
    index, options = post_domain(app.env).index, app.config.postil
    posts = index.by_docname.get(docname, ())
    maker = Maker(app, docname)
    if options.postil_home and docname == index.start:
        page, renderer = first_page(index, size=options.postil_page_size), Renderer(app)
        html = render_page(page, maker, renderer, root=root_path(app.builder, docname), home=True)
        doctree.append(fragment("", html=html))
        renderer.save()
    for post in posts:
        found = section_of(doctree, post.anchor)
        section = found if isinstance(found, nodes.section) else next(found.findall(nodes.section), None)
        if section is None:
            continue
        mark_entry(section, fragment("", html=maker.render("postil/byline.html", post=post) + entry_data(app, post)))
        if not post.anchor:
            around = index.neighbours(post)
            doctree.append(fragment("", html=maker.render("postil/post-footer.html", post=post, around=around)))
        if shows_comments(post, app.config.postil):
            doctree.append(fragment("", html=render_comments(app, maker, post)))


def mark_entry(section: nodes.section, byline: fragment) -> None:
    """Put the byline under a post's title, and mark its parts as those of an h-entry (microformats.org)."""
    title, *rest = section.children
    section["classes"] += ["h-entry"]
    section.children = []
    section += [title, byline, content("", *rest)]


def entry_data(app: Sphinx, post: Post) -> Markup:
    """Return a post's title and whole address for programs that read its page; nothing is shown.

    The heading cannot stand for the title: themes put links and signs into it.
    """
    name = Markup('<data class="p-name" value="{}"></data>').format(post.title)
    base = app.config.postil.blog_baseurl
    if not base or post.anchor:
        return name
    address = post.canonical_link or urljoin(base.rstrip("/") + "/", app.builder.get_target_uri(post.docname))
    return name + Markup('<data class="u-url u-uid" value="{}"></data>').format(address)


def shows_comments(post: Post, options: Options) -> bool:
    """Return whether readers may comment on a post: it is published, a page of its own, and its author allows it."""
    return bool(options.postil_comments) and post.comments and not post.draft and not post.anchor


def render_comments(app: Sphinx, maker: Maker, post: Post) -> Markup:
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


def make_listings(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the pages that list posts, by each kind of term and in time, if they show something else than before."""
    if not publishes(app.builder):
        return
    index, renderer = post_domain(app.env).index, Renderer(app)
    options, language = app.config.postil, app.config.language
    home = index.start if options.postil_home else ""
    record = app.builder.record.pages if isinstance(app.builder, ExactHTMLBuilder) else {}
    shown: dict[str, str] = {}
    taken = {app.builder.get_target_uri(docname) for docname in app.env.found_docs}
    card = card_digests(index, speed=options.postil_reading_speed)
    for page in blog_pages(index, size=options.postil_page_size, language=language):
        own_first = app.builder.get_target_uri(page.first) in taken and page.first != home
        if own_first or app.builder.get_target_uri(page.docname) in taken:
            continue  # a page of the owner's own stands there, and lists what it wants to
        settled = page.titles or all(post.excerpt_settled for post in page.posts)
        shown[page.docname] = digest(repr(page.look(card))) if settled else ""
        if settled and record.get(page.docname) == shown[page.docname]:
            continue
        maker = Maker(app, page.docname)
        context = {
            "title": escape(page.title),
            "body": render_page(page, maker, renderer, root=root_path(app.builder, page.docname)),
            "metatags": links_to_pages(page, maker),
            "postil_listing": True,
        }
        yield page.docname, context, "page.html"
    renderer.save()
    record.clear()
    record.update(shown)


def render_page(page: Page, maker: Maker, renderer: Renderer, *, root: str, home: bool = False) -> Markup:
    """Return a page of the blog as HTML; `root` leads from it to the site's first folder.

    `home` says that it is part of the home page, which has a heading.
    """
    return maker.render(page.template, page=page, home=home, excerpt=lambda post: renderer.excerpt(post, root=root))


def links_to_pages(page: Page, maker: Maker) -> str:
    """Return the links to the pages before and after one, for its head."""
    links = [(rel, name) for rel, name in (("prev", page.before), ("next", page.after)) if name]
    return "".join(Markup('\n<link rel="{}" href="{}">').format(rel, maker.url(name)) for rel, name in links)


def card_digests(index: Index, *, speed: int) -> Callable[[Post], str]:
    """Return what tells whether a post looks the same in a listing, the templates and the site's options apart.

    Of its length a card shows the minutes alone. A post stands in several listings and is looked at once.
    """
    found: dict[tuple[str, str], str] = {}

    def card(post: Post) -> str:
        """Return a digest of what a card shows of `post`."""
        name = (post.docname, post.anchor)
        if name not in found:
            seen = replace(post, words=reading_minutes(post.words, speed=speed), source="")
            found[name] = digest(repr((seen, index.terms_of(post, Kind.TAG))))
        return found[name]

    return card


def set_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give templates what they need to show the blog on any page."""
    if not publishes(app.builder):
        return
    domain = post_domain(app.env)
    options: Options = app.config.postil
    maker = Maker(app, pagename)
    context["ablog"] = Blog(domain.index, vars(options))
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
        sourcename = source_name(app, pagename)
        context.update(source_context(app.project, pagename, context, sourcename=sourcename))


def visit_fragment(translator: Any, node: fragment) -> None:
    """Write a fragment as it is."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


def visit_content(translator: Any, node: content) -> None:
    """Open the element around what a post says."""
    translator.body.append('<div class="e-content">\n')


def depart_content(translator: Any, node: content) -> None:
    """Close it."""
    translator.body.append("</div>\n")


def skip_fragment(translator: Any, node: fragment) -> None:
    """Leave a fragment out."""
    raise nodes.SkipNode


def add_templates(app: Sphinx, config: Any) -> None:
    """Put postil's templates after the owner's and before the theme's."""
    config.templates_path = [*config.templates_path, str(TEMPLATES)]


def setup(app: Sphinx) -> None:
    """Register pages, parts of pages and their style."""
    app.add_node(fragment, html=(visit_fragment, None), latex=(skip_fragment, None), text=(skip_fragment, None))
    app.add_node(content, html=(visit_content, depart_content))
    app.connect("config-inited", add_templates)
    app.connect("builder-inited", add_static)
    app.connect("doctree-resolved", add_post_parts)
    app.connect("html-collect-pages", make_listings)
    app.connect("html-page-context", set_context, priority=400)


def add_static(app: Sphinx) -> None:
    """Let pages load postil's style sheet."""
    if publishes(app.builder):
        app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]
        app.add_css_file("postil.css")
