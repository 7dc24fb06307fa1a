"""Say in the head of each page what it is: its feeds, its description, what previews and search engines show of it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urljoin

from docutils import nodes
from markupsafe import Markup
from sphinx.locale import get_translation

from postil.blog.post import Author, Kind
from postil.build.domain import post_domain
from postil.config.options import site_root_url
from postil.feeds.channels import feed_links, language_tag
from postil.i18n import CATALOG
from postil.images.avatar import avatar_url
from postil.metadata.markdown_copies import copy_url
from postil.metadata.social_cards import card_path, has_card
from postil.metadata.tags import (
    HEIGHT,
    WIDTH,
    PageKind,
    PageMetadata,
    Person,
    PreviewImage,
    SiteMetadata,
    alternate_tag,
    description_tag,
    head_tags,
)
from postil.pages.builders import builds_html_pages
from postil.pages.cover_image import preview_image

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.index import Index
    from postil.blog.post import Post, Term
    from postil.config.options import Options

_ = get_translation(CATALOG)
# How much of a post search engines show, in characters.
DESCRIPTION = 160
# Another extension that writes previews; where the owner has chosen it, postil leaves them to it.
_PREVIEWS = "sphinxext.opengraph"


def describe_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add to a page's head. Every theme prints these tags; not every theme has a block for them."""
    if not builds_html_pages(app.builder):
        return
    index, options = post_domain(app.env).index, app.config.postil
    listed = re.sub(r"/page/\d+$", "", pagename)  # pages of a long list are of one thing
    term = index.by_page.get(listed)
    tags = [alternate_tag(*link) for link in feed_links(index, options, term)]
    posts = index.by_docname.get(pagename, ())
    post = posts[0] if len(posts) == 1 else None
    before = str(context.get("metatags") or "")
    if pagename in post_domain(app.env).data["noindex"] and 'name="robots"' not in before:
        tags.append(Markup('\n<meta name="robots" content="noindex">'))
    if 'name="description"' not in before and (text := summary_of(app, pagename, context, doctree, post)):
        tags.append(description_tag(shorten(text)))
    if post and (copy := copy_url(app, post)):
        tags.append(alternate_tag(context["pathto"](quote(copy), 1), "text/markdown", post.title))
    if post and post.canonical_link:
        context["pageurl"] = post.canonical_link
    if site_root_url(options) and (pagename in app.env.found_docs or context.get("postil_listing")):
        teller = _Teller(app, cast("StandaloneHTMLBuilder", app.builder))
        if post and not post.anchor:
            page = teller.post_page(post)
        elif term and term.kind is Kind.AUTHOR:
            page = teller.author_page(term, pagename)
        else:
            page = teller.page(pagename, _plain(context.get("title") or ""), term)
        tags.append(head_tags(page, preview=_PREVIEWS not in app.extensions, taken=before))
    context["metatags"] = before + "".join(map(str, tags))


def summary_of(
    app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None, post: Post | None
) -> str:
    """Return what a page says in a line: a post's summary, what a listing lists, or the page's first paragraph."""
    if post and post.summary:
        return post.summary
    if _PREVIEWS in app.extensions:
        return ""
    options: Options = app.config.postil
    if pagename == app.config.root_doc and options.blog_feed_subtitle:
        return options.blog_feed_subtitle
    if "postil_summary" in context:
        return str(context["postil_summary"])
    paragraphs = doctree.findall(nodes.paragraph) if doctree is not None else ()
    first = next((" ".join(text.split()) for paragraph in paragraphs if (text := paragraph.astext())), "")
    return first or f"{_plain(context.get('title') or '')} · {options.blog_title}".strip(" ·")


def _plain(title: str) -> str:
    """Return a title, which themes print as it is, as text."""
    return unescape(re.sub(r"<[^>]*>", "", str(title)))


def shorten(text: str) -> str:
    """Return as much of `text` as search engines show, in whole words."""
    return text if len(text) <= DESCRIPTION else f"{text[:DESCRIPTION].rsplit(' ', 1)[0]}…"


