"""Compute digests of what pages show of other documents, which tell whether a page is outdated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import docname_join

from postil.blog.listing import (
    RECENT_COUNT,
    SIDEBARS,
    omits_posts,
    resolve_label_on,
    select_posts,
    shows_excerpts,
    within_excerpt,
)
from postil.blog.pagination import first_page
from postil.blog.post import Kind, Post, digest
from postil.build.domain import post_domain
from postil.build.page_versions import page_versions, pages_in_languages
from postil.build.post_end import end_of_post
from postil.build.referenced_objects import last_word
from postil.build.site_files import texts_in
from postil.markdown.myst_compat import link_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.environment import BuildEnvironment

    from postil.blog.index import Index
    from postil.blog.menu import MenuLink
    from postil.blog.post import Term
    from postil.build.domain import PostDomain
    from postil.build.post_end import PostEnd
    from postil.config.options import Options
    from postil.images.image import ImageInfo

# The nodes of a table of contents that have nothing but children.
_STRUCTURE = (nodes.bullet_list, nodes.list_item, addnodes.compact_paragraph)


def page_digests(
    domain: PostDomain,
    index: Index,
    docnames: AbstractSet[str],
    *,
    options: Options,
    shared: object,
    images: Mapping[str, tuple[set[str], str]],
    image_info: Mapping[str, ImageInfo],
) -> dict[str, str]:
    """Return, for each of `docnames`, a digest of what its page shows that comes from elsewhere.

    `shared` is the digest of what every page shows. `images` are all images with the documents that show them and
    their names in the output; `image_info` are the processed ones.
    """
    content: dict[str, list[object]] = {docname: [shared] for docname in docnames}
    for path, (users, name) in sorted(images.items()):
        for docname in users & content.keys():
            content[docname].append((name, image_info.get(path)))
    series = {
        term: digest(repr([post.title_digest for post in posts]))
        for blog in index.all_blogs
        for term, posts in blog.terms(Kind.SERIES).items()
    }
    references = domain.data["references"]
    for docname, parts in content.items():
        posts = index.by_docname.get(docname, ())
        backlinks = domain.backlinks_of(docname) if posts else ()
        for post in posts:
            end = end_of_post(index, post, backlinks, shows_neighbours=options.post_show_prev_next)
            parts.append(_post_page_content(index, post, end, series=series))
        if targets := references.get(docname):
            parts.append([reference_dependencies(target, docname, domain.env, index) for target in targets])
        versions = page_versions(domain.env, docname), pages_in_languages(domain.env, docname)
        parts.extend(filter(None, versions))
    for docname in domain.posts_documents.keys() & content.keys():
        first = first_page(domain.posts_documents[docname], size=domain.page_size)
        content[docname].append(first.content(domain.card_digest))
    for docname in domain.postlists.keys() & content.keys():
        content[docname] += [
            _postlist_content(index, postlist, docname=docname, card_digest=domain.card_digest)
            for postlist in domain.postlists[docname]
        ]
    return {docname: domain.digest_cache.of(docname, parts) for docname, parts in content.items()}


def _post_page_content(index: Index, post: Post, end: PostEnd, *, series: Mapping[Term, str]) -> tuple[object, ...]:
    """Return what the page of a post shows of other posts and pages; `series` are the digests of all series."""
    # In the order of the front matter: if that changes, so does the document.
    terms = [(term.label, term.docname) for term in index.all_terms_of(post)]
    return (
        [neighbour.title_digest if neighbour else None for neighbour in (end.around.newer, end.around.older)],
        terms,
        (post.draft, post.scheduled, post.expired),
        post.updated and post.updated.isoformat(),
        [series[term] for term in index.terms_of(post, Kind.SERIES)],
        [part.title_digest for part in end.parts] if post.language else (),
        [related.title_digest for related in end.related],
        [(version.language, version.title_digest) for version in index.translations(post)],
        end.backlinks,
    )


def _postlist_content(
    index: Index, options: dict[str, Any], *, docname: str, card_digest: Callable[[Post], str]
) -> tuple[object, ...]:
    """Return what a `postlist` directive with these options shows."""
    posts = select_posts(index, options, docname=docname)
    cards = [card_digest(post) for post in posts] if shows_excerpts(options) else ()
    return _titles_and_terms(index, posts), cards, omits_posts(index, options, posts, docname=docname)


def _titles_and_terms(index: Index, posts: Iterable[Post]) -> list[object]:
    """Return what a list of titles shows of posts; which terms it shows depends on its format."""
    return [(post.title_digest, [index.terms_of(post, kind) for kind in Kind]) for post in posts]


def excerpt_dependency_digests(
    domain: PostDomain, index: Index, images: Mapping[str, tuple[set[str], str]]
) -> Mapping[str, str]:
    """Return, for documents with references, images or lists in an excerpt, a digest of what those depend on."""
    wanted = {post.docname for post in index.all_posts if not post.excerpt_is_self_contained}
    found: dict[str, list[object]] = {docname: [] for docname in sorted(wanted)}
    for docname, parts in found.items():
        parts += [
            reference_dependencies(target, docname, domain.env, index)
            for target in domain.data["references"].get(docname, ())
        ]
        parts += [
            _titles_and_terms(index, select_posts(index, within_excerpt(options), docname=docname))
            for options in domain.postlists.get(docname, ())
        ]
    for path, (users, name) in sorted(images.items()):
        for docname in users & found.keys():
            found[docname].append((path, name, domain.images.get(path)))
    return {docname: digest(repr(parts)) for docname, parts in found.items()}


def navigation_content(env: BuildEnvironment) -> list[tuple[str, str, str, list[str]]]:
    """Return what the site's navigation shows: documents in toctrees with their titles and headings."""
    names = {env.config.root_doc, *env.toctree_includes}
    names.update(child for children in env.toctree_includes.values() for child in children)
    return [
        (name, _tree_content(env.titles[name]), _tree_content(env.tocs[name]), list(env.toctree_includes.get(name, ())))
        for name in sorted(names & env.found_docs)
        if name in env.titles and name in env.tocs
    ]


