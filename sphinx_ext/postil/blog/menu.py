"""The line at the top of each page: the site's name, and a few links; and which pages need a sidebar beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postil.blog.listing import resolve_label

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from postil.blog.index import Index

# What stands in the menu where the owner chose nothing, as far as it is there.
USUAL = ("blog-posts", "blog-archives", "blog-tags", "about")


@dataclass(frozen=True)
class MenuLink:
    """A link in the menu."""

    label: str
    target: str
    """A document of the site, or a whole address."""
    external: bool = False


def find_menu(
    index: Index,
    entries: Sequence[MenuEntry] | None,
    *,
    home: str,
    documents: Container[str],
    title: Callable[[str], str],
) -> tuple[list[MenuLink], list[str]]:
    """Return the links of the menu and the targets that are nowhere; `entries` are the owner's, None the usual ones.

    `home` is the first page, where the site's name leads; `documents` holds all pages, `title` gives the title of one.
    """
    links: list[MenuLink] = []
    unknown: list[str] = []
    for words, target in [("", name) for name in USUAL] if entries is None else entries:
        if target.startswith(("https://", "http://", "mailto:")):
            links.append(MenuLink(words or target, target, external=True))
        elif target in documents:
            links.append(MenuLink(words or title(target), target))
        elif found := resolve_label(index, target, documents=documents):
            docname, label = found
            links.append(MenuLink(words or label, docname))
        else:
            unknown.append(target)
    if entries is None:
        return [link for link in links if link.target != home] if index.posts else [], []
    return links, unknown


def needs_sidebar(pagename: str, *, setting: str, blog: bool, menu: Iterable[MenuLink]) -> bool:
    """Return whether a page has the site's contents beside it; `setting` is what `postil_sidebar` says.

    A page of the `blog`, and one that the menu leads to, does without.
    """
    if setting != "pages":
        return setting == "all"
    return not blog and all(pagename != link.target for link in menu)


MenuEntry = tuple[str, str]
"""Words, which may be empty, and where they lead: a document, a label of the blog, an address."""
