"""Lists of posts: the nodes of the directives, the posts that a list selects, and the pages that labels mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from postil.blog.pagination import heading_of_terms
from postil.blog.post import Kind, Post, newest_first, pinned_first
from postil.i18n import CATALOG
from postil.language_tags import language_tag
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
_KINDS = frozenset(Kind)
# ABlog's labels of the pages of terms, and all labels of pages of the blog.
_KINDS_OF_LABELS = {
    "blog-archives": Kind.YEAR,
    "blog-tags": Kind.TAG,
    "blog-categories": Kind.CATEGORY,
    "blog-authors": Kind.AUTHOR,
    "blog-series": Kind.SERIES,
    "blog-locations": Kind.LOCATION,
    "blog-languages": Kind.LANGUAGE,
}
_BLOG_LABELS = frozenset({"blog-posts", "blog-drafts", *_KINDS_OF_LABELS})
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
    languages = options.get("language", ())
    is_post = docname in index.by_docname
    index, candidates = _posts_in_languages(index, languages, docname)
    posts = [post for post in candidates if post.docname != docname or post.anchor] if is_post else list(candidates)
    if folders := tuple(f"{folder.strip('/')}/" for folder in options.get("sections", ())):
        posts = [post for post in posts if (post.path or post.docname).startswith(folders)]
    for name, kind in KINDS.items():
        for label in options.get(name, ()) if kind is not Kind.LANGUAGE else ():
            members = _members(index, kind, label, with_translations=not languages)
            posts = [post for post in posts if post in members]
        for label in options.get(f"exclude-{name}", ()):
            members = _members(index, kind, label)
            posts = [post for post in posts if post not in members]
    posts = _sort(posts, options.get("order", ""))[: options["length"]]
    return posts[::-1] if options["sort"] else posts


def _posts_in_languages(index: Index, wanted: Sequence[str], docname: str) -> tuple[Index, Sequence[Post]]:
    """Return the posts in the languages of a `postlist`, and the blog whose terms it means.

    Without such an option, these are the posts in the language of the page, and for those that have no version in that
    language, the one that other lists show. `all` is every version.
    """
    blog = index.blog_of_page(docname)
    if not wanted:
        language = index.language_of_page(docname)
        if not language:
            return blog, blog.listed
        versions = [index.in_language(post, language) for post in blog.posts]
        return blog, pinned_first(sorted(versions, key=newest_first))
    every = pinned_first(index.listed_versions)
    if "all" in wanted:
        return blog, every
    for label in wanted:
        members = {post for each in index.all_blogs for post in _members(each, Kind.LANGUAGE, label)}
        tag = language_tag(label)
        tag = "" if tag == index.page_languages.site else tag or label
        every = [post for post in every if post in members or post.language == tag]
    return index.blogs.get(language_tag(wanted[0]), index), every


def omits_posts(index: Index, options: dict[str, Any], shown: Sequence[Post], *, docname: str) -> bool:
    """Return whether a `postlist` without filters, which shows the posts `shown`, has fewer than the page of all."""
    filters = ("sections", *KINDS, *(f"exclude-{name}" for name in KINDS))
    index = index.blog_of_page(docname)
    if options["length"] is None or docname == index.posts_page or any(options.get(name) for name in filters):
        return False
    return len(index.listed) > len(shown)


def shows_excerpts(options: dict[str, Any]) -> bool:
    """Return whether a `postlist` with these options shows more than titles."""
    return bool(options["excerpts"]) or options.get("layout") in ("cards", "front")


def within_excerpt(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a `postlist` in an excerpt: it has titles only, or two lists could contain each other."""
    return options | {"excerpts": False, "layout": "list"}


def _members(index: Index, kind: Kind, label: str, *, with_translations: bool = False) -> AbstractSet[Post]:
    """Return the posts of a term; with their translations, which may have the term by another name."""
    term = index.find(kind, label)
    members = index.versions_of(term) if term else ()
    return {*members, *(each for post in members if with_translations for each in index.translations(post))}


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


def resolve_label_on(index: Index, target: str, docname: str, *, documents: Container[str]) -> tuple[str, str] | None:
    """Return what a label leads to on the page `docname`: what is in the language of the page, if there is such."""
    blog, language = index.blog_of_page(docname), index.language_of_page(docname)
    found = resolve_label(blog, target, documents=documents, language=language)
    return found or (None if blog is index else resolve_label(index, target, documents=documents, language=language))


def resolve_label(
    index: Index, target: str, *, documents: Container[str], language: str = ""
) -> tuple[str, str] | None:
    """Return the document name and title for a label of ABlog, such as `blog-tags` or `tag-python`, or None.

    `documents` has the documents of the site: a page of the blog exists if it has posts, or if it is a document.
    Of a post in several languages, the label means the version in `language` if there is one.
    """
    prefix, _dash, slug = target.partition("-")
    if prefix == "blog" and target in _BLOG_LABELS:
        return _page_of_blog(index, target, documents=documents)
    if prefix in _KINDS and (term := index.find(Kind(prefix), slug)):
        return term.docname, term.label
    post = index.by_label.get(target)
    post = post and index.in_language(post, language)
    return (post.docname, post.title) if post else None


def _page_of_blog(index: Index, label: str, *, documents: Container[str]) -> tuple[str, str] | None:
    """Return the document name and title of the page that a label in `_BLOG_LABELS` means; None if there is none."""
    if label == "blog-posts":
        return index.posts_page, _("Posts")
    if label == "blog-drafts":
        page = f"{index.path}/drafts"
        return (page, _("Drafts")) if index.drafts or page in documents else None
    kind = _KINDS_OF_LABELS[label]
    page = index.terms_page(kind)
    title = _("Archives") if kind is Kind.YEAR else heading_of_terms(kind)
    return (page, title) if index.has_terms(kind) or page in documents else None