def _tree_content(node: nodes.Node) -> str:
    """Return what the navigation shows of a node: texts with their markup, on which level, captions of toctrees.

    This takes a tenth of the time of `str(node)`.
    """
    if isinstance(node, nodes.Text) or not isinstance(node, nodes.Element):
        return node.astext()
    own = node.get("anchorname") if isinstance(node, nodes.reference) else None
    if own is None:
        own = node.tagname if isinstance(node, _STRUCTURE) else node.starttag()
    return f"\0{own}\1{''.join(map(_tree_content, node.children))}\2"


def reference_dependencies(target: str, docname: str, env: BuildEnvironment, index: Index) -> object:
    """Return what the text and the URL of a reference depend on elsewhere: titles, labels, numbers, objects."""
    names = {target, docname_join(docname, target)} & env.found_docs
    standard = env.get_domain("std").data
    labels = [standard[kind].get(target.lower()) for kind in ("labels", "anonlabels")]
    titles = sorted(env.titles[name].astext() for name in names if name in env.titles)
    numbers = [_section_and_figure_numbers(env, label[0], label[1]) for label in labels if label]
    term = [standard["objects"].get(("term", name)) for name in (target, target.lower())]
    objects = post_domain(env).referenced_objects().get(last_word(target))
    label = resolve_label_on(index, target, docname, documents=env.found_docs)
    return titles, labels, numbers, term, objects, label, _link_dependencies(target, docname, env, index)


def _link_dependencies(target: str, docname: str, env: BuildEnvironment, index: Index) -> object:
    """Return what a link depends on that is a path: what it leads to, and the title of the page or heading there."""
    found = post_domain(env).links.find(target, docname)
    if found is None or not found.docname:
        return found
    title = env.titles[found.docname].astext() if found.docname in env.titles else index.by_page.get(found.docname)
    return found, title, link_target(env.metadata.get(found.docname, {}), found.fragment)


def _section_and_figure_numbers(env: BuildEnvironment, docname: str, anchor: str) -> list[object]:
    """Return the numbers of the section or figure with an anchor."""
    figures = [numbers.get(anchor) for _kind, numbers in sorted(env.toc_fignumbers.get(docname, {}).items())]
    sections = env.toc_secnumbers.get(docname, {})
    return [*figures, sections.get(f"#{anchor}"), sections.get("")]


def has_more_pages(env: BuildEnvironment, menu: Iterable[MenuLink], index: Index) -> bool:
    """Return whether toctrees contain pages that are neither posts nor in the menu."""
    listed = {name for children in env.toctree_includes.values() for name in children}
    return bool((listed & env.found_docs) - {link.target for link in menu} - index.by_docname.keys())


def posts_content(domain: PostDomain, posts: Iterable[Post], *, full: bool) -> list[object]:
    """Return what the owner's templates can show of posts; with `full`, their whole text as well."""
    read = domain.env.all_docs
    return [(repr(post), domain.card_digest(post), read.get(post.docname) if full else None) for post in posts]


def sidebar_content(index: Index) -> tuple[object, ...]:
    """Return what sidebars show of the blog."""
    terms = [[(term, len(posts)) for term, posts in index.terms(kind).items()] for kind in Kind]
    # One more than the list of recent posts has, because a post's own page leaves it out.
    return [post.title_digest for post in index.published[: RECENT_COUNT + 1]], terms


def shows_posts_in_sidebar(*options: object) -> bool:
    """Return whether `html_sidebars` or the options of the theme contain a template of the blog."""
    names = {f"{name.strip().removesuffix('.html')}.html" for text in texts_in(options) for name in text.split(",")}
    return any(name.startswith(("postil/", "ablog/")) or name in SIDEBARS for name in names)
