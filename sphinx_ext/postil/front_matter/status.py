"""Decide whether a file is a post, and whether it is published, by the rules of the site."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postil.file_names import MARKDOWN_SUFFIXES
from postil.front_matter.heading import first_heading
from postil.front_matter.keys import normalize_key
from postil.front_matter.notebook import read_notebook
from postil.front_matter.parse import FrontMatter, Status, parse_front_matter
from postil.front_matter.post_directive import dates_of_post_directives
from postil.front_matter.source import (
    InvalidFrontMatterError,
    RawFrontMatter,
    normalize,
    read_raw_front_matter,
)
from postil.front_matter.values import MAX_SHOWN, Problem
from postil.front_matter.visibility import find_draft_line
from postil.frozen import frozen
from postil.lazy_regex import lazy_regex
from postil.pickling import changed_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from postil.front_matter.languages import SourceLanguages
    from postil.front_matter.publish_rules import PublishRules

# Only these files can have front matter.
FRONT_MATTER_SUFFIXES = (*MARKDOWN_SUFFIXES, ".myst", ".rst", ".ipynb", ".txt")

# How front matter without fences starts.
_HEADER_LINES = lazy_regex(r"\s*[A-Za-z_]")
# What looks like a second front matter right after the first.
_SECOND_FRONT_MATTER = lazy_regex(r"\s*(?:-{3,}|\+{3,}|;{3,}|`{3,}\w*)[ \t]*\n\s*[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*[:=]")


@frozen
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
    fallback: FrontMatter | None = None
    """The metadata of the post that the page is if it has no `post` directive after all."""
    directive: FrontMatter | None = None
    """The date of the only post of a page, if the page is published when that is; in ABlog's rules."""

    page: FrontMatter | None = None
    """The metadata of a page. If `raw` is set, it is removed from the text."""
    orphan: bool = False
    """Whether a page need not be in a toctree: the engine for which it was written has none."""

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields to pickle."""
        return changed_fields(self)

    @property
    def metadata(self) -> FrontMatter | None:
        """The metadata of the post or of the page."""
        return self.front_matter or self.page or self.fallback

    def language(self, path: str, languages: SourceLanguages) -> str:
        """Return the language of the document at `path`; empty if it is that of the site."""
        return languages.of_document(path, self.metadata, is_post=self.front_matter is not None)

    def status(self, rules: PublishRules) -> Status:
        """Return whether the file is published, and if not, why."""
        if self.front_matter is None and self.error:
            return Status.UNREADABLE
        if rules.show_drafts:
            return Status.PUBLISHED
        if front := self.front_matter or self.directive:
            return front.status(rules.now)
        return Status.DRAFT if self.draft else Status.PUBLISHED


def read_file_status(
    file: Path, path: str, rules: PublishRules, parse: Callable[[str, str], FileStatus] | None = None
) -> FileStatus:
    """Read a file and return its status; `path` is its path in the site.

    `parse` returns the status of a text and a path, if not `status_of_text`.
    """
    try:
        if file.suffix not in (*FRONT_MATTER_SUFFIXES, *rules.syntax.rst_suffixes):
            file.open("rb").close()  # Sphinx stops the build if it can't
            return FileStatus()
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unreadable(line, "the file is not UTF-8 and is skipped; save it as UTF-8")
    except OSError as error:
        problem = Problem(1, f"the file can't be read and is skipped: {error.strerror}")
        return FileStatus(error=problem, open_failed=True)
    return parse(text, path) if parse else status_of_text(text, path, rules)


def status_of_text(text: str, path: str, rules: PublishRules) -> FileStatus:
    """Return the status of a file with this text; `path` is its path in the site."""
    expected = rules.expects_post(path)
    path = rules.languages.of_path(path).path
    stem, suffix = posixpath.splitext(path)
    is_root = stem == rules.root_doc
    try:
        raw = read_raw_front_matter(text, suffix, rules.syntax_of(path))
    except InvalidFrontMatterError as error:
        if expected:
            return _unreadable(error.line, f"{error}; the post is treated as a draft")
        # MyST warns about invalid front matter of a page, and renders the rest; unless the page may be a draft.
        return FileStatus() if is_root else _look_for_draft(text, suffix, RawFrontMatter())
    if not is_root and (found := _look_for_draft(text, suffix, raw)).error:
        return found
    directives = [] if is_root else dates_of_post_directives(text, suffix, rules.syntax)
    if is_root or not (expected or raw.values or directives):
        return FileStatus()
    front, problems = parse_front_matter(
        raw, path=path, dates=rules.dates, name_has_date=not directives and not rules.as_ablog(path)
    )
    is_post = rules.makes_post(path, front, raw)
    if directives and front.blogpost is not False and not (is_post and (front.date or front.draft)):
        return _directive_status(raw, front, problems, path, directives, rules)
    if not is_post:
        return _page_status(front, problems, _stripped(text, raw, front, expected=expected))
    if not text.strip():
        return _unreadable(1, "the file is empty and is skipped")
    if front.date is None and rules.ablog:
        front = replace(front, draft=True)
    elif front.date is None and front.blogpost is None and not front.draft and _is_page_in_engine(text, raw, path):
        return replace(_page_status(front, problems, raw), orphan=True)
    return FileStatus(
        front,
        raw,
        problems,
        _error(front, problems),
        unlisted=front.unlisted,
        noindex=front.noindex,
        heading="" if front.title else first_heading(text, suffix),
    )


def _directive_status(
    raw: RawFrontMatter,
    front: FrontMatter,
    problems: Sequence[Problem],
    path: str,
    dates: Sequence[str],
    rules: PublishRules,
) -> FileStatus:
    """Return the status of a page with `post` directives, which have these dates; its front matter is not a post's."""
    page = _page_status(front, problems, None)
    named = parse_front_matter(raw, path=path, dates=rules.dates, name_has_date=not rules.as_ablog(path))[0]
    if named.date and rules.makes_post(path, named, raw):
        page = replace(page, fallback=named)
    if not rules.ablog or len(dates) > 1 or page.draft:
        return page
    try:
        date = front.date or rules.dates.parse(dates[0])
    except ValueError:
        date = None
    return replace(page, directive=FrontMatter(date=date, draft=date is None))


