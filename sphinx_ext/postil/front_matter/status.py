"""Decide whether a file is a post, and whether it is published."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from postil.file_names import MARKDOWN_SUFFIXES
from postil.front_matter.heading import first_heading
from postil.front_matter.keys import normalize_key
from postil.front_matter.parse import FrontMatter, Status, parse_front_matter
from postil.front_matter.source import (
    InvalidFrontMatterError,
    RawFrontMatter,
    normalize,
    read_raw_front_matter,
    text_of_cell,
)
from postil.front_matter.values import MAX_SHOWN, Problem
from postil.front_matter.visibility import find_draft_line
from postil.post_slug import SlugStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo
    from pathlib import Path

# Documents in this folder of the site are posts, wherever it is mounted from.
POSTS_FOLDER = "posts"
# Only these files can have front matter.
FRONT_MATTER_SUFFIXES = (*MARKDOWN_SUFFIXES, ".myst", ".rst", ".ipynb", ".txt")

# What looks like a second front matter right after the first.
_SECOND_FRONT_MATTER = re.compile(r"\s*(?:-{3,}|\+{3,}|;{3,}|`{3,}\w*)[ \t]*\n\s*[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*[:=]")
_POST_DIRECTIVE = re.compile(r"^\s*(?:\.\. post::|(?:`{3,}|~{3,}|:{3,})\{post\})", re.MULTILINE)


@dataclass(frozen=True)
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

    def is_in_folder(self, path: str) -> bool:
        """Return whether the file at `path` in the site is in a folder of posts."""
        return any(path.startswith(f"{folder}/") for folder in self.folders)

    def expects_post(self, path: str) -> bool:
        """Return whether the file at `path` in the site is a post by its path; the index file of a folder is not."""
        if posixpath.splitext(path)[0] == self.root_doc:
            return False
        for folder in self.folders:
            if path.startswith(f"{folder}/"):
                return posixpath.splitext(path)[0] != f"{folder}/index"
        return self.matches(path)


@dataclass(frozen=True)
class FileStatus:
    """The status of a file, by its front matter. For a page it is only the visibility."""

    front_matter: FrontMatter | None = None
    """The metadata of the post; None if the file is a page or can't be parsed."""
    raw: RawFrontMatter | None = None
    problems: Sequence[Problem] = ()
    """Problems with single keys."""
    error: Problem | None = None
    """The problem because of which the file is not published."""
    open_failed: bool = False
    """Whether the file could not be opened; the next build must try again."""
    draft: bool = False
    """Whether a page is marked as a draft."""
    unlisted: bool = False
    """Whether the page or post is in no list, feed or search result."""
    noindex: bool = False
    """Whether search engines are asked not to index it."""
    heading: str = ""
    """The first heading of a post without a title in its front matter."""
    permalink: str = ""
    """The permalink of a page that is not a post."""

    page: FrontMatter | None = None
    """The metadata of a page. If `raw` is set, it is removed from the text."""
    orphan: bool = False
    """Whether a page need not be in a toctree: the engine for which it was written has none."""

    def status(self, rules: PublishRules) -> Status:
        """Return whether the file is published, and if not, why."""
        if self.front_matter is None and self.error:
            return Status.UNREADABLE
        if self.front_matter is None:
            return Status.DRAFT if self.draft and not rules.show_drafts else Status.PUBLISHED
        return Status.PUBLISHED if rules.show_drafts else self.front_matter.status(rules.now)


def read_file_status(file: Path, path: str, rules: PublishRules) -> FileStatus:
    """Read a file and return its status; `path` is its path in the site."""
    try:
        if file.suffix not in FRONT_MATTER_SUFFIXES:
            file.open("rb").close()  # Sphinx stops the build if it can't
            return FileStatus()
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unreadable(line, "the file is not UTF-8 and is skipped; save it as UTF-8")
    except OSError as error:
        problem = Problem(1, f"the file can't be read and is skipped: {error.strerror}")
        return FileStatus(error=problem, open_failed=True)
    return status_of_text(text, path, rules)


