"""Compute digests of what pages show of other documents, which tell whether a page is outdated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import docname_join

from postil.blog.listing import (
    RECENT_COUNT,
    SIDEBARS,
    resolve_label,
    select_posts,
    shows_excerpts,
)
from postil.blog.pagination import first_page
from postil.blog.post import Kind, Post, digest
from postil.i18n import reading_minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.environment import BuildEnvironment

    from postil.blog.index import Index
    from postil.blog.menu import MenuLink
    from postil.build.domain import PostDomain
    from postil.config.options import Options
    from postil.images.image import ImageInfo


def page_digests(
    domain: PostDomain,
    index: Index,
    *,
    options: Options,
    docnames: Iterable[str],
    overall: object,
    images: Mapping[str, tuple[set[str], str]],
    image_info: Mapping[str, ImageInfo],
) -> dict[str, str]:
    """Return, for each document, a digest of what its page shows that is not its own.

    `overall` stands for what every page shows: the templates, and the newest posts if they are in a sidebar. `images`
    are all images with the documents that show them and their names in the output; `image_info` are the processed ones.
    """
    shown: dict[str, list[object]] = {docname: [overall] for docname in docnames}
    for path, (users, name) in sorted(images.items()):
        for docname in users & shown.keys():
            shown[docname].append((name, image_info.get(path)))
    series = {term: digest(repr([p.title_digest for p in posts])) for term, posts in index.terms(Kind.SERIES).items()}
    for post in index.all_posts:
        around = index.neighbours(post)
        beside = [p.title_digest if p else None for p in (around.newer, around.older)]
        # Their order is the author's, who changes the document to change it.
        terms = [(term.label, term.docname) for term in index.all_terms_of(post)]
        parts = [series[term] for term in index.terms_of(post, Kind.SERIES)]
        related = [p.title_digest for p in index.related(post)]
        linked = list(domain.backlinks.get(post.docname, ()))
        state = (post.draft, post.scheduled, post.expired)
        updated = post.updated and post.updated.isoformat()
        shown[post.docname].append((beside, terms, state, updated, parts, related, linked))
    for docname, targets in domain.data["refs"].items():
        shown[docname].append([reference_meaning(target, docname, domain.env, index) for target in targets])
    card = domain.card
    if options.postil_home and index.posts_page in shown:
        first = first_page(index, size=options.postil_page_size)
        shown[index.posts_page].append(first.content(card))
    for docname, lists in domain.lists.items():
        for chosen in lists:
            posts = select_posts(index, chosen, docname=docname)
            cards = [card(post) for post in posts] if shows_excerpts(chosen) else ()
            of_posts = [index.terms_of(post, kind) for post in posts for kind in Kind]
            shown[docname].append(([post.title_digest for post in posts], of_posts, cards))
    return {docname: domain.digests.of(docname, what) for docname, what in shown.items()}


def card_digests(
    domain: PostDomain, images: Mapping[str, tuple[set[str], str]], *, speed: int
) -> Callable[[Post], str]:
    """Return what tells whether a post looks the same in a listing, the templates and the site's options apart.

    Of its length a card shows the minutes alone. A post stands in several listings and is looked at once.
    """
    index = domain.index
    found: dict[tuple[str, str], str] = {}

    def card(post: Post) -> str:
        """Return a digest of what a card shows of `post`."""
        if post.key not in found:
            seen = (post.card_digest, reading_minutes(post.words, speed=speed))
            name = images[post.image][1] if post.image in images else ""
            image = (name, domain.images.get(post.image))
            behind = domain.behind.get(post.docname, "")
            # Their order is the post's own, and in its look.
            terms = [(term.label, term.docname, term.link) for term in index.all_terms_of(post)]
            found[post.key] = domain.digests.of(post.key, (seen, terms, index.part(post), image, behind))
        return found[post.key]

    return card


def excerpt_source_digests(
    domain: PostDomain, index: Index, images: Mapping[str, tuple[set[str], str]]
) -> Mapping[str, str]:
    """Return, for documents with references or images in an excerpt, a digest of what those come from."""
    wanted = {post.docname for post in index.all_posts if not post.excerpt_is_self_contained}
    found: dict[str, list[object]] = {docname: [] for docname in sorted(wanted)}
    for docname, parts in found.items():
        parts += [
            reference_meaning(target, docname, domain.env, index) for target in domain.data["refs"].get(docname, ())
        ]
    for path, (users, name) in sorted(images.items()):
        for docname in users & found.keys():
            found[docname].append((path, name, domain.images.get(path)))
    return {docname: digest(repr(parts)) for docname, parts in found.items()}


def navigation_content(env: BuildEnvironment) -> list[tuple[str, str, str, list[str]]]:
    """Return what the site's navigation is made of: documents in toctrees with their titles and headings."""
    names = {env.config.root_doc, *env.toctree_includes}
    names.update(child for children in env.toctree_includes.values() for child in children)
    return [
        (name, env.titles[name].astext(), env.tocs[name].astext(), list(env.toctree_includes.get(name, ())))
        for name in sorted(names & env.found_docs)
        if name in env.titles and name in env.tocs
    ]


def reference_meaning(target: str, docname: str, env: BuildEnvironment, index: Index) -> object:
    """Return what a reference's text and address come from, as far as it is another document's: its title, a label."""
    names = {target, docname_join(docname, target)} & env.found_docs
    standard = env.get_domain("std").data
    labels = [standard[kind].get(target.lower()) for kind in ("labels", "anonlabels")]
    titles = sorted(env.titles[name].astext() for name in names if name in env.titles)
    numbers = [_numbers(env, label[0], label[1]) for label in labels if label]
    term = [standard["objects"].get(("term", name)) for name in (target, target.lower())]
    return titles, labels, numbers, term, resolve_label(index, target, documents=env.found_docs)


def _numbers(env: BuildEnvironment, docname: str, anchor: str) -> list[object]:
    """Return the numbers of a section or figure."""
    figures = [numbers.get(anchor) for _kind, numbers in sorted(env.toc_fignumbers.get(docname, {}).items())]
    sections = env.toc_secnumbers.get(docname, {})
    return [*figures, sections.get(f"#{anchor}"), sections.get("")]


def has_more_pages(env: BuildEnvironment, menu: Iterable[MenuLink], index: Index) -> bool:
    """Return whether the site's contents name any page that is neither a post nor in the menu."""
    named = {name for children in env.toctree_includes.values() for name in children}
    return bool((named & env.found_docs) - {link.target for link in menu} - index.by_docname.keys())


def sidebar_content(index: Index, *, whole: bool) -> tuple[object, ...]:
    """Return what sidebars show of the blog; `whole`: what they might show if they are not postil's own."""
    posts = [(post, post.draft) for post in index.posts] if whole else []
    terms = [[(term, len(posts)) for term, posts in index.terms(kind).items()] for kind in Kind]
    # One more than the list of recent posts has, because the page's own is not in it.
    return [post.title_digest for post in index.published[: RECENT_COUNT + 1]], terms, posts


def shows_posts_everywhere(sidebars: Mapping[str, Iterable[str]]) -> bool:
    """Return whether a sidebar template of the blog is among those that the owner chose."""
    names = [name for templates in sidebars.values() if not isinstance(templates, str) for name in templates]
    return any(name.startswith(("postil/", "ablog/")) or name in SIDEBARS for name in names)
