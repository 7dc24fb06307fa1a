"""Find the pages that link to each post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import docname_join

from postil.build.domain import Backlink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postil.blog.index import Index
    from postil.build.domain import PostDomain
    from postil.build.link_sentences import LinkSentence


def find_backlinks(domain: PostDomain, index: Index) -> Mapping[str, Sequence[Backlink]]:
    """Return, for each document with a post, the pages that link to it: posts from new to old, then other pages."""
    env = domain.env
    labels = env.get_domain("std").data
    order = {post.docname: position for position, post in reversed(list(enumerate(index.all_posts)))}
    paths = domain.data["paths"]
    found: dict[str, dict[str, LinkSentence | None]] = {}
    for docname, targets in domain.data["links"].items():
        sentences = domain.data["link_sentences"].get(docname, {})
        # In the order of the text, so that the first sentence with a link counts.
        order_of = {target: position for position, target in enumerate(sentences)}
        for target in sorted(targets, key=lambda target: order_of.get(target, len(order_of))):
            lower = target.lower()
            if target in paths.get(docname, ()) and (link := domain.links.find(target, docname)):
                names = {link.docname}
            else:
                names = {target, docname_join(docname, target)}
                names |= {labels[kind][lower][0] for kind in ("labels", "anonlabels") if lower in labels[kind]}
                if target in index.by_label and lower not in labels["labels"]:
                    names.add(index.by_label[target].docname)
            for name in names:
                if name == docname or name not in index.by_docname:
                    continue
                heading = labels["labels"].get(lower, ("", "", ""))[2]
                found.setdefault(name, {}).setdefault(docname, _with_title(sentences.get(target), heading))
    titles = {docname: posts[0].heading for docname, posts in index.by_docname.items() if not posts[0].anchor}

    def title_of(docname: str) -> str:
        """Return the title of a page, as HTML if it is a post."""
        return titles.get(docname) or env.titles[docname].astext()

    return {
        name: [
            Backlink(docname, title_of(docname), _with_title(users[docname], title_of(name)))
            for docname in sorted(users, key=lambda docname: (order.get(docname, len(order)), docname))
            if docname in env.titles and not domain.data["noindex"].get(docname)
        ]
        for name, users in found.items()
    }


def _with_title(sentence: LinkSentence | None, title: str) -> LinkSentence | None:
    """Return a sentence whose link has a text: its own, or the title of the page that it leads to."""
    return sentence._replace(text=title) if sentence and not sentence.text else sentence
