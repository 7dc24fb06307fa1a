"""Render postil's templates for one page, with the functions that they use."""

from __future__ import annotations

import re
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup, escape

from postil.blog.post import Kind, Post, Term
from postil.build.domain import post_domain
from postil.build.text_language import in_language, page_language, post_language
from postil.i18n import (
    format_date,
    format_day,
    format_month,
    reading_minutes,
    text_direction,
)
from postil.images.avatar import avatar_url
from postil.images.files import image_url
from postil.language_tags import own_name
from postil.pages.render import ROOT_PLACEHOLDER, PostRenderer, root_path
from postil.pages.srcset import add_attributes, add_sources
from postil.pages.untranslated import marked, marked_count, show_marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from postil.blog.index import Index
    from postil.blog.pagination import ListingPage
    from postil.config.options import Options

# The width of a card's image in the style sheet, as values of the attribute `sizes`.
CARD_SIZES = "(min-width: 40rem) 12rem, 100vw"
LEAD_SIZES = "(min-width: 48rem) 44rem, 100vw"
CARD_TEMPLATES = ("card.html", "tags.html")
"""The templates that render a card."""


def fediverse_url(handle: str) -> str:
    """Return the profile URL of a handle such as `@ada@example.social`; empty if it is invalid."""
    found = re.fullmatch(r"@?([\w.-]+)@([\w-]+(?:\.[\w-]+)+)", handle)
    return f"https://{found[2]}/@{found[1]}" if found else ""


