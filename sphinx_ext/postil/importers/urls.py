"""Find the post or file that an old URL means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from postil.post_slug import decoded_path

# Query parameters by which programs count visitors; others can name a page.
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|ref|source|share|amp|replytocom)(?:=.*)?")
# What ends the target of a link in Markdown, or means something in it.
_UNSAFE = re.compile(r"[\s<>()\[\]{}|\\^`\"\x00-\x20\x7f\ud800-\udfff]")


@dataclass
class UrlMap:
    """The files by the old URLs of their posts."""

    site_url: str = ""
    _files: dict[str, str] = field(default_factory=dict)

    def add(self, url: str, file: str) -> bool:
        """Say that `url` was the URL of `file`; return False if it is that of another file already."""
        key = self.key(url)
        return bool(key) and self._files.setdefault(key, file) == file

    def find(self, url: str) -> str:
        """Return the file of an old URL, without its fragment; empty if there is none."""
        key = self.key(url)
        return self._files.get(key, "") if key else ""

    def is_own(self, url: str) -> bool:
        """Return whether a URL is on the old site."""
        return self.key(url) != ""

    def key(self, url: str) -> str:
        """Return what all spellings of a URL of the old site share; empty for other sites."""
        parts = _split(url)
        if parts is None or (parts.scheme and parts.scheme not in ("http", "https")):
            return ""
        if parts.netloc and host_of(url) != host_of(self.site_url):
            return ""
        if not parts.netloc and not url.startswith(("/", "?")):
            return ""
        path = re.sub(r"/(?:index\.html?)?$", "", re.sub("/+", "/", unquote(parts.path))).casefold() or "/"
        query = "&".join(sorted(part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part)))
        return f"{path}?{query}" if query else path


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL; None if it is not valid."""
    try:
        return urlsplit(url.encode("utf-8", "replace").decode().strip())
    except ValueError:
        return None


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without `www.`; empty if it has none."""
    parts = _split(url)
    return parts.netloc.rpartition("@")[2].lower().removeprefix("www.") if parts else ""


def absolute(url: str, base: str) -> str:
    """Return a URL of a page at `base` as a full URL, if `base` is one."""
    try:
        return urljoin(base, url.strip()) if base else url.strip()
    except ValueError:
        return url.strip()


def permalink_of(url: str) -> str:
    """Return the path of an old URL as `permalink` can have it; empty if no page can have this URL."""
    parts = _split(url)
    if parts is None or parts.query or parts.path.strip("/") in ("", "index.html"):
        return ""
    path = quote(unquote(parts.path), safe="/-_.~!$&'()*+,;=@")
    path = "/" + re.sub("/+", "/", path).lstrip("/")
    decoded = decoded_path(path, with_spaces=True)
    if decoded is None or set(decoded) & set("{}:"):
        return ""
    return decoded if decoded_path(decoded) == decoded else path


def destination(url: str) -> str:
    """Return a URL as the target of a link in Markdown."""
    return _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="replace"), url.strip())


def name_in_url(url: str) -> str:
    """Return the file name in a URL; empty if it has none."""
    try:
        return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""
