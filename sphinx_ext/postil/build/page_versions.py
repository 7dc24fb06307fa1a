"""A page in its languages: the translations of a post or of a document, and the same list in the blogs of a site."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from postil.build.domain import post_domain
from postil.build.text_language import post_language, text_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.environment import BuildEnvironment


class PageVersion(NamedTuple):
    """A page in one language."""

    language: str
    """A language tag."""
    docname: str


def page_versions(env: BuildEnvironment, pagename: str) -> Sequence[PageVersion]:
    """Return a page and its translations, the original first; nothing if it exists in one language only.

    The original is in the language of the site, or else in the first of the languages. Drafts are no versions of a
    published page.
    """
    posts = post_domain(env).index.by_docname.get(pagename, ())
    if posts:
        found = _versions_of_post(env, pagename)
    else:
        found = _versions_of_document(env, pagename) if pagename in env.found_docs else []
    return in_order(found, env) if len(found) > 1 else ()


def translated_documents(env: BuildEnvironment) -> Mapping[str, Sequence[str]]:
    """Return the documents that are translations of each other, by the key that they share."""
    found: dict[str, list[str]] = defaultdict(list)
    for docname, language in sorted(post_domain(env).data["languages"].items()):
        if docname in env.found_docs and language.key:
            found[language.key].append(docname)
    return {key: docnames for key, docnames in found.items() if len(docnames) > 1}


def in_order(versions: Iterable[PageVersion], env: BuildEnvironment) -> list[PageVersion]:
    """Return versions in the order of `postil_languages`, but that in the language of the site first."""
    options = env.config.postil
    ranks = {tag: number for number, tag in enumerate([options.site_language, *options.languages])}
    return sorted(versions, key=lambda each: (ranks.get(each.language, len(ranks)), each.language))


def _versions_of_post(env: BuildEnvironment, docname: str) -> list[PageVersion]:
    index = post_domain(env).index
    posts = index.by_docname[docname]
    if len(posts) > 1 or posts[0].anchor:
        return []
    listed = [posts[0], *index.translations(posts[0])]
    public = [post for post in listed if not (post.draft or post.canonical_link or post.unlisted)]
    return [PageVersion(post_language(post, env.config), post.docname) for post in public] if posts[0] in public else []


def _versions_of_document(env: BuildEnvironment, docname: str) -> list[PageVersion]:
    domain = post_domain(env)
    found = domain.data["languages"].get(docname)
    if not found or not found.key or docname in domain.data["noindex"]:
        return []
    versions = {text_language(env, docname): docname}
    for name in domain.documents_by_key.get(found.key, ()):
        if name not in domain.data["noindex"] and name not in domain.index.by_docname:
            versions.setdefault(text_language(env, name), name)
    return [PageVersion(tag, name) for tag, name in versions.items()]
