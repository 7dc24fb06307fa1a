"""Links within a page: their targets keep their ids, whatever they are in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4.element import Tag

from postil.importers.html.blocks import raw_block
from postil.importers.html.context import text_attribute

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bs4 import BeautifulSoup

# Elements whose rules write their ids.
_KEPT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "a", "span", "p", "img"})
_NAME = re.compile(r"[\w:.-]+")


def ids_in(part: Tag) -> Iterator[str]:
    """Yield the ids in a tree, and the names of its anchors."""
    for element in part.find_all(True):
        for name in ("id", "name"):
            if value := text_attribute(element, name):
                yield value


def shorten_links(part: Tag, page_url: str) -> None:
    """Shorten links to the page itself to their ids."""
    page = _address(page_url)
    for link in part.find_all("a"):
        base, hash_mark, fragment = text_attribute(link, "href").partition("#")
        if fragment and base and page and _address(base) == page:
            link["href"] = hash_mark + fragment


def _address(url: str) -> str:
    """Return a URL without what differs between its spellings."""
    return re.sub(r"^https?:|/?(?:index\.html?)?(?:[?#].*)?$", "", url)


def unlink_missing(part: Tag, ids: Collection[str]) -> None:
    """Remove links to ids that the page does not have; their words stay."""
    for link in part.find_all("a"):
        href = text_attribute(link, "href")
        if href.startswith("#") and (href[1:] not in ids or not _NAME.fullmatch(href[1:])):
            del link["href"]


def keep_anchors(part: Tag, soup: BeautifulSoup, linked_ids: Collection[str]) -> None:
    """Put an anchor before each block that a link leads to, if Markdown has no id for it."""
    for element in part.find_all(True):
        name = text_attribute(element, "id")
        if name not in linked_ids or element.name in _KEPT or not _NAME.fullmatch(name):
            continue
        target = next(
            (block for block in (element, *element.find_all(True)) if block.name in ("p", "postil-tight")), None
        )
        if isinstance(target, Tag):
            target.insert(0, soup.new_tag("a", attrs={"id": name}))
        elif element.name not in ("td", "th", "tr", "tbody", "thead", "li"):
            element.insert_before(raw_block(soup, f'<a id="{name}"></a>'))
