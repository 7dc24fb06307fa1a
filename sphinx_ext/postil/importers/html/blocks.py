"""Bring elements into the order that Markdown has: text is in paragraphs, and paragraphs are in blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4.element import Comment, NavigableString, Tag

from postil.importers.html.context import classes
from postil.importers.html.headings import level_headings, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bs4 import BeautifulSoup
    from bs4.element import PageElement

# A paragraph in a list item or a cell, which needs no empty line around it.
TIGHT = "postil-tight"
# Markdown that is copied as it is, in its attribute `data-raw`.
RAW = "postil-raw"

# Elements that contain blocks; others contain text.
_CONTAINERS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "figure",
        "footer",
        "header",
        "main",
        "nav",
        "section",
    ]
)
BLOCKS = _CONTAINERS | {
    "audio", "dir", "dl", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "hr", "li", "ol", "p",
    "pre", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video",
    RAW, TIGHT, "postil-figure",
}  # fmt: skip
_INLINE_MARKUP = (
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "strike",
    "del",
    "mark",
    "small",
    "big",
    "font",
    "code",
    "sub",
    "sup",
)
_SAME = {
    "b": "strong",
    "i": "em",
    "cite": "em",
    "dfn": "em",
    "var": "em",
    "strike": "del",
    "s": "del",
    "dir": "ul",
    "center": "div",
}
_MORE = re.compile(r"\s*(?:more\b.*|truncate|read ?more)\s*", re.IGNORECASE | re.DOTALL)


def normalize(part: Tag, soup: BeautifulSoup) -> None:
    """Change a tree so that each element can be converted for itself; `soup` makes new elements."""
    for element in part.find_all(list(_SAME)):
        element.name = _SAME[element.name]
    _replace_comments(part, soup)
    _display_formulas(part, soup)
    _merge_equal_neighbours(part)
    _unwrap_markup_around_blocks(part, soup)
    _repair_lists(part, soup)
    level_headings(part, soup)
    _wrap_text(part, soup)


def has_blocks(element: Tag) -> bool:
    """Return whether an element contains a block."""
    return any(child.name in BLOCKS for child in element.find_all(True))


def is_blank(node: PageElement) -> bool:
    """Return whether a node is white space or a comment."""
    return isinstance(node, Comment) or (
        isinstance(node, NavigableString) and not node.strip("\xa0 \t\r\n\u200b\ufeff")
    )


def raw_block(soup: BeautifulSoup, markdown: str) -> Tag:
    """Return an element that becomes `markdown`, as it is."""
    return soup.new_tag(RAW, attrs={"data-raw": markdown})


def _replace_comments(part: Tag, soup: BeautifulSoup) -> None:
    """Keep the marker for the end of the excerpt; other comments were never shown."""
    is_first = True
    for comment in part.find_all(string=lambda text: isinstance(text, Comment)):
        if is_first and _MORE.fullmatch(str(comment)):
            comment.replace_with(raw_block(soup, "<!-- more -->"))
            is_first = False
        else:
            comment.extract()


def _display_formulas(part: Tag, soup: BeautifulSoup) -> None:
    """Make a block of each formula that is displayed, and alone in its paragraph."""
    for formula in part.find_all("span", attrs={"data-postil-kind": "block"}):
        element = formula
        while (
            element.parent is not None
            and element.parent.name in ("p", "span")
            and not element.parent.get_text(strip=True)
        ):
            element = element.parent
        is_alone = element.parent is not None and (
            element.name == "p" or element.parent.name in _CONTAINERS or element.parent is part
        )
        if is_alone:
            element.replace_with(raw_block(soup, f"$$\n{formula['data-postil-tex']}\n$$"))


def _merge_equal_neighbours(part: Tag) -> None:
    """Join `<b>a</b><b>b</b>`, and unwrap `<b><b>a</b></b>`: in Markdown their marks would run into each other."""
    for element in part.find_all(["strong", "em", "del", "mark"]):
        if element.find_parent(element.name):
            element.unwrap()
            continue
        following = element.next_sibling
        while isinstance(following, Tag) and following.name == element.name:
            for child in list(following.children):
                element.append(child.extract())
            following.extract()
            following = element.next_sibling


def _unwrap_markup_around_blocks(part: Tag, soup: BeautifulSoup) -> None:
    """Move inline markup into the blocks that it contains: `<b><p>a</p></b>`, `<a><h3>a</h3></a>`."""
    for element in part.find_all([*_INLINE_MARKUP, "span", "a"]):
        if not has_blocks(element):
            continue
        if element.name == "a":
            _move_link(soup, element)
        elif element.name in ("strong", "em", "del"):
            for block in [block for block in element.find_all(True) if block.name in ("p", "li", "div")]:
                if not has_blocks(block):
                    wrap(soup, list(block.children), element.name)
        element.unwrap()


def _move_link(soup: BeautifulSoup, link: Tag) -> None:
    """Put a link around the first block with text in it, or its first image."""
    leaves = [block for block in link.find_all(True) if block.name in BLOCKS and not has_blocks(block)]
    leaf = next((block for block in leaves if block.get_text(strip=True)), None)
    target = leaf if leaf is not None else link.find("img")
    if not isinstance(target, Tag) or not link.get("href"):
        return
    new = soup.new_tag("a")
    new.attrs = dict(link.attrs)
    if target.name == "img":
        target.wrap(new)
    else:
        for child in list(target.children):
            new.append(child.extract())
        target.append(new)


def _repair_lists(part: Tag, soup: BeautifulSoup) -> None:
    """Put lists into items, items into lists, and tell a list from one that follows it."""
    _collect_items(part, soup)
    for nested in part.find_all(["ul", "ol"]):
        if nested.parent is not None and nested.parent.name in ("ul", "ol"):
            before = nested.find_previous_sibling("li")
            if before is None:
                before = soup.new_tag("li")
                nested.insert_before(before)
            before.append(nested.extract())
        previous = _previous_tag(nested)
        if previous is not None and previous.name == nested.name and not previous.get("data-other"):
            nested["data-other"] = "true"
    for lists in part.find_all(["ul", "ol"]):
        for child in list(lists.children):
            if not is_blank(child) and not (isinstance(child, Tag) and child.name in ("li", "ul", "ol")):
                wrap(soup, [child], "li")


def _collect_items(part: Tag, soup: BeautifulSoup) -> None:
    """Put items that are in no list into one."""
    for item in part.find_all("li"):
        if item.parent is not None and item.parent.name not in ("ul", "ol"):
            siblings = [item]
            while (following := _next_tag(siblings[-1])) is not None and following.name == "li":
                siblings.append(following)
            wrap(soup, siblings, "ul")


def _wrap_text(part: Tag, soup: BeautifulSoup) -> None:
    """Put text that is beside blocks, or directly in a block, into paragraphs."""
    for container in [part, *part.find_all(True)]:
        if container.name in ("li", "td", "th", "dt", "summary", "figcaption", "caption"):
            _wrap_runs(soup, container, tight=True)
        elif container is part or container.name in _CONTAINERS:
            _wrap_runs(soup, container, tight=False)


def _wrap_runs(soup: BeautifulSoup, container: Tag, *, tight: bool) -> None:
    blocks = [child for child in container.children if isinstance(child, Tag) and child.name in BLOCKS]
    name = TIGHT if tight and all(block.name in ("ul", "ol") for block in blocks) else "p"
    run: list[PageElement] = []
    for child in [*container.children, None]:
        if child is not None and not (isinstance(child, Tag) and child.name in BLOCKS):
            run.append(child)
            continue
        if not all(is_blank(node) for node in run):
            wrap(soup, run, name)
        run = []


def _next_tag(element: Tag) -> Tag | None:
    return _first_tag(element.next_siblings)


def _previous_tag(element: Tag) -> Tag | None:
    return _first_tag(element.previous_siblings)


def _first_tag(nodes: Iterable[PageElement]) -> Tag | None:
    """Return the first node if it is an element, white space aside."""
    for node in nodes:
        if not is_blank(node):
            return node if isinstance(node, Tag) else None
    return None


def without_class(soup: BeautifulSoup, *names: str) -> None:
    """Remove the elements that have one of these classes."""
    for element in soup.find_all(True):
        if not element.decomposed and classes(element) & set(names):
            element.decompose()