class PageRenderer:
    """Renders templates for one page."""

    def __init__(
        self, app: Sphinx, docname: str, post_renderer: PostRenderer | None = None, *, language: str = ""
    ) -> None:
        """Render for the page of `docname`; `post_renderer` can be shared by the pages of a build.

        If `docname` is empty, the HTML is for several pages, and its links start with ROOT_PLACEHOLDER. `language` is
        the tag of the language around the HTML, if that is not the page's.
        """
        self._app = app
        self._shared_renderer = post_renderer
        self._root = root_path(app.builder, docname) if docname else ROOT_PLACEHOLDER
        self._builder = cast("StandaloneHTMLBuilder", app.builder)
        self._docname = docname
        self._options: Options = app.config.postil
        index: Index = post_domain(app.env).index
        self._index = index.blog_of_page(docname)
        self._language = language or page_language(app.env, docname)

    def render(self, template: str, **variables: Any) -> Markup:
        """Return a template of postil, or the site's template of that name, as HTML."""
        context = {
            "_": marked,
            "index": self._index,
            "Kind": Kind,
            "url": self.url,
            "show_date": self.show_date,
            "show_month": self.show_month,
            "minutes": self.minutes,
            "count_posts": marked_count,
            "excerpt": self.excerpt,
            "card": self.card,
            "language_of": self.language_attributes,
            "language_name": self.language_name,
            "title_of": self.title,
            "picture": self.image,
            "avatar": self.avatar,
            "writers_of": self.authors_with_profile,
            "fediverse_url": fediverse_url,
            "options": self._options,
            "pagename": self._docname,
        }
        html = self._builder.templates.render(template, context | variables)
        return Markup(show_marks(html))  # noqa: S704 - templates escape

    @cached_property
    def _post_renderer(self) -> PostRenderer:
        """What renders posts; most pages show none but their own."""
        return self._shared_renderer or PostRenderer(self._app)

    def url(self, target: Post | Term | str) -> str:
        """Return the URL of a post, a term's page or a document, relative to the current page."""
        if isinstance(target, Post):
            url = target.external_link or self.url(target.docname)
            return f"{url}#{target.anchor}" if target.anchor and not target.external_link else url
        name = target.docname if isinstance(target, Term) else target
        if not self._docname:
            return ROOT_PLACEHOLDER + self._builder.get_target_uri(name)
        return self._builder.get_relative_uri(self._docname, name)

    def excerpt(self, post: Post) -> Markup:
        """Return a post's excerpt."""
        return self._post_renderer.excerpt(post, root=self._root)

    def card(
        self,
        post: Post,
        *,
        page: ListingPage | None = None,
        level: int = 2,
        first: bool = False,
        lead: bool = False,
        brief: bool = False,
    ) -> Markup:
        """Return a post as a card of a listing, from the cache unless the site has a card template of its own."""
        options = {"level": level, "first": first and bool(post.image), "lead": lead, "brief": brief}
        with in_language(self._app.config, post_language(post, self._app.config)):
            if self._has_custom_cards:
                return self.render("postil/card.html", post=post, page=page, **options)
            return self._cached_card(post, page, options)

    def _cached_card(self, post: Post, page: ListingPage | None, options: Mapping[str, Any]) -> Markup:
        # Cards depend on the page only in the listing of a series.
        page = page if page and page.term and page.term.kind is Kind.SERIES else None
        # Its attributes name its language if that is not the one around it.
        language = self.language_attributes(post).get("lang", "")
        flags = "{level:d} {first:d} {lead:d} {brief:d}".format_map(options)
        variant = f"{flags} {page is not None:d} {language}".rstrip()
        render = partial(self._render_card_for_all_pages, post=post, page=page, **options)
        return self._post_renderer.card(post, variant, render, root=self._root)

    def _render_card_for_all_pages(self, **variables: Any) -> Markup:
        shared = PageRenderer(self._app, "", self._post_renderer, language=self._language)
        return shared.render("postil/card.html", **variables)

    @cached_property
    def _has_custom_cards(self) -> bool:
        """Whether the site has a card template of its own, which may show more of the page that it is on."""
        folders = [Path(self._app.confdir, folder) for folder in self._app.config.templates_path]
        return any((folder / "postil" / name).is_file() for folder in folders for name in CARD_TEMPLATES)

    def language_attributes(self, post: Post) -> Mapping[str, str]:
        """Return the attributes of a post in another language than that around the HTML."""
        tag = post_language(post, self._app.config)
        return {} if tag.lower() == self._language.lower() else {"lang": tag, "dir": text_direction(tag)}

    def language_name(self, post: Post) -> tuple[str, Mapping[str, str]]:
        """Return the name of a post's language in that language, and its attributes."""
        tag = post_language(post, self._app.config)
        listed = self._options.languages.get(tag)
        return listed.name if listed else own_name(tag), {"lang": tag, "dir": text_direction(tag), "hreflang": tag}

    def title(self, post: Post) -> Markup:
        """Return the title of a post for a list, with its language if that is not the one around it."""
        language = self.language_attributes(post)
        return (
            Markup('<bdi lang="{lang}" dir="{dir}">{title}</bdi>').format(title=post.heading, **language)
            if language
            else post.heading
        )

    def image(self, post: Post, *, large: bool = False, first: bool = False) -> Markup:
        """Return a post's image as HTML with `srcset`; empty if it has none.

        `large` is for an image as wide as the text. A `large` image and the `first` of a list load at once, because
        they are at the top of the page; others load when they are scrolled to.
        """
        names = self._app.env.images
        url = image_url(post.image, names, folder=f"{self._root}{self._builder.imagedir}")
        if not url:
            return Markup("")
        loading = Markup("") if large or first else Markup(' loading="lazy"')
        html = str(Markup('<img src="{}" alt=""{}>').format(url, loading))
        image = post_domain(self._app.env).images.get(post.image)
        if image and image.width:
            html = add_attributes(html, image, lazy=False)
            folder, sizes = f"{self._root}{self._builder.imagedir}", LEAD_SIZES if large else CARD_SIZES
            html = add_sources(html, image, folder=folder, sizes=sizes) if image.variants else html
        return Markup(html)  # noqa: S704 - escaped above

    def avatar(self, term: Term) -> str:
        """Return the URL of an author's avatar, which may be a `data:` URL; empty if there is none."""
        author = self._index.profile(term)
        avatar = post_domain(self._app.env).avatars.get(author.name) if author else None
        return avatar.data_url if avatar and avatar.data_url else avatar_url(avatar, root=self._root)

    def authors_with_profile(self, posts: Sequence[Post]) -> list[Term]:
        """Return the authors of `posts` that have a profile in `blog_authors`, in the order of their first post."""
        authors = dict.fromkeys(term for post in posts for term in self._index.terms_of(post, Kind.AUTHOR))
        return [term for term in authors if self._index.profile(term)]

    def show_date(self, post: Post, *, updated: bool = False, year: bool = True) -> Markup:
        """Return a post's date as a `<time>` element; without `year`, its day and month, for lists of one year."""
        when = post.updated if updated else post.date
        if when is None:
            return Markup("")
        pattern, language = self._options.post_date_format, self._app.config.language
        text = format_date(when, language=language, pattern=pattern) if year or pattern else format_day(when, language)
        iso = when.isoformat() if post.has_time and not updated else when.date().isoformat()
        name = "dt-updated" if updated else "dt-published"
        # `Markup.format` takes as long as the date; a page has a dozen of these.
        return Markup(f'<time class="{name}" datetime="{iso}">{escape(text)}</time>')  # noqa: S704 - escaped

    def show_month(self, term: Term) -> str:
        """Return the name of a month with its year."""
        return format_month(term.label, language=self._app.config.language)

    def minutes(self, post: Post) -> int:
        """Return a post's reading time in minutes."""
        return reading_minutes(post.words, speed=self._options.postil_reading_speed)
