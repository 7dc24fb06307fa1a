"""The metadata of a page, from which its tags are rendered. All URLs are absolute."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime  # noqa: TC003 - dataclass fields are read at run time
from enum import StrEnum
from typing import TYPE_CHECKING

from postil.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

# The size of the images that previews show uncropped, in pixels.
PREVIEW_WIDTH, PREVIEW_HEIGHT = 1200, 630


class PageKind(StrEnum):
    """The kinds of pages that OpenGraph and JSON-LD distinguish."""

    POST = "post"
    BLOG = "blog"
    PERSON = "person"
    PAGE = "page"


@frozen
class Person:
    """An author."""

    name: str
    url: str = ""
    """Their own website, or else the list of their posts."""
    same_as: Sequence[str] = ()
    """Their profiles on other sites."""
    fediverse: str = ""
    """Their handle, such as `@ada@example.social`."""
    image: str = ""
    about: str = ""


@frozen
class PreviewImage:
    """The image that previews of a page show."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@frozen
class SiteMetadata:
    """The metadata of the whole site."""

    name: str
    url: str
    """With a slash at its end."""
    blog_url: str
    language: str
    """A language tag, as in HTML: `pt-BR`."""
    description: str = ""


@frozen
class Version:
    """A page in one of its languages."""

    language: str
    """A language tag."""
    url: str


@frozen
class PageMetadata:
    """The metadata of one page."""

    kind: PageKind
    title: str
    url: str
    site: SiteMetadata
    description: str = ""
    image: PreviewImage | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: Sequence[Person] = ()
    section: str = ""
    """The post's first category."""
    tags: Sequence[str] = ()
    words: int = 0
    language: str = ""
    """Its language tag, if it is not that of the site."""
    versions: Sequence[Version] = ()
    """The page in each of its languages, the original first; none if it exists in one language only."""
    breadcrumbs: Sequence[tuple[str, str]] = ()
    """Names and URLs of the pages above this one, from the home page down."""
    me: Sequence[str] = field(default=())
    """Profiles on other sites of the person that the page is about (`rel="me"`)."""
