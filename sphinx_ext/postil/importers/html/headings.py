"""The levels of headings, without gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def level_headings(part: Tag, soup: BeautifulSoup) -> None:
    """Make the headings levels without gaps from 2, as the title is the first; others become bold paragraphs."""
    headings = []
    for heading in part.find_all(_HEADINGS):
        inside = heading.find_parent(["blockquote", "li", "td", "th", "dd", "details", "figcaption", "figure", "aside"])
        if not heading.get_text(strip=True) and not heading.find(["img", "iframe"]):
            heading.unwrap()
        elif inside or heading.find(["img", "iframe"]):
            _make_bold(soup, heading)
        else:
            headings.append(heading)
    open_levels: list[int] = []
    top = min((int(heading.name[1]) for heading in headings), default=1)
    for heading in headings:
        level = max(int(heading.name[1]), top)
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        heading.name = f"h{min(len(open_levels) + 1, 6)}"


def _make_bold(soup: BeautifulSoup, heading: Tag) -> None:
    heading.name = "p"
    if not heading.find(["strong", "img", "iframe"]):
        wrap(soup, list(heading.children), "strong")


def wrap(soup: BeautifulSoup, nodes: Sequence[PageElement], name: str) -> None:
    """Put neighbouring nodes into a new element."""
    if not nodes:
        return
    wrapper = soup.new_tag(name)
    nodes[0].insert_before(wrapper)
    for node in nodes:
        wrapper.append(node.extract())
