"""The pages of the blog: listings, paginated, and pages of terms."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from postil.blog.post import Kind, Post, Term, pinned_first
from postil.frozen import frozen
from postil.i18n import CATALOG, format_month

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence

    from postil.blog.index import Index

_ = get_translation(CATALOG)
# How many page numbers the pagination shows on either side of the current page.
NEARBY = 2


@frozen
class ListingPage:
    """A page of the blog: a page of a listing, or a page of terms."""

    docname: str
    heading: str
    template: str
    posts: Sequence[Post] = ()
    """The posts on this page."""
    count: int = 0
    """The number of posts on all pages of the listing."""
    term: Term | None = None
    kind: Kind | None = None
    terms: Mapping[Term, Sequence[Post]] = field(default_factory=dict)
    """On a page of terms: the terms with their posts."""
    months: Mapping[Term, Sequence[Post]] = field(default_factory=dict)
    """On the page of a year: its months with their posts."""
    titles: bool = False
    """Whether to list titles only."""
    number: int = 1
    row: tuple[str, ...] = ()
    """The document names of all pages of the listing, in order."""

    @property
    def title(self) -> str:
        """The heading, with the page number from the second page on."""
        if self.number == 1:
            return self.heading
        return _("%(title)s, page %(number)s") % {"title": self.heading, "number": self.number}

    @property
    def first(self) -> str:
        """The document name of the listing's first page."""
        return self.row[0] if self.row else self.docname

    @property
    def before(self) -> str:
        """The document name of the page before this one; empty on the first."""
        return self.row[self.number - 2] if self.number > 1 else ""

    @property
    def after(self) -> str:
        """The document name of the page after this one; empty on the last."""
        return self.row[self.number] if self.number < len(self.row) else ""

    @property
    def numbers(self) -> Sequence[int]:
        """The page numbers in the pagination: the first, the last and those nearby; 0 for a gap."""
        near = range(self.number - NEARBY, self.number + NEARBY + 1)
        shown = sorted({1, len(self.row), *near} & set(range(1, len(self.row) + 1)))
        found: list[int] = []
        for number in shown:
            if found and number - found[-1] > 1:
                # The number of a single missing page is as short as the gap.
                found.append(number - 1 if number - found[-1] == NEARBY else 0)
            found.append(number)
        return found

    def content(self, card: Callable[[Post], object]) -> tuple[object, ...]:
        """Return what the page shows, to find out whether it is outdated; `card` returns the same for a card."""
        if self.kind is Kind.YEAR:
            terms: object = [(term, [post.title_digest for post in posts]) for term, posts in self.terms.items()]
        else:
            terms = [(term, len(posts)) for term, posts in self.terms.items()]
        posts = [post.title_digest if self.titles else card(post) for post in self.posts]
        months = [(term, len(posts)) for term, posts in self.months.items()]
        # The names of all pages follow from those of the first two.
        return (self.heading, self.term, self.kind, terms, months, posts, self.count, self.number, self.row[:2])


def paginate(page: ListingPage, posts: Sequence[Post], *, size: int, folder: str = "") -> Iterator[ListingPage]:
    """Yield the pages of a listing with `size` posts each; the second is `<folder>/page/2`.

    `folder` is the document name of `page` by default.
    """
    parts = [posts[start : start + size] for start in range(0, len(posts), size)] or [()]
    folder = folder or page.docname
    row = (page.docname, *(f"{folder}/page/{number}" for number in range(2, len(parts) + 1)))
    for number, part in enumerate(parts, start=1):
        yield replace(page, docname=row[number - 1], posts=part, count=len(posts), number=number, row=row)


def first_page(index: Index, *, size: int) -> ListingPage:
    """Return the first page of all posts."""
    return next(_all_posts(index, size=size))


def heading_of_terms(kind: Kind) -> str:
    """Return the heading of the page with all terms of `kind`, in the language of the interface."""
    headings = {
        Kind.YEAR: _("Archive"),
        Kind.MONTH: _("Archive"),
        Kind.TAG: _("Tags"),
        Kind.CATEGORY: _("Categories"),
        Kind.AUTHOR: _("Authors"),
        Kind.SERIES: _("Series"),
        Kind.LOCATION: _("Locations"),
        Kind.LANGUAGE: _("Languages"),
    }
    return headings[kind]


def blog_pages_of(posts: Collection[Post], index: Index, *, size: int, language: str) -> Iterator[ListingPage]:
    """Yield the pages of the blog that show one of `posts` as a card."""
    keys = {post.key for post in posts}
    terms = frozenset(term for post in posts for term in index.all_terms_of(post))
    for page in blog_pages(index, size=size, language=language, terms=terms):
        if any(post.key in keys for post in page.posts):
            yield page


def blog_pages(
    index: Index, *, size: int, language: str, terms: Container[Term] | None = None
) -> Iterator[ListingPage]:
    """Yield all pages of the blog, with `size` posts each; lists of titles are not paginated.

    Of the lists of single terms, yield only those of `terms`.
    """
    yield from _all_posts(index, size=size)
    if index.drafts:
        yield from paginate(
            ListingPage(f"{index.path}/drafts", _("Drafts"), "postil/listing.html"), index.drafts, size=size
        )
    headings: Mapping[Kind, str] = {
        Kind.YEAR: _("Posts from %s"),
        Kind.TAG: _("Posts tagged “%s”"),
        Kind.CATEGORY: _("Posts in “%s”"),
        Kind.AUTHOR: _("Posts by %s"),
        Kind.SERIES: _("The series “%s”"),
        Kind.LOCATION: _("Posts written in %s"),
        Kind.LANGUAGE: _("Posts in %s"),
    }
    for kind, one in headings.items():
        groups = index.terms(kind)
        if not groups:
            continue
        template = "postil/archive.html" if kind is Kind.YEAR else "postil/terms.html"
        yield ListingPage(index.terms_page(kind), heading_of_terms(kind), template, kind=kind, terms=groups)
        for term, posts in groups.items():
            if terms is not None and term not in terms:
                continue
            months = index.months(term) if kind is Kind.YEAR else {}
            page = ListingPage(term.docname, one % term.label, "postil/listing.html", term=term, months=months)
            # A series is listed in reading order.
            ordered = posts[::-1] if kind is Kind.SERIES else pinned_first(posts)
            yield from paginate(page, ordered, size=size)
    for term, posts in index.terms(Kind.MONTH).items():
        if terms is not None and term not in terms:
            continue
        heading = _("Posts from %s") % format_month(term.label, language=language)
        yield ListingPage(
            term.docname, heading, "postil/listing.html", posts=posts, count=len(posts), term=term, titles=True,
            row=(term.docname,),
        )  # fmt: skip


def _all_posts(index: Index, *, size: int) -> Iterator[ListingPage]:
    page = ListingPage(index.posts_page, _("All posts"), "postil/listing.html")
    return paginate(page, index.listed, size=size, folder=index.path)