class _Teller:
    """Turns posts and listings into what the web is told of them."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
        self._app, self._builder = app, builder
        self._index: Index = post_domain(app.env).index
        self._avatars = post_domain(app.env).avatars
        self._options: Options = app.config.postil
        self._base = site_root_url(self._options)
        options = self._options
        self._site = SiteMetadata(
            name=options.blog_title,
            url=self._base,
            blog_url=self._address(self._index.posts_page),
            language=language_tag(app.config.language),
            description=options.blog_feed_subtitle,
        )

    def post_page(self, post: Post) -> PageMetadata:
        terms = self._index.terms_of
        return PageMetadata(
            kind=PageKind.POST,
            title=post.title,
            url=post.canonical_link or self._address(post.docname),
            site=self._site,
            description=shorten(post.summary),
            picture=self._picture(post),
            published=post.date,
            updated=post.updated,
            authors=[self._person(term) for term in terms(post, Kind.AUTHOR)],
            section=next((term.label for term in terms(post, Kind.CATEGORY)), ""),
            tags=[term.label for term in terms(post, Kind.TAG)],
            words=post.words,
            crumbs=self._crumbs(blog=True),
        )

    def author_page(self, term: Term, pagename: str) -> PageMetadata:
        person = self._person(term)
        return PageMetadata(
            kind=PageKind.PERSON,
            title=term.label,
            url=self._address(pagename),
            site=self._site,
            description=person.about,
            authors=[person],
            crumbs=self._crumbs(blog=True, kind=term.kind),
            me=[address for address in dict.fromkeys([term.link, *person.same_as]) if address],
        )

    def page(self, pagename: str, title: str, term: Term | None) -> PageMetadata:
        home = pagename == self._app.config.root_doc
        is_blog = pagename in (self._index.path, self._index.posts_page)
        listed = term is not None or pagename.startswith(f"{self._index.path}/")
        people = [author for author in self._options.blog_authors.values() if home]
        me = [address for author in people for address in (author.link, *dict(author.links).values()) if address]
        return PageMetadata(
            kind=PageKind.BLOG if home or is_blog else PageKind.PAGE,
            title=self._site.name if home else title,
            url=self._address(pagename),
            site=self._site,
            description=self._site.description if home or is_blog else "",
            crumbs=[] if home else self._crumbs(blog=listed, kind=term.kind if term else None),
            me=list(dict.fromkeys(me)),
        )

    def _person(self, term: Term) -> Person:
        people = self._options.blog_authors
        author = next((author for author in people.values() if author.name == term.label), Author(term.label))
        avatar = avatar_url(self._avatars.get(author.name), root=self._base)
        page = self._address(term.docname)
        links = [address for _words, address in author.links if address != term.link]
        return Person(term.label, term.link or page, links, author.fediverse, avatar, " ".join(author.bio.split()))

    def _picture(self, post: Post) -> PreviewImage | None:
        folder = self._builder.imagedir
        if picture := preview_image(post, self._app.env, folder=folder):
            return PreviewImage(urljoin(self._base, picture.url), post.title, picture.width, picture.height)
        if has_card(self._options, post):
            return PreviewImage(urljoin(self._base, card_path(post, folder)), post.title, WIDTH, HEIGHT)
        return None

    def _crumbs(self, *, blog: bool, kind: Kind | None = None) -> list[tuple[str, str]]:
        crumbs = [(self._site.name, self._base)]
        if blog and self._index.posts_page != self._app.config.root_doc:
            crumbs.append((_("All posts"), self._site.blog_url))
        if kind:
            names = {
                Kind.YEAR: _("Archive"),
                Kind.MONTH: _("Archive"),
                Kind.TAG: _("Tags"),
                Kind.CATEGORY: _("Categories"),
                Kind.AUTHOR: _("Authors"),
                Kind.SERIES: _("Series"),
                Kind.LOCATION: _("Locations"),
                Kind.LANGUAGE: _("Languages"),
            }
            page = self._index.terms_page(Kind.YEAR if kind is Kind.MONTH else kind)
            crumbs.append((names[kind], self._address(page)))
        return crumbs

    def _address(self, docname: str) -> str:
        return urljoin(self._base, self._builder.get_target_uri(docname))


def setup(app: Sphinx) -> None:
    """Describe pages after their contexts are filled."""
    app.connect("html-page-context", describe_page, priority=410)
