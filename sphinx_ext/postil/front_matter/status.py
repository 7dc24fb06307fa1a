"""Decide of a file whether it is a post, and whether readers are to see it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo
    from pathlib import Path

# Documents below this folder are posts, wherever the folder comes from.
POSTS_FOLDER = "posts"
# Only files of these kinds have front matter that postil knows.
HEADED_SUFFIXES = (".md", ".markdown", ".myst", ".rst", ".ipynb", ".txt")

# What looks like more front matter right after the first.
_SECOND_HEAD = re.compile(r"\s*(?:-{3,}|\+{3,}|;{3,}|`{3,}\w*)[ \t]*\n\s*[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*[:=]")
_POST_DIRECTIVE = re.compile(r"^\s*(?:\.\. post::|(?:`{3,}|~{3,}|:{3,})\{post\})", re.MULTILINE)


@dataclass(frozen=True)
class PublishRules:
    """What decides whether a file is a post, and whether it is published."""

    zone: tzinfo
    now: datetime
    show_drafts: bool = False
    permalink: str = ""
    """The pattern of addresses; empty: the file's path."""
    folders: Sequence[str] = (POSTS_FOLDER,)
    """Folders of the site in which every file is a post."""
    root_doc: str = "index"
    """The site's first page, which is never a post: without it there is no site."""
    matches: Callable[[str], bool] = lambda _path: False
    """Whether a path is one that `blog_post_pattern` names."""

    def expects_post(self, path: str) -> bool:
        """Return whether the file at `path` in the site is a post by its place; a folder's own first page is not."""
        if posixpath.splitext(path)[0] == self.root_doc:
            return False
        for folder in self.folders:
            if path.startswith(f"{folder}/"):
                return posixpath.splitext(path)[0] != f"{folder}/index"
        return self.matches(path)


@dataclass(frozen=True)
class FileStatus:
    """What a look at a file's head tells. Of a page it tells no more than to whom it is shown."""

    front_matter: FrontMatter | None = None
    """What the post says of itself; None if the file is a page or cannot be read."""
    raw: RawFrontMatter | None = None
    problems: Sequence[Problem] = ()
    """What is wrong with single keys."""
    error: Problem | None = None
    """What is wrong with the file, if that is why it is held back."""
    open_failed: bool = False
    """Whether the file could not be opened, which has to be tried again."""
    draft: bool = False
    """Whether a page calls itself a draft."""
    unlisted: bool = False
    """Whether only those find the page or post who know its URL."""
    noindex: bool = False
    """Whether search engines are to leave it out."""

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
        if file.suffix not in HEADED_SUFFIXES:
            file.open("rb").close()  # Sphinx ends the build when it cannot
            return FileStatus()
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unreadable(line, "the file is not UTF-8 and is left out; save it as UTF-8")
    except OSError as error:
        problem = Problem(1, f"the file cannot be read and is left out: {error.strerror}")
        return FileStatus(error=problem, open_failed=True)
    return status_of_text(text, path, rules)


def status_of_text(text: str, path: str, rules: PublishRules) -> FileStatus:
    """Return the status of a file with this text; `path` is its path in the site."""
    expected = rules.expects_post(path)
    stem, suffix = posixpath.splitext(path)
    is_root = stem == rules.root_doc
    try:
        head = read_raw_front_matter(text, suffix)
    except InvalidFrontMatterError as error:
        if expected:
            return _unreadable(error.line, f"{error}; the post is held back as a draft")
        # Of a page with broken front matter MyST says what is wrong, and shows the rest; but for a draft.
        return FileStatus() if is_root else _look_for_draft(text, suffix, RawFrontMatter())
    if not is_root and (found := _look_for_draft(text, suffix, head)).error:
        return found
    if not expected and not head.values:
        return FileStatus()
    front, problems = parse_front_matter(head, path=path, zone=rules.zone)
    if is_root or not (expected if front.blogpost is None else front.blogpost):
        return FileStatus() if is_root else _page_status(front, problems)
    if front.date is None and front.blogpost is None and _POST_DIRECTIVE.search(text):
        return _page_status(front, problems)  # the page holds posts, each with its date
    if not text.strip():
        return _unreadable(1, "the file is empty and is left out")
    return FileStatus(front, head, problems, _fault(front, problems), unlisted=front.unlisted, noindex=front.noindex)


def _page_status(front: FrontMatter, problems: Sequence[Problem]) -> FileStatus:
    """Return to whom a page is shown that is no post."""
    if front.marked_draft:
        return FileStatus(error=next((problem for problem in problems if problem.unclear), None), draft=True)
    return FileStatus(unlisted=front.unlisted, noindex=front.noindex)


def _look_for_draft(text: str, suffix: str, head: RawFrontMatter) -> FileStatus:
    """Return a verdict with a fault if what was not read as front matter seems to call the file a draft."""
    text = text_of_cell(text) if suffix == ".ipynb" else normalize(text)
    before = 0
    if head.values:
        rest = text[head.span[1] :]
        if not head.span[1] or not _SECOND_HEAD.match(rest):
            return FileStatus()
        text, before = rest, text.count("\n", 0, head.span[1])
    line = find_draft_line(text)
    if line is None:
        return FileStatus()
    words = " ".join(text.split("\n")[line - 1].split())[:MAX_SHOWN]
    message = f"`{words}` seems to call this a draft, but is not in front matter that was understood; it is held back"
    return _unreadable(1 if suffix == ".ipynb" else before + line, message)


def _fault(front: FrontMatter, problems: Sequence[Problem]) -> Problem | None:
    """Return why a post is held back that may not mean to be: what hides it is not clear, or it has no date."""
    if front.marked_draft and (unclear := next((problem for problem in problems if problem.unclear), None)):
        return unclear
    if front.date:
        return None
    undated = "the post has no date and is held back as a draft; give it one: `date: 2024-03-24`"
    found = next((problem for problem in problems if problem.makes_draft), None)
    return found or (None if front.draft else Problem(1, undated))


def _unreadable(line: int, message: str) -> FileStatus:
    return FileStatus(error=Problem(line, message))
