"""Images, figures and galleries: which file an image is, and what its caption is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4.element import NavigableString, Tag

from postil.importers.html.context import classes, text_attribute
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup

# Several images that are one figure, with the caption in a second paragraph.
FIGURE = "postil-figure"
# Images that stand for one that a script loads.
_PLACEHOLDER = re.compile(
    r"data:image/(?:gif|svg)|(?:^|/)(?:blank|spacer|pixel|transparent|placeholder|1x1|lazy)[\w-]*\.(?:gif|png|svg)",
    re.IGNORECASE,
)
_LAZY = (
    "data-orig-file",
    "data-image",
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-full-url",
    "data-large-file",
)
# Images that count visitors, or that show a character.
_TRACKER = re.compile(
    r"feeds\.feedburner\.com/~|feedads|stats\.wordpress\.com|pixel\.wp\.com|medium\.com/_/stat|doubleclick|googleusercontent\.com/tracker"
    r"|/open\.gif|substack\.com/open|blogger\.googleusercontent\.com/tracker",
)
_EMOJI = re.compile(r"s\.w\.org/images/core/emoji|twemoji|/emoji/", re.IGNORECASE)
IMAGE_SUFFIXES = frozenset(["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "heic"])


def prepare_images(part: Tag) -> None:
    """Give images their real URL, and remove those that nobody should see."""
    for picture in part.find_all("picture"):
        for source in picture.find_all("source"):
            if picture.find("img"):
                source.decompose()
            else:
                source.name = "img"
        picture.unwrap()
    seen: dict[int, set[str]] = {}
    for image in part.find_all("img"):
        url = image_url(image)
        if (
            not url
            or _TRACKER.search(url)
            or (text_attribute(image, "width"), text_attribute(image, "height")) == ("1", "1")
        ):
            image.decompose()
            continue
        if _EMOJI.search(url) and len(text_attribute(image, "alt")) in range(1, 8):
            image.replace_with(NavigableString(text_attribute(image, "alt")))
            continue
        before = image.find_previous_sibling()
        if isinstance(before, Tag) and before.name == "img" and text_attribute(before, "src") == url:
            image.decompose()
            continue
        figure = image.find_parent(["figure", "a"])
        known = seen.setdefault(id(figure), set()) if figure else set()
        if url in known:  # once more for browsers without scripts
            twin = (
                next(other for other in figure.find_all("img") if text_attribute(other, "src") == url)
                if figure
                else image
            )
            if not text_attribute(twin, "alt"):
                twin["alt"] = text_attribute(image, "alt")
            image.decompose()
            continue
        known.add(url)
        image["src"] = url


def image_url(image: Tag) -> str:
    """Return the URL of an image: of several sizes, the original or the largest."""
    url = text_attribute(image, "src")
    lazy = text_attribute(image, *_LAZY)
    if lazy and (not url or _PLACEHOLDER.search(url) or image.get("data-orig-file") or image.get("data-image")):
        url = lazy
    if not url or _PLACEHOLDER.search(url):
        candidates = text_attribute(image, "srcset", "data-srcset", "data-lazy-srcset")
        url = _largest(candidates) or ("" if url.startswith("data:image/svg") else url)
    return f"https:{url}" if url.startswith("//") else url


def _largest(srcset: str) -> str:
    """Return the URL of the largest image in a `srcset`; empty if there is none."""
    found = re.findall(r"(\S+?)(?:\s+([\d.]+)[wx])?\s*(?:,\s+|,?$)", srcset.strip())
    return max(found, key=lambda pair: float(pair[1] or 1), default=("", ""))[0]


def is_image_url(url: str) -> bool:
    """Return whether a URL is probably that of an image file."""
    return name_in_url(url).rpartition(".")[2].lower() in IMAGE_SUFFIXES


def unlink_originals(part: Tag) -> None:
    """Replace an image that links to its original, as blogs have it, by the original."""
    for link in part.find_all("a"):
        images = link.find_all("img")
        href = text_attribute(link, "href")
        if len(images) != 1 or link.get_text(strip=True) or not is_image_url(href):
            continue
        image = images[0]
        same_file = _stem(href) == _stem(text_attribute(image, "src"))
        same_host = urlsplit(href).netloc == urlsplit(text_attribute(image, "src")).netloc
        if same_file or same_host:
            image["src"] = href
        if same_file or same_host:
            link.unwrap()


def _stem(url: str) -> str:
    """Return the name of an image without what blogs add for its size."""
    return re.sub(r"(?:-\d+x\d+|-scaled)?\.\w+$", "", name_in_url(url)).lower()


def group_figures(part: Tag, soup: BeautifulSoup) -> None:
    """Turn each figure into its images, in one element, and the paragraph with its caption."""
    for box in part.find_all("div", class_="wp-caption"):  # how WordPress shows its older captions
        caption = box.find(class_="wp-caption-text")
        if isinstance(caption, Tag) and box.find("img"):
            box.name, caption.name = "figure", "figcaption"
    for figure in part.find_all("figure"):
        if figure.find("figure"):
            _group_gallery(figure)
    for figure in part.find_all("figure"):
        _group(soup, figure)


def _group_gallery(gallery: Tag) -> None:
    """Make one figure of a figure of figures; captions of single images stay with them."""
    own = gallery.find("figcaption", recursive=False)
    for figure in gallery.find_all("figure"):
        caption = figure.find("figcaption")
        images = figure.find_all("img")
        if isinstance(caption, Tag) and len(images) == 1:
            images[0]["data-postil-caption"] = "true"
            caption.name = "postil-caption"
            images[0].insert_after(caption.extract())
        if not images:
            return
        figure.unwrap()
    if isinstance(own, Tag):
        gallery.append(own.extract())


def _group(soup: BeautifulSoup, figure: Tag) -> None:
    images = figure.find_all("img")
    captions = figure.find_all("figcaption")
    others = figure.find_all(["pre", "table", "blockquote", "video", "audio", "ul", "ol", "postil-raw"])
    words = [text for text in _loose_texts(figure) if text.strip()]
    if not images or others or words:
        for caption in captions:
            caption.name = "p"
        figure.name = "div"
        return
    group = soup.new_tag(FIGURE, attrs={"class": text_attribute(figure, "class")})
    if len(images) == 1 and figure.get("id") and not images[0].get("id"):
        images[0]["id"] = text_attribute(figure, "id")
    figure.insert_before(group)
    if len(images) == 1 and captions:
        caption = captions[0]
        caption.name = "postil-caption"
        for extra in captions[1:]:
            extra.name = "span"
            caption.append(" ")
            caption.append(extra.extract())
        group.append(_linked(images[0]))
        images[0].insert_after(caption.extract())
    else:
        for image in images:
            own_caption = image.find_next_sibling()
            group.append(_linked(image))
            if isinstance(own_caption, Tag) and image.get("data-postil-caption"):
                image.insert_after(own_caption.extract())
        for caption in reversed(captions):
            caption.name = "p"
            group.insert_after(caption.extract())
    figure.decompose()


def _linked(image: Tag) -> Tag:
    """Return an image, taken out of the tree with the link around it."""
    link = image.find_parent("a")
    if not isinstance(link, Tag) or not text_attribute(link, "href"):
        return image.extract()
    for child in list(link.children):
        if child is not image:
            child.extract()
    link.append(image.extract())
    return link.extract()


def _loose_texts(figure: Tag) -> Iterator[str]:
    """Yield the texts in a figure that are not part of a caption."""
    for text in figure.find_all(string=True):
        if not text.find_parent(["figcaption", "postil-caption"]):
            yield str(text)


def alignment(image: Tag) -> str:
    """Return the side on which text flows around an image; empty if none."""
    for element in (image, *image.parents):
        for side in ("left", "right"):
            if f"align{side}" in classes(element) or text_attribute(element, "align") == side:
                return side
        if element.name in ("figure", "div", FIGURE):
            break
    return ""
