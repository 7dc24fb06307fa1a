"""The links of the menu in the header, and the pages that have a navigation sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.blog.listing import resolve_label
from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from postil.blog.index import Index

# ABlog's label of the feed.
FEED = "blog-feed"
# The menu if `postil_menu` is not set; targets that do not exist are skipped.
DEFAULT_TARGETS = ("blog-posts", "blog-archives", "blog-tags", "about")


@frozen
class MenuLink:
    """A link in the menu."""

    label: str
    target: str
    """A document name, or an absolute URL if `external`."""
    external: bool = False
    is_file: bool = False
    """Whether the target is the path of a file, such as the feed."""


def find_menu(
    index: Index,
    entries: Sequence[MenuEntry] | None,
    *,
    home: str,
    documents: Container[str],
    title: Callable[[str], str],
    feed: str = "",
    document: Callable[[str], str] | None = None,
    version: Callable[[str], str] = str,
) -> tuple[list[MenuLink], list[str]]:
    """Return the links of the menu, and the targets that do not exist; `entries` is None for the default menu.

    `home` is the home page, to which the site's name links; `documents` has all pages, `title` returns that of one.
    `feed` is the label of the link to the feed; empty if there is none. `document` returns the page of a source file by
    its path, `version` that page in the language of the blog.
    """
    links: list[MenuLink] = []
    unknown: list[str] = []
    for label, target in [("", name) for name in DEFAULT_TARGETS] if entries is None else entries:
        if target.startswith(("https://", "http://", "mailto:")):
            links.append(MenuLink(label or target, target, external=True))
        elif page := document(target) if document else target if target in documents else "":
            page = version(page)
            links.append(MenuLink(label or title(page), page))
        elif target == FEED and feed:
            links.append(feed_link(index, label or feed))
        elif found := resolve_label(index, target, documents=documents):
            docname, page_title = found
            links.append(MenuLink(label or page_title, docname))
        else:
            unknown.append(target)
    if entries is None:
        return [link for link in links if link.target != home] if index.posts else [], []
    return links, unknown


def feed_link(index: Index, label: str) -> MenuLink:
    """Return a link to the feed of all posts."""
    return MenuLink(label, f"{index.path}/atom.xml", is_file=True)


def needs_sidebar(pagename: str, *, setting: str, blog: bool, menu: Iterable[MenuLink]) -> bool:
    """Return whether a page has the navigation sidebar; `setting` is `postil_sidebar`.

    With `'pages'`, pages of the `blog` and pages in the menu have none.
    """
    if setting != "pages":
        return setting == "all"
    return not blog and all(pagename != link.target for link in menu)


MenuEntry = tuple[str, str]
"""A label, which can be empty, and a target: a document name, a label of the blog, or a URL."""