def _page_status(front: FrontMatter, problems: Sequence[Problem], raw: RawFrontMatter | None) -> FileStatus:
    """Return the status of a page that is not a post; `raw` is its front matter if the parser does not read it."""
    if front.marked_draft:
        return FileStatus(error=next((problem for problem in problems if problem.unclear), None), draft=True)
    return FileStatus(raw=raw, unlisted=front.unlisted, noindex=front.noindex, permalink=front.permalink, page=front)


def _is_page_in_engine(text: str, raw: RawFrontMatter, path: str) -> bool:
    """Return whether the engine for which an undated file was written calls it a page.

    In Zola, which has TOML, every file without a date is one; in Pelican those in a folder `pages`.
    """
    values = {normalize_key(key): value for key, value in raw.values.items()}
    words = [str(values.get(key)).strip().lower() for key in ("layout", "type", "posttype")]
    return (
        "page" in words
        or "pages" in path.split("/")[:-1]
        or (bool(raw.values) and normalize(text)[raw.span[0] :].lstrip().startswith("+++"))
    )


def _stripped(text: str, raw: RawFrontMatter, front: FrontMatter, *, expected: bool) -> RawFrontMatter | None:
    """Return the front matter of a page in Markdown if MyST would show it, or would not show the title in it."""
    is_read_by_myst = normalize(text).startswith("---") and not raw.span[0] and not raw.problems
    return raw if raw.span[1] and front.title and (expected or not is_read_by_myst) else None


def _look_for_draft(text: str, suffix: str, raw: RawFrontMatter) -> FileStatus:
    """Return a status with an error if text that was not parsed as front matter seems to mark the file as a draft."""
    text = read_notebook(text).first_cell if suffix == ".ipynb" else normalize(text)
    before = 0
    if raw.values:
        rest = text[raw.span[1] :]
        # Header lines end at the first line that is none, which may be a list in front matter without fences.
        if not raw.span[1] or not (_SECOND_FRONT_MATTER.match(rest) or _HEADER_LINES.match(text)):
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
