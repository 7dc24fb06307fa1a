"""Decide which docname, and so which URL, a file asks for: its own, that of a pattern, or the path of the file."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from postil.blog.permalink import PermalinkFields, docname_of_url, expand, pattern_of, permalink
from postil.front_matter.parse import title_from_path

if TYPE_CHECKING:
    from postil.front_matter.publish_rules import PublishRules
    from postil.front_matter.status import FileStatus


def wanted_docname(path: str, default: str, status: FileStatus, rules: PublishRules) -> str:
    """Return the docname of the file at `path` in the site by its front matter and its language.

    Without either, it is `default`.
    """
    url = own_url(path, default, status, rules) if rules.permalink_keys else ""
    if url:
        return docname_of_url(url)
    languages, front = rules.languages, status.front_matter
    language = status.language(path, languages)
    default = languages.docname(path, language, default)
    if front is None or rules.ablog:  # ABlog has no slugs
        return default
    own_path = languages.of_path(path).path
    pattern = pattern_of(path, rules.permalinks) or pattern_of(own_path, rules.permalinks) if front.date else ""
    if not pattern and not front.slug:
        return default
    folder = languages.folder(language)
    name = languages.name_for_url(path, default.removeprefix(f"{folder}/") if folder else default)
    wanted = permalink(name, pattern, _fields(path, status, rules))
    return default if wanted == name else posixpath.join(folder, wanted)


def own_url(path: str, default: str, status: FileStatus, rules: PublishRules) -> str:
    """Return the URL in the front matter of a file, as a path in the site; empty if there is none.

    It is in the folder of the language, which translations that share a URL in other engines do not mention.
    """
    pattern = status.front_matter.permalink if status.front_matter else status.permalink
    if not pattern:
        return ""
    url = expand(pattern, default, _fields(path, status, rules)) or ""
    folder = rules.languages.folder(status.language(path, rules.languages))
    return f"{folder}/{url}" if url and folder and not url.startswith(f"{folder}/") else url


def _fields(path: str, status: FileStatus, rules: PublishRules) -> PermalinkFields:
    front = status.front_matter
    if front is None:
        return PermalinkFields(style=rules.slug_style, language=rules.language)
    author = front.authors[0] if front.authors else rules.default_author
    return PermalinkFields(
        slug=front.slug,
        title=front.title or status.heading or title_from_path(rules.languages.of_path(path).path),
        # In its own time zone: the day in the URL is the day that the author typed.
        date=front.date.when if front.date else None,
        categories=front.category_path,
        author=rules.author_names.get(author, author),
        style=rules.slug_style,
        language=status.language(path, rules.languages) or rules.language,
    )
