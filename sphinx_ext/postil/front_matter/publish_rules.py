"""A site's rules for which files are posts, and which are published."""

from __future__ import annotations

import posixpath
from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from postil.front_matter.keys import normalize_key
from postil.front_matter.languages import SourceLanguages
from postil.front_matter.raw import Syntax
from postil.front_matter.site_dates import DateReader
from postil.frozen import frozen
from postil.post_slug import SlugStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from postil.front_matter.parse import FrontMatter
    from postil.front_matter.raw import RawFrontMatter

# Documents in this folder of the site are posts, wherever it is mounted from.
POSTS_FOLDER = "posts"
# Keys that programs write, and settings of parsers: MyST does not make them metadata of the document either.
_NO_METADATA = frozenset(
    ["kernelspec", "languageinfo", "sourcemap", "widgets", "myst", "mystnb", "substitutions", "htmlmeta"]
)


@frozen
class PublishRules:
    """The site's rules for which files are posts, and which are published."""

    zone: tzinfo
    now: datetime
    show_drafts: bool = False
    permalinks: Mapping[str, str] = field(default_factory=dict)
    """The URL pattern of the posts below each folder; without one, they have the path of their file."""
    permalink_keys: bool = True
    """Whether documents are published at the permalink in their front matter."""
    slug_style: SlugStyle = SlugStyle.KEEP
    """How slugs are derived from file names and titles."""
    language: str = "en"
    """The language of the site, by whose rules slugs are in ASCII, unless a post has one of its own."""
    author_names: Mapping[str, str] = field(default_factory=dict)
    """The names of the authors that front matter gives by their keys."""
    default_author: str = ""
    """The author of posts without one."""
    folders: Sequence[str] = (POSTS_FOLDER,)
    """Folders of the site in which every file is a post."""
    root_doc: str = "index"
    """The home page, which is never a post: without it there is no site."""
    matches: Callable[[str], bool] = lambda _path: False
    """Whether a path matches `blog_post_pattern`."""
    ablog: bool = False
    """Whether the site follows ABlog's rules."""
    date_format: str = ""
    """The `strftime` format in which the owner may write dates."""
    syntax: Syntax = Syntax()
    """How the site's parsers read metadata."""
    languages: SourceLanguages = field(default_factory=SourceLanguages)
    """The languages of files by their paths."""

    @cached_property
    def dates(self) -> DateReader:
        """Parses the dates of the site."""
        return DateReader(self.zone, self.date_format, self.ablog)

    @cached_property
    def fingerprint(self) -> str:
        """What the status of a file depends on, besides the file and its path."""
        return repr((str(self.zone), self.ablog, self.date_format, self.syntax))

    def is_in_folder(self, path: str) -> bool:
        """Return whether the file at `path` in the site is in a folder of posts."""
        paths = (path, self.languages.of_path(path).path)
        return any(each.startswith(f"{folder}/") for folder in self.folders for each in paths)

    def expects_post(self, path: str) -> bool:
        """Return whether the file at `path` in the site is a post by its path; the index file of a folder is not."""
        paths = {path, self.languages.of_path(path).path}  # almost always the same
        stems = [posixpath.splitext(each)[0] for each in paths]
        if self.root_doc in stems:
            return False
        for folder in self.folders:
            if any(stem.startswith(f"{folder}/") for stem in stems):
                return f"{folder}/index" not in stems
        return any(map(self.matches, paths))

    def as_ablog(self, path: str) -> bool:
        """Return whether a file is read as in ABlog, which knows neither dates in names nor folders of posts."""
        return self.ablog and not self.is_in_folder(path)

    def syntax_of(self, path: str) -> Syntax:
        """Return how metadata in a file is read."""
        return self._ablog_syntax if self.as_ablog(path) else self.syntax

    @cached_property
    def _ablog_syntax(self) -> Syntax:
        return replace(self.syntax, fields_below_title=False)

    def makes_post(self, path: str, front: FrontMatter, raw: RawFrontMatter) -> bool:
        """Return whether a file with this front matter is a post; without any, it is a page in ABlog."""
        expected = self.expects_post(path)
        if front.blogpost is not None or not expected or not self.ablog:
            return expected if front.blogpost is None else front.blogpost
        if not self.as_ablog(path):  # in a folder that means nothing to ABlog, undated files are pages
            return front.date is not None or front.draft
        return bool({normalize_key(key) for key in raw.values} - _NO_METADATA)
