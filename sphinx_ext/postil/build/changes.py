"""Find what other pages show of the documents that a build reads again, and whether that changed.

Most edits change the text of a post, which no other page shows. Then all other pages are as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from postil.build.domain import post_domain
from postil.build.referenced_objects import objects_by_word
from postil.frozen import frozen
from postil.markdown.myst_compat import link_targets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from postil.blog.post import Post

# What the domain stores of a document from which the pages that it links to get their backlinks.
_LINKS = ("links", "link_sentences", "paths")
# What else it stores of a document that other pages show.
_SHOWN = ("noindex", "source_paths", "languages", "placeholders")


class DocumentContent(NamedTuple):
    """What other pages show of a document."""

    title: str
    targets: Mapping[str, tuple[str, str]]
    """Where links into it lead: ids and texts of its headings."""
    shown: Sequence[object]
    posts: Sequence[Post]
    links: Sequence[Any]


class SiteContent(NamedTuple):
    """What pages show of documents anywhere on the site."""

    labels: Mapping[str, object]
    anonymous_labels: Mapping[str, object]
    section_numbers: Mapping[str, object]
    figure_numbers: Mapping[str, object]
    objects: Mapping[str, object]
    """Terms of glossaries, functions, equations and so on."""


@frozen
class ContentBefore:
    """What pages show of other documents before some are read again."""

    read: Mapping[str, float]
    """When each document was read."""
    documents: Mapping[str, DocumentContent | None]
    """The documents that will be read again; None for one that is new."""
    site: SiteContent


@frozen
class Changes:
    """What a build has to check, if all that pages show of other documents is as before."""

    read_before: Mapping[str, float]
    """When each document was read before this build."""
    documents: AbstractSet[str]
    """The documents that were read again."""
    links: Sequence[tuple[str, Sequence[Any]]]
    """Those of them whose links changed, each with its links before and now."""


def content_before(env: BuildEnvironment, docnames: Sequence[str]) -> ContentBefore:
    """Return what pages show of other documents now, before `docnames` are read again."""
    documents = {docname: _content_of(env, docname) if docname in env.all_docs else None for docname in docnames}
    return ContentBefore(dict(env.all_docs), documents, _content_of_site(env))


def find_changes(env: BuildEnvironment, before: ContentBefore | None) -> Changes | None:
    """Return the documents to check; None if any page may be outdated.

    Documents that were added or removed, and what does not come from documents, are left to the caller.
    """
    if before is None or before.site != _content_of_site(env):
        return None
    links: list[tuple[str, Sequence[Any]]] = []
    for docname, old in before.documents.items():
        new = _content_of(env, docname) if docname in env.all_docs else None
        if old is None or new is None or not _is_shown_alike(old, new):
            return None
        if old.links != new.links:
            links += [(docname, old.links), (docname, new.links)]
    return Changes(before.read, before.documents.keys(), links)


def _is_shown_alike(old: DocumentContent, new: DocumentContent) -> bool:
    """Return whether all pages show the same of two versions of a document, except cards and backlinks."""
    return (
        old[:3] == new[:3]
        and len(old.posts) == len(new.posts)
        and all(before.is_listed_like(after) for before, after in zip(old.posts, new.posts, strict=True))
    )


def _content_of(env: BuildEnvironment, docname: str) -> DocumentContent:
    domain = post_domain(env)
    return DocumentContent(
        env.titles[docname].astext() if docname in env.titles else "",
        link_targets(env.metadata.get(docname, {})),
        [domain.data[name].get(docname) for name in _SHOWN],
        domain.posts.get(docname, ()),
        [domain.data[name].get(docname, {}) for name in _LINKS],
    )


def _content_of_site(env: BuildEnvironment) -> SiteContent:
    standard = env.get_domain("std").data
    tables = (standard["labels"], standard["anonlabels"], env.toc_secnumbers, env.toc_fignumbers, objects_by_word(env))
    # Copies, as reading changes the tables; it replaces what is in them.
    return SiteContent(*map(dict, tables))


def record_content(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Record what pages show of the documents that will be read again."""
    post_domain(env).content_before = content_before(env, docnames)


def setup(app: Sphinx) -> None:
    """Register the event handler."""
    # After handlers that add documents.
    app.connect("env-before-read-docs", record_content, priority=900)
