"""The blocks of Substack's editor, most of which have their values in an attribute."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from postil.importers.html.blocks import raw_block
from postil.importers.html.context import classes, is_web_url, text_attribute
from postil.importers.html.embeds import embed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup, Tag

    from postil.importers.html.context import Conversion

# What asks readers to subscribe, share or comment, which has no meaning elsewhere.
_REMOVED = (
    "button-wrapper", "captioned-button-wrap", "subscription-widget-wrap", "subscription-widget-wrap-editor",
    "subscription-widget", "subscribe-widget", "install-substack-app-embed", "image-link-expand", "pencraft",
    "community-chat", "directMessage", "paywall-jump", "header-anchor-parent", "header-anchor",
)  # fmt: skip
# The URL of an embed from one of its values.
_EMBEDS = {
    "youtube-wrap": ("videoId", "https://www.youtube.com/watch?v={}"),
    "vimeo-wrap": ("videoId", "https://vimeo.com/{}"),
    "tiktok-wrap": ("url", "{}"),
    "tweet": ("url", "{}"),
    "twitter-embed": ("url", "{}"),
    "instagram": ("instagram_id", "https://www.instagram.com/p/{}/"),
    "instagram-embed-wrap": ("instagram_id", "https://www.instagram.com/p/{}/"),
    "spotify-wrap": ("url", "{}"),
    "soundcloud-wrap": ("url", "{}"),
    "apple-podcast-container": ("url", "{}"),
    "bandcamp-wrap": ("url", "{}"),
    "github-gist": ("url", "{}"),
    "embedded-post-wrap": ("url", "{}"),
    "digest-post-embed": ("canonical_url", "{}"),
    "comment": ("url", "{}"),
    "bluesky-wrap": ("url", "{}"),
}
_NAMED = (
    "poll-embed",
    "native-video-embed",
    "native-audio-embed",
    "prediction-market-wrap",
    "datawrapper-wrap",
    "stripe-embed",
)


def _values(element: Tag) -> dict[str, Any]:
    try:
        values = json.loads(text_attribute(element, "data-attrs") or "{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _remove_widgets(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all(class_=list(_REMOVED)):
        if element.decomposed:
            continue
        if _is_own_button(element):
            continue
        if "pencraft" in classes(element) and (element.find("img") or element.get_text(strip=True)):
            element.unwrap()
        else:
            element.decompose()


def _is_own_button(element: Tag) -> bool:
    """Return whether an element is a button that its author made: it leads to no action of Substack."""
    url = str(_values(element).get("url") or "")
    if not classes(element) & {"button-wrapper", "captioned-button-wrap"} or not is_web_url(url):
        return False
    return not re.search(r"(?:\.|//)substack\.com|[?&](?:utm_|action=|simple=|r=)|/(?:subscribe|comments)\b|%%", url)


def _remove_labels(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Remove the words of the editor that readers do not see."""
    for label in soup.find_all("label", class_="hide-text"):
        label.decompose()


def _quote_pulled_words(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all("div", class_="pullquote"):
        element.name = "blockquote"


def _replace_embeds(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all(class_=list(_EMBEDS)):
        if element.decomposed:
            continue
        name = next(iter(classes(element) & _EMBEDS.keys()))
        key, pattern = _EMBEDS[name]
        values = _values(element)
        value = str(values.get(key) or values.get("url") or "")
        url = value if value.startswith("http") else pattern.format(value)
        if not value or not is_web_url(url) or not url.startswith("http"):
            continue
        link = (
            _titled_link(soup, url, values) if name in ("embedded-post-wrap", "digest-post-embed") else embed(soup, url)
        )
        words = str(values.get("full_text") or "")
        element.insert_before(link)
        if words:
            quote = soup.new_tag("blockquote")
            quote.string = words
            link.insert_before(quote)
        element.decompose()


def _titled_link(soup: BeautifulSoup, url: str, values: dict[str, Any]) -> Tag:
    paragraph, link = soup.new_tag("p"), soup.new_tag("a", attrs={"href": url})
    link.string = str(values.get("title") or url)
    paragraph.append(link)
    return paragraph


def _replace_formulas(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all(class_="latex-rendered"):
        if tex := str(_values(element).get("persistentExpression") or ""):
            element.replace_with(soup.new_tag("span", attrs={"data-postil-tex": tex, "data-postil-kind": "block"}))


def _expand_galleries(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all(class_="image-gallery-embed"):
        found = _values(element).get("gallery")
        gallery = found if isinstance(found, dict) else {}
        images = gallery.get("images")
        figure = soup.new_tag("figure")
        for image in images if isinstance(images, list) else ():
            if isinstance(image, dict) and image.get("src"):
                figure.append(
                    soup.new_tag("img", attrs={"src": str(image["src"]), "alt": str(gallery.get("alt") or "")})
                )
        if figure.find("img"):
            if caption := str(gallery.get("caption") or ""):
                words = soup.new_tag("figcaption")
                words.string = caption
                figure.append(words)
            element.replace_with(figure)


def _simplify_images(soup: BeautifulSoup, conversion: Conversion) -> None:
    """Use the original of each image, without the link to it."""
    for link in soup.find_all("a", class_="image-link"):
        image = link.find("img")
        if image is not None:
            original = str(_values(image).get("src") or "") or text_attribute(image, "src")
            image["src"] = original
            if href := str(_values(image).get("href") or ""):
                link["href"] = href
            else:
                link.unwrap()


def _callouts(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all(class_="callout-block"):
        element.name = "blockquote"
        element["data-callout"] = "NOTE"


def _name_others(soup: BeautifulSoup, conversion: Conversion) -> None:
    for element in soup.find_all(class_=list(_NAMED)):
        has_words = bool(element.get_text(strip=True))
        if not has_words:
            element.insert_before(raw_block(soup, f"<!-- {' '.join(sorted(classes(element)))} -->"))
        instead = "its text" if has_words else "an HTML comment"
        conversion.report(element, " ".join(sorted(classes(element))), instead)


# Icons, and the field in which readers type their email address.
_NOT_READ = re.compile(
    r"""<svg\b[^<]*(?:<(?!/?svg)[^<]*)*</svg\s*>|<form\s+class="subscription[^<]*(?:<(?!/?form)[^<]*)*</form\s*>"""
)


def without_icons(html: str) -> str:
    """Return HTML without icons and forms to subscribe; lines keep their numbers."""
    return _NOT_READ.sub(lambda found: "\n" * found[0].count("\n"), html)


RULES: tuple[Callable[[BeautifulSoup, Conversion], None], ...] = (
    _remove_widgets, _remove_labels, _quote_pulled_words,
    _replace_embeds, _replace_formulas, _expand_galleries, _simplify_images, _callouts, _name_others,
)  # fmt: skip
