"""The cards of Ghost in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import Tag

from postil.importers.html.blocks import without_class
from postil.importers.html.context import classes, is_web_url, text_attribute
from postil.importers.html.embeds import embed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion

_REMOVED = ("kg-signup-card", "kg-audio-player-container", "kg-video-overlay", "kg-video-player-container",
            "kg-video-large-play-icon", "kg-toggle-card-icon", "kg-bookmark-icon", "kg-bookmark-thumbnail",
            "kg-file-card-icon", "kg-audio-thumbnail", "kg-cta-sponsor-label-wrapper")  # fmt: skip
_NAMED = {"kg-product-card": "product", "kg-header-card": "header", "kg-cta-card": "call to action",
          "kg-nft-card": "NFT", "kg-collection-card": "collection"}  # fmt: skip


def _remove_controls(soup: BeautifulSoup, conversion: Conversion) -> None:
    without_class(soup, *_REMOVED)


def _bookmarks(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Turn a bookmark into a link, with its description in the same paragraph."""
    for card in soup.find_all(class_="kg-bookmark-card"):
        container = card.find("a", class_="kg-bookmark-container")
        if not isinstance(container, Tag):
            continue
        title, description = (card.find(class_=f"kg-bookmark-{name}") for name in ("title", "description"))
        paragraph, link = soup.new_tag("p"), soup.new_tag("a", attrs={"href": text_attribute(container, "href")})
        link.string = title.get_text(strip=True) if title else text_attribute(container, "href")
        paragraph.append(link)
        if description and description.get_text(strip=True):
            paragraph.append(f": {description.get_text(' ', strip=True)}")
        caption = card.find("figcaption")
        card.replace_with(paragraph)
        if isinstance(caption, Tag):
            caption.name = "p"
            paragraph.insert_after(caption.extract())


def _callouts(soup: BeautifulSoup, conversion: Conversion) -> None:
    for card in soup.find_all(class_="kg-callout-card"):
        card.name = "blockquote"
        card["data-callout"] = "NOTE"


def _toggles(soup: BeautifulSoup, conversion: Conversion) -> None:
    for card in soup.find_all(class_="kg-toggle-card"):
        heading = card.find(class_="kg-toggle-heading")
        if isinstance(heading, Tag):
            words = heading.get_text(" ", strip=True)
            heading.decompose()
            card.name = "details"
            summary = soup.new_tag("summary")
            summary.string = words
            card.insert(0, summary)


def _files(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Turn cards with a file, a film or a sound into a player or a link."""
    for card in soup.find_all(class_="kg-file-card"):
        link = card.find("a")
        title = card.find(class_="kg-file-card-title")
        if isinstance(link, Tag) and title is not None:
            link.string = title.get_text(" ", strip=True)
            for child in card.find_all(True, recursive=False):
                if child is not link and not child.find("a"):
                    child.decompose()
    for player in soup.find_all(class_="kg-audio-title"):
        player.name = "p"


def _embeds(soup: BeautifulSoup, conversion: Conversion) -> None:
    for card in soup.find_all(class_="kg-embed-card"):
        url = card.get_text(strip=True)
        if not card.find(True) and is_web_url(url) and url.startswith("http"):
            card.replace_with(embed(soup, url))


def _name_others(soup: BeautifulSoup, conversion: Conversion) -> None:
    for card in soup.find_all(class_=list(_NAMED)):
        name = next(iter(classes(card) & _NAMED.keys()))
        conversion.report(card, f"card {_NAMED[name]}", "its text")


RULES: tuple[Callable[[BeautifulSoup, Conversion], None], ...] = (
    _name_others, _remove_controls, _bookmarks, _callouts, _toggles, _files, _embeds,
)  # fmt: skip
