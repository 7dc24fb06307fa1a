"""The keys of front matter, in one table: the reader uses it, and the reference documentation repeats it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the front matter, with its type, its spellings in other engines, and its help text."""

    name: str
    kind: str
    spellings: tuple[str, ...]
    help: str


KEYS = (
    Key("title", "string", (), "The title. Without one: the first heading, else the file name."),
    Key("date", "date", ("pubDate", "publishDate", "published_at", "date_published"), "The publication date, with or without time and time zone."),  # noqa: E501
    Key("expires", "date", ("expiryDate", "expired_at", "unpublishDate"), "Date after which the post is unpublished."),
    Key("updated", "date", ("lastmod", "last_modified_at", "modified", "date-modified", "updatedDate", "update"), "The date of the last change."),  # noqa: E501
    Key("tags", "list", ("tag", "keywords"), "The topics of the post."),
    Key("categories", "list", ("category",), "The section of the blog."),
    Key("authors", "list", ("author",), "The authors: names, or keys of `blog_authors`."),
    Key("description", "string", ("summary", "subtitle", "excerpt", "lede", "tagline", "blurb", "dek"), "A summary in one sentence, for lists and search engines."),  # noqa: E501
    Key("draft", "boolean", ("isDraft", "wip", "unpublished"), "Do not publish the post yet."),
    Key("published", "boolean", ("publish", "public"), "`false` is the same as `draft: true`; a date is the publication date."),  # noqa: E501
    Key("status", "string", (), "As in Pelican: `draft`, `hidden`, `pending` and `private` posts are not published; `unlisted` posts are unlisted."),  # noqa: E501
    Key("private", "boolean", ("headless",), "`true` is the same as `draft: true`."),
    Key("visibility", "string", (), "`public`; `private`, `hidden` and `draft` posts are not published; `unlisted` posts are unlisted."),  # noqa: E501
    Key("render", "boolean", (), "`false` is the same as `draft: true` (Zola)."),
    Key("build", "mapping", (), "`render: never` is the same as `draft: true`, `list: never` the same as `unlisted: true` (Hugo)."),  # noqa: E501
    Key("unlisted", "boolean", ("hidden", "excludeFromCollections", "eleventyExcludeFromCollections"), "Generate the page, but omit it from lists, feeds, search, the sitemap and `llms.txt`, and ask search engines not to index it."),  # noqa: E501
    Key("listed", "boolean", (), "`false` is the same as `unlisted: true`."),
    Key("noindex", "boolean", ("robotsNoIndex",), "Omit the page from the sitemap, and ask search engines not to index it."),  # noqa: E501
    Key("sitemap", "boolean", (), "`false` is the same as `noindex: true`."),
    Key("robots", "string", (), "If it contains `noindex`, it is the same as `noindex: true`."),
    Key("blogpost", "boolean", (), "`false` turns a post into a page, `true` turns a page into a post."),
    Key("slug", "string", (), "The last part of the URL, instead of the file name."),
    Key("permalink", "URL path", ("url", "path"), "The URL of the post on this site, instead of that of its file or of `postil_permalink`."),  # noqa: E501
    Key("aliases", "list", ("alias", "redirect_from", "redirect"), "Old URLs that redirect to the post."),
    Key("image", "image", ("cover", "thumbnail", "cover_image", "featured_image", "heroImage", "images", "banner_image", "banner", "hero", "feature_image", "header_image", "og_image", "twitter_image"), "The image of the post in lists, link previews and feeds."),  # noqa: E501
    Key("series", "string", (), "The series that the post is part of."),
    Key("pinned", "boolean", ("pin", "sticky"), "Always list the post first."),
    Key("language", "list", ("lang", "locale"), "The language of the post."),
    Key("translation_key", "string", ("page_id",), "The key that a post shares with its translations, if the paths of their files do not show it."),  # noqa: E501
    Key("location", "list", (), "Where the post was written."),
    Key("notes", "string", (), "One of `margin` and `end`: where footnotes are shown, instead of `postil_notes`."),
    Key("comments", "boolean", (), "Whether readers can comment."),
    Key("nocomments", "boolean", (), "`true` is the same as `comments: false` (ABlog)."),
    Key("feed_id", "identifier", ("guid", "id"), "The id of the post in feeds, if it is not its URL: for posts that had another URL in an older feed."),  # noqa: E501
    Key("canonical_link", "URL", ("canonical_url", "canonical"), "The URL of the original, if the post is a copy."),
    Key("external_link", "URL", ("external_url", "linkpost", "link"), "The URL that lists link to, if the text is elsewhere."),  # noqa: E501
    Key("doi", "DOI", (), "The digital object identifier, for `postil_cite`: `10.5281/zenodo.1234`, or its URL."),
)  # fmt: skip


@lru_cache(maxsize=1024)  # each post asks for its keys a dozen times, and most have the same
def normalize_key(spelling: str) -> str:
    """Return the form that all spellings of a key share: `last-modified-at` and `lastModifiedAt` are the same key."""
    return re.sub(r"[-_]", "", spelling).lower()


# The key of each spelling, and its rank: of several spellings in one post, the one with the lowest rank is used.
NAMES = {normalize_key(spelling): key.name for key in KEYS for spelling in (key.name, *key.spellings)}
RANK = {normalize_key(spelling): rank for key in KEYS for rank, spelling in enumerate((key.name, *key.spellings))}


def is_key(spelling: str) -> bool:
    """Return whether a key of front matter, however it is spelled, is one of postil's."""
    return normalize_key(spelling) in NAMES
