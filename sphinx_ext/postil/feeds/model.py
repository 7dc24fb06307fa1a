"""The data of a feed, in any format. All URLs are absolute."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postil.blog.post import Author

# The date of a feed without entries. RFC 4287, 4.2.15 requires one, and the current time would differ in each build.
EPOCH = "1970-01-01T00:00:00+00:00"


@frozen
class Enclosure:
    """A file attached to an entry: the cover image of the post."""

    url: str
    type: str
    """The media type, such as `image/png`."""
    length: int
    """The size in bytes."""


@frozen
class Entry:
    """One post in a feed."""

    id: str
    """The permanent identifier, which stays when the post moves."""
    url: str
    """The post's page."""
    link: str
    """The link of the title: the post's page, or the external page that it is about."""
    title: str
    published: datetime
    updated: datetime
    authors: Sequence[Author]
    categories: Sequence[str]
    summary: str
    """Plain text."""
    content: str
    """HTML; empty in feeds of titles only."""
    image: Enclosure | None = None
    language: str = ""
    """A language tag, if it is not the language of the feed."""


@frozen
class Feed:
    """A feed with its entries, newest first."""

    id: str
    title: str
    subtitle: str
    link: str
    """The page with the same posts."""
    self_link: str
    """The feed itself."""
    language: str
    """A language tag, as in HTML: `pt-BR`."""
    authors: Sequence[Author]
    """The authors of entries that have none."""
    style: str
    """The style sheet, relative to the feed."""
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime | str:
        """The date of the last change to an entry."""
        return max((entry.updated for entry in self.entries), default=EPOCH)