def status_of_text(text: str, path: str, rules: PublishRules) -> FileStatus:
    """Return the status of a file with this text; `path` is its path in the site."""
    expected = rules.expects_post(path)
    stem, suffix = posixpath.splitext(path)
    is_root = stem == rules.root_doc
    try:
        raw = read_raw_front_matter(text, suffix)
    except InvalidFrontMatterError as error:
        if expected:
            return _unreadable(error.line, f"{error}; the post is treated as a draft")
        # MyST warns about invalid front matter of a page, and renders the rest; unless the page may be a draft.
        return FileStatus() if is_root else _look_for_draft(text, suffix, RawFrontMatter())
    if not is_root and (found := _look_for_draft(text, suffix, raw)).error:
        return found
    if not expected and not raw.values:
        return FileStatus()
    front, problems = parse_front_matter(raw, path=path, zone=rules.zone)
    if is_root or not (expected if front.blogpost is None else front.blogpost):
        return (
            FileStatus() if is_root else _page_status(front, problems, _stripped(text, raw, front, expected=expected))
        )
    if front.date is None and front.blogpost is None and not front.draft and _is_page_in_engine(text, raw):
        return replace(_page_status(front, problems, raw), orphan=True)
    if front.date is None and front.blogpost is None and _POST_DIRECTIVE.search(text):
        return _page_status(front, problems, None)  # the page holds posts, each with its date
    if not text.strip():
        return _unreadable(1, "the file is empty and is skipped")
    return FileStatus(
        front,
        raw,
        problems,
        _error(front, problems),
        unlisted=front.unlisted,
        noindex=front.noindex,
        heading="" if front.title else first_heading(text, suffix),
    )


def _page_status(front: FrontMatter, problems: Sequence[Problem], raw: RawFrontMatter | None) -> FileStatus:
    """Return the status of a page that is not a post; `raw` is its front matter if the parser does not read it."""
    if front.marked_draft:
        return FileStatus(error=next((problem for problem in problems if problem.unclear), None), draft=True)
    return FileStatus(raw=raw, unlisted=front.unlisted, noindex=front.noindex, permalink=front.permalink, page=front)


def _is_page_in_engine(text: str, raw: RawFrontMatter) -> bool:
    """Return whether the engine for which an undated file was written calls it a page.

    In Zola, which has TOML, every file without a date is one.
    """
    values = {normalize_key(key): value for key, value in raw.values.items()}
    words = [str(values.get(key)).strip().lower() for key in ("layout", "type", "posttype")]
    return "page" in words or (bool(raw.values) and normalize(text)[raw.span[0] :].lstrip().startswith("+++"))


def _stripped(text: str, raw: RawFrontMatter, front: FrontMatter, *, expected: bool) -> RawFrontMatter | None:
    """Return the front matter of a page in Markdown if MyST would show it, or would not show the title in it."""
    is_read_by_myst = normalize(text).startswith("---") and not raw.span[0] and not raw.problems
    return raw if raw.span[1] and front.title and (expected or not is_read_by_myst) else None


def _look_for_draft(text: str, suffix: str, raw: RawFrontMatter) -> FileStatus:
    """Return a status with an error if text that was not parsed as front matter seems to mark the file as a draft."""
    text = text_of_cell(text) if suffix == ".ipynb" else normalize(text)
    before = 0
    if raw.values:
        rest = text[raw.span[1] :]
        if not raw.span[1] or not _SECOND_FRONT_MATTER.match(rest):
            return FileStatus()
        text, before = rest, text.count("\n", 0, raw.span[1])
    line = find_draft_line(text)
    if line is None:
        return FileStatus()
    words = " ".join(text.split("\n")[line - 1].split())[:MAX_SHOWN]
    message = f"`{words}` seems to mark this as a draft, but is not in valid front matter; the file is not published"
    return _unreadable(1 if suffix == ".ipynb" else before + line, message)


def _error(front: FrontMatter, problems: Sequence[Problem]) -> Problem | None:
    """Return why a post is not published, if the author may not know: an unclear value, or no date."""
    if front.marked_draft and (unclear := next((problem for problem in problems if problem.unclear), None)):
        return unclear
    if front.date:
        return None
    message = "the post has no date and is treated as a draft; add one: `date: 2024-03-24`"
    found = next((problem for problem in problems if problem.makes_draft), None)
    return found or (None if front.draft else Problem(1, message))


def _unreadable(line: int, message: str) -> FileStatus:
    return FileStatus(error=Problem(line, message))
