"""Fill the templates for one page: what they can ask for, and the place of what they make in a page."""

from __future__ import annotations

import re
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from markupsafe import Markup
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation

from postil.blog.post import Kind, Post, Term
from postil.build.domain import post_domain
from postil.i18n import CATALOG, count_posts, reading_minutes, show_date, show_month
from postil.images.avatar import avatar_url
from postil.images.figures import image_url
from postil.pages.render import ROOT_PLACEHOLDER, Renderer, root_path
from postil.pages.srcset import add_attributes, with_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from postil.blog.index import Index
    from postil.blog.pagination import ListingPage
    from postil.config.options import Options

_ = get_translation(CATALOG)
# How wide the picture of a card is, as the style sheet has it, in the words of the attribute `sizes`.
CARD = "(min-width: 40rem) 12rem, 100vw"
LEAD = "(min-width: 48rem) 44rem, 100vw"
TEMPLATES = Path(__file__).parent.parent / "templates"
CARD_TEMPLATES = ("card.html", "tags.html")
"""The templates that a card is made with."""
# Builders of HTML that have no pages of their own for a blog: books, one long page, data for other programs.
_WITHOUT_BLOG = frozenset({"singlehtml", "epub", "json", "pickle", "htmlhelp", "qthelp", "devhelp", "applehelp"})


class fragment(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """HTML that belongs to a page but is no part of its text: it is neither searched nor excerpted."""


def fediverse_url(handle: str) -> str:
    """Return the page of `@ada@example.social`; empty if it is no such handle."""
    found = re.fullmatch(r"@?([\w.-]+)@([\w-]+(?:\.[\w-]+)+)", handle)
    return f"https://{found[2]}/@{found[1]}" if found else ""


def builds_html_pages(builder: Builder) -> bool:
    """Return whether a builder makes a site with pages for archive, tags and so on."""
    return isinstance(builder, StandaloneHTMLBuilder) and builder.name not in _WITHOUT_BLOG


class PageRenderer:
    """Fills the templates for one page."""

    def __init__(self, app: Sphinx, docname: str, renderer: Renderer | None = None) -> None:
        """Make a page of `docname`; `renderer` keeps excerpts and cards from one page to the next.

        Without a name it is a part of several pages, whose links start with ROOT.
        """
        self._app = app
        self._renderer = renderer or Renderer(app)
        self._root = root_path(app.builder, docname) if docname else ROOT_PLACEHOLDER
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
            "excerpt": self.excerpt,
            "card": self.card,
            "picture": self.picture,
            "avatar": self.avatar,
            "writers_of": self.writers_of,
            "fediverse_url": fediverse_url,
            "options": self._options,
            "pagename": self._docname,
        }
        return Markup(self._builder.templates.render(template, own | context))  # noqa: S704 - templates escape

    def url(self, target: Post | Term | str) -> str:
        """Return the address of a post, a term's page or a document, from the page being made."""
        if isinstance(target, Post):
            address = target.external_link or self.url(target.docname)
            return f"{address}#{target.anchor}" if target.anchor and not target.external_link else address
        name = target.docname if isinstance(target, Term) else target
        if not self._docname:
            return ROOT_PLACEHOLDER + self._builder.get_target_uri(name)
        return self._builder.get_relative_uri(self._docname, name)

    def excerpt(self, post: Post) -> Markup:
        """Return a post's excerpt."""
        return self._renderer.excerpt(post, root=self._root)

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
        """Return a post as one of a listing: made once for all pages, as far as the template is known."""
        context = {"level": level, "first": first and bool(post.image), "lead": lead, "brief": brief}
        if self._own_cards:
            return self.render("postil/card.html", post=post, page=page, **context)
        # Of the page a card shows that it is one of a series alone.
        page = page if page and page.term and page.term.kind is Kind.SERIES else None
        form = " ".join(str(int(value)) for value in (*context.values(), page is not None))
        shared = PageRenderer(self._app, "", self._renderer)
        make = partial(shared.render, "postil/card.html", post=post, page=page, **context)
        return self._renderer.card(post, form, make, root=self._root)

    @cached_property
    def _own_cards(self) -> bool:
        """Whether the site has a template of its own for cards, which may show more of the page that they are on."""
        folders = [Path(self._app.confdir, folder) for folder in self._app.config.templates_path]
        owners = [folder for folder in folders if folder != TEMPLATES]
        return any((folder / "postil" / name).is_file() for folder in owners for name in CARD_TEMPLATES)

    def picture(self, post: Post, *, large: bool = False, first: bool = False) -> Markup:
        """Return a post's picture as HTML, with its smaller copies; empty if it has none.

        `large`: it is as wide as the text. It is among the first things that a reader sees, and so is the `first` of a
        list; others come when they are scrolled to.
        """
        names = self._app.env.images
        address = image_url(post.image, names, folder=f"{self._root}{self._builder.imagedir}")
        if not address:
            return Markup("")
        later = Markup("") if large or first else Markup(' loading="lazy"')
        html = str(Markup('<img src="{}" alt=""{}>').format(address, later))
        picture = post_domain(self._app.env).pictures.get(post.image)
        if picture and picture.width:
            html = add_attributes(html, picture, lazy=False)
            folder = f"{self._root}{self._builder.imagedir}"
            html = with_sources(html, picture, folder=folder, sizes=LEAD if large else CARD) if picture.copies else html
        return Markup(html)  # noqa: S704 - escaped above

    def avatar(self, term: Term) -> str:
        """Return what the picture of a term's author is shown from; empty if there is none."""
        author = self._index.profile(term)
        avatar = post_domain(self._app.env).avatars.get(author.name) if author else None
        return avatar.data if avatar and avatar.data else avatar_url(avatar, root=self._root)

    def writers_of(self, posts: Sequence[Post]) -> list[Term]:
        """Return who wrote `posts`, as far as the site describes them, in the order of their names' first post."""
        found = dict.fromkeys(term for post in posts for term in self._index.terms_of(post, Kind.AUTHOR))
        return [term for term in found if self._index.profile(term)]

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


def visit_fragment(translator: Any, node: fragment) -> None:
    """Write a fragment as it is."""
    translator.body.append(node["html"])
    raise nodes.SkipNode


def skip_fragment(translator: Any, node: fragment) -> None:
    """Leave a fragment out."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register what stands for HTML in a page."""
    app.add_node(fragment, html=(visit_fragment, None), latex=(skip_fragment, None), text=(skip_fragment, None))
