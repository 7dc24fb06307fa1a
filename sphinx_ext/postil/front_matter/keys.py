"""The keys of front matter: one table, from which the reader and the manual are made."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the front matter: what it is called, here and elsewhere, and what it is for."""

    name: str
    kind: str
    spellings: tuple[str, ...]
    help: str


KEYS = (
    Key("title", "text", (), "The title. Without one: the first heading, else the file's name."),
    Key("date", "date", ("pubDate", "publishDate", "published_at"), "When it is published, with or without time and zone."),  # noqa: E501
    Key("expires", "date", ("expiryDate", "expired_at", "unpublishDate"), "From when on it is held back again."),
    Key("updated", "date", ("lastmod", "last_modified_at", "modified", "date-modified", "updatedDate", "update"), "When it was last changed."),  # noqa: E501
    Key("tags", "list", ("tag", "keywords"), "What it is about."),
    Key("categories", "list", ("category",), "The section of the blog it stands in."),
    Key("authors", "list", ("author",), "Who wrote it: names, or keys of `blog_authors`."),
    Key("description", "text", ("summary", "subtitle", "excerpt"), "What it says, in a sentence; shown in lists and told to search engines."),  # noqa: E501
    Key("draft", "yes or no", ("isDraft",), "Not to be published yet."),
    Key("published", "yes or no", ("publish",), "`false` is the same as `draft: true`; a date is a date."),
    Key("status", "text", (), "Pelican's word: `draft`, `hidden`, `pending` and `private` hold a post back; `unlisted` unlists it."),  # noqa: E501
    Key("private", "yes or no", ("headless",), "`true` holds a post back."),
    Key("visibility", "word", (), "`public`; `private`, `hidden` and `draft` hold a post back; `unlisted` unlists it."),
    Key("render", "yes or no", (), "Zola's: `false` holds a post back."),
    Key("build", "mapping", (), "Hugo's: `render: never` holds a post back, `list: never` unlists it."),
    Key("unlisted", "yes or no", ("hidden", "excludeFromCollections", "eleventyExcludeFromCollections"), "Build the page, but keep it out of lists, feeds, search, the sitemap and `llms.txt`, and ask search engines to leave it out."),  # noqa: E501
    Key("listed", "yes or no", (), "`false` is the same as `unlisted: true`."),
    Key("noindex", "yes or no", ("robotsNoIndex",), "Keep the page out of the sitemap, and ask search engines to leave it out."),  # noqa: E501
    Key("sitemap", "yes or no", (), "`false` is the same as `noindex: true`."),
    Key("robots", "text", (), "`noindex` in it is the same as `noindex: true`."),
    Key("blogpost", "yes or no", (), "`false` makes it a page, `true` makes a page a post."),
    Key("slug", "text", (), "The last part of its address, in place of the file's name."),
    Key("aliases", "list", ("alias", "redirect_from", "redirect"), "Old addresses that lead here."),
    Key("image", "picture", ("cover", "thumbnail", "cover_image", "featured_image", "heroImage", "images"), "The picture that stands for it."),  # noqa: E501
    Key("series", "text", (), "The series it is a part of."),
    Key("pinned", "yes or no", ("pin", "sticky"), "Keep it first in lists."),
    Key("language", "list", ("lang",), "The language it is written in."),
    Key("location", "list", (), "Where it was written."),
    Key("notes", "word", (), "Where its notes stand: `margin` or `end`, in place of `postil_notes`."),
    Key("comments", "yes or no", (), "Whether readers may comment."),
    Key("nocomments", "yes or no", (), "ABlog's word for `comments: false`."),
    Key("feed_id", "identifier", ("guid", "id"), "What feeds call it, if that is not its URL: what they called it before it moved here."),  # noqa: E501
    Key("canonical_link", "link", (), "Where the original stands, if this is a copy."),
    Key("external_link", "link", (), "Where the title leads in lists, if the text is elsewhere."),
)  # fmt: skip


def normalize_key(spelling: str) -> str:
    """Return a key without the ways in which engines write it: `last-modified-at`, `lastModifiedAt`."""
    return re.sub(r"[-_]", "", spelling).lower()


# The key that each spelling means, and which spelling counts where a post has several: the lowest.
NAMES = {normalize_key(spelling): key.name for key in KEYS for spelling in (key.name, *key.spellings)}
RANK = {normalize_key(spelling): rank for key in KEYS for rank, spelling in enumerate((key.name, *key.spellings))}


def is_key(spelling: str) -> bool:
    """Return whether a key of front matter, however it is spelled, is one of postil's."""
    return normalize_key(spelling) in NAMES
