"""What other sites offer for embedding, by the URLs of their pages: films, posts, music and code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from postil.frozen import frozen
from postil.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

_TIME = lazy_regex(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
# The heights of what is no film, in CSS pixels.
_HEIGHTS = {"track": 152, "episode": 152, "spotify": 352, "codepen": 480, "post": 560}


@frozen
class Embed:
    """What is loaded into a page."""

    site: str
    """The name of the site."""
    src: str
    """The URL of the page to embed, from the host of the site that respects privacy most."""
    height: int = 0
    """In CSS pixels; 0 for a film, whose height follows its width."""


def embed_of(url: str) -> Embed | None:
    """Return what the page at a URL offers for embedding; None if it is not a page of a known site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.port:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    return _SITES.get(host, _mastodon)(parts)


def _youtube(parts: SplitResult) -> Embed | None:
    query = parse_qs(parts.query)
    path = parts.path.strip("/").split("/")
    if path[0] in ("shorts", "embed", "live", "v", "e"):
        identifier = path[1] if len(path) > 1 else ""
    else:
        identifier = path[0] if (parts.hostname or "").endswith("youtu.be") else query.get("v", [""])[0]
    base = "https://www.youtube-nocookie.com/embed"
    playlist = query.get("list", [""])[0]
    if path[0] == "playlist" and re.fullmatch(r"[\w-]+", playlist):
        return Embed("YouTube", f"{base}/videoseries?list={playlist}&autoplay=1")
    if not re.fullmatch(r"[\w-]{3,20}", identifier):
        return None
    start = _seconds(query.get("t", query.get("start", [""]))[0])
    return Embed("YouTube", f"{base}/{identifier}?autoplay=1" + (f"&start={start}" if start else ""))


def _seconds(time: str) -> int:
    found = _TIME.fullmatch(time)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _vimeo(parts: SplitResult) -> Embed | None:
    found = re.fullmatch(r"/(?:video/|channels/[\w-]+/)?(\d+)(?:/(\w+))?/?", parts.path)
    if not found:
        return None
    private = f"&h={found[2]}" if found[2] else ""
    return Embed("Vimeo", f"https://player.vimeo.com/video/{found[1]}?dnt=1&autoplay=1{private}")


def _spotify(parts: SplitResult) -> Embed | None:
    found = re.fullmatch(r"/(?:intl-\w+/)?(track|album|playlist|episode|show|artist)/(\w+)/?", parts.path)
    if not found:
        return None
    height = _HEIGHTS.get(found[1], _HEIGHTS["spotify"])
    return Embed("Spotify", f"https://open.spotify.com/embed/{found[1]}/{found[2]}", height)


def _codepen(parts: SplitResult) -> Embed | None:
    found = re.fullmatch(r"/([\w-]+)/(?:pen|full|details|embed)/(\w+)/?", parts.path)
    if not found:
        return None
    return Embed("CodePen", f"https://codepen.io/{found[1]}/embed/{found[2]}?default-tab=result", _HEIGHTS["codepen"])


def _x(parts: SplitResult) -> Embed | None:
    found = re.fullmatch(r"/\w+/status/(\d+)/?", parts.path)
    src = "https://platform.twitter.com/embed/Tweet.html?dnt=true&id="
    return Embed("X", src + found[1], _HEIGHTS["post"]) if found else None


def _mastodon(parts: SplitResult) -> Embed | None:
    """Return a post of Mastodon, which any host can be: its path has a name with `@` and a long number."""
    found = re.fullmatch(r"/@[\w.-]+(?:@[\w.-]+)?/\d{15,}/?", parts.path)
    if not found or not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", parts.netloc):
        return None
    return Embed("Mastodon", f"https://{parts.netloc}{parts.path.rstrip('/')}/embed", _HEIGHTS["post"])


_SITES: dict[str, Callable[[SplitResult], Embed | None]] = {
    **dict.fromkeys(("youtube.com", "youtu.be", "youtube-nocookie.com", "music.youtube.com"), _youtube),
    **dict.fromkeys(("vimeo.com", "player.vimeo.com"), _vimeo),
    "open.spotify.com": _spotify,
    "codepen.io": _codepen,
    **dict.fromkeys(("twitter.com", "x.com"), _x),
}
