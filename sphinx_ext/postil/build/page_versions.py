"""A page in its languages: the translations of a post or of a document, and the same list in the blogs of a site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postil.blog.pagination import blog_pages
from postil.build.domain import post_domain
from postil.build.text_language import post_language, text_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.environment import BuildEnvironment

    from postil.blog.index import Index


class PageVersion(NamedTuple):
    """A page in one language."""

    language: str
    """A language tag."""
    docname: str


def page_versions(env: BuildEnvironment, pagename: str) -> Sequence[PageVersion]:
    """Return a page and its translations, the original first; nothing if it exists in one language only.

    The original is in the language of the site, or else in the first of the languages. Drafts are no versions of a
    published page. Each of the versions has the same versions, as search engines require.
    """
    home_pages = homes(env)
    if pagename in home_pages.values():
        found = [PageVersion(tag, name) for tag, name in home_pages.items()]
    elif pagename in post_domain(env).index.by_docname:
        found = _versions_of_post(env, pagename)
    elif pagename in env.found_docs:
        found = _versions_of_document(env, pagename)
    else:
        # A home page can be the list of all posts too; its versions are home pages.
        found = [each for each in _versions_of_list(env, pagename) if each.docname not in home_pages.values()]
    return in_order(found, env) if len({version.docname for version in found}) > 1 else ()


def pages_in_languages(env: BuildEnvironment, pagename: str) -> Mapping[str, str]:
    """Return where the language switch of a page leads: its versions by language tag, else a list, else a home page.

    It is empty for a site without blogs in several languages.
    """
    found = homes(env)
    if not found:
        return {}
    # The second page of a list has nothing in common with that of another.
    found |= {
        version.language: version.docname for version in _versions_of_list(env, re.sub(r"/page/\d+$", "", pagename))
    }
    found |= {version.language: version.docname for version in page_versions(env, pagename)}
    return {tag: name for tag, name in found.items() if tag in env.config.postil.languages}


def homes(env: BuildEnvironment) -> dict[str, str]:
    """Return the home page of each blog by its language tag; nothing if there is one blog."""
    options, index = env.config.postil, post_domain(env).index
    found: dict[str, str] = {}
    for tag in options.languages:
        key = "" if tag == options.site_language else tag
        name = f"{options.blog_folders.get(key, '')}/index".removeprefix("/")
        exists = name in env.found_docs or name == index.blogs.get(key, index).posts_page
        found[tag] = name if exists and key else env.config.root_doc
    return found


def in_order(versions: Iterable[PageVersion], env: BuildEnvironment) -> list[PageVersion]:
    """Return versions in the order of `postil_languages`, but that in the language of the site first."""
    options = env.config.postil
    ranks = {tag: number for number, tag in enumerate([options.site_language, *options.languages])}
    return sorted(versions, key=lambda each: (ranks.get(each.language, len(ranks)), each.language))


def names_of_lists(blogs: Iterable[Index], *, size: int) -> AbstractSet[str]:
    """Return the names of the pages that are generated for blogs, with `size` posts each."""
    return frozenset(page.docname for blog in blogs for page in blog_pages(blog, size=size, language="en"))


def _versions_of_post(env: BuildEnvironment, docname: str) -> list[PageVersion]:
    index = post_domain(env).index
    posts = index.by_docname[docname]
    if len(posts) > 1 or posts[0].anchor:
        return []
    translations = index.translations(posts[0])
    if not translations:
        return []
    listed = [posts[0], *translations]
    public = [post for post in listed if not (post.draft or post.canonical_link or post.unlisted)]
    return [PageVersion(post_language(post, env.config), post.docname) for post in public] if posts[0] in public else []


def _versions_of_document(env: BuildEnvironment, docname: str) -> list[PageVersion]:
    domain = post_domain(env)
    names = [docname, *domain.index.page_languages.versions(docname).values()]
    public = [name for name in names if name not in domain.data["noindex"] and name not in domain.index.by_docname]
    versions = {text_language(env, name): name for name in reversed(public)}
    return [PageVersion(tag, name) for tag, name in versions.items()] if docname in public else []


def _versions_of_list(env: BuildEnvironment, pagename: str) -> list[PageVersion]:
    """Return the same list in the blogs of a site: of the same term, year or author."""
    domain = post_domain(env)
    index, options = domain.index, env.config.postil
    blogs = {tag: index.blogs.get(tag, index) for tag in options.languages}
    own = next((blog for blog in reversed(blogs.values()) if blog.has_page(pagename)), None)
    if own is None or pagename.startswith(f"{own.path}/drafts"):
        return []
    name = pagename.removeprefix(own.path) if pagename != own.posts_page else ""
    pages = {tag: blog.path + name if name else blog.posts_page for tag, blog in blogs.items()}
    return [
        PageVersion(tag, page) for tag, page in pages.items() if page in domain.list_names or page in env.found_docs
    ]
