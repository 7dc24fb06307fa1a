"""Turn players and posts of other services into their URLs, from which postil makes links or cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from postil.importers.html.blocks import raw_block
from postil.importers.html.context import classes, is_web_url, text_attribute
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

    from postil.importers.html.context import Conversion

# The URL of a player, and the URL of the page of what it plays.
_PLAYERS = (
    (
        r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/videoseries\?.*?list=([\w-]+).*",
        r"https://www.youtube.com/playlist?list=\1",
    ),
    (r"(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]+).*", r"https://www.youtube.com/watch?v=\1"),
    (r"(?:www\.)?youtu\.be/([\w-]+).*", r"https://www.youtube.com/watch?v=\1"),
    (r"player\.vimeo\.com/video/(\d+).*", r"https://vimeo.com/\1"),
    (r"open\.spotify\.com/embed(?:-podcast)?/([\w/]+).*", r"https://open.spotify.com/\1"),
    (r"embed\.podcasts\.apple\.com/(.*)", r"https://podcasts.apple.com/\1"),
    (r"embed\.music\.apple\.com/(.*)", r"https://music.apple.com/\1"),
    (r"codepen\.io/([\w-]+)/embed/(?:preview/)?(\w+).*", r"https://codepen.io/\1/pen/\2"),
    (r"(?:www\.)?dailymotion\.com/embed/video/(\w+).*", r"https://www.dailymotion.com/video/\1"),
    (r"embed\.ted\.com/(.*)", r"https://www.ted.com/\1"),
    (r"(?:www\.)?loom\.com/embed/(\w+).*", r"https://www.loom.com/share/\1"),
    (r"(?:www\.)?instagram\.com/((?:p|reel|tv)/[\w-]+)/embed.*", r"https://www.instagram.com/\1/"),
    (r"giphy\.com/embed/(\w+).*", r"https://giphy.com/gifs/\1"),
    (r"(?:www\.)?google\.com/maps/embed(.*)", r"https://www.google.com/maps/embed\1"),
    (r"archive\.org/embed/([^?]+).*", r"https://archive.org/details/\1"),
    (r"embed\.bsky\.app/embed/([^/]+)/app\.bsky\.feed\.post/(\w+).*", r"https://bsky.app/profile/\1/post/\2"),
    (r"([\w.-]+/(?:@|users/)[^/?]+/(?:statuses/)?\d+)/embed.*", r"https://\1"),
)
_IN_PARAMETER = re.compile(
    r"(?:w\.soundcloud\.com/player|cdn\.embedly\.com/widgets|www\.facebook\.com/plugins|www\.mixcloud\.com/widget)"
)
_QUOTED_POSTS = {"twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "bluesky-embed", "mastodon-embed",
                 "fb-post", "reddit-card", "imgur-embed-pub"}  # fmt: skip


def page_of_player(url: str) -> str:
    """Return the URL of the page of what a player plays; empty if the player is not known."""
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    except ValueError:
        return ""
    if _IN_PARAMETER.match(f"{parts.netloc}{parts.path}"):
        query = parse_qs(parts.query)
        return next((unquote(query[name][0]) for name in ("url", "href", "feed", "src") if query.get(name)), "")
    path = f"{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    for pattern, page in _PLAYERS:
        if re.fullmatch(pattern, path):
            return re.sub(pattern, page, path)
    return ""


def convert_embeds(part: Tag, soup: BeautifulSoup, conversion: Conversion) -> None:
    """Replace frames, players and embedded posts."""
    for frame in part.find_all(["iframe", "embed", "object"]):
        _replace_frame(soup, frame, conversion)
    for quote in part.find_all("blockquote"):
        if classes(quote) & _QUOTED_POSTS:
            _add_link_of_post(soup, quote)


def _replace_frame(soup: BeautifulSoup, frame: Tag, conversion: Conversion) -> None:
    url = text_attribute(frame, "src", "data-src", "data-lazy-src", "data")
    url = f"https:{url}" if url.startswith("//") else url
    if not is_web_url(url) or url.startswith("about:"):
        if not frame.find("iframe"):
            frame.unwrap()
        return
    page = page_of_player(url)
    if frame.name != "iframe" and not page and not frame.get_text(strip=True):
        conversion.report(frame, f"<{frame.name}>", f"a link to {url}")
    elif frame.name == "iframe" and not page:
        conversion.report(frame, "<iframe>", f"a link to {url}")
    link = _link(soup, page or url, "" if page else text_attribute(frame, "title") or name_in_url(url))
    frame.insert_before(link)
    if frame.name == "object" and frame.get_text(strip=True):
        frame.unwrap()
    else:
        frame.decompose()


def _link(soup: BeautifulSoup, url: str, words: str) -> Tag:
    """Return a paragraph with nothing but a URL, or with a link."""
    if not words or not is_web_url(url):
        return embed(soup, url)
    paragraph = soup.new_tag("p")
    link = soup.new_tag("a", attrs={"href": url})
    link.string = words
    paragraph.append(link)
    return paragraph


def embed(soup: BeautifulSoup, url: str) -> Tag:
    """Return a URL alone in its paragraph."""
    clean = re.sub(r"[\s<>\"`\\]", lambda found: f"%{ord(found[0]):02X}", url.strip())
    return raw_block(soup, clean if re.match(r"https?://", clean) else f"<{clean}>")


def _add_link_of_post(soup: BeautifulSoup, quote: Tag) -> None:
    """Keep the text of an embedded post as a quotation that ends with a link to the post."""
    url = text_attribute(quote, "cite", "data-instgrm-permalink", "data-cite", "data-url").partition("?")[0]
    is_linked = any(text_attribute(link, "href").partition("?")[0] == url for link in quote.find_all("a"))
    for svg in quote.find_all("svg"):
        svg.decompose()
    if url and not is_linked and is_web_url(url):
        quote.append(_link(soup, url, url))
    for link in quote.find_all("a"):
        if not link.get_text(strip=True) and not link.find("img") and (href := text_attribute(link, "href")):
            link.string = href  # a script would show the post
