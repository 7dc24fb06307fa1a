"""Collect the metadata of posts, author pages and other pages from the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from postil.blog.pagination import heading_of_terms
from postil.blog.post import Author, Kind
from postil.build.domain import post_domain
from postil.build.page_versions import page_versions
from postil.build.text_language import text_language
from postil.config.options import site_root_url
from postil.i18n import CATALOG
from postil.images.avatar import avatar_url
from postil.metadata.model import (
    PREVIEW_HEIGHT,
    PREVIEW_WIDTH,
    PageKind,
    PageMetadata,
    Person,
    PreviewImage,
    SiteMetadata,
    Version,
)
from postil.metadata.social_cards import card_url, has_card
from postil.pages.cover_image import preview_image
from postil.urls import absolute_url

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.index import Index
    from postil.blog.post import Post, Term
    from postil.config.options import Options

_ = get_translation(CATALOG)
# How many characters of a description search engines show.
MAX_DESCRIPTION = 160


def shorten(text: str) -> str:
    """Return the start of `text`, of whole words, that search engines show."""
    return text if len(text) <= MAX_DESCRIPTION else f"{text[:MAX_DESCRIPTION].rsplit(' ', 1)[0]}…"


class PageMetadataBuilder:
    """Builds the metadata of pages."""

    def __init__(self, app: Sphinx, builder: StandaloneHTMLBuilder, pagename: str = "") -> None:
        """Use the posts and options of a site, whose `blog_baseurl` must be set; `pagename` is in one of its blogs."""
        self._app, self._builder = app, builder
        self._index: Index = post_domain(app.env).index
        self._blog = self._index.blog_of_page(pagename)
        self._avatars = post_domain(app.env).avatars
        self._options: Options = app.config.postil
        self._base = site_root_url(self._options)
        options = self._options
        self._site = SiteMetadata(
            name=options.site_title,
            url=self._base,
            blog_url=self._url(self._blog.posts_page),
            language=options.site_language,
            description=options.blog_feed_subtitle,
        )

    def post(self, post: Post) -> PageMetadata:
        """Return the metadata of a post."""
        terms = self._index.terms_of
        return PageMetadata(
            kind=PageKind.POST,
            title=post.title,
            url=post.canonical_link or self._url(post.docname),
            site=self._site,
            description=shorten(post_domain(self._app.env).summary(post)),
            image=self._image(post),
            published=post.date,
            updated=post.updated,
            authors=[self._person(term) for term in terms(post, Kind.AUTHOR)],
            section=next((term.label for term in terms(post, Kind.CATEGORY)), ""),
            tags=[term.label for term in terms(post, Kind.TAG)],
            words=post.words,
            language=text_language(self._app.env, post.docname),
            versions=self._versions(post.docname),
            breadcrumbs=self._breadcrumbs(blog=True),
        )

    def author(self, term: Term, pagename: str) -> PageMetadata:
        """Return the metadata of the page of an author."""
        person = self._person(term)
        return PageMetadata(
            kind=PageKind.PERSON,
            title=term.label,
            url=self._url(pagename),
            site=self._site,
            description=person.about,
            authors=[person],
            language=text_language(self._app.env, pagename),
            versions=self._versions(pagename),
            breadcrumbs=self._breadcrumbs(blog=True, kind=term.kind),
            me=[url for url in dict.fromkeys([term.link, *person.same_as]) if url],
        )

    def page(self, pagename: str, title: str, term: Term | None) -> PageMetadata:
        """Return the metadata of any other page; `term` is the one that it lists, if any."""
        is_home = pagename == self._app.config.root_doc
        is_blog = pagename in (self._blog.path, self._blog.posts_page)
        is_listing = term is not None or pagename.startswith(f"{self._blog.path}/")
        people = self._options.blog_authors.values() if is_home else ()
        me = [url for author in people for url in (author.link, *dict(author.links).values()) if url]
        return PageMetadata(
            kind=PageKind.BLOG if is_home or is_blog else PageKind.PAGE,
            title=self._site.name if is_home else title,
            url=self._url(pagename),
            site=self._site,
            description=self._site.description if is_home or is_blog else "",
            language=text_language(self._app.env, pagename),
            versions=self._versions(pagename),
            breadcrumbs=[] if is_home else self._breadcrumbs(blog=is_listing, kind=term.kind if term else None),
            me=list(dict.fromkeys(me)),
        )

    def _person(self, term: Term) -> Person:
        people = self._options.blog_authors
        author = next((author for author in people.values() if author.name == term.label), Author(term.label))
        avatar = avatar_url(self._avatars.get(author.name), root=self._base)
        page_url = self._url(term.docname)
        links = [url for _label, url in author.links if url != term.link]
        return Person(term.label, term.link or page_url, links, author.fediverse, avatar, " ".join(author.bio.split()))

    def _image(self, post: Post) -> PreviewImage | None:
        """Return the post's cover image if networks show it, else its social card."""
        folder = self._builder.imagedir
        if image := preview_image(post, self._app.env, folder=folder):
            return PreviewImage(absolute_url(self._base, image.url), post.title, image.width, image.height)
        if has_card(self._options, post):
            url = absolute_url(self._base, card_url(post, folder))
            return PreviewImage(url, post.title, PREVIEW_WIDTH, PREVIEW_HEIGHT)
        return None

    def _breadcrumbs(self, *, blog: bool, kind: Kind | None = None) -> list[tuple[str, str]]:
        """Return the home page, then with `blog` the list of all posts, then with a `kind` the list of its terms."""
        breadcrumbs = [(self._site.name, self._base)]
        if blog and self._blog.posts_page != self._app.config.root_doc:
            breadcrumbs.append((_("All posts"), self._site.blog_url))
        if kind:
            page = self._blog.terms_page(Kind.YEAR if kind is Kind.MONTH else kind)
            breadcrumbs.append((heading_of_terms(kind), self._url(page)))
        return breadcrumbs

    def _versions(self, pagename: str) -> list[Version]:
        """Return a page in each of its languages."""
        return [Version(tag, self._url(name)) for tag, name in page_versions(self._app.env, pagename)]

    def _url(self, docname: str) -> str:
        return absolute_url(self._base, self._builder.get_target_uri(docname))
