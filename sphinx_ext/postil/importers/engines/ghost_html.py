"""The cards in HTML that Ghost made, for posts whose own format an export does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bs4.element import Tag

from postil.importers.engines.ghost_cards import CardWriter
from postil.importers.html.context import classes, text_attribute
from postil.importers.html.sanitize import parse_fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from postil.importers.html.context import Conversion


# Icons and forms of cards, of which there is nothing to report.
_ICON = re.compile(r"""(<\w+\s[^<>]*\bclass="[^"<>]*\bkg-[^"<>]*"[^<>]*>\s*)<svg\b.*?</svg\s*>""", re.DOTALL)
_FORM = re.compile(r"""<form\b[^<>]*\bkg-signup-card-form\b.*?</form\s*>""", re.DOTALL)


def without_controls(html: str) -> str:
    """Return HTML without the icons and forms of cards."""
    return _FORM.sub("", _ICON.sub(r"\1", html))


def replace_cards(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace cards by plain HTML, without players, icons and forms."""
    for card in soup.find_all(class_="kg-card"):
        name = next((name for name in sorted(classes(card)) if name in _FIELDS), "")
        if card.decomposed or not name:
            continue
        fields = _FIELDS[name](card)
        if name == "kg-signup-card":
            conversion.report(card, 'card "signup"', "its text")
        html = CardWriter().html(name.removeprefix("kg-").removesuffix("-card"), fields)
        new = parse_fragment(html)
        for child in list(new.children):
            card.insert_before(child.extract())
        card.decompose()


def _inner(card: Tag, *names: str) -> str:
    """Return the HTML in the first element with one of these classes."""
    found = card.find(class_=list(names))
    return found.decode_contents().strip() if isinstance(found, Tag) else ""


def _words(card: Tag, *names: str) -> str:
    found = card.find(class_=list(names))
    return " ".join(found.get_text().split()) if isinstance(found, Tag) else ""


def _attribute(card: Tag, selector: str, name: str) -> str:
    found = card.select_one(selector)
    return text_attribute(found, name) if found else ""


def _caption(card: Tag) -> str:
    found = card.find("figcaption")
    return found.decode_contents().strip() if isinstance(found, Tag) else ""


def _callout(card: Tag) -> dict[str, Any]:
    return {"calloutEmoji": _words(card, "kg-callout-emoji"), "calloutText": _inner(card, "kg-callout-text")}


def _toggle(card: Tag) -> dict[str, Any]:
    return {"heading": _inner(card, "kg-toggle-heading-text"), "content": _inner(card, "kg-toggle-content")}


def _bookmark(card: Tag) -> dict[str, Any]:
    return {
        "url": _attribute(card, "a.kg-bookmark-container, a", "href"),
        "title": _words(card, "kg-bookmark-title"),
        "description": _words(card, "kg-bookmark-description"),
        "author": _words(card, "kg-bookmark-author"),
        "publisher": _words(card, "kg-bookmark-publisher"),
        "caption": _caption(card),
    }


def _file(card: Tag) -> dict[str, Any]:
    return {
        "src": _attribute(card, "a", "href"),
        "fileTitle": _words(card, "kg-file-card-title"),
        "fileCaption": _inner(card, "kg-file-card-caption"),
        "fileName": _words(card, "kg-file-card-filename"),
    }


def _audio(card: Tag) -> dict[str, Any]:
    return {"src": _attribute(card, "audio, audio source", "src"), "title": _words(card, "kg-audio-title")}


def _video(card: Tag) -> dict[str, Any]:
    return {"src": _attribute(card, "video, video source", "src"), "caption": _caption(card)}


def _product(card: Tag) -> dict[str, Any]:
    stars = len(card.select(".kg-product-card-rating-active"))
    return {
        "productImageSrc": _attribute(card, ".kg-product-card-image", "src"),
        "productTitle": _inner(card, "kg-product-card-title"),
        "productDescription": _inner(card, "kg-product-card-description"),
        "productRatingEnabled": bool(stars),
        "productStarRating": stars,
        "productButton": _words(card, "kg-product-card-button"),
        "productUrl": _attribute(card, "a.kg-product-card-button", "href"),
    }


def _signup(card: Tag) -> dict[str, Any]:
    return {
        "heading": _inner(card, "kg-signup-card-heading"),
        "subheading": _inner(card, "kg-signup-card-subheading"),
        "disclaimer": _inner(card, "kg-signup-card-disclaimer"),
    }


_FIELDS: dict[str, Callable[[Tag], dict[str, Any]]] = {
    "kg-callout-card": _callout,
    "kg-toggle-card": _toggle,
    "kg-bookmark-card": _bookmark,
    "kg-file-card": _file,
    "kg-audio-card": _audio,
    "kg-video-card": _video,
    "kg-product-card": _product,
    "kg-signup-card": _signup,
}
