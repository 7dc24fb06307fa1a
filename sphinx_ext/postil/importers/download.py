"""Download the images that an export names by their URLs: only if asked to, slowly, and each one once."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from postil import __version__
from postil.importers.model import Asset, ImportedPost, ImportedSite, Reference
from postil.importers.source import SourceError
from postil.importers.urls import name_in_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.client import HTTPMessage
    from pathlib import Path
    from typing import IO

# The folder of downloads, in the folder that is imported into; another import continues with what is there.
CACHE = "_postil_downloads"
_MAX_BYTES = 200 << 20
_TIMEOUT = 30
# Seconds between two requests to the same host.
_PAUSE = 0.5
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif",
             "image/svg+xml": "svg", "audio/mpeg": "mp3", "video/mp4": "mp4", "video/webm": "webm"}  # fmt: skip


@dataclass
class Downloader:
    """Downloads files into a folder."""

    folder: Path
    open_url: Callable[[str], tuple[bytes, str]] = field(default_factory=lambda: _open_url)
    """Returns the content of a URL, and its media type; raises OSError."""
    sleep: Callable[[float], None] = time.sleep
    _hosts: set[str] = field(default_factory=set)
    _failed: dict[str, str] = field(default_factory=dict)

    def with_files(self, site: ImportedSite) -> ImportedSite:
        """Return a site whose images have their files; each is downloaded when it is written."""
        return replace(site, posts=tuple(self._with_files(post) for post in site.posts))

    def _with_files(self, post: ImportedPost) -> ImportedPost:
        body = tuple(self._with_file(part) if isinstance(part, Reference) else part for part in post.body)
        return replace(post, body=body, image=self._with_file(post.image) if post.image else None)

    def _with_file(self, reference: Reference) -> Reference:
        is_remote = reference.is_image and not reference.asset and reference.target.startswith(("http://", "https://"))
        if not is_remote:
            return reference
        url = reference.target.partition("#")[0]
        name = name_in_url(url) or "image"
        return replace(reference, asset=Asset(url, name, partial(self.read, url)))

    def read(self, url: str) -> bytes:
        """Return the content of a URL, from the folder if it was downloaded before; raise SourceError if that fails."""
        path = self.folder / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]
        if path.is_file():
            return path.read_bytes()
        if url in self._failed:
            raise SourceError(self._failed[url])
        host = urlsplit(url).netloc
        if host in self._hosts:
            self.sleep(_PAUSE)
        self._hosts.add(host)
        try:
            content, media_type = self.open_url(url)
        except (OSError, ValueError) as error:
            self._failed[url] = f"{url} can't be downloaded: {error}"
            raise SourceError(self._failed[url]) from error
        if not re.match(r"(?:image|audio|video)/|application/(?:octet-stream|pdf)", media_type):
            self._failed[url] = f"{url} is no image, but {media_type or 'of no known type'}"
            raise SourceError(self._failed[url])
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        temporary.write_bytes(content)
        temporary.replace(path)
        return content


class _OnlyPublic(HTTPRedirectHandler):
    """Follows redirects only to public addresses."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        _check_public(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check_public(url: str) -> None:
    """Raise ValueError if a URL is in the own network: an export must not make the computer read its router."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it is not a web address")
    for *_rest, address in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
            raise ValueError("it is not on the public web")


def _open_url(url: str) -> tuple[bytes, str]:
    """Return the content of a URL, and its media type."""
    _check_public(url)
    agent = f"postil/{__version__} (import of a blog by its owner)"
    request = Request(quote(url, safe="/:?&=#%+,;@~!$'()*[]"), headers={"User-Agent": agent})  # noqa: S310 - checked above
    try:
        with build_opener(_OnlyPublic).open(request, timeout=_TIMEOUT) as response:
            content = response.read(_MAX_BYTES + 1)
            media_type = response.headers.get_content_type()
    except (HTTPError, URLError) as error:
        raise OSError(str(error.reason)) from error
    if len(content) > _MAX_BYTES:
        raise ValueError(f"it is larger than {_MAX_BYTES >> 20} MB")
    return content, media_type
