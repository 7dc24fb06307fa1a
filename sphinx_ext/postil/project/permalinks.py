"""Decide which docname, and so which URL, a file asks for: its own, that of a pattern, or the path of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.blog.permalink import PermalinkFields, docname_of_url, expand, pattern_of, permalink
from postil.front_matter.parse import title_from_path

if TYPE_CHECKING:
    from postil.front_matter.publish_rules import PublishRules
    from postil.front_matter.status import FileStatus


def wanted_docname(path: str, default: str, status: FileStatus, rules: PublishRules) -> str:
    """Return the docname of the file at `path` in the site by its front matter; without any, it is `default`."""
    url = own_url(path, default, status, rules) if rules.permalink_keys else ""
    if url:
        return docname_of_url(url)
    front = status.front_matter
    if front is None or rules.ablog:  # ABlog has no slugs
        return default
    pattern = pattern_of(path, rules.permalinks) if front.date else ""
    return permalink(default, pattern, _fields(path, status, rules))


def own_url(path: str, default: str, status: FileStatus, rules: PublishRules) -> str:
    """Return the URL in the front matter of a file, as a path in the site; empty if there is none."""
    pattern = status.front_matter.permalink if status.front_matter else status.permalink
    return (expand(pattern, default, _fields(path, status, rules)) or "") if pattern else ""


def _fields(path: str, status: FileStatus, rules: PublishRules) -> PermalinkFields:
    front = status.front_matter
    if front is None:
        return PermalinkFields(style=rules.slug_style, language=rules.language)
    author = front.authors[0] if front.authors else rules.default_author
    return PermalinkFields(
        slug=front.slug,
        title=front.title or status.heading or title_from_path(path),
        # In its own time zone: the day in the URL is the day that the author typed.
        date=front.date.when if front.date else None,
        categories=front.category_path,
        author=rules.author_names.get(author, author),
        style=rules.slug_style,
        language=status.language(path, rules.languages) or rules.language,
    )
