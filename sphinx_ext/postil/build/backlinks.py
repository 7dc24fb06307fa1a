"""Find the pages that link to each post."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sphinx.util import docname_join

from postil.blog.post import newest_first
from postil.build.domain import Backlink

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from postil.build.changes import Changes
    from postil.build.domain import PostDomain
    from postil.build.link_sentences import LinkSentence

    Sentences = Mapping[str, LinkSentence | None]


class Backlinks:
    """The pages that link to each document with a post."""

    def __init__(self, domain: PostDomain) -> None:
        """Find the links of all documents when they are needed; the index and the links of the site are computed."""
        self._domain = domain

    def of(self, docname: str) -> Sequence[Backlink]:
        """Return the pages that link to a document with a post: posts from new to old, then other pages."""
        users = self._users.get(docname, {})
        env, unlisted = self._domain.env, self._domain.data["noindex"]
        return [
            Backlink(user, self._title_of(user), _with_title(users[user], self._title_of(docname)))
            for user in sorted(users, key=self._place)
            if user in env.titles and not unlisted.get(user)
        ]

    def update(self, docnames: Iterable[str]) -> None:
        """Find the links of documents that were read again; all that links may lead to is as before."""
        for docname in docnames:
            for name in self._links.get(docname, ()):
                del self._users[name][docname]
            self._links[docname] = found = links_of_document(self._domain, docname)
            for name, sentence in found.items():
                self._users.setdefault(name, {})[docname] = sentence

    @cached_property
    def _links(self) -> dict[str, Sentences]:
        """Document -> the documents with posts that it links to, each with a sentence."""
        return {docname: links_of_document(self._domain, docname) for docname in self._domain.data["links"]}

    @cached_property
    def _users(self) -> dict[str, dict[str, LinkSentence | None]]:
        """Document with a post -> the documents that link to it, each with a sentence."""
        found: dict[str, dict[str, LinkSentence | None]] = {}
        for docname, links in self._links.items():
            for name, sentence in links.items():
                found.setdefault(name, {})[docname] = sentence
        return found

    def _place(self, docname: str) -> tuple[bool, object, str]:
        posts = self._domain.index.by_docname.get(docname)
        return (not posts, newest_first(posts[0]) if posts else (), docname)

    def _title_of(self, docname: str) -> str:
        """Return the title of a page, as HTML if it is a post."""
        posts = self._domain.index.by_docname.get(docname)
        own = posts[0].heading if posts and not posts[0].anchor else ""
        return own or self._domain.env.titles[docname].astext()


def linked_by_changed_links(domain: PostDomain, changes: Changes) -> set[str]:
    """Return the documents with posts to which a link was added or removed, or with another sentence."""
    return set().union(*(linked_documents(domain, docname, *links) for docname, links in changes.links))


def links_of_document(domain: PostDomain, docname: str) -> Sentences:
    """Return the documents with posts that a document links to, each with the sentence of the first link."""
    links, sentences, paths = (domain.data[name].get(docname, {}) for name in ("links", "link_sentences", "paths"))
    return linked_documents(domain, docname, links, sentences, paths)


def linked_documents(
    domain: PostDomain,
    docname: str,
    links: Iterable[str],
    sentences: Mapping[str, LinkSentence],
    paths: Collection[str],
) -> Sentences:
    """Return the documents with posts that `links` in a document lead to, each with the sentence of the first link.

    `paths` are those of the links that are written as paths.
    """
    index, labels = domain.index, domain.env.get_domain("std").data
    found: dict[str, LinkSentence | None] = {}
    # In the order of the text, so that the first sentence with a link counts.
    order = {target: position for position, target in enumerate(sentences)}
    for target in sorted(links, key=lambda target: order.get(target, len(order))):
        lower = target.lower()
        if target in paths and (link := domain.links.find(target, docname)):
            names = {link.docname}
        else:
            names = {target, docname_join(docname, target)}
            names |= {labels[kind][lower][0] for kind in ("labels", "anonlabels") if lower in labels[kind]}
            if target in index.by_label and lower not in labels["labels"]:
                names.add(index.by_label[target].docname)
        for name in names:
            if name != docname and name in index.by_docname:
                heading = labels["labels"].get(lower, ("", "", ""))[2]
                found.setdefault(name, _with_title(sentences.get(target), heading))
    return found


def _with_title(sentence: LinkSentence | None, title: str) -> LinkSentence | None:
    """Return a sentence whose link has a text: its own, or the title of the page that it leads to."""
    return sentence._replace(text=title) if sentence and not sentence.text else sentence
