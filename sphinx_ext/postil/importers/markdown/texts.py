"""Read a document from its text, which is not always that of a file, and what all engines of folders need."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from postil.front_matter.parse import parse_front_matter
from postil.front_matter.raw import InvalidFrontMatterError, RawFrontMatter
from postil.front_matter.site_dates import DateReader
from postil.front_matter.source import normalize, read_raw_front_matter
from postil.importers.markdown.conversion import without_marks
from postil.importers.markdown.documents import LOCAL, Document, as_texts
from postil.importers.model import Kind, NotUnderstood, Place, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from postil.importers.model import ImportedPost
    from postil.importers.source import Source

_DATES = DateReader(LOCAL)
_FENCED = re.compile(r"\s*(---|\+\+\+|;;;)[^\n]*\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_LANGUAGES = {"---": "yaml", "+++": "toml", ";;;": "json"}
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "env", "renv", "site-packages"})


@dataclass(frozen=True)
class Parts:
    """The front matter and the text of a document that are not yet one."""

    raw: RawFrontMatter
    text: str
    line: int = 1
    """The line of the file in which the text begins."""


def split_document(text: str, path: str, problems: list[NotUnderstood]) -> Parts:
    """Return a Markdown document in its parts; one with invalid front matter is a draft that shows it as code."""
    text = without_marks(normalize(text))
    try:
        raw = read_raw_front_matter(text, ".md")
    except InvalidFrontMatterError as error:
        problems.append(NotUnderstood(Place(path, error.line), str(error), "a draft with the front matter as code"))
        raw = RawFrontMatter({"draft": "true"}, extra={"draft": True})
        text = _FENCED.sub(lambda found: f"```{_LANGUAGES[found[1]]}\n{found[2]}```\n", text, count=1)
    body = text[raw.span[1] :]
    stripped = body.lstrip("\n")
    return Parts(raw, stripped, 1 + text.count("\n", 0, len(text) - len(stripped)))


def make_document(
    parts: Parts,
    path: str,
    problems: Iterable[NotUnderstood] = (),
    *,
    defaults: Mapping[str, Any] | None = None,
    as_path: str = "",
) -> Document:
    """Return a document; `defaults` is what the engine adds to its front matter, typed as in YAML."""
    raw = parts.raw
    if defaults:
        known = {key.lower() for key in raw.values}
        more = {key: value for key, value in defaults.items() if key.lower() not in known}
        raw = replace(raw, values={**as_texts(more), **raw.values}, extra={**more, **raw.extra})
    front, found = parse_front_matter(raw, path=as_path or path, dates=_DATES)
    typed = [NotUnderstood(Place(path, one.line), one.message, "the front matter of the post") for one in found]
    return Document(path, raw, front, parts.text, Place(path, parts.line), (*problems, *typed))


def dated_or_draft(post: ImportedPost, problems: list[NotUnderstood]) -> ImportedPost:
    """Return a post, as a draft if it has no date."""
    if post.kind is Kind.PAGE or post.date or post.status is Status.DRAFT:
        return post
    problems.append(NotUnderstood(Place(post.place.file), "a post without a date", "a draft"))
    return replace(post, status=Status.DRAFT)


def site_files(source: Source, base: str, *suffixes: str) -> list[str]:
    """Return the files below a folder with some suffixes; not those in folders of tools."""
    found = []
    for path in source.below(*suffixes):
        folders = path.removeprefix(base).split("/")[:-1]
        is_skipped = any(name.startswith((".", "_")) or name in _SKIPPED for name in folders)
        if path.startswith(base) and not is_skipped:
            found.append(path)
    return found


def shallowest(source: Source, *names: str) -> str:
    """Return the file with one of some names that is the least deep; empty if there is none."""
    found = [path for path in source.files if posixpath.basename(path) in names]
    return min(found, key=lambda path: (path.count("/"), path), default="")


def folder_of(path: str) -> str:
    """Return the folder of a path with a slash at its end; empty for the root."""
    folder = posixpath.dirname(path)
    return f"{folder}/" if folder else ""


def url_path(path: str) -> str:
    """Return a path as that of a URL."""
    return quote(path, safe="/-_.~!$&'()*+,;=@")


def parents(folder: str, base: str) -> list[str]:
    """Return a folder and those around it, from `base` down; each with a slash at its end."""
    found = [base]
    for name in folder.removeprefix(base).split("/"):
        if name:
            found.append(f"{found[-1]}{name}/")
    return found
