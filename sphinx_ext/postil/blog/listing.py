"""Lists of posts: the nodes of the directives, the posts that a list selects, and the pages that labels mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from postil.blog.index import newest_first
from postil.blog.post import Kind, Post
from postil.i18n import CATALOG
from postil.slug import fold

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from collections.abc import Set as AbstractSet

    from postil.blog.index import Index

_ = get_translation(CATALOG)
# The options of `postlist` that select terms.
KINDS = {
    "tags": Kind.TAG,
    "category": Kind.CATEGORY,
    "author": Kind.AUTHOR,
    "location": Kind.LOCATION,
    "language": Kind.LANGUAGE,
    "series": Kind.SERIES,
}
ORDERS = ("newest", "oldest", "title")
LAYOUTS = ("list", "cards", "titles", "front")
# ABlog's sidebar templates by the names in `html_sidebars`; `postil/…` and `ablog/…` work as well.
SIDEBARS = frozenset(
    f"{name}.html"
    for name in (
        "archives",
        "authors",
        "categories",
        "languages",
        "locations",
        "postcard",
        "recentposts",
        "series",
        "tagcloud",
    )
)
# The number of posts in the list of recent posts in the sidebar.
RECENT_COUNT = 5


class postlist(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A list of posts, resolved when the page is written."""

    FORMAT = "{date} - {title}"
    FIELDS = frozenset({"date", "title", *KINDS})


class post_marker(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A `post` directive with its content; removed after the document is read."""


def select_posts(index: Index, options: dict[str, Any], *, docname: str) -> list[Post]:
    """Return the posts that a `postlist` with these options shows on the page `docname`, without that page."""
    posts = [post for post in index.listed if post.docname != docname or post.anchor]
    if folders := tuple(f"{folder.strip('/')}/" for folder in options.get("sections", ())):
        posts = [post for post in posts if (post.path or post.docname).startswith(folders)]
    for name, kind in KINDS.items():
        for label in options.get(name, ()):
            members = _members(index, kind, label)
            posts = [post for post in posts if post in members]
        for label in options.get(f"exclude-{name}", ()):
            members = _members(index, kind, label)
            posts = [post for post in posts if post not in members]
    posts = _sort(posts, options.get("order", ""))[: options["length"]]
    return posts[::-1] if options["sort"] else posts


def omits_posts(index: Index, options: dict[str, Any], shown: Sequence[Post], *, docname: str) -> bool:
    """Return whether a `postlist` without filters, which shows the posts `shown`, has fewer than the page of all."""
    filters = ("sections", *KINDS, *(f"exclude-{name}" for name in KINDS))
    if options["length"] is None or docname == index.posts_page or any(options.get(name) for name in filters):
        return False
    return len(index.listed) > len(shown)


def shows_excerpts(options: dict[str, Any]) -> bool:
    """Return whether a `postlist` with these options shows more than titles."""
    return bool(options["excerpts"]) or options.get("layout") in ("cards", "front")


def within_excerpt(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a `postlist` in an excerpt: it has titles only, or two lists could contain each other."""
    return options | {"excerpts": False, "layout": "list"}


def _members(index: Index, kind: Kind, label: str) -> AbstractSet[Post]:
    term = index.find(kind, label)
    return set(index.terms(kind)[term]) if term else set()


def _sort(posts: list[Post], order: str) -> list[Post]:
    """Return posts in another order than the default: pinned first, then newest first.

    With an explicit order, pinned posts are not first.
    """
    match order:
        case "newest":
            return sorted(posts, key=newest_first)
        case "oldest":
            return sorted(posts, key=newest_first)[::-1]
        case "title":
            return sorted(posts, key=lambda post: (fold(post.title), post.docname, post.anchor))
    return posts


def resolve_label(index: Index, target: str, *, documents: Container[str]) -> tuple[str, str] | None:
    """Return the document name and title for a label of ABlog, such as `blog-tags` or `tag-python`, or None.

    `documents` has the documents of the site: a page of the blog exists if it has posts, or if it is a document.
    """
    kinds = {
        "blog-archives": (Kind.YEAR, _("Archives")),
        "blog-tags": (Kind.TAG, _("Tags")),
        "blog-categories": (Kind.CATEGORY, _("Categories")),
        "blog-authors": (Kind.AUTHOR, _("Authors")),
        "blog-series": (Kind.SERIES, _("Series")),
        "blog-locations": (Kind.LOCATION, _("Locations")),
        "blog-languages": (Kind.LANGUAGE, _("Languages")),
    }
    if target in kinds:
        kind, title = kinds[target]
        page = index.terms_page(kind)
        return (page, title) if index.terms(kind) or page in documents else None
    if target == "blog-posts":
        return index.posts_page, _("Posts")
    if target == "blog-drafts":
        page = f"{index.path}/drafts"
        return (page, _("Drafts")) if index.drafts or page in documents else None
    prefix, _dash, slug = target.partition("-")
    if prefix in set(Kind) and (term := index.find(Kind(prefix), slug)):
        return term.docname, term.label
    post = index.by_label.get(target)
    return (post.docname, post.title) if post else None
