"""The URLs of Jekyll's posts, pages and collections."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from postil.blog.permalink import PermalinkFields, expand
from postil.front_matter.permalink_key import permalink_pattern
from postil.frozen import frozen
from postil.importers.markdown.config import text_of
from postil.importers.markdown.documents import LOCAL
from postil.importers.model import NotUnderstood, Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from postil.importers.markdown.documents import Document

# The patterns that have names.
_NAMED = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}


def zone_named(name: str, problems: list[NotUnderstood]) -> dt.tzinfo | None:
    """Return a time zone; None, with a problem, if there is none of this name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(NotUnderstood(Place("_config.yml"), f"timezone: {name}", "dates in UTC"))
        return None


@frozen
class JekyllUrls:
    """The rules of a site's URLs."""

    posts: str
    """The pattern of posts, or its name."""
    collections: Mapping[str, Mapping[str, Any]]
    zone: dt.tzinfo | None

    def url_of(self, document: Document, inner: str, collection: str) -> str:
        """Return the path of a document; `inner` is its path in the site, `collection` is empty for pages."""
        front = document.front
        own = front.permalink
        docname = inner.rpartition(".")[0]
        fields = PermalinkFields(
            front.slug,
            front.title or document.stem,
            self._date(document),
            front.category_path or front.categories,
        )
        if own:
            path = expand(own, docname, fields)
            return f"/{path}" if path else ""
        if collection in ("posts", "drafts"):
            path = expand(self.pattern(self.posts) or _pattern("date"), docname, fields)
            return f"/{path}" if path else ""
        if collection:
            return self._in_collection(inner, docname, collection, fields)
        return self._of_page(docname)

    def pattern(self, text: str) -> str:
        """Return a pattern of Jekyll, or the name of one, as a pattern of postil; empty if a field is unknown."""
        return _pattern(text)

    def _date(self, document: Document) -> dt.datetime | None:
        """Return the date of a post in the zone of the site, as in its URL."""
        date = document.front.date
        if date is None:
            return None
        is_typed = date.has_time and date.when.tzinfo is not LOCAL
        return date.when.astimezone(self.zone) if is_typed and self.zone else date.when

    def _in_collection(self, inner: str, docname: str, collection: str, fields: PermalinkFields) -> str:
        text = text_of(self.collections.get(collection, {}), "permalink") or "/:collection/:path:output_ext"
        path = docname.partition("/")[2]
        text = (
            text.replace(":collection", collection).replace(":path", path).replace(":name", PurePosixPath(inner).stem)
        )
        pattern = _pattern(text)
        return f"/{expand(pattern, docname, fields) or docname}" if pattern else f"/{collection}/{path}.html"

    def _of_page(self, docname: str) -> str:
        is_pretty = self.posts == "pretty" or self.posts.endswith("/")
        name = posixpath.basename(docname)
        if name == "index":
            return f"/{docname.removesuffix('index')}"
        return f"/{docname}/" if is_pretty else f"/{docname}.html"


def _pattern(text: str) -> str:
    text = _NAMED.get(text, text)
    text = re.sub(r":output_ext$", ".html", text)
    return permalink_pattern(text, "permalink")
